"""The information stand of an office: page, printed sheet and kiosk."""

import io
import re
from datetime import date, time

import pytest
from django.utils.translation import override
from pypdf import PdfReader

from services.models import Closure, OfficeHours, ScheduleApproval
from services.schedule.stand import build_stand, office_hours, stand_sides
from tests.builders import a_working_office, almaty_time, an_official, approve_again

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 3, 2)


@pytest.fixture
def office(db):
    return a_working_office()


def test_stand_lists_todays_current_and_next_reception(office):
    first = an_official(office, "Айгүл Серікбаева", starts=time(10), ends=time(12))
    an_official(office, "Нұрлан Оспан", starts=time(15), ends=time(17), weekday=3, every_day=False)
    with override("kk"):
        stand = build_stand(office, MONDAY)
    assert [each.official.name for each in stand.receptions_today] == ["Айгүл Серікбаева"]
    assert stand.days[0].today
    assert not any(day.today for day in stand.days[1:])
    assert len(stand.days) == len({day.day for day in stand.days})
    assert stand.current_reception(almaty_time("2026-03-02 11:00")).official == first
    assert stand.current_reception(almaty_time("2026-03-02 12:00")) is None
    assert stand.next_reception(almaty_time("2026-03-02 12:00")).starts_at == almaty_time(
        "2026-03-03 10:00"
    )
    assert stand.next_reception(almaty_time("2026-03-02 09:00")).starts_at == almaty_time(
        "2026-03-02 10:00"
    )


def test_receptions_not_held_show_their_reason(office):
    an_official(office)
    Closure.objects.create(
        office=office, first_day=date(2026, 3, 3), last_day=date(2026, 3, 3),
        reason_kk="Жөндеу", reason_ru="Ремонт",
    )  # fmt: skip
    with override("ru"):
        stand = build_stand(office, MONDAY)
    why = {day.day: {each.reason for each in day.receptions} for day in stand.days}
    assert why[date(2026, 3, 3)] == {"Ремонт"}
    assert why[MONDAY] == {""}
    assert all("женский" in reason for reason in why[date(2026, 3, 9)])
    assert stand.next_reception(almaty_time("2026-03-02 13:00")).day == date(2026, 3, 4)


def test_consecutive_days_with_equal_hours_are_joined(office):
    office.hours.all().delete()
    for weekday in (1, 2, 3, 5):
        for opens, closes in ((9, 13), (14, 18)):
            OfficeHours.objects.create(
                office=office, purpose="written", weekday=weekday,
                opens=time(opens), closes=time(closes),
            )  # fmt: skip
    OfficeHours.objects.create(
        office=office, purpose="written", weekday=6, opens=time(10), closes=time(12)
    )
    with override("en"):
        lines = office_hours(office, OfficeHours.Purpose.WRITTEN)
    both = "09:00–13:00, 14:00–18:00"
    assert lines == [
        ("Monday – Wednesday", both), ("Friday", both), ("Saturday", "10:00–12:00"),
    ]  # fmt: skip
    assert office_hours(office, OfficeHours.Purpose.BOOKING) == []


def test_stand_shows_the_approval_in_force_on_its_day(office):
    ScheduleApproval.objects.create(
        office=office, approver_kk="Жаңа Басшы", approved_on=date(2026, 6, 1),
        valid_from=date(2026, 7, 1),
    )  # fmt: skip
    approve_again(office)
    for day, approver in (
        (MONDAY, "Нұрлан Асқаров"),
        (date(2026, 7, 1), "Жаңа Басшы"),
        (date(2025, 7, 1), ""),
    ):
        approved = stand_sides(office, day)[0]["approved"]
        assert approver in approved
        assert bool(approved) == bool(approver)


def test_both_sides_carry_the_same_rows_and_the_legal_terms(office):
    an_official(office)
    kk, ru = stand_sides(office, MONDAY)
    assert (kk["code"], ru["code"]) == ("kk", "ru")
    assert len(kk["rows"]) == len(ru["rows"])
    assert kk["title"] != ru["title"]
    assert "3" in " ".join(kk["instruction"])
    assert "15" in " ".join(kk["instruction"])
    assert "Нұрлан Асқаров" in kk["approved"]
    assert "Нурлан Аскаров" in ru["approved"]


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_stand_page_shows_two_languages_and_a_qr_code(visit, office, language):
    an_official(office)
    page = visit(f"/{language}/offices/ken/stand/")
    codes = {str(each["lang"]) for each in page.soup.select(".stand [lang]")}
    assert len(codes) == 2
    assert language in codes
    assert "10:00–12:00" in page
    assert "+7" in page
    assert page.soup.select_one(".stand svg")
    for size in ("a3", "a4"):
        assert page.soup.select_one(f"a[href*='stand.pdf?size={size}']")


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
@pytest.mark.parametrize("size", ["a3", "a4", "a5"])
def test_printed_stand_fits_one_page_for_a_full_month(visit, office, language, size):
    for number in range(7):
        an_official(
            office, f"Айгүл Серікбаева {number}", starts=time(9 + number, 30), ends=time(17)
        )
    page = visit(f"/{language}/offices/ken/stand.pdf?size={size}")
    assert page.response["Content-Type"] == "application/pdf"
    reader = PdfReader(io.BytesIO(page.content))
    assert len(reader.pages) == 1
    box = reader.pages[0].mediabox
    wide, high = round(float(box.width)), round(float(box.height))
    assert (wide, high) == ((842, 595) if size == "a4" else (1191, 842))
    text = reader.pages[0].extract_text()
    for number in range(7):
        assert f"Серікбаева {number}" in text
    assert "/offices/ken/" in text
    assert "+7" in text
    assert reader.metadata.title


def test_stand_without_receptions_says_so_and_prints(visit, office):
    with override("kk"):
        empty = stand_sides(office, MONDAY)[0]["empty"]
    assert empty in visit("/kk/offices/ken/stand/")
    text = PdfReader(io.BytesIO(visit("/kk/offices/ken/stand.pdf").content)).pages[0].extract_text()
    assert empty.split()[0] in text


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_kiosk_refreshes_by_header_and_has_no_controls(visit, office, language):
    an_official(office)
    page = visit(f"/{language}/offices/ken/kiosk/", allow={"language_links"})
    assert int(page.response["Refresh"]) <= 60
    assert "no-store" in page.response["Cache-Control"]
    assert not page.soup.select("main a, main button, main input")  # nobody touches it
    assert re.search(r"\d\d:\d\d", page.soup.select_one("time").get_text())
    assert "Айгүл Серікбаева" in page


def test_stand_files_answer_at_both_addresses(visit, office):
    for name in ("stand.pdf", "kiosk/"):
        short = visit(f"/kk/offices/ken/{name}", allow={"language_links"})
        under = visit(f"/kk/offices/ken/stand/{name}", allow={"language_links"})
        assert short.response["Content-Type"] == under.response["Content-Type"]


def test_inactive_office_has_no_stand(visit, office):
    office.active = False
    office.save()
    for name in ("stand/", "stand.pdf", "kiosk/"):
        visit(f"/kk/offices/ken/{name}", status=404)
