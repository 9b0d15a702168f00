"""Topics, competent bodies, procedures with their terms, service standards with their fees."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from core.i18n.localtext import LocalText
from services.models.offices import Office


class Topic(models.Model):
    """The subject of an appeal: the classifier of forms, search and statistics."""

    slug = models.SlugField(_("Code"), max_length=60, unique=True)
    title = LocalText(_("Title"), max_length=150)
    keywords = LocalText(_("Words that point here (comma separated)"), models.TextField, blank=True)
    order = models.PositiveSmallIntegerField(_("Order"), default=0)

    class Meta:
        ordering = ["order", "title_kk"]
        verbose_name = _("topic")
        verbose_name_plural = _("topics")

    def __str__(self) -> str:
        return self.title


class Body(models.Model):
    """A competent body that considers the matter: an akimat's department, the police, a utility."""

    slug = models.SlugField(_("Code"), max_length=60, unique=True)
    title = LocalText(_("Title"), max_length=200)
    topics = models.ManyToManyField(
        Topic, verbose_name=_("Topics"), blank=True, related_name="bodies"
    )
    keywords = LocalText(_("Words that point here (comma separated)"), models.TextField, blank=True)
    office = models.ForeignKey(
        Office,
        verbose_name=_("Only for the area of"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="bodies",
    )
    email = models.EmailField(_("E-mail"), blank=True)
    ours = models.BooleanField(
        _("Answers through this portal"),
        default=True,
        help_text=_("No: an appeal is forwarded to it by competence"),
    )

    class Meta:
        ordering = ["title_kk"]
        verbose_name = _("competent body")
        verbose_name_plural = _("competent bodies")

    def __str__(self) -> str:
        return self.title


class Procedure(ClusterableModel):
    """A procedure of the reception: its act and terms. The prose is in ProcedurePage."""

    slug = models.SlugField(_("Code"), max_length=60, unique=True)
    title = LocalText(_("Title"), max_length=200)
    legal_act = LocalText(_("Legal act"), max_length=300, blank=True)
    legal_url = models.URLField(_("Address of the act"), blank=True)
    in_force_from = models.DateField(_("In force from"))

    class Meta:
        ordering = ["title_kk"]
        verbose_name = _("procedure")
        verbose_name_plural = _("procedures")

    def __str__(self) -> str:
        return self.title


class Unit(models.TextChoices):
    """Units of a term."""

    WORKING_DAYS = "working_days", _("working days")
    DAYS = "days", _("calendar days")
    MONTHS = "months", _("months")
    HOURS = "hours", _("hours")
    MINUTES = "minutes", _("minutes")


class ProcedureTerm(models.Model):
    """One term of a procedure: its length, unit and article of law."""

    procedure = ParentalKey(Procedure, on_delete=models.CASCADE, related_name="terms")
    title = LocalText(_("What the term is for"), max_length=200)
    amount = models.PositiveSmallIntegerField(_("How many"))
    unit = models.CharField(_("Unit"), max_length=12, choices=Unit, default=Unit.WORKING_DAYS)
    article = models.CharField(_("Article"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("term")
        verbose_name_plural = _("terms")

    def __str__(self) -> str:
        return f"{self.title}: {self.amount} {self.get_unit_display()}"


class ServiceStandard(ClusterableModel):
    """A service: term, fees and where. Who, documents and steps: prose in ServiceStandardPage."""

    slug = models.SlugField(_("Code"), max_length=60, unique=True)
    title = LocalText(_("Title"), max_length=200)
    topic = models.ForeignKey(
        Topic, verbose_name=_("Topic"), null=True, blank=True, on_delete=models.SET_NULL
    )
    body = models.ForeignKey(
        Body, verbose_name=_("Who provides it"), null=True, blank=True, on_delete=models.SET_NULL
    )
    offices = models.ManyToManyField(Office, verbose_name=_("Where"), blank=True)
    amount = models.PositiveSmallIntegerField(_("Term: how many"), default=1)
    unit = models.CharField(_("Term: unit"), max_length=12, choices=Unit, default=Unit.WORKING_DAYS)
    total = models.PositiveIntegerField(_("Fees in all, tenge"), default=0)
    legal_act = LocalText(_("Legal act"), max_length=300, blank=True)

    class Meta:
        ordering = ["title_kk"]
        verbose_name = _("service standard")
        verbose_name_plural = _("service standards")

    def __str__(self) -> str:
        return self.title


class Fee(models.Model):
    """A part of what a service costs."""

    standard = ParentalKey(ServiceStandard, on_delete=models.CASCADE, related_name="fees")
    title = LocalText(_("What for"), max_length=200)
    amount = models.PositiveIntegerField(_("Tenge"))

    class Meta:
        verbose_name = _("fee")
        verbose_name_plural = _("fees")

    def __str__(self) -> str:
        return f"{self.title}: {self.amount}"
