"""Choosers of offices and officials: found by any part of the name, with the office beside it."""

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views.chooser import (
    ChooseResultsView,
    ChooseView,
    SnippetChooserViewSet,
)

from core.i18n.localtext import localized_fields

MAX_WORDS = 10  # different words that are compared: no name has more


class NameFilter(BaseFilterForm):
    """Rows in which every typed word is a part of one of the names."""

    names: list[str] = []
    q = forms.CharField(label=_("Search"), required=False)

    def filter(self, objects: QuerySet) -> QuerySet:
        """Return the rows that match; all of them when nothing is typed."""
        text = self.cleaned_data["q"].strip()
        for word in list(dict.fromkeys(text.split()))[:MAX_WORDS]:
            matches = (Q(**{f"{name}__icontains": word}) for name in self.names)
            query = Q()
            for match in matches:
                query |= match
            objects = objects.filter(query)
        self.is_searching, self.search_query = bool(text), text
        return super().filter(objects)


class OfficeNames(NameFilter):
    """Offices by title, code and address."""

    names = [*localized_fields("title", "address"), "code"]


class OfficialNames(NameFilter):
    """Officials by name, post and office."""

    names = [*localized_fields("name", "post"), *localized_fields("office__title")]


class OfficeChooseView(ChooseView):
    """The chooser of offices."""

    filter_form_class = OfficeNames


class OfficeResultsView(ChooseResultsView):
    """Its results."""

    filter_form_class = OfficeNames


class OfficialColumnsMixin:
    """Officials with their office and whether they receive."""

    filter_form_class = OfficialNames

    def get_object_list(self) -> QuerySet:
        """Return the officials with their offices."""
        return super().get_object_list().select_related("office")  # type: ignore[misc]

    @property
    def columns(self) -> list[Column]:
        """Return the columns of the results."""
        office = Column("office", label=_("Office"), accessor="office")
        return [*super().columns, office]  # type: ignore[misc]  # of Wagtail's view beside it


class OfficialChooseView(OfficialColumnsMixin, ChooseView):
    """The chooser of officials."""


class OfficialResultsView(OfficialColumnsMixin, ChooseResultsView):
    """Its results."""


class OfficeChooserViewSet(SnippetChooserViewSet):
    """Choose an office."""

    choose_view_class = OfficeChooseView
    choose_results_view_class = OfficeResultsView


class OfficialChooserViewSet(SnippetChooserViewSet):
    """Choose an official."""

    choose_view_class = OfficialChooseView
    choose_results_view_class = OfficialResultsView
