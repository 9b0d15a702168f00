"""Registers in Wagtail's admin: procedures, service standards, the classifier."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, ObjectList
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from core.i18n.localtext import localized_fields
from services.admin.forms import StandardForm
from services.admin.office_viewsets import RelatedViewSet
from services.admin.panels import fields, texts
from services.models import Body, Procedure, ServiceStandard, Topic


class TopicViewSet(SnippetViewSet):
    model = Topic
    icon = "tag"
    menu_label = _("Topics")
    list_display = ["title", "slug", "order"]
    search_fields = [*localized_fields("title"), *localized_fields("keywords"), "slug"]
    edit_handler = ObjectList(
        [
            FieldRowPanel(fields("slug", "order")),
            texts("title", _("Title")),
            texts("keywords", _("Words that point here (comma separated)")),
        ]
    )


class BodyViewSet(RelatedViewSet):
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
            texts("title", _("Title")),
            *fields("ours", "office", "email", "topics"),
            texts("keywords", _("Words that point here (comma separated)")),
        ]
    )


class ProcedureViewSet(SnippetViewSet):
    model = Procedure
    icon = "list-ol"
    menu_label = _("Procedures")
    list_display = ["title", "slug", "in_force_from"]
    search_fields = [*localized_fields("title"), "slug"]
    edit_handler = ObjectList(
        [
            FieldPanel("slug"),
            texts("title", _("Title")),
            texts("legal_act", _("Legal act")),
            *fields("legal_url", "in_force_from"),
            InlinePanel(
                "terms",
                [
                    *fields(*localized_fields("title")),
                    FieldRowPanel(fields("amount", "unit")),
                    FieldPanel("article"),
                ],
                heading=_("Terms"),
                label=_("Term"),
            ),
        ]
    )


class StandardViewSet(RelatedViewSet):
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
            texts("title", _("Title")),
            *fields("topic", "body", "offices"),
            FieldRowPanel(fields("amount", "unit")),
            InlinePanel(
                "fees",
                [*fields(*localized_fields("title")), FieldPanel("amount")],
                heading=_("Fees"),
                label=_("Fee"),
            ),
            FieldPanel("total"),
            texts("legal_act", _("Legal act")),
        ],
        base_form_class=StandardForm,
    )


class RulesGroup(SnippetViewSetGroup):
    """By what rule: procedures, standards, the classifier."""

    menu_label = _("Rules and services")
    menu_icon = "list-ul"
    menu_order = 220
    items = (ProcedureViewSet, StandardViewSet, TopicViewSet, BodyViewSet)
