"""Builders of offices, officials, hours, closures and bookings."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from services.booking.lifecycle import NewBooking, book
from services.models import Closure, Office, OfficeHours, Official, ReceptionHours

ALMATY = ZoneInfo("Asia/Almaty")
MONDAY = date(2026, 3, 2)  # an ordinary working week; 9 and 23-25 March are days off
PHONE = "+77011234567"


def local_time(day: date = MONDAY, clock: str = "09:00") -> datetime:
    """Return `clock` of `day` in Almaty's time zone."""
    return datetime.combine(day, time.fromisoformat(clock), ALMATY)


def create_office(slug: str = "kent", code: str = "KEN", **facts) -> Office:
    defaults = {
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
    office = Office.objects.create(slug=slug, code=code, **{**defaults, **facts})
    for weekday in range(1, 6):
        OfficeHours.objects.create(
            office=office, purpose="open", weekday=weekday, opens=time(9), closes=time(18)
        )
    return office


def create_official(office: Office, name: str = "Айгүл Серікбаева", **facts) -> Official:
    facts = {"kind": "leader", "post_kk": "Бөлме меңгерушісі", "post_ru": "Заведующая", **facts}
    return Official.objects.create(office=office, name_kk=name, **facts)


def add_hours(official: Official, weekday: int = 1, **facts) -> ReceptionHours:
    """Create reception hours: by default 10:00-12:00, fifteen minutes a visit."""
    defaults = {"starts": time(10), "ends": time(12), "minutes": 15, "valid_from": date(2026, 1, 1)}
    return ReceptionHours.objects.create(
        official=official, weekday=weekday, **{**defaults, **facts}
    )


def create_closure(office: Office, first: date, last: date | None = None, **facts) -> Closure:
    facts = {"reason_kk": "Жөндеу", "reason_ru": "Ремонт", "reason_en": "Repairs", **facts}
    return Closure.objects.create(office=office, first_day=first, last_day=last or first, **facts)


def create_booking(
    official: Official, clock: str = "10:00", day: date = MONDAY, **facts
) -> NewBooking:
    defaults = {"name": "Әсем Қалиева", "at": local_time(day, "08:00")}
    return book(official=official, starts_at=local_time(day, clock), **{**defaults, **facts})
