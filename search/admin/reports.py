"""What people ask, and what they ask in vain: by question, no person kept, none asked by few."""

from datetime import timedelta

import django_filters
from django.db.models import Case, Max, OuterRef, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.auth import permission_denied
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.reports import ReportView

from core import spreadsheets
from core.models import LANGUAGE_CHOICES
from search.admin.fallback_panel import may_know, tell
from search.facets import KIND_LABELS
from search.models import QueryLog, SearchEntry, SolvedQuestion
from search.query_log import KEPT_DAYS, MIN_TIMES


class QuestionFilter(WagtailFilterSet):
    language = django_filters.ChoiceFilter(
        label=_("Language"), choices=LANGUAGE_CHOICES, empty_label=_("All")
    )

    class Meta:
        model = QueryLog
        fields = ["language"]


class EditorsReport(ReportView):
    """A report for those who teach the search its words; what people typed is never a formula."""

    header_icon = "search"

    def dispatch(self, request, *args, **kwargs):
        if not may_know(request):
            return permission_denied(request)
        if not self.results_only and not self.is_export:
            tell(request)
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


class QuestionsReport(EditorsReport):
    """The questions of the last three months, the most frequent first."""

    page_title = _("Popular questions")
    index_url_name = "search_desk:questions"
    index_results_url_name = "search_desk:questions_results"
    filterset_class = QuestionFilter
    list_export = ["words", "language", "asked", "finds", "last"]
    columns = [
        Column("words", label=_("Question")),
        Column("language", label=_("Language")),
        Column("asked", label=_("Times")),
        Column("finds", label=_("Found at most")),
        Column("last", label=_("Last asked")),
    ]

    def get_base_queryset(self) -> QuerySet:
        since = timezone.localdate() - timedelta(days=KEPT_DAYS)
        return QueryLog.objects.filter(day__gte=since)

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        """Filtered by language, then one row a question that several have asked."""
        return (
            super()
            .filter_queryset(queryset)
            .order_by()
            .values("words", "language")
            .annotate(asked=Sum("times"), finds=Max("found"), last=Max("day"))
            .filter(asked__gte=MIN_TIMES)
            .order_by("-asked", "words")
        )


class InVainReport(QuestionsReport):
    """Questions that found nothing, every time: what to write about, or which word to teach."""

    page_title = _("Questions without results")
    index_url_name = "search_desk:in_vain"
    index_results_url_name = "search_desk:in_vain_results"

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        return super().filter_queryset(queryset).filter(finds=0)


class SolvedReport(EditorsReport):
    """What answered people's questions in the appeal form before they were filed."""

    page_title = _("Answers that solved it")
    index_url_name = "search_desk:solved"
    index_results_url_name = "search_desk:solved_results"
    list_export = ["title", "kind", "solved", "last"]
    columns = [
        Column("title", label=_("What it was")),
        Column("kind", label=_("Kind")),
        Column("solved", label=_("Solved it")),
        Column("last", label=_("Last time")),
    ]

    def get_base_queryset(self) -> QuerySet:
        """One row a thing: its title and kind while it may be found, and how often it solved."""
        since = timezone.localdate() - timedelta(days=KEPT_DAYS)
        code = get_language()
        found = SearchEntry.objects.filter(group=OuterRef("entry_group"))
        found = found.order_by(Case(When(language=code, then=0), default=1))
        kinds = [When(kind_code=kind, then=Value(str(name))) for kind, name in KIND_LABELS.items()]
        gone = Value(gettext("not there any more"))
        return (
            SolvedQuestion.objects.filter(day__gte=since)
            .order_by()
            .values("entry_group")
            .annotate(solved=Sum("times"), last=Max("day"))
            .annotate(
                title=Coalesce(Subquery(found.values("title")[:1]), gone),
                kind_code=Subquery(found.values("kind")[:1]),
                kind=Case(*kinds, default=Value("")),
            )
            .order_by("-solved", "entry_group")
        )
