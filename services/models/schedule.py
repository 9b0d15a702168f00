"""The reception schedule: weekly hours, closures with a reason, approvals."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.i18n.localtext import LocalText
from services.models.offices import WEEKDAYS, Office, Official

MIN_MINUTES = 5
MAX_SEATS = 100


class ReceptionHours(models.Model):
    """An official receives on a weekday from `starts` until `ends`, `minutes` per visitor."""

    official = models.ForeignKey(
        Official, verbose_name=_("Official"), on_delete=models.CASCADE, related_name="hours"
    )
    weekday = models.PositiveSmallIntegerField(_("Day of the week"), choices=WEEKDAYS)
    week_of_month = models.PositiveSmallIntegerField(
        _("Week of the month"),
        null=True,
        blank=True,
        choices=[
            (1, _("First")),
            (2, _("Second")),
            (3, _("Third")),
            (4, _("Fourth")),
            (5, _("Fifth")),
        ],
        help_text=_("Empty: every week"),
    )
    starts = models.TimeField(pgettext_lazy("hours", "From"))
    ends = models.TimeField(_("Until"))
    minutes = models.PositiveSmallIntegerField(_("Minutes for a visitor"), default=15)
    seats = models.PositiveSmallIntegerField(_("Visitors at the same time"), default=1)
    room = models.CharField(_("Room"), max_length=20, blank=True)
    by_video = models.BooleanField(_("Also by video call"), default=False)
    valid_from = models.DateField(_("In force from"))
    valid_until = models.DateField(_("In force until"), null=True, blank=True)

    class Meta:
        ordering = ["weekday", "starts"]
        verbose_name = _("reception hours")
        verbose_name_plural = _("reception hours")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends__gt=models.F("starts")), name="reception_ends_after_start"
            ),
            models.CheckConstraint(
                condition=models.Q(minutes__gte=5) & models.Q(seats__gte=1),
                name="reception_has_time_and_seats",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.official} {self.get_weekday_display()} {self.starts:%H:%M}-{self.ends:%H:%M}"

    def clean(self) -> None:
        """Refuse hours in which nobody could come, or that overlap other hours of the official."""
        if self.starts and self.ends:
            if self.ends <= self.starts:
                raise ValidationError({"ends": _("The reception must end after it starts.")})
            if self.minutes and self.minutes > self._length_in_minutes():
                raise ValidationError(
                    {"minutes": _("One visit is longer than the whole reception.")}
                )
        if self.minutes is not None and self.minutes < MIN_MINUTES:
            raise ValidationError({"minutes": _("Give a visitor at least five minutes.")})
        if self.seats is not None and self.seats < 1:
            raise ValidationError({"seats": _("At least one visitor must fit.")})
        if self.seats is not None and self.seats > MAX_SEATS:
            raise ValidationError(
                {"seats": _("At most %(limit)s visitors fit at once.") % {"limit": MAX_SEATS}}
            )
        if self.valid_from and self.valid_until and self.valid_until < self.valid_from:
            raise ValidationError({"valid_until": _("The last day is before the first.")})
        other = self._find_overlapping()
        if other is not None:
            raise ValidationError(
                _("This official already receives at this time: %(day)s, %(from)s–%(until)s.")
                % {
                    "day": other.get_weekday_display(),
                    "from": f"{other.starts:%H:%M}",
                    "until": f"{other.ends:%H:%M}",
                }
            )

    def _length_in_minutes(self) -> int:
        return (self.ends.hour - self.starts.hour) * 60 + self.ends.minute - self.starts.minute

    def _find_overlapping(self) -> "ReceptionHours | None":
        """Return other hours of the official that meet these on some day and hour."""
        if not (self.official_id and self.weekday and self.starts and self.ends):
            return None
        others = ReceptionHours.objects.filter(
            official=self.official_id,
            weekday=self.weekday,
            starts__lt=self.ends,
            ends__gt=self.starts,
        ).exclude(pk=self.pk)
        if self.week_of_month:
            others = others.filter(
                models.Q(week_of_month=None) | models.Q(week_of_month=self.week_of_month)
            )
        if self.valid_from:
            others = others.exclude(valid_until__lt=self.valid_from)
        if self.valid_until:
            others = others.filter(valid_from__lte=self.valid_until)
        return others.first()


class Closure(models.Model):
    """A closure: an office or one official does not receive on these days, with the reason."""

    office = models.ForeignKey(
        Office, verbose_name=_("Office"), on_delete=models.CASCADE, related_name="closures"
    )
    official = models.ForeignKey(
        Official,
        verbose_name=_("Official"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="closures",
        help_text=_("Empty: the whole office"),
    )
    first_day = models.DateField(_("First day"))
    last_day = models.DateField(_("Last day"))
    reason = LocalText(_("Reason"), max_length=200)

    class Meta:
        ordering = ["first_day"]
        verbose_name = _("exception to the schedule")
        verbose_name_plural = _("exceptions to the schedule")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(last_day__gte=models.F("first_day")),
                name="closure_ends_after_start",
            )
        ]

    def __str__(self) -> str:
        return f"{self.first_day:%d.%m.%Y} {self.reason}"

    def clean(self) -> None:
        """Refuse days in the wrong order and an official of another office."""
        if self.first_day and self.last_day and self.last_day < self.first_day:
            raise ValidationError({"last_day": _("The last day is before the first.")})
        if self.official and self.office_id and self.official.office_id != self.office_id:
            raise ValidationError({"official": _("This official receives in another office.")})


class ScheduleApproval(models.Model):
    """The approval of an office's schedule, in force from a day on."""

    office = models.ForeignKey(
        Office, verbose_name=_("Office"), on_delete=models.CASCADE, related_name="approvals"
    )
    approver = LocalText(_("Approved by"), max_length=120)
    post = LocalText(_("Post"), max_length=200, blank=True)
    approved_on = models.DateField(_("Approved on"))
    valid_from = models.DateField(_("In force from"))
    # The rules as they were approved: services/schedule/approvals.py.
    approved_schedule = models.JSONField(default=dict, editable=False)

    class Meta:
        ordering = ["-valid_from", "-pk"]
        verbose_name = _("schedule approval")
        verbose_name_plural = _("schedule approvals")

    def __str__(self) -> str:
        return f"{self.approver}, {self.approved_on:%d.%m.%Y}"
