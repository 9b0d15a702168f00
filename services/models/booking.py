"""A booked time with an official. Only services/booking/lifecycle.py writes its status."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.models import LANGUAGE_CHOICES
from services.models.offices import Office, Official


class Booking(models.Model):
    """A visitor's booked time with an official; `seat` numbers visitors at the same time."""

    class Status(models.TextChoices):
        """States of a booking."""

        BOOKED = "booked", _("Booked")
        ARRIVED = "arrived", _("Came")
        MISSED = "missed", _("Did not come")
        CANCELLED = "cancelled", _("Cancelled")

    number = models.CharField(_("Ticket number"), max_length=20, unique=True)
    secret_hash = models.CharField(max_length=128)
    office = models.ForeignKey(
        Office, verbose_name=_("Office"), on_delete=models.PROTECT, related_name="bookings"
    )
    official = models.ForeignKey(
        Official, verbose_name=_("Official"), on_delete=models.PROTECT, related_name="bookings"
    )
    starts_at = models.DateTimeField(_("Starts"))
    ends_at = models.DateTimeField(_("Ends"))
    seat = models.PositiveSmallIntegerField(default=1)
    name = models.CharField(pgettext_lazy("of a person", "Name"), max_length=150)
    phone = models.CharField(_("Phone"), max_length=20, blank=True)
    email = models.EmailField(_("E-mail"), blank=True)
    subject = models.CharField(_("What about"), max_length=300, blank=True)
    by_video = models.BooleanField(_("By video call"), default=False)
    needs_help = models.CharField(_("Help needed at the visit"), max_length=200, blank=True)
    # Version, language and hash of the text, and when: of the consent to what `needs_help` tells.
    consent = models.JSONField(default=dict, blank=True)
    language = models.CharField(_("Language"), max_length=2, choices=LANGUAGE_CHOICES, default="kk")
    status = models.CharField(_("Status"), max_length=9, choices=Status, default=Status.BOOKED)
    draft_token = models.CharField(max_length=64, unique=True, null=True, blank=True)
    created_at = models.DateTimeField(_("Booked at"))
    changed_at = models.DateTimeField(_("Last changed at"), null=True, blank=True)
    cancel_reason = models.CharField(_("Why cancelled"), max_length=300, blank=True)

    class Meta:
        ordering = ["starts_at"]
        verbose_name = _("booking")
        verbose_name_plural = _("bookings")
        constraints = [
            # The database itself refuses a second visitor on the same seat (ASVS 2.3.4).
            models.UniqueConstraint(
                fields=["official", "starts_at", "seat"],
                condition=~models.Q(status="cancelled"),
                name="one_visitor_a_seat",
            )
        ]
        indexes = [models.Index(fields=["office", "starts_at"], name="booking_by_office")]

    def __str__(self) -> str:
        return self.number
