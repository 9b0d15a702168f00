"""Booked receptions: the past weeks' visits with how they ended, and the coming weeks' tickets."""

from datetime import datetime, timedelta
from random import Random

from django.utils import timezone

from core.access_codes import generate_secret
from core.i18n.localtext import CODES
from core.models import Notice
from portal.demo import people
from portal.demo.content import read
from services.booking import lifecycle
from services.models import Booking, Office, Official
from services.schedule.slots import free_slots
from services.schedule.timetable import Slot

PAST, AHEAD = timedelta(days=28), timedelta(days=21)
BOOKED_BEFORE = timedelta(days=4)
SHARE_PAST, SHARE_SOON, SHARE_LATER = 0.08, 0.22, 0.05
SOON = timedelta(days=7)


def book(seed: int, at: datetime) -> int:
    """Fill a part of the officials' time; returns how many bookings the portal has."""
    if Booking.objects.exists():
        return Booking.objects.count()
    chance = Random(seed)
    for office in Office.objects.order_by("slug"):
        for slot in _past(office, at):
            if chance.random() < SHARE_PAST:
                _finished(slot, office, chance, at)
        for slot in _ahead(office, at):
            share = SHARE_SOON if slot.starts_at - at < SOON else SHARE_LATER
            if chance.random() < share:
                _one(slot, office, chance, at - timedelta(hours=chance.randint(1, 90)))
    Notice.objects.filter(delivery=Notice.Delivery.QUEUED, created_at__lt=at).update(
        delivery=Notice.Delivery.SENT, sent_at=at
    )
    return Booking.objects.count()


def _past(office: Office, at: datetime) -> list[Slot]:
    """The times of the last four weeks, as they stood before."""
    then = at - PAST
    last = timezone.localdate(at) - timedelta(days=1)
    return free_slots(office, None, timezone.localdate(then), last, then)


def _ahead(office: Office, at: datetime) -> list[Slot]:
    today = timezone.localdate(at)
    return free_slots(office, None, today, today + AHEAD, at)


def _one(slot: Slot, office: Office, chance: Random, when: datetime) -> Booking:
    language = chance.choices(CODES, [60, 37, 3])[0]
    who = people.citizen(chance, language, office.title, chance.randint(1000, 9999))
    subjects = read("people")["subjects"]
    made = lifecycle.book(
        official=Official.objects.get(pk=slot.official),
        starts_at=slot.starts_at,
        name=who.name,
        phone=who.phone,
        email=who.email,
        subject=chance.choice(subjects)[language],
        by_video=slot.by_video and chance.random() < 0.12,
        language=language,
        secret=generate_secret(),
        at=when,
    )
    return made.booking


def _finished(slot: Slot, office: Office, chance: Random, at: datetime) -> None:
    """A visit that is over: most came, some did not, some gave the seat back."""
    made = _one(slot, office, chance, slot.starts_at - BOOKED_BEFORE)
    end = chance.choices(["came", "missed", "cancelled"], [78, 13, 9])[0]
    if end == "came":
        lifecycle.check_in(made, at=slot.starts_at - timedelta(minutes=chance.randint(2, 20)))
    elif end == "missed":
        lifecycle.mark_missed(made, at=slot.starts_at + timedelta(minutes=20))
    else:
        lifecycle.cancel(made, at=slot.starts_at - timedelta(hours=20))
