"""The term of keeping of bookings."""

from django.utils.translation import gettext_lazy as _

from core.retention.kinds import RowKind, register
from core.retention.models import RetentionAct
from services.booking.anonymise import anonymise_booking
from services.models import Booking

register(
    RowKind(
        name="bookings", label=_("Bookings of receptions"), since=_("after the reception"),
        days=365, act=RetentionAct.ANONYMISE,
        reason=_("Figures of receptions are given for a year; who came is not needed for them."),
        rows=lambda before: Booking.objects.filter(ends_at__lt=before).exclude(name=""),
        moment="ends_at",
        apply_one=lambda booking, at: anonymise_booking(booking, at=at),
    )
)  # fmt: skip
