"""The filters of a search as a form that works without JavaScript."""

from collections.abc import Mapping

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.form_fields import TypedDateField
from search import facets
from search.backends import Results
from search.query.request import URL_PARAMETERS, Query


class FilterForm(forms.Form):
    """Facets with their counts, a period and an order, filled with the current choice.

    A text in `params` that is not a date stays in its field with a message.
    """

    def __init__(self, query: Query, results: Results, params: Mapping[str, str]):
        super().__init__(
            {"from": params.get("from", ""), "to": params.get("to", ""), "sort": query.sort},
            auto_id="filter-%s",
        )
        for facet, title in facets.FACET_LABELS.items():
            self._add_facet(facet, str(title), query, results)
        self.fields["from"] = TypedDateField(
            label=pgettext_lazy("a period", "From"), required=False
        )
        self.fields["to"] = TypedDateField(label=_("Until"), required=False)
        self.fields["sort"] = forms.ChoiceField(
            label=pgettext_lazy("of results", "Order"),
            required=False,
            choices=[("relevance", _("Best match first")), ("date", _("Newest first"))],
        )

    def _add_facet(self, facet: str, title: str, query: Query, results: Results) -> None:
        counts = dict(results.facets.get(facet, {}))
        chosen = getattr(query, facet)
        if chosen:
            counts.setdefault(chosen, 0)
        if len(counts) < 2 and not chosen:
            return
        labels = facets.labels_of(facet)
        order = sorted(counts, reverse=True) if facet == "year" else counts
        choices = [(code, f"{labels.get(code, code)} ({counts[code]})") for code in order]
        name = URL_PARAMETERS.get(facet, facet)
        self.fields[name] = forms.ChoiceField(
            label=title, required=False, choices=[("", _("All")), *choices]
        )
        self.data = {**self.data, name: chosen}
