"""Monthly reports are closed once, after the month is over."""

import calendar
from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from appeals.models import MonthlyReport
from appeals.monthly_reports import close_month, first_day, last_day, sum_figures
from services.models import Office
from tests.builders import almaty_time, an_appeal, an_office


def test_last_day_of_the_month_of_any_day():
    for number in range(1500):
        day = date(2024, 1, 1) + timedelta(days=number)
        assert last_day(day) == day.replace(day=calendar.monthrange(day.year, day.month)[1])


@pytest.mark.django_db
def test_command_closes_only_the_month_that_ended():
    office = an_appeal().office
    this = first_day(timezone.localdate())
    last = first_day(this - timedelta(days=1))
    call_command("close_month")
    assert list(MonthlyReport.objects.values_list("month", "office")) == [(last, office.pk)]
    closed_at = MonthlyReport.objects.get().closed_at
    call_command("close_month", f"{last:%Y-%m}")
    assert MonthlyReport.objects.get().closed_at == closed_at
    with pytest.raises(CommandError, match="not over yet"):
        call_command("close_month", f"{this:%Y-%m}")
    with pytest.raises(CommandError, match="2026-10"):
        call_command("close_month", "October")


@pytest.mark.django_db
def test_office_closed_since_still_reports_what_it_received():
    shut, _idle, working = (an_office(code) for code in ("SHT", "IDL", "WRK"))
    an_appeal(almaty_time("2026-02-03 10:00"), office=shut)
    Office.objects.exclude(pk=working.pk).update(active=False)
    made = close_month(date(2026, 2, 1), almaty_time("2026-03-02 09:00"))
    assert {report.office for report in made} == {shut, working}
    assert sum_figures(made)["received"] == 1


FEBRUARY = date(2026, 2, 1)


@pytest.mark.django_db
def test_month_closed_late_is_the_month_as_it_ended():
    """Answers, closings and moves to another office after its end change nothing."""

    def frozen(closed_at: str) -> dict:
        reports = close_month(FEBRUARY, almaty_time(closed_at))
        figures = {report.office.code: report.figures for report in reports}
        MonthlyReport.objects.all().delete()
        return figures

    january = an_appeal(almaty_time("2026-01-13 10:00")).started()
    made = [an_appeal(almaty_time("2026-02-25 10:00")).started() for _number in range(4)]
    overdue = an_appeal(almaty_time("2026-02-02 10:00")).started()
    an_appeal(almaty_time("2026-02-03 10:00")).answered()
    on_the_first = frozen("2026-03-01 09:00")
    assert on_the_first["TUR"].items() >= {
        "received": 6, "in_time": 1, "overdue": 1, "within_term": 4, "closed": 0,
        "carried_over": 1, "share_in_time": 50, "as_of": "2026-02-28",
    }.items()  # fmt: skip

    for each in (*made, overdue, january):
        each.at = almaty_time("2026-03-02 10:00")
    made[0].answered().rated()
    made[1].closed()
    made[2].in_office(an_office("KEL")).started().answered()
    overdue.answered()
    january.closed()
    later = frozen("2026-03-20 09:00")
    assert later["TUR"] == on_the_first["TUR"]
    assert later["KEL"]["received"] == 0


@pytest.mark.django_db
def test_month_shows_each_office_with_its_branches(client):
    region = an_office("REG", level="regional")
    branch = an_office("BRA", parent=region)
    for office in (region, branch, branch, an_office("OTH", level="regional")):
        an_appeal(office=office)
    close_month(FEBRUARY, almaty_time("2026-03-02 09:00"))
    lines = client.get("/en/figures/2026-02/?format=csv").content.decode().splitlines()[1:]
    received = {line.split(";")[0]: line.split(";")[1] for line in lines}
    assert received["In all"] == "4"
    assert received["REG reception"] == "1"
    assert received["REG reception, with branches"] == "3"
    assert not any(name.startswith("OTH reception, with") for name in received)
