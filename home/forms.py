"""The editor's form of a media report: its sums are judged by the rows on the page."""

from wagtail.admin.forms import WagtailAdminPageForm


class ReportForm(WagtailAdminPageForm):
    """Lets the page judge the table as it stands in the form, not as it was saved before."""

    def clean(self) -> dict:
        data = super().clean()
        rows = self.formsets["figures"].forms if "figures" in self.formsets else []
        self.instance.counts_on_page = [
            row.cleaned_data.get("count") or 0
            for row in rows
            if row.is_valid() and row.cleaned_data and not row.cleaned_data.get("DELETE")
        ]
        return data

    def save(self, commit=True):
        self.instance.counts_on_page = None  # from here on the saved rows count
        return super().save(commit=commit)
