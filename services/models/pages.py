"""Translated pages that tell about the language-neutral rows of this package."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.rich_text import get_text_for_indexing

from core.blocks import RICH_TEXT
from core.pages import BasePage
from services.models.offices import Office
from services.models.procedures import Procedure, ServiceStandard


class OfficeIndexPage(BasePage):
    """The list of offices."""

    max_count_per_parent = 1
    subpage_types = ["services.OfficePage"]

    class Meta:
        verbose_name = _("list of offices")


class OfficePage(BasePage):
    """The prose of an office; it is shown at the office's own address."""

    office = models.ForeignKey(
        Office, verbose_name=_("Office"), on_delete=models.PROTECT, related_name="pages"
    )
    parent_page_types = ["services.OfficeIndexPage"]
    subpage_types: list[str] = []
    content_panels = [FieldPanel("office"), *BasePage.content_panels]

    class Meta:
        verbose_name = _("office page")


class ProcedureIndexPage(BasePage):
    """The list of procedures."""

    max_count_per_parent = 1
    subpage_types = ["services.ProcedurePage"]

    class Meta:
        verbose_name = _("list of procedures")


class ProcedurePage(BasePage):
    """A procedure explained step by step in plain words."""

    procedure = models.ForeignKey(
        Procedure, verbose_name=_("Procedure"), on_delete=models.PROTECT, related_name="pages"
    )
    parent_page_types = ["services.ProcedureIndexPage"]
    subpage_types: list[str] = []
    content_panels = [FieldPanel("procedure"), *BasePage.content_panels]

    class Meta:
        verbose_name = _("procedure page")


class StandardIndexPage(BasePage):
    """The list of service standards."""

    max_count_per_parent = 1
    subpage_types = ["services.ServiceStandardPage"]

    class Meta:
        verbose_name = _("list of service standards")


class ServiceStandardPage(BasePage):
    """The prose of a service standard: who may apply, documents, steps, where."""

    standard = models.ForeignKey(
        ServiceStandard, verbose_name=_("Standard"), on_delete=models.PROTECT, related_name="pages"
    )
    who = models.TextField(_("Who may ask"), blank=True)
    documents = RichTextField(_("Documents"), features=RICH_TEXT, blank=True)
    steps = RichTextField(_("Steps"), features=RICH_TEXT, blank=True)
    where = models.TextField(_("Where"), blank=True)
    parent_page_types = ["services.StandardIndexPage"]
    subpage_types: list[str] = []
    content_panels = [
        FieldPanel("standard"),
        *BasePage.content_panels,
        FieldPanel("who"),
        FieldPanel("documents"),
        FieldPanel("steps"),
        FieldPanel("where"),
    ]

    class Meta:
        verbose_name = _("service standard page")

    def search_text(self) -> str:
        """Return the text of the page for the search index."""
        rich = [get_text_for_indexing(text) for text in (self.documents, self.steps)]
        return "\n".join([super().search_text(), self.who, *rich, self.where])
