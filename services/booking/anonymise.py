"""Anonymising of a booking that is over: who came goes, that somebody came stays."""

from datetime import datetime

from django.db import transaction
from wagtail.models import ModelLogEntry

from core import outbox
from services.models import Booking


def anonymise_booking(booking: Booking, *, at: datetime) -> bool:
    """Empty everything about the visitor and delete the letters; return whether it is done.

    A booking whose time has not ended stays as it is. Its time, official and status stay: they are
    counted.
    """
    if booking.ends_at > at:
        return False
    with transaction.atomic():
        Booking.objects.filter(pk=booking.pk).update(
            name="", phone="", email="", subject="", needs_help="", cancel_reason="",
            draft_token=None,
        )  # fmt: skip
        outbox.delete_letters([booking.number])
        cancelled = ModelLogEntry.objects.for_instance(booking).filter(action="services.cancel")
        cancelled.update(data={})
    return True
