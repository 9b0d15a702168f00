"""Offices and officials for this room's tests, in state words."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from services.booking.lifecycle import NewBooking, book
from services.models import Closure, Office, OfficeHours, Official, ReceptionHours

ALMATY = ZoneInfo("Asia/Almaty")
MONDAY = date(2026, 3, 2)  # an ordinary working week; 9 and 23-25 March are days off
PHONE = "+77011234567"


def when(day: date = MONDAY, clock: str = "09:00") -> datetime:
    return datetime.combine(day, time.fromisoformat(clock), ALMATY)


def an_office(slug: str = "kent", code: str = "KEN", **facts) -> Office:
    names = {
        "title_kk": "Кентау қабылдау бөлмесі",
        "title_ru": "Приёмная города Кентау",
        "title_en": "Kentau Reception",
        "address_kk": "Кентау қаласы, Абай даңғылы, 5",
        "address_ru": "город Кентау, проспект Абая, 5",
        "address_en": "5 Abai Avenue, Kentau",
        "phone": "+77253600000",
        "facilities": ["ramp"],
        "settlements_kk": "Кентау, Ащысай",
        "settlements_ru": "Кентау, Ачисай",
    }
    office = Office.objects.create(slug=slug, code=code, **{**names, **facts})
    for weekday in range(1, 6):
        OfficeHours.objects.create(
            office=office, purpose="open", weekday=weekday, opens=time(9), closes=time(18)
        )
    return office


def an_official(office: Office, name: str = "Айгүл Серікбаева", **facts) -> Official:
    facts = {"kind": "leader", "post_kk": "Бөлме меңгерушісі", "post_ru": "Заведующая", **facts}
    return Official.objects.create(office=office, name_kk=name, **facts)


def receives(official: Official, weekday: int = 1, **facts) -> ReceptionHours:
    """Mondays from 10:00 until 12:00, a quarter of an hour each, unless told otherwise."""
    plain = {"starts": time(10), "ends": time(12), "minutes": 15, "valid_from": date(2026, 1, 1)}
    return ReceptionHours.objects.create(official=official, weekday=weekday, **{**plain, **facts})


def closed(office: Office, first: date, last: date | None = None, **facts) -> Closure:
    facts = {"reason_kk": "Жөндеу", "reason_ru": "Ремонт", "reason_en": "Repairs", **facts}
    return Closure.objects.create(office=office, first_day=first, last_day=last or first, **facts)


def booked(official: Official, clock: str = "10:00", day: date = MONDAY, **facts) -> NewBooking:
    plain = {"name": "Әсем Қалиева", "at": when(day, "08:00")}
    return book(official=official, starts_at=when(day, clock), **{**plain, **facts})
