"""The reception schedule: weekly rules, exceptions with a reason, and who approved it (000 §7)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.localtext import LocalText

from .offices import WEEKDAYS, Office, Official


class ReceptionHours(models.Model):
    """A rule: this official receives on such days from … until …, so many minutes a visitor."""

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
    starts = models.TimeField(_("From"))
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


class Closure(models.Model):
    """An exception: an office or one official does not receive on these days, and why."""

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


class ScheduleApproval(models.Model):
    """Who approved an office's schedule, and from which day it counts."""

    office = models.ForeignKey(
        Office, verbose_name=_("Office"), on_delete=models.CASCADE, related_name="approvals"
    )
    approver = LocalText(_("Approved by"), max_length=120)
    post = LocalText(_("Post"), max_length=200, blank=True)
    approved_on = models.DateField(_("Approved on"))
    valid_from = models.DateField(_("In force from"))

    class Meta:
        ordering = ["-valid_from"]
        verbose_name = _("schedule approval")
        verbose_name_plural = _("schedule approvals")

    def __str__(self) -> str:
        return f"{self.approver}, {self.approved_on:%d.%m.%Y}"
