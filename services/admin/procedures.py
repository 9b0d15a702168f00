"""Snippet viewsets of procedures, service standards, topics and competent bodies."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, ObjectList
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from core.i18n.localtext import localized_fields
from core.row_conflicts import RowForm
from services.admin.forms import StandardForm
from services.admin.office_viewsets import RelatedViewSet
from services.admin.panels import field_panels, localized_panel
from services.models import Body, Procedure, ServiceStandard, Topic


class TopicViewSet(SnippetViewSet):
    """Topics: the classifier of appeals."""

    model = Topic
    icon = "tag"
    menu_label = _("Topics")
    list_display = ["title", "slug", "order"]
    search_fields = [*localized_fields("title"), *localized_fields("keywords"), "slug"]
    edit_handler = ObjectList(
        [
            FieldRowPanel(field_panels("slug", "order")),
            localized_panel("title", _("Title")),
            localized_panel("keywords", _("Words that point here (comma separated)")),
        ],
        base_form_class=RowForm,
    )


class BodyViewSet(RelatedViewSet):
    """Competent bodies."""

    model = Body
    related = ("office",)
    icon = "group"
    menu_label = _("Competent bodies")
    list_display = ["title", "ours", "office", "email"]
    list_filter = ["ours", "topics", "office"]
    search_fields = [*localized_fields("title"), *localized_fields("keywords"), "slug"]
    edit_handler = ObjectList(
        [
            FieldPanel("slug"),
            localized_panel("title", _("Title")),
            *field_panels("ours", "office", "email", "topics"),
            localized_panel("keywords", _("Words that point here (comma separated)")),
        ],
        base_form_class=RowForm,
    )


class ProcedureViewSet(SnippetViewSet):
    """Procedures with their terms."""

    model = Procedure
    icon = "list-ol"
    menu_label = _("Procedures")
    list_display = ["title", "slug", "in_force_from"]
    search_fields = [*localized_fields("title"), "slug"]
    edit_handler = ObjectList(
        [
            FieldPanel("slug"),
            localized_panel("title", _("Title")),
            localized_panel("legal_act", _("Legal act")),
            *field_panels("legal_url", "in_force_from"),
            InlinePanel(
                "terms",
                [
                    *field_panels(*localized_fields("title")),
                    FieldRowPanel(field_panels("amount", "unit")),
                    FieldPanel("article"),
                ],
                heading=_("Terms"),
                label=_("Term"),
            ),
        ],
        base_form_class=RowForm,
    )


class StandardViewSet(RelatedViewSet):
    """Service standards with their fees."""

    model = ServiceStandard
    related = ("topic", "body")
    icon = "doc-full"
    menu_label = _("Service standards")
    list_display = ["title", "topic", "body", "amount", "unit", "total"]
    list_filter = ["topic", "body", "offices"]
    search_fields = [*localized_fields("title"), "slug"]
    edit_handler = ObjectList(
        [
            FieldPanel("slug"),
            localized_panel("title", _("Title")),
            *field_panels("topic", "body", "offices"),
            FieldRowPanel(field_panels("amount", "unit")),
            InlinePanel(
                "fees",
                [*field_panels(*localized_fields("title")), FieldPanel("amount")],
                heading=_("Fees"),
                label=_("Fee"),
            ),
            FieldPanel("total"),
            localized_panel("legal_act", _("Legal act")),
        ],
        base_form_class=StandardForm,
    )


class ProceduresGroup(SnippetViewSetGroup):
    """The menu of procedures, standards, topics and bodies."""

    menu_label = _("Rules and services")
    menu_icon = "list-ul"
    menu_order = 220
    items = (ProcedureViewSet, StandardViewSet, TopicViewSet, BodyViewSet)
