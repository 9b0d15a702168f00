"""The editor's form of a media report: its sums are checked against the rows of the form."""

from wagtail.admin.forms import WagtailAdminPageForm


class MediaReportForm(WagtailAdminPageForm):
    """Let the page check the table as submitted, not as saved before."""

    def clean(self) -> dict:
        """Give the page the counts of the submitted rows."""
        data = super().clean()
        rows = self.formsets["figures"].forms if "figures" in self.formsets else []
        self.instance.submitted_counts = [
            row.cleaned_data.get("count") or 0
            for row in rows
            if row.is_valid() and row.cleaned_data and not row.cleaned_data.get("DELETE")
        ]
        return data

    def save(self, commit=True):
        """Save the page without the submitted counts."""
        self.instance.submitted_counts = None  # from here on the saved rows are checked
        return super().save(commit=commit)
