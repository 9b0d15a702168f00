"""`verify_figures` finds every figure that does not follow from the journal."""

from datetime import date

import pytest
from django.core.management import CommandError, call_command

from appeals.models import AppealFact, MonthlyReport
from appeals.monthly_reports import close_month
from tests.builders import almaty_time, an_appeal

pytestmark = pytest.mark.django_db


@pytest.fixture
def made():
    """An answered appeal of February, whose month is closed."""
    made = an_appeal().answered()
    close_month(date(2026, 2, 1), almaty_time("2026-03-02 09:00"))
    return made


def differences(capsys) -> list[str]:
    with pytest.raises(CommandError, match=r"\d+ differences"):
        call_command("verify_figures", no_color=True)
    return capsys.readouterr().err.splitlines()


def test_whole_figures_are_confirmed(made, capsys):
    call_command("verify_figures")
    assert "1 appeals and 1 monthly reports follow" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("late", True),
        ("outcome", "open"),
        ("due_on", date(2030, 1, 1)),
        ("first_answered_on", date(2026, 2, 27)),
        ("days_taken", 3),
        ("officer", None),
    ],
)
def test_changed_row_is_named(made, capsys, column, value):
    AppealFact.objects.update(**{column: value})
    (line,) = differences(capsys)
    assert line.startswith(f"{made.appeal.number}: {column}")


def test_missing_row_is_named(made, capsys):
    AppealFact.objects.all().delete()
    lines = differences(capsys)
    assert f"{made.appeal.number}: no row of figures" in lines


def test_changed_figure_of_a_closed_month_is_named(made, capsys):
    report = MonthlyReport.objects.get()
    report.figures["late"] = 7
    report.save()
    assert differences(capsys) == ["TUR 2026-02: late is 7, counted 0"]


def test_month_closed_by_the_rule_of_another_version_is_not_compared(made):
    report = MonthlyReport.objects.get()
    report.figures = {"received": 5}
    report.save()
    call_command("verify_figures")
