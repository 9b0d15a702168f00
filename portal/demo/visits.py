"""Bookings of the demo: past visits with their outcome, and tickets of the coming weeks."""

from datetime import datetime, timedelta
from random import Random

from django.utils import timezone

from core.access_codes import generate_secret
from core.i18n.localtext import CODES
from core.models import Notice
from portal.demo import citizens
from portal.demo.content import read_toml
from services.booking import lifecycle
from services.models import Booking, Office, Official
from services.schedule.slots import free_slots
from services.schedule.timetable import Slot

WEEKS_BACK, DAYS_AHEAD = timedelta(days=28), timedelta(days=21)
BOOKED_BEFORE = timedelta(days=4)
SHARE_PAST, SHARE_SOON, SHARE_LATER = 0.08, 0.22, 0.05
SOON = timedelta(days=7)


def create_bookings(seed: int, at: datetime) -> int:
    """Book a part of the officials' slots; return how many bookings the portal has."""
    if Booking.objects.exists():
        return Booking.objects.count()
    chance = Random(seed)
    for office in Office.objects.order_by("slug"):
        for slot in _past_slots(office, at):
            if chance.random() < SHARE_PAST:
                _create_finished_visit(slot, office, chance, at)
        for slot in _future_slots(office, at):
            share = SHARE_SOON if slot.starts_at - at < SOON else SHARE_LATER
            if chance.random() < share:
                _create_booking(slot, office, chance, at - timedelta(hours=chance.randint(1, 90)))
    Notice.objects.filter(delivery=Notice.Delivery.QUEUED, created_at__lt=at).update(
        delivery=Notice.Delivery.SENT, sent_at=at
    )
    return Booking.objects.count()


def _past_slots(office: Office, at: datetime) -> list[Slot]:
    """Return the slots of the last four weeks, as they were free before them."""
    then = at - WEEKS_BACK
    last = timezone.localdate(at) - timedelta(days=1)
    return free_slots(office, None, timezone.localdate(then), last, then)


def _future_slots(office: Office, at: datetime) -> list[Slot]:
    today = timezone.localdate(at)
    return free_slots(office, None, today, today + DAYS_AHEAD, at)


def _create_booking(slot: Slot, office: Office, chance: Random, at: datetime) -> Booking:
    language = chance.choices(CODES, [60, 37, 3])[0]
    citizen = citizens.create_citizen(chance, language, office.title, chance.randint(1000, 9999))
    subjects = read_toml("people")["subjects"]
    booked = lifecycle.book(
        official=Official.objects.get(pk=slot.official),
        starts_at=slot.starts_at,
        name=citizen.name,
        phone=citizen.phone,
        email=citizen.email,
        subject=chance.choice(subjects)[language],
        by_video=slot.by_video and chance.random() < 0.12,
        language=language,
        secret=generate_secret(),
        at=at,
    )
    return booked.booking


def _create_finished_visit(slot: Slot, office: Office, chance: Random, at: datetime) -> None:
    """Create a past booking: most visitors came, some did not, some cancelled."""
    booking = _create_booking(slot, office, chance, slot.starts_at - BOOKED_BEFORE)
    outcome = chance.choices(["came", "missed", "cancelled"], [78, 13, 9])[0]
    if outcome == "came":
        lifecycle.check_in(booking, at=slot.starts_at - timedelta(minutes=chance.randint(2, 20)))
    elif outcome == "missed":
        lifecycle.mark_missed(booking, at=slot.starts_at + timedelta(minutes=20))
    else:
        lifecycle.cancel(booking, at=slot.starts_at - timedelta(hours=20))
