"""The editor's form of a media report: its sums are checked against the rows of the form."""

from wagtail.admin.forms import WagtailAdminPageForm


class MediaReportForm(WagtailAdminPageForm):
    """Let the page check the table as submitted, not as saved before.

    A draft may be saved with wrong sums; not while it waits for its check, when it can be published
    without this form.
    """

    def clean(self) -> dict:
        """Give the page the counts of the submitted rows, and whether it is saved as a draft."""
        data = super().clean()
        rows = self.formsets["figures"].forms if "figures" in self.formsets else []
        self.instance.submitted_counts = [
            row.cleaned_data.get("count") or 0
            for row in rows
            if row.is_valid() and row.cleaned_data and not row.cleaned_data.get("DELETE")
        ]
        self.instance.is_draft = self.is_deferred_validation and not (
            self.instance.pk and self.instance.workflow_in_progress
        )
        return data

    def save(self, commit=True):
        """Save the page without what was set for its validation."""
        self.instance.submitted_counts = None  # from here on the saved rows are checked
        self.instance.is_draft = False
        return super().save(commit=commit)
