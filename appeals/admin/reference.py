"""Admin of reference data: kinds of appeal, routing rules, calendar; outgoing letters beside it."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.model import ModelViewSetGroup

from appeals.admin.calendar import CalendarViewSet
from appeals.admin.letters import LetterViewSet
from appeals.admin.viewsets import ReferenceViewSet
from appeals.models import AppealKind, RoutingRule
from core.i18n.localtext import localized_fields


class KindViewSet(ReferenceViewSet):
    """Kinds of appeal."""

    model = AppealKind
    icon = "tag"
    menu_label = _("Kinds of appeal")
    list_display = ["__str__", "legal_act", "valid_from", "valid_until", "order"]
    panels = [
        FieldPanel("slug"),
        *[
            MultiFieldPanel([FieldPanel(name) for name in localized_fields(field)], heading=label)
            for field, label in [
                ("title", _("Title")),
                ("also", _("Also called (comma separated)")),
                ("hint", _("When to choose it")),
            ]
        ],
        FieldPanel("legal_act"),
        FieldRowPanel([FieldPanel("valid_from"), FieldPanel("valid_until"), FieldPanel("order")]),
    ]


class RuleIndex(IndexView):
    """List rules with what they name, read in one query."""

    def get_base_queryset(self):
        return super().get_base_queryset().select_related("body", "topic", "office")


class RuleViewSet(ReferenceViewSet):
    """Routing rules."""

    model = RoutingRule
    icon = "order"
    index_view_class = RuleIndex
    menu_label = _("Routing rules")
    list_display = ["__str__", "topic", "office", "followed", "corrected"]
    list_filter = ["body", "topic", "office"]
    search_fields = ["words"]
    panels = [FieldPanel(name) for name in ("body", "topic", "office", "words")]


class ReferenceGroup(ModelViewSetGroup):
    """The menu of reference data."""

    menu_label = _("Reference data")
    menu_icon = "list-ul"
    menu_order = 320
    items = (
        KindViewSet("appeal_kinds", url_prefix="appeal-kinds"),
        RuleViewSet("routing_rules", url_prefix="routing-rules"),
        CalendarViewSet("calendar_days", url_prefix="calendar"),
        LetterViewSet("letters", url_prefix="letters"),
    )
