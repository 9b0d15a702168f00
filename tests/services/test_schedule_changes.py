"""Changed hours leave what was held, and the approver's name stands under approved hours only."""

import io
from datetime import date, time, timedelta

import icalendar
import pytest
from django.utils import timezone
from django.utils.translation import override
from pypdf import PdfReader

from core.phones import format_phone
from services.models import Booking, OfficeHours, Official, ReceptionHours, ScheduleApproval
from services.offices.office_page import month_grid
from services.schedule.approvals import shown_approval
from tests.builders import a_clerk, a_head, a_working_office, an_editor, an_official
from tests.client import new_client
from tests.services.staff import admin_url, book_tomorrow, sign_in

pytestmark = pytest.mark.django_db
APPROVER = "Нұрлан Асқаров"


@pytest.fixture
def hours():
    """Return hours 10:00-12:00 that have been held for months, on the weekday of yesterday."""
    yesterday = timezone.localdate() - timedelta(days=1)
    official = an_official(a_working_office(), every_day=False, weekday=yesterday.isoweekday())
    return official.hours.get()


def edit_page(hours):
    return new_client(an_editor("ru"))(admin_url(ReceptionHours, "edit", hours.pk))


def feed_starts(client) -> dict[date, time]:
    """Return the start of the reception of each day in the office's calendar feed."""
    calendar = icalendar.Calendar.from_ical(client.get("/kk/feeds/office/ken.ics").content)
    starts = [event.decoded("dtstart") for event in calendar.walk("VEVENT")]
    return {moment.date(): moment.time() for moment in starts}


def approval_places(visit) -> dict[str, bool]:
    """Return whether the approver's name stands on the stand, its sheet and the office's page."""
    sheet = visit("/kk/offices/ken/stand.pdf?size=a4").content
    return {
        "stand": APPROVER in visit("/kk/offices/ken/stand/").main,
        "sheet": APPROVER in PdfReader(io.BytesIO(sheet)).pages[0].extract_text(),
        "office": APPROVER in visit("/kk/offices/ken/").main,
    }


def test_changed_hour_keeps_past_receptions_in_the_feed_and_the_month(client, hours):
    today = timezone.localdate()
    yesterday = today - timedelta(days=1)
    edit_page(hours).send({"starts": "11:00", "ends": "13:00"})
    starts = feed_starts(client)
    assert starts[yesterday] == time(10)
    assert starts[yesterday + timedelta(days=7)] == time(11)
    with override("kk"):
        grid = month_grid(hours.official.office, yesterday.replace(day=1), today)
    cells = {cell["number"]: cell for week in grid.weeks for cell in week if not cell["outside"]}
    slots = cells[yesterday.day]["slots"]
    assert [slot["time"] for slot in slots] in ([], ["10:00–12:00"])  # [] on a holiday


def test_change_begins_on_the_chosen_day_and_ends_the_old_hours_the_day_before(hours):
    begins = timezone.localdate() + timedelta(days=14)
    edit_page(hours).send({"starts": "11:00", "ends": "13:00", "valid_from": f"{begins:%d.%m.%Y}"})
    old, new = ReceptionHours.objects.order_by("pk")
    assert (old.starts, old.valid_until) == (time(10), begins - timedelta(days=1))
    assert (new.starts, new.valid_from, new.valid_until) == (time(11), begins, None)


def test_change_of_held_hours_cannot_begin_in_the_past(hours):
    day = timezone.localdate() - timedelta(days=1)
    page = edit_page(hours).send({"starts": "11:00", "valid_from": f"{day:%d.%m.%Y}"})
    assert "Приёмы до сегодняшнего дня уже состоялись" in page
    assert page.form(["starts"]).find(attrs={"name": "starts"})["value"].startswith("11:00")
    assert ReceptionHours.objects.get().starts == time(10)


def test_held_hours_end_with_their_last_day_but_not_earlier_than_yesterday(hours):
    today = timezone.localdate()
    page = edit_page(hours).send({"valid_until": f"{today - timedelta(days=2):%d.%m.%Y}"})
    assert "Приёмы до сегодняшнего дня уже состоялись" in page
    edit_page(hours).send({"valid_until": f"{today - timedelta(days=1):%d.%m.%Y}"})
    row = ReceptionHours.objects.get()
    assert (row.valid_from, row.valid_until) == (date(2026, 1, 1), today - timedelta(days=1))
    page = edit_page(row).send({"starts": "11:00"})
    assert "остаются такими, какими были" in page
    assert ReceptionHours.objects.get().starts == time(10)


def test_hours_that_have_not_begun_are_mended_in_place(hours):
    hours.valid_from = timezone.localdate() + timedelta(days=3)
    hours.save()
    edit_page(hours).send({"starts": "11:00"})
    row = ReceptionHours.objects.get()
    assert (row.pk, row.starts, row.valid_from) == (hours.pk, time(11), hours.valid_from)


def test_saving_hours_without_a_change_leaves_one_row(hours):
    edit_page(hours).send({})
    assert ReceptionHours.objects.get().valid_from == date(2026, 1, 1)


@pytest.mark.parametrize("address", ["delete", "bulk"])
def test_deleted_hours_stay_in_the_past(client, hours, address):
    yesterday = timezone.localdate() - timedelta(days=1)
    sign_in(client, "admin")
    if address == "delete":
        client.post(admin_url(ReceptionHours, "delete", hours.pk))
    else:
        client.post(
            f"/admin/bulk/services/receptionhours/delete/?id={hours.pk}", {"id": [hours.pk]}
        )
    assert ReceptionHours.objects.get().valid_until == yesterday
    starts = feed_starts(client)
    assert starts[yesterday] == time(10)
    assert max(starts) == yesterday


def test_approver_disappears_with_a_change_until_the_schedule_is_approved_again(visit, hours):
    assert approval_places(visit) == {"stand": True, "sheet": True, "office": True}
    page = edit_page(hours).send({"starts": "11:00"})
    assert "График уже не тот, под которым стоит утверждение (Нурлан Аскаров)" in page
    assert approval_places(visit) == {"stand": False, "sheet": False, "office": False}
    approval = ScheduleApproval.objects.get()
    editor = new_client(an_editor("ru"))
    page = editor(admin_url(ScheduleApproval, "edit", approval.pk))
    assert "изменён после утверждения" in page
    assert "последнее изменение: Әсем Қанатқызы" in page
    page.send({"post_kk": "Директор"})
    assert approval_places(visit)["stand"] is False  # a corrected word approves nothing
    today = timezone.localdate()
    editor(admin_url(ScheduleApproval, "edit", approval.pk)).send(
        {"approved_on": f"{today:%d.%m.%Y}"}
    )
    assert approval_places(visit) == {"stand": True, "sheet": True, "office": True}


@pytest.mark.parametrize("change", ["added", "ended", "official", "office hours"])
def test_any_change_of_the_rules_takes_the_approver_away(hours, change):
    office, today = hours.official.office, timezone.localdate()
    assert shown_approval(office, today)
    if change == "added":
        hours.pk, hours.starts, hours.ends = None, time(15), time(16)
        hours.save()
    elif change == "ended":
        hours.valid_until = today + timedelta(days=2)
        hours.save()
    elif change == "official":
        hours.official.active = False
        hours.official.save()
    else:
        OfficeHours.objects.filter(office=office, weekday=1).update(opens=time(8))
    assert shown_approval(office, today) is None


def test_new_schedule_approved_beforehand_keeps_an_approver_on_every_day(hours):
    office, today = hours.official.office, timezone.localdate()
    begins = today + timedelta(days=10)
    edit_page(hours).send({"starts": "11:00", "valid_from": f"{begins:%d.%m.%Y}"})
    assert shown_approval(office, today) is None
    values = {
        "office": office.pk, "approver_kk": "Жаңа Басшы", "approved_on": f"{today:%d.%m.%Y}",
        "valid_from": f"{begins:%d.%m.%Y}",
    }  # fmt: skip
    new_client(an_editor("ru"))(admin_url(ScheduleApproval, "add")).send(values)
    assert shown_approval(office, today).approver_kk == APPROVER
    assert shown_approval(office, begins).approver_kk == "Жаңа Басшы"


def narrow(client_page, hours):
    """Post hours in the evening, when nobody is booked."""
    return client_page(admin_url(ReceptionHours, "edit", hours.pk)).send(
        {"starts": "20:00", "ends": "21:00"}
    )


def test_editor_is_told_who_in_the_office_can_call_the_visitors(daily):
    a_clerk(daily.office, "moldir")
    number = book_tomorrow(daily).booking.number
    hours = daily.hours.get(
        weekday=timezone.localtime(Booking.objects.get().starts_at).isoweekday()
    )
    page = narrow(new_client(an_editor("ru")), hours)
    assert f"{number}. Только сотрудники приёмной видят" in page
    assert "Мөлдір Қанатқызы" in page
    assert format_phone(daily.office.phone) in page.response.content.decode()


def test_head_gets_the_link_to_the_visitors(daily):
    number = book_tomorrow(daily).booking.number
    hours = daily.hours.get(
        weekday=timezone.localtime(Booking.objects.get().starts_at).isoweekday()
    )
    page = narrow(new_client(a_head(daily.office, language="ru")), hours)
    assert number in page
    assert page.soup.select(f"a[href*='/admin/reception/queue/{daily.office.slug}/?day=']")


def test_official_who_no_longer_receives_stays_in_the_past(client, hours):
    yesterday = timezone.localdate() - timedelta(days=1)
    assert max(feed_starts(client)) > yesterday
    editor = new_client(an_editor("ru"))
    form = editor(admin_url(Official, "edit", hours.official.pk))
    form.send({"active": None})
    assert not Official.objects.get().active
    assert max(feed_starts(client)) == yesterday
    deleted = editor.post(admin_url(Official, "delete", hours.official.pk), {})
    assert "снимите отметку" in deleted
    assert max(feed_starts(client)) == yesterday


def test_bookings_with_an_official_who_no_longer_receives_are_named(daily):
    number = book_tomorrow(daily).booking.number
    page = new_client(an_editor("ru"))(admin_url(Official, "edit", daily.pk))
    assert number in page.send({"active": None})
