"""The public index as a flat read model that can be dropped and rebuilt, and what editors add."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.i18n.localtext import LocalText
from core.models import LANGUAGE_CHOICES
from search.entry import year_of

EVERYTHING = 0  # the entry id of a change after which every entry may differ


class SearchEntry(models.Model):
    """One findable text in one language. Only registered sources write here (see sources.py).

    Its facets have no database indexes: they are counted in memory, or by Elasticsearch.
    """

    ref = models.CharField(max_length=120, unique=True)  # "appeals.answer:12:kk"
    kind = models.CharField(_("Kind"), max_length=20)
    language = models.CharField(_("Language"), max_length=2, choices=LANGUAGE_CHOICES)
    group = models.CharField(max_length=80, db_index=True)  # the same thing in all its languages
    title = models.CharField(_("Title"), max_length=300)
    summary = models.TextField(_("Summary"), blank=True)
    body = models.TextField(_("Text"), blank=True)
    url = models.CharField(_("Address"), max_length=300)
    topic = models.CharField(_("Topic"), max_length=60, blank=True)
    office = models.CharField(_("Office"), max_length=60, blank=True)
    competent_body = models.CharField(_("Body"), max_length=60, blank=True)
    outcome = models.CharField(_("Outcome"), max_length=20, blank=True)
    published_on = models.DateField(_("Published"), null=True, blank=True)
    changed_at = models.DateTimeField(auto_now=True)
    # The rules that made its terms (search/analysis/version.py).
    analysis_version = models.CharField(max_length=16, default="", editable=False)

    class Meta:
        verbose_name = _("search entry")
        verbose_name_plural = _("search entries")

    def __str__(self) -> str:
        return self.title

    @property
    def year(self) -> str:
        """The value of the facet that has no column."""
        return year_of(self.published_on)


class Change(models.Model):
    """An entry that was added, changed or deleted. Copies outside the database catch up from here.

    `token` is never repeated, so that a change that was rolled back is not taken for another.
    """

    entry_id = models.BigIntegerField()
    token = models.CharField(max_length=32)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("change of the index")
        verbose_name_plural = _("changes of the index")

    def __str__(self) -> str:
        return f"{self.pk}: {self.entry_id}"

    @staticmethod
    def last() -> tuple[int, str]:
        """Return the latest change's number and token; 0 and no token before the first."""
        return Change.objects.order_by("-pk").values_list("pk", "token").first() or (0, "")


class Term(models.Model):
    """A word of the subject in three languages, with its synonyms."""

    name = LocalText(_("Word"), max_length=100)
    also = LocalText(_("Also called (comma separated)"), max_length=300, blank=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["name_kk"]
        verbose_name = _("search term")
        verbose_name_plural = _("search terms")

    def __str__(self) -> str:
        return self.name


class QueryLog(models.Model):
    """How often a question was asked on a day and how much it found. No person is kept."""

    words = models.CharField(_("Question"), max_length=200)
    language = models.CharField(_("Language"), max_length=2, choices=LANGUAGE_CHOICES)
    day = models.DateField(_("Day"))
    times = models.PositiveIntegerField(_("Times"), default=1)
    found = models.PositiveIntegerField(_("Found"), default=0)

    class Meta:
        ordering = ["-day", "-times"]
        constraints = [
            models.UniqueConstraint(fields=["words", "language", "day"], name="query_once_a_day")
        ]
        verbose_name = _("search question")
        verbose_name_plural = _("search questions")

    def __str__(self) -> str:
        return self.words


class SolvedQuestion(models.Model):
    """How often, on a day, a published thing spared somebody an appeal. No person is kept."""

    entry_group = models.CharField(_("What it was"), max_length=80)
    day = models.DateField(_("Day"))
    times = models.PositiveIntegerField(_("Times"), default=1)

    class Meta:
        ordering = ["-day", "-times"]
        constraints = [
            models.UniqueConstraint(fields=["entry_group", "day"], name="solved_once_a_day")
        ]
        verbose_name = _("solved question")
        verbose_name_plural = _("solved questions")

    def __str__(self) -> str:
        return self.entry_group


class Promotion(models.Model):
    """A result that editors put first for a question."""

    words = models.CharField(_("Question"), max_length=200)
    entry_group = models.CharField(_("What to show first"), max_length=80)
    order = models.PositiveSmallIntegerField(_("Order"), default=0)

    class Meta:
        ordering = ["words", "order"]
        verbose_name = _("promoted result")
        verbose_name_plural = _("promoted results")

    def __str__(self) -> str:
        return self.words
