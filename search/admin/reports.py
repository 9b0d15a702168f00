"""Reports of frequent queries, queries without results, and answers that solved an appeal.

Queries are counted without personal data; what fewer than MIN_TIMES asked is not shown.
"""

from datetime import timedelta

import django_filters
from django.db.models import Case, Max, QuerySet, Sum, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.auth import permission_denied
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.reports import ReportView

from core import spreadsheets
from core.models import LANGUAGE_CHOICES
from search.admin.fallback_panel import add_message, can_manage_search
from search.admin.viewsets import entry_title, entry_value
from search.facets import KIND_LABELS
from search.models import QueryLog, SolvedQuestion
from search.query_log import KEPT_DAYS, MIN_TIMES


class QueryFilter(WagtailFilterSet):
    """Filter of queries by language."""

    language = django_filters.ChoiceFilter(
        label=_("Language"), choices=LANGUAGE_CHOICES, empty_label=_("All")
    )

    class Meta:
        model = QueryLog
        fields = ["language"]


class SearchReport(ReportView):
    """A report for editors of the thesaurus; cells are exported as text, never as formulas."""

    header_icon = "search"

    def dispatch(self, request, *args, **kwargs):
        if not can_manage_search(request):
            return permission_denied(request)
        if not self.results_only and not self.is_export:
            add_message(request)
        return super().dispatch(request, *args, **kwargs)

    def order_queryset(self, queryset: QuerySet) -> QuerySet:
        return queryset

    def as_spreadsheet(self, queryset, spreadsheet_format):
        header = [str(column.label) for column in self.columns]
        rows = [[column.get_value(row) for column in self.columns] for row in queryset]
        name = self.index_url_name.split(":")[1]
        return spreadsheets.response(
            spreadsheet_format, name, header, rows, title=str(self.page_title)
        )


class QueriesReport(SearchReport):
    """The queries of the last KEPT_DAYS days, the most frequent first."""

    page_title = _("Popular questions")
    index_url_name = "search_admin:questions"
    index_results_url_name = "search_admin:questions_results"
    filterset_class = QueryFilter
    list_export = ["words", "language", "total", "max_found", "last_day"]
    columns = [
        Column("words", label=_("Question")),
        Column("language", label=_("Language")),
        Column("total", label=_("Times")),
        Column("max_found", label=_("Found at most")),
        Column("last_day", label=_("Last asked")),
    ]

    def get_base_queryset(self) -> QuerySet:
        since = timezone.localdate() - timedelta(days=KEPT_DAYS)
        return QueryLog.objects.filter(day__gte=since)

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        """Filter by language, then group into one row a query that several have asked."""
        return (
            super()
            .filter_queryset(queryset)
            .order_by()
            .values("words", "language")
            .annotate(total=Sum("times"), max_found=Max("found"), last_day=Max("day"))
            .filter(total__gte=MIN_TIMES)
            .order_by("-total", "words")
        )


class NoResultsReport(QueriesReport):
    """Queries that never found anything: what to write about, or which synonym to add."""

    page_title = _("Questions without results")
    index_url_name = "search_admin:in_vain"
    index_results_url_name = "search_admin:in_vain_results"

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        return super().filter_queryset(queryset).filter(max_found=0)


class SolvedReport(SearchReport):
    """Published things that answered people in the appeal form before they sent it."""

    page_title = _("Answers that solved it")
    index_url_name = "search_admin:solved"
    index_results_url_name = "search_admin:solved_results"
    list_export = ["title", "kind", "solved", "last_day"]
    columns = [
        Column("title", label=_("What it was")),
        Column("kind", label=_("Kind")),
        Column("solved", label=_("Solved it")),
        Column("last_day", label=_("Last time")),
    ]

    def get_base_queryset(self) -> QuerySet:
        """Return one row a thing: its title and kind, if still found, and how often it solved."""
        since = timezone.localdate() - timedelta(days=KEPT_DAYS)
        kinds = [When(kind_code=kind, then=Value(str(name))) for kind, name in KIND_LABELS.items()]
        return (
            SolvedQuestion.objects.filter(day__gte=since)
            .order_by()
            .values("entry_group")
            .annotate(solved=Sum("times"), last_day=Max("day"))
            .annotate(
                title=entry_title(),
                kind_code=entry_value("kind"),
                kind=Case(*kinds, default=Value("")),
            )
            .order_by("-solved", "entry_group")
        )
