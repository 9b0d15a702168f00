"""The report on routing rules in the reports menu."""

import django_filters
from django.core.exceptions import PermissionDenied
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.reports import ReportView

from appeals.admin.mixins import is_staff
from appeals.models import RoutingRule
from core import spreadsheets
from services.models import Body


class RuleFilter(WagtailFilterSet):
    """Filter of the report."""

    body = django_filters.ModelChoiceFilter(label=_("Body"), queryset=Body.objects.all())

    class Meta:
        model = RoutingRule
        fields: list[str] = []


class RulesReport(ReportView):
    """List routing rules with how often staff followed and corrected them, most corrected first."""

    page_title = _("How the routing rules do")
    header_icon = "order"
    index_url_name = "appeals_admin:rules"
    index_results_url_name = "appeals_admin:rules_results"
    filterset_class = RuleFilter
    list_export = ["body", "words", "topic", "followed", "corrected"]
    columns = [
        Column("body", label=_("Body")),
        Column("words", label=_("Words or phrases")),
        Column("topic", label=_("Topic")),
        Column("followed", label=_("Followed")),
        Column("corrected", label=_("Corrected by staff")),
    ]

    def dispatch(self, request, *args, **kwargs):
        """Refuse users who may not see routing rules."""
        if not (is_staff(request.user) or request.user.has_perm("appeals.view_routingrule")):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_base_queryset(self):
        """Return the rules, most corrected first."""
        rules = RoutingRule.objects.select_related("body", "topic")
        return rules.order_by(F("corrected").desc(), "followed")

    def as_spreadsheet(self, queryset, spreadsheet_format):
        """Return the report as CSV or XLSX."""
        header = [str(column.label) for column in self.columns]
        rows = [
            [str(row.body), row.words, str(row.topic or ""), row.followed, row.corrected]
            for row in queryset
        ]
        name = f"routing-rules-{timezone.localdate():%Y-%m-%d}"
        return spreadsheets.response(
            spreadsheet_format, name, header, rows, title=str(self.page_title)
        )
