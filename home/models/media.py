"""Media reports: reports for the press on reception results."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Orderable, TranslatableMixin
from wagtail_localize.fields import SynchronizedField

from core import charts
from core.pages import BasePage
from home.forms import MediaReportForm
from services.models import Office, Official
from services.names import office_titles

PAGE_SIZE = 12


class MediaIndexPage(BasePage):
    """The list of media reports."""

    max_count_per_parent = 1
    subpage_types = ["home.MediaReportPage"]

    class Meta:
        verbose_name = _("list of media reports")

    def get_context(self, request, *args, **kwargs):
        """Add the reports, newest first; ?office= filters them by office."""
        reports = MediaReportPage.objects.child_of(self).live().public().defer_streamfields()
        reports = reports.select_related("office", "official")
        chosen = request.GET.get("office", "")
        if chosen:
            reports = reports.filter(office__slug=chosen)
        page = Paginator(reports.order_by("-date"), PAGE_SIZE).get_page(request.GET.get("page"))
        return {
            **super().get_context(request, *args, **kwargs),
            "reports": page,
            "offices": office_titles().items(),
            "chosen": chosen,
        }


class MediaReportPage(BasePage):
    """Who received, how many came, which questions were raised, which tasks were given."""

    search_kind = "report"
    search_label = _("Reception results")

    date = models.DateField(_("Date of the reception"))
    place = models.CharField(_("Place"), max_length=200, blank=True)
    office = models.ForeignKey(
        Office,
        verbose_name=_("Office"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    official = models.ForeignKey(
        Official,
        verbose_name=_("Who received"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    came = models.PositiveIntegerField(_("Citizens came"), default=0)
    raised = models.PositiveIntegerField(_("Questions raised"), default=0)
    controlled = models.PositiveIntegerField(_("Put under control"), default=0)
    photo = models.ForeignKey(
        "core.PortalImage",
        verbose_name=_("Photograph"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    sources = models.TextField(_("Sources"), blank=True)

    # The same in every language: home/report_facts.py.
    FACTS = ("date", "office", "official", "came", "raised", "controlled", "photo")
    override_translatable_fields = [SynchronizedField(name, overridable=False) for name in FACTS]
    parent_page_types = ["home.MediaIndexPage"]
    subpage_types: list[str] = []
    base_form_class = MediaReportForm
    # Set by the editor's form during validation.
    submitted_counts: list[int] | None = None
    is_draft = False
    content_panels = [
        *BasePage.content_panels,
        MultiFieldPanel(
            [FieldPanel("date"), FieldPanel("place"), FieldPanel("office"), FieldPanel("official")],
            heading=_("When and where"),
        ),
        MultiFieldPanel(
            [FieldPanel("came"), FieldPanel("raised"), FieldPanel("controlled")],
            heading=_("Three facts"),
        ),
        InlinePanel("figures", label=_("Questions by topic")),
        InlinePanel("tasks", label=_("Tasks given")),
        FieldPanel("photo"),
        FieldPanel("sources"),
    ]

    class Meta:
        verbose_name = _("media report")

    def get_context(self, request, *args, **kwargs):
        """Add the table, its chart and its sum."""
        rows = [(figure.title, figure.count) for figure in self.figures.all()]
        return {
            **super().get_context(request, *args, **kwargs),
            "facts": [
                {"value": self.came, "label": _("came")},
                {"value": self.raised, "label": _("questions raised")},
                {"value": self.controlled, "label": _("under control")},
            ],
            "chart": charts.render_bar_chart(rows, title=str(_("Questions by topic")))
            if rows
            else "",
            "columns": [{"label": _("Topic")}, {"label": _("Questions"), "number": True}],
            "rows": rows,
            "total": [_("In all"), sum(count for _title, count in rows)],
        }

    def search_values(self) -> dict:
        """Return the office, the day of the reception, and the text with place and tasks."""
        tasks = "\n".join(f"{task.task} – {task.who}" for task in self.tasks.all())
        return {
            "office": self.office.slug if self.office else "",
            "published_on": self.date,
            "body": f"{self.search_text()}\n{self.place}\n{tasks}",
        }

    def clean(self) -> None:
        """Refuse sums that do not add up (document 002); a draft may be wrong for now."""
        super().clean()
        errors = self.find_wrong_sums()
        if errors and not self.is_draft:
            raise ValidationError(errors)

    def find_wrong_sums(self) -> dict[str, Any]:
        """Return a sentence for each field whose number contradicts the others."""
        errors: dict[str, Any] = {}
        counts = self.submitted_counts
        if counts is None:
            counts = [figure.count or 0 for figure in self.figures.all()]
        if counts and sum(counts) != self.raised:
            errors["raised"] = _("The table adds up to %(sum)s questions, not %(total)s.") % {
                "sum": sum(counts),
                "total": self.raised,
            }
        if (self.controlled or 0) > (self.raised or 0):
            errors["controlled"] = _("More questions are under control than were raised.")
        return errors


class ReportFigure(TranslatableMixin, Orderable):
    """A row of a report's table; the rows add up to the questions raised."""

    page = ParentalKey(MediaReportPage, on_delete=models.CASCADE, related_name="figures")
    title = models.CharField(_("Topic"), max_length=150)
    count = models.PositiveIntegerField(_("Questions"))

    FACTS = ("count", "sort_order")
    override_translatable_fields = [SynchronizedField("count", overridable=False)]

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        verbose_name = _("figure")


class ReportTask(TranslatableMixin, Orderable):
    """A task given at the reception: to whom, until when, and its state."""

    class State(models.TextChoices):
        """States of a task."""

        OPEN = "open", _("Being done")
        DONE = "done", _("Done")
        LATE = "late", _("Late")

    page = ParentalKey(MediaReportPage, on_delete=models.CASCADE, related_name="tasks")
    task = models.CharField(pgettext_lazy("given to a body", "Task"), max_length=300)
    who = models.CharField(_("Who"), max_length=200)
    until = models.DateField(pgettext_lazy("of a task", "Until"), null=True, blank=True)
    stand = models.CharField(_("How it stands"), max_length=4, choices=State, default=State.OPEN)

    FACTS = ("until", "stand", "sort_order")
    override_translatable_fields = [
        SynchronizedField("until", overridable=False),
        SynchronizedField("stand", overridable=False),
    ]

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        verbose_name = pgettext_lazy("given to a body", "task")
