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
