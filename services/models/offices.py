"""Offices (reception rooms), officials who receive in them, members of staff."""

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from core.i18n.localtext import LocalText
from core.workdays.calendar import FIVE_DAYS, SIX_DAYS

WEEKDAYS = [
    (1, _("Monday")),
    (2, _("Tuesday")),
    (3, _("Wednesday")),
    (4, _("Thursday")),
    (5, _("Friday")),
    (6, _("Saturday")),
    (7, _("Sunday")),
]


class WorkingWeek(models.IntegerChoices):
    """Working days in the week of an office, from Monday on."""

    FIVE = FIVE_DAYS, _("Five days")
    SIX = SIX_DAYS, _("Six days, with Saturday")


class Office(ClusterableModel):
    """A reception room. Offices form a tree: centre, regions, districts."""

    class Level(models.TextChoices):
        """Levels of the tree of offices."""

        CENTRAL = "central", _("Central office")
        REGIONAL = "regional", _("Regional branch")
        DISTRICT = "district", _("District branch")
        PRIMARY = "primary", _("Primary organisation")

    parent = models.ForeignKey(
        "self",
        verbose_name=_("Part of"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="branches",
    )
    level = models.CharField(_("Level"), max_length=10, choices=Level, default=Level.DISTRICT)
    code = models.CharField(
        _("Code in registration numbers"),
        max_length=6,
        unique=True,
        validators=[RegexValidator(r"^[A-Z]{2,6}$", _("Two to six Latin capitals."))],
    )
    slug = models.SlugField(_("Address on the site"), max_length=60, unique=True)
    title = LocalText(_("Title"), max_length=200)
    address = LocalText(_("Address"), max_length=250, blank=True)
    settlements = LocalText(_("Settlements served (comma separated)"), models.TextField, blank=True)
    phone = models.CharField(_("Phone"), max_length=40, blank=True)
    trust_line = models.CharField(_("Trust line"), max_length=40, blank=True)
    email = models.EmailField(_("E-mail"), blank=True)
    video_connection = LocalText(
        _("How a video reception connects"),
        max_length=300,
        blank=True,
        help_text=_(
            "The visitor reads it on the ticket: who calls whom, by which program, at which "
            "address. While it is empty, no reception by video can be booked."
        ),
    )
    latitude = models.DecimalField(
        _("Latitude"), max_digits=9, decimal_places=6, null=True, blank=True
    )
    longitude = models.DecimalField(
        _("Longitude"), max_digits=9, decimal_places=6, null=True, blank=True
    )
    facilities = models.JSONField(_("Facilities"), default=list, blank=True)  # Facility codes
    active = models.BooleanField(
        _("Shown to citizens"),
        default=True,
        help_text=_("Until it is ticked, only the admin knows the office: no page, no booking."),
    )
    working_week = models.PositiveSmallIntegerField(
        _("Working week"),
        choices=WorkingWeek,
        default=WorkingWeek.FIVE,
        help_text=_("The terms of appeals that this office receives are counted by it."),
    )
    keep_originals = models.BooleanField(
        _("Keep originals of signed files"),
        default=False,
        help_text=_(
            "A file with an electronic signature is taken. Staff open a copy without it; the "
            "original, scanned for viruses but not cleaned, is kept sealed, and only a head may "
            "download it. Until this is ticked, such a file is refused."
        ),
    )

    class Meta:
        ordering = ["level", "title_kk"]
        verbose_name = _("reception office")
        verbose_name_plural = _("reception offices")

    def __str__(self) -> str:
        return self.title

    @property
    def title_and_address(self) -> str:
        """Return the title with the address, if there is one, in the active language."""
        return ", ".join(filter(None, [self.title, self.address]))


class Facility(models.TextChoices):
    """Facilities of the building."""

    RAMP = "ramp", _("Way in for a wheelchair")
    CALL_BUTTON = "call_button", _("Call button at the entrance")
    WINDOW = "window", _("Separate window for people with disabilities")
    CHILD_ROOM = "child_room", _("Mother-and-child room")
    VIDEO = "video", _("Reception by video call")
    QUEUE = "queue", _("Electronic queue")
    PARKING = "parking", _("Parking")


class OfficeHours(models.Model):
    """When an office is open, and when it takes written appeals or bookings."""

    class Purpose(models.TextChoices):
        """What the hours are for."""

        OPEN = "open", _("Open to visitors")
        WRITTEN = "written", _("Takes written appeals")
        BOOKING = "booking", _("Books receptions")

    office = ParentalKey(Office, on_delete=models.CASCADE, related_name="hours")
    purpose = models.CharField(_("Purpose"), max_length=8, choices=Purpose, default=Purpose.OPEN)
    weekday = models.PositiveSmallIntegerField(_("Day of the week"), choices=WEEKDAYS)
    opens = models.TimeField(pgettext_lazy("hours", "From"))
    closes = models.TimeField(_("Until"))

    class Meta:
        ordering = ["purpose", "weekday", "opens"]
        verbose_name = _("office hours")
        verbose_name_plural = _("office hours")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(closes__gt=models.F("opens")), name="office_closes_after_opening"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.opens:%H:%M}-{self.closes:%H:%M}"


class Official(models.Model):
    """An official who receives citizens; `norm` is the number of receptions a month."""

    class Kind(models.TextChoices):
        """Kinds of officials."""

        MAJILIS = "majilis", _("Deputy of the Majilis")
        MASLIKHAT = "maslikhat", _("Deputy of the maslikhat")
        LEADER = "leader", _("Head of the organisation")
        STATE_BODY = "state_body", _("Representative of a state body")
        ADVISORY = "advisory", _("Member of an advisory body")
        LAWYER = "lawyer", _("Lawyer")

    office = models.ForeignKey(
        Office, verbose_name=_("Office"), on_delete=models.PROTECT, related_name="officials"
    )
    kind = models.CharField(_("Kind of official"), max_length=12, choices=Kind)
    name = LocalText(pgettext_lazy("of a person", "Name"), max_length=120)
    post = LocalText(_("Post"), max_length=250, blank=True)
    norm = models.PositiveSmallIntegerField(_("Receptions a month, at least"), default=1)
    active = models.BooleanField(_("Receives"), default=True)
    # The last day that stays in the calendar of an official who no longer receives.
    receives_until = models.DateField(null=True, editable=False)

    class Meta:
        ordering = ["name_kk"]
        verbose_name = _("official")
        verbose_name_plural = _("officials who receive")

    def __str__(self) -> str:
        return self.name

    @property
    def name_and_post(self) -> str:
        """Return the name with the post, if there is one, in the active language."""
        return ", ".join(filter(None, [self.name, self.post]))


class OfficeMember(models.Model):
    """A member of staff works for an office and sees only its appeals and visitors."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("Member of staff"),
        on_delete=models.CASCADE,
        related_name="memberships",
    )
    office = models.ForeignKey(
        Office, verbose_name=_("Office"), on_delete=models.CASCADE, related_name="members"
    )
    post = LocalText(_("Post"), max_length=250, blank=True)  # on the receipts that he or she gives

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "office"], name="member_once")]
        verbose_name = _("office staff")
        verbose_name_plural = _("office staff")

    def __str__(self) -> str:
        return f"{self.user} / {self.office}"
