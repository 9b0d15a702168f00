"""Figures: the columns declared in statistics.COLUMNS, the page, the API, the closed months."""

import io
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from appeals import cohorts, lifecycle, monthly_reports, statistics
from appeals.models import MonthlyReport
from tests.builders import a_topic, almaty_time, an_appeal, an_office

pytestmark = pytest.mark.django_db


def test_table_lists_every_topic_and_chart_the_first_eight(visit):
    for number in range(10):
        topic = a_topic(f"t{number}", title_kk=f"Тақырып {number}")
        an_appeal(topic=topic)
    page = visit("/kk/figures/?from=2026-01-01&to=2026-12-31")
    topics = page.soup.select_one("section[aria-labelledby=topics]")
    named = [cell.get_text() for cell in topics.select("tbody th")]
    assert sorted(named) == [f"Тақырып {number}" for number in range(10)]
    assert {cell.get_text() for cell in topics.select("tbody td")} == {"1"}
    assert len(topics.select("svg rect")) == 8


def test_outcomes_add_up_to_the_received_appeals():
    an_appeal()
    an_appeal().answered()
    an_appeal().forwarded()
    an_appeal().closed()
    cohort = cohorts.received_between(date(2026, 2, 1), date(2026, 2, 28), on=date(2026, 3, 2))
    figures = cohorts.compute_figures(cohort)
    assert figures["received"] == 4
    assert sum(figures[column.key] for column in statistics.OUTCOMES) == 4


def an_appeal_of_every_outcome(office):
    early, late = almaty_time("2026-02-02 10:00"), almaty_time("2026-02-27 10:00")
    an_appeal(early, office=office).answered()
    answered_late = an_appeal(early, office=office)
    answered_late.at += timedelta(days=25)
    answered_late.answered()
    an_appeal(early, office=office)
    an_appeal(late, office=office)
    an_appeal(early, office=office).forwarded()
    an_appeal(early, office=office).closed()


def table_of_figures(table) -> list[list[int]]:
    return [
        [int(cell.get_text()) for cell in row.select("td")]
        for row in table.select("tbody tr, tfoot tr")
    ]


def spreadsheet_figures(client, file_format: str) -> list[list[int]]:
    content = client.get(f"/en/figures/2026-02/?format={file_format}").content
    if file_format == "csv":
        rows = [line.split(";") for line in content.decode().splitlines()]
    else:
        rows = [list(row) for row in load_workbook(io.BytesIO(content)).active.values]
    return [[int(value) for value in row[1:]] for row in rows[1:]]


def test_outcomes_of_every_row_add_up_on_page_csv_xlsx_and_api(visit):
    offices = [an_office("AAA"), an_office("BBB")]
    for office in (*offices, offices[0]):
        an_appeal_of_every_outcome(office)
    monthly_reports.close_month(date(2026, 2, 1), almaty_time("2026-03-02 09:00"))
    period = "from=2026-02-01&to=2026-02-28"
    page = visit(f"/en/figures/?{period}")
    tables = [
        *(
            table_of_figures(page.soup.select_one(f"section[aria-labelledby={name}] table"))
            for name in ("months", "offices")
        ),
        table_of_figures(visit("/en/figures/2026-02/").soup.select_one("main table")),
        spreadsheet_figures(visit.client, "csv"),
        spreadsheet_figures(visit.client, "xlsx"),
    ]
    assert [len(rows) for rows in tables] == [1, 2, 3, 3, 3]
    month_page = tables.pop(2)
    assert all(received == sum(parts) > 0 for received, *parts in month_page)
    keys = [column.key for column in statistics.REPORT_COLUMNS]
    for row in (row for rows in tables for row in rows):
        counts = dict(zip(keys, row, strict=False))
        assert counts["received"] == sum(counts[column.key] for column in statistics.OUTCOMES) > 0
    for place in ("", *(f"&office={office.slug}" for office in offices)):
        answer = visit.client.get(f"/api/v1/figures?{period}{place}").json()
        for counts in (answer["figures"], *answer["months"]):
            outcomes = [counts[column.key] for column in statistics.OUTCOMES]
            assert counts["received"] == sum(outcomes) > 0


def february(client, office: str = "") -> dict:
    place = f"&office={office}" if office else ""
    answer = client.get(f"/api/v1/figures?from=2026-02-01&to=2026-02-28{place}")
    return answer.json()["figures"]


def an_overdue_appeal() -> an_appeal:
    made = an_appeal(almaty_time("2026-02-02 10:00")).started()
    made.at = almaty_time("2026-03-10 10:00")
    return made


def test_second_answer_does_not_make_a_late_one_timely(client):
    made = an_overdue_appeal().answered()
    an_appeal().answered()
    before = february(client)
    assert (before["in_time"], before["late"], before["share_in_time"]) == (1, 1, 50)
    lifecycle.reopen(made.appeal, why="Шағым түсті.", by=made.head, at=made._later())
    made.started().answered()
    assert february(client) == before | {"reopened": 1}


@pytest.mark.parametrize("end", ["close", "forward", "withdraw"])
def test_ending_an_overdue_appeal_does_not_raise_the_share_in_time(client, end):
    made = an_overdue_appeal()
    an_appeal().answered()
    before = february(client)
    assert (before["overdue"], before["share_in_time"]) == (1, 50)
    if end == "withdraw":
        lifecycle.withdraw(made.appeal, at=made._later())
    else:
        made.forwarded() if end == "forward" else made.closed()
    after = february(client)
    assert (after["overdue"], after["share_in_time"]) == (0, 50)
    assert after["forwarded_late" if end == "forward" else "closed_late"] == 1
    assert after["withdrawn"] == (end == "withdraw")


def test_ends_within_the_term_are_not_late(client):
    an_appeal().forwarded()
    an_appeal().closed()
    figures = february(client)
    assert (figures["forwarded"], figures["closed"]) == (1, 1)
    assert (figures["forwarded_late"], figures["closed_late"]) == (0, 0)
    assert figures["share_in_time"] is None


def test_short_answers_are_counted(client):
    an_appeal().short_answered()
    late = an_appeal().started()
    late.at += timedelta(days=7)
    late.short_answered()
    an_appeal().started()  # its third day is long over
    missed = an_appeal().started()
    missed.at += timedelta(days=7)
    missed.answered()
    an_appeal().answered()  # answered in full before the third day
    figures = february(client)
    kept = figures["short_in_time"], figures["short_late"], figures["short_missing"]
    assert kept == (1, 1, 2)


def test_office_is_counted_with_its_branches(client):
    region = an_office("REG", level="regional")
    branch = an_office("BRA", parent=region)
    for office in (region, branch, branch, an_office("OTH", level="regional")):
        an_appeal(office=office).answered()
    assert february(client)["received"] == 4
    assert february(client, region.slug)["received"] == 3
    assert february(client, branch.slug)["received"] == 2
    page = client.get(f"/en/figures/?from=2026-02-01&to=2026-02-28&office={region.slug}")
    assert [row[:2] for row in page.context["office_rows"]] == [
        ["BRA reception", 2],
        ["REG reception", 1],
    ]
    assert [row[:2] for row in page.context["branch_rows"]] == [["REG reception", 3]]


def test_unknown_office_is_refused(client):
    assert client.get("/en/figures/?office=nowhere").status_code == 404
    assert client.get("/api/v1/figures?office=nowhere").status_code == 400


def test_appeals_open_from_before_the_period_are_told(client):
    an_appeal(almaty_time("2026-01-13 10:00"))
    an_appeal()
    assert february(client)["carried_over"] == 1
    page = client.get("/en/figures/?from=2026-02-01&to=2026-02-28").content.decode()
    assert "1 appeal received before this period is still open." in page


def test_appeal_of_the_last_evening_counts_in_the_month_it_was_received(client):
    made = an_appeal(almaty_time("2025-12-31 23:50"))
    assert made.appeal.number.split("-")[1] == "2025"
    months = client.get("/api/v1/figures?from=2025-12-01&to=2026-01-31").json()["months"]
    assert [(row["month"], row["received"]) for row in months] == [("2025-12", 1)]
    assert made.appeal.counted_from == date(2026, 1, 5)


def test_every_column_is_in_the_api_and_in_a_frozen_month(client):
    office = an_appeal().office
    (report,) = monthly_reports.close_month(date(2026, 2, 1), almaty_time("2026-03-02 09:00"))
    answer = client.get(f"/api/v1/figures?from=2026-02-01&to=2026-02-28&office={office.slug}")
    for column in statistics.COLUMNS:
        assert column.key in report.figures
        assert column.key in answer.json()["figures"]


def test_figure_missing_in_a_closed_month_is_shown_as_a_dash(client):
    first, second = an_office("AAA"), an_office("BBB")
    whole = {
        "received": 5, "in_time": 3, "late": 1, "overdue": 0, "within_term": 0, "forwarded": 1,
        "closed": 0,
    }  # fmt: skip
    for office, figures in ((first, whole), (second, {"received": 2})):
        MonthlyReport.objects.create(
            office=office,
            month="2025-01-01",
            figures=figures,
            closed_at=almaty_time("2025-02-03 09:00"),
        )
    lines = client.get("/en/figures/2025-01/?format=csv").content.decode().splitlines()
    assert [line.split(";")[1:] for line in lines[1:]] == [
        ["5", "3", "1", "0", "0", "1", "—", "0", *"———————"],
        ["2", *"——————————————"],
        ["7", *"——————————————"],
    ]
    page = client.get("/en/figures/2025-01/").content.decode()
    assert page.count("—</td>") == 8 + 14 + 14


def test_period_is_typed_day_first_and_a_wrong_date_is_refused(client, db):
    page = client.get("/ru/figures/?from=01.02.2026&to=2026-02-28")
    period = page.context["period"]
    assert (period.since, period.until) == (date(2026, 2, 1), date(2026, 2, 28))
    assert 'value="01.02.2026"' in page.content.decode()
    for typed in ("31.02.2026", "завтра", "02/01/2026"):
        page = client.get("/ru/figures/", {"from": typed})
        assert "period" not in page.context
        assert page.context["form"]["from"].errors == ["Напишите дату так: 30.11.2026."]
        assert f'value="{typed}"' in page.content.decode()
        assert client.get("/api/v1/figures", {"from": typed}).status_code == 400


def test_part_of_a_month_and_the_longest_period_are_counted_by_the_day(client):
    for day in ("2026-01-30", "2026-02-02", "2026-02-10", "2026-02-27"):
        an_appeal(almaty_time(f"{day} 10:00"))

    def received(since: str, until: str) -> tuple[int, int]:
        figures = client.get(f"/api/v1/figures?from={since}&to={until}").json()["figures"]
        return figures["received"], figures["carried_over"]

    assert received("2026-02-03", "2026-02-27") == (2, 2)
    assert received("2026-02-01", "2026-02-26") == (2, 1)
    assert received("2026-01-31", "2026-02-28") == (3, 1)
    assert received("0001-01-01", "9999-12-31") == (4, 0)
    an_appeal(almaty_time("2026-02-10 11:00"))
    assert received("2026-02-01", "2026-02-28") == (4, 1)


def test_appeals_are_not_counted_again_until_one_changes(client):
    page = "/api/v1/figures?from=2026-01-01&to=2026-02-28"
    an_appeal()
    client.get(page)
    with CaptureQueriesContext(connection) as queries:
        client.get(page)
    assert "appeals_appealfact" not in str(queries.captured_queries)
    an_appeal().answered()
    assert client.get(page).json()["figures"]["in_time"] == 1
