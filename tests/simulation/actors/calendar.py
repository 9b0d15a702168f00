"""The working calendar: editors add, and take back, days off and worked weekends."""

from datetime import date, timedelta

from django.core.management import call_command
from django.urls import reverse

from core.models import CalendarDay
from tests.simulation.crashes import Crash
from tests.simulation.registry import act
from tests.simulation.world import World


@act(8)
def add_calendar_day(world: World) -> None:
    """Make a working day a day off, or a weekend day a working day, after reading what moves."""
    day = world.today + timedelta(days=world.rng.randint(-2, 30))
    if day in world.books.days.confirmed:
        return
    worked = not world.books.days.is_worked(day)
    values = {
        "date": f"{day:%d.%m.%Y}", "kind": "workday" if worked else "day_off", "act": "",
        **{f"name_{code}": "Қосымша" for code in ("kk", "ru", "en")},
    }  # fmt: skip
    change(world, {day: worked}, reverse("calendar_days:add"), values)


@act(3)
def take_back_calendar_day(world: World) -> None:
    """Delete a day that was added."""
    days = sorted(world.books.days.confirmed)
    if days:
        day = world.rng.choice(days)
        row = CalendarDay.objects.get(date=day)
        change(world, {day: None}, reverse("calendar_days:delete", args=[row.pk]), {})


def change(world: World, changed: dict[date, bool | None], url: str, values: dict) -> None:
    """Send the form, confirm the moves that it shows; after a crash the operator moves the rest."""
    try:
        browser = world.staff_browser(world.editor)
        answer = browser.post(url, values)
        if answer.status_code == 200:
            assert "digest" in answer.context, answer.content.decode()[:3000]
            answer = browser.post(url, {**values, "moves_seen": answer.context["digest"]})
        assert answer.status_code == 302, answer.status_code
    except Crash:
        world.restart()
        if is_changed(changed):
            call_command("verify_terms", "--move", stdout=world.output)
            world.books.change_calendar(changed, world.today)
        raise
    world.books.change_calendar(changed, world.today)


def is_changed(changed: dict[date, bool | None]) -> bool:
    """Return whether the change of the calendar was committed."""
    (day, worked), *_ = changed.items()
    return CalendarDay.objects.filter(date=day).exists() == (worked is not None)
