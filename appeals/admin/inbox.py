"""The inbox: the appeals of the user's offices, the overdue first."""

import django_filters
from django.contrib.auth import get_user_model
from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Value, When
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django_filters.fields import ModelChoiceField
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.widgets.button import HeaderButton

from appeals import access, deadlines, deletion_requests, reconsideration
from appeals.admin.forms import UserChoiceField
from appeals.admin.inbox_export import register_table, user_name
from appeals.admin.mixins import CASE, AppealsAdminMixin
from appeals.models import Appeal, AppealFact, Reply
from appeals.models.appeal import Channel
from appeals.states import OPEN, State
from core import spreadsheets
from core.capped_paginator import CappedPaginator
from core.reading_record.writing import log_list_view, log_opening
from services.models import Office, Topic
from services.office_tree import ids_with_branches

SOON_DAYS = 3  # working days
SITUATIONS = [
    ("open", pgettext_lazy("appeals", "Open")),
    ("mine", gettext_lazy("Mine")),
    ("overdue", gettext_lazy("Overdue")),
    ("soon", gettext_lazy("Due within three working days")),
    ("short", gettext_lazy("Short answer not given in time")),
    ("new", gettext_lazy("Not given to anybody yet")),
    ("closing", gettext_lazy("Closing without an answer proposed")),
    ("again", gettext_lazy("Reconsideration asked for")),
    ("deletion", gettext_lazy("Deletion of personal data asked for")),
    ("publish", gettext_lazy("Answered, may be published")),
]


def situation_condition(name: str, on, user) -> Q:
    """Return the condition of a name of SITUATIONS."""
    conditions = {
        "open": lambda: Q(state__in=OPEN),
        "mine": lambda: Q(state__in=OPEN, officer=user),
        "overdue": lambda: deadlines.overdue(on),
        "soon": lambda: deadlines.due_within(on, SOON_DAYS),
        "short": lambda: deadlines.short_answer_overdue(on),
        "new": lambda: Q(state=State.REGISTERED),
        "closing": lambda: Q(state__in=OPEN) & ~Q(proposed_close_reason=""),
        # In a subquery, so that the few rows are taken from their own index.
        "again": lambda: Q(pk__in=Appeal.objects.filter(reconsideration.PENDING).values("pk")),
        "deletion": lambda: Q(pk__in=Appeal.objects.filter(deletion_requests.PENDING).values("pk")),
        "publish": lambda: Q(
            Exists(
                Reply.objects.filter(appeal=OuterRef("pk"), kind=Reply.Kind.FULL, published=None)
            ),
            state__in=[State.ANSWERED, State.CLOSED],
            consent_publication=True,
        ),
    }
    return conditions[name]()


def _offices(request) -> QuerySet[Office]:
    return access.offices_of(request.user)


def _officers(request) -> QuerySet:
    theirs = AppealFact.objects.filter(
        officer=OuterRef("pk"), office__in=access.offices_of(request.user)
    )
    people = get_user_model().objects.filter(Exists(theirs))
    return people.order_by("last_name", "first_name")


class ExecutorField(UserChoiceField, ModelChoiceField):
    """A choice of staff by name."""


class ExecutorFilter(django_filters.ModelChoiceFilter):
    """A filter of staff by name."""

    field_class = ExecutorField


class InboxFilter(WagtailFilterSet):
    """Filters of the inbox."""

    situation = django_filters.ChoiceFilter(
        label=gettext_lazy("What waits"), choices=SITUATIONS, method="by_situation"
    )
    state = django_filters.MultipleChoiceFilter(
        label=gettext_lazy("State"), choices=State.choices, distinct=False
    )
    due_on = django_filters.DateFromToRangeFilter(label=gettext_lazy("Answer until"))
    registered_at = django_filters.DateFromToRangeFilter(label=gettext_lazy("Received"))
    office = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Office with its branches"), queryset=_offices, method="by_office"
    )
    officer = ExecutorFilter(label=gettext_lazy("Executor"), queryset=_officers)
    topic = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Topic"), queryset=lambda request: Topic.objects.all()
    )
    channel = django_filters.ChoiceFilter(label=gettext_lazy("Came by"), choices=Channel.choices)

    class Meta:
        model = Appeal
        fields: list[str] = []

    def by_office(self, rows: QuerySet, _name: str, value: Office) -> QuerySet:
        """Return the rows of the office `value` and of everything below it."""
        return rows.filter(office__in=ids_with_branches([value.pk]))

    def by_situation(self, rows: QuerySet, _name: str, value: str) -> QuerySet:
        """Return the rows in the situation `value`."""
        on = timezone.localdate()
        return rows.filter(situation_condition(value, on, self.request.user))


class DueColumn(Column):
    """The due date with the days that are left, in colour."""

    def get_value(self, appeal: Appeal) -> str:
        """Return the due date with the days left."""
        return format_due(appeal, timezone.localdate())


def format_due(appeal: Appeal, on) -> str:
    """Return the due date and the working days left; only the date once it is answered."""
    day = date_format(appeal.due_on, "SHORT_DATE_FORMAT")
    if appeal.state not in OPEN:
        return day
    left = deadlines.appeal_days_left(appeal, on)
    if appeal.due_on < on:
        return format_html(
            '{}<br><strong class="w-text-critical-200">{}</strong>', day,
            _("overdue: %(days)s working days") % {"days": -left},
        )  # fmt: skip
    mark = "w-font-semibold" if left <= SOON_DAYS else "w-text-text-meta"
    words = _("today") if left == 0 else _("%(days)s working days left") % {"days": left}
    return format_html('{}<br><span class="{}">{}</span>', day, mark, words)


def format_matter(appeal: Appeal) -> str:
    """Return the subject, and under it the topic and the day of registration."""
    came = date_format(timezone.localtime(appeal.registered_at), "SHORT_DATE_FORMAT")
    return format_html(
        '{}<br><span class="w-text-text-meta">{} · {}</span>',
        appeal.subject or appeal.matter[:80], appeal.topic, came,
    )  # fmt: skip


class InboxView(AppealsAdminMixin, IndexView):
    """List the appeals of the user's offices, open ones first, by due date."""

    model = Appeal
    page_title = gettext_lazy("Appeals")
    index_url_name = "appeals_admin:inbox"
    index_results_url_name = "appeals_admin:inbox_results"
    any_permission_required = None
    permission_policy = None
    permission_required = None
    filterset_class = InboxFilter
    is_searchable = True
    search_backend_name = None
    search_fields = ["number", "subject", "place"]  # never a name: it would be in the address
    default_ordering = None
    paginate_by = 30
    paginator_class = CappedPaginator
    results_template_name = "core/admin/capped_results.html"
    list_export = [
        "number", "registered_at", "due_on", "answered_at", "state", "channel", "kind", "topic",
        "office", "body", "officer", "subject",
    ]  # fmt: skip

    def get_breadcrumbs_items(self) -> list[dict]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_base_queryset(self) -> QuerySet[Appeal]:
        """Return the appeals of the user's offices."""
        visible = access.visible_appeals(self.request.user)
        return visible.select_related("kind", "topic", "office", "officer", "body")

    def parts(self, queryset: QuerySet) -> list[QuerySet]:
        """Return the list in the order chosen; else first the open ones, by due date."""
        if self.ordering:
            return [queryset]
        if self.is_searching:  # every row is read once
            closed = Case(When(state__in=OPEN, then=Value(0)), default=Value(1))
            open_due = Case(When(state__in=OPEN, then="due_on"), default=None)
            return [queryset.order_by(closed, open_due, "-registered_at")]
        return [
            queryset.filter(state__in=OPEN).order_by("due_on", "-registered_at"),
            queryset.exclude(state__in=OPEN).order_by("-registered_at"),
        ]

    def get_paginator(self, queryset: QuerySet, *args, **kwargs) -> CappedPaginator:
        """Return the pages of the parts."""
        return self.paginator_class(queryset, *args, parts=self.parts(queryset), **kwargs)

    @property
    def columns(self) -> list[Column]:
        """Return the columns of the list."""
        return [
            TitleColumn(
                "number",
                label=_("Number"),
                get_url=lambda row: reverse(CASE, args=[row.pk]),
                sort_key="number",
                classname="title w-whitespace-nowrap",
            ),
            Column("subject", label=_("In short"), accessor=format_matter),
            Column("state", label=_("State"), accessor="get_state_display", sort_key="state"),
            DueColumn("due_on", label=_("Answer until"), sort_key="due_on"),
            Column("office", label=_("Office"), sort_key="office__code"),
            Column("officer", label=_("Executor"), accessor=lambda row: user_name(row.officer)),
        ]

    list_display: list[str] = []

    def user_has_permission(self, permission: str) -> bool:
        return False  # appeals are registered and changed by acts, not edited as rows

    @property
    def header_buttons(self) -> list:
        """Return the buttons of the staff form and of the search by person."""
        return [
            HeaderButton(
                _("Register an appeal"), reverse("appeals_admin:register"), icon_name="plus"
            ),
            HeaderButton(
                _("Find a person"), reverse("appeals_admin:find_person"), icon_name="search"
            ),
        ]

    def get_add_url(self) -> None:
        return None

    def get_edit_url(self, instance: Appeal) -> str:
        return reverse(CASE, args=[instance.pk])

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponseBase:
        """Show the list, or return it as a spreadsheet without making a page of all its rows."""
        if self.is_export:
            return self.as_spreadsheet(self.get_queryset(), request.GET["export"])
        return super().get(request, *args, **kwargs)

    def get_context_data(self, *args, **kwargs) -> dict:
        """Log which appeals are shown; an export is logged by itself."""
        context = super().get_context_data(*args, **kwargs)
        log_list_view(self.request.user, "appeals.list", context["object_list"])
        return context

    def as_spreadsheet(self, queryset: QuerySet, spreadsheet_format: str) -> HttpResponseBase:
        """Return the list without personal data as CSV or XLSX; the export is logged."""
        ids = list(queryset.values_list("pk", flat=True))
        log_opening(self.request.user, "appeals.export", self.request.user, {"ids": ids})
        header, rows = register_table(self.parts(queryset))
        name = f"appeals-{timezone.localdate():%Y-%m-%d}"
        return spreadsheets.stream(spreadsheet_format, name, header, rows, title=_("Appeals"))
