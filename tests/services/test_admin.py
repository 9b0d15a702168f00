"""The admin of offices, schedule and standards: permissions, validation, effects on the site."""

from datetime import date, time

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from core.models import Notice
from portal import permissions
from services.models import (
    Booking,
    Closure,
    Fee,
    Office,
    ReceptionHours,
    ServiceStandard,
)
from services.schedule.slots import free_slots
from tests.services.builders import add_hours, create_office, create_official
from tests.services.staff import admin_url, book_tomorrow, sign_in


def test_every_list_and_add_view_opens(client, db):
    sign_in(client, "admin")
    for name in [
        "office",
        "official",
        "receptionhours",
        "closure",
        "scheduleapproval",
        "topic",
        "body",
        "procedure",
        "servicestandard",
        "officemember",
    ]:
        for view in ("list", "add"):
            address = reverse(f"wagtailsnippets_services_{name}:{view}")
            assert client.get(address).status_code == 200, address


def hours_data(official, **facts):
    defaults = {
        "official": official.pk,
        "weekday": 1,
        "week_of_month": "",
        "starts": "14:00",
        "ends": "16:00",
        "minutes": 20,
        "seats": 1,
        "room": "7",
        "valid_from": "2026-01-01",
        "valid_until": "",
    }
    return {**defaults, **facts}


def test_changed_hours_show_on_the_page_and_in_the_feed(client, visit, official):
    sign_in(client, "editor", permissions.EDITORS)
    hours = ReceptionHours.objects.get()
    today = timezone.localdate()
    data = hours_data(official, weekday=today.isoweekday() % 7 + 1, valid_from=today)
    response = client.post(admin_url(ReceptionHours, "edit", hours.pk), data)
    assert response.status_code == 302
    client.logout()
    assert "14:00–16:00" in visit("/kk/offices/kent/").main
    assert b"T140000" in client.get("/kk/feeds/office/kent.ics").content


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        ({"starts": "11:00", "ends": "13:00"}, "already receives"),
        ({"starts": "11:00", "ends": "13:00", "week_of_month": 2}, "already receives"),
        ({"ends": "13:00"}, "must end after it starts"),
        ({"minutes": 180}, "longer than the whole reception"),
        ({"minutes": 1}, "at least five minutes"),
        ({"seats": 0}, "At least one visitor"),
        ({"seats": 101}, "At most 100 visitors fit at once."),
        ({"valid_until": "2025-01-01"}, "last day is before the first"),
    ],
)
def test_invalid_hours_are_refused_with_a_message(client, official, facts, message):
    sign_in(client, "admin")
    response = client.post(
        admin_url(ReceptionHours, "add"),
        hours_data(official, **facts),
        headers={"accept-language": "en"},
    )
    assert response.status_code == 200
    assert message in response.content.decode()
    assert ReceptionHours.objects.count() == 1


def test_hours_of_other_weeks_or_periods_do_not_overlap(official):
    first = ReceptionHours.objects.get()
    first.valid_until = date(2026, 5, 31)
    first.save()
    add_hours(official, starts=time(11), valid_from=date(2026, 6, 1)).full_clean()
    second = add_hours(official, 2, week_of_month=1)
    add_hours(official, 2, week_of_month=3).full_clean()
    second.full_clean()


def test_narrowed_hours_warn_of_bookings_outside_them(client, daily):
    booking = book_tomorrow(daily).booking
    sign_in(client, "admin")
    local = timezone.localtime(booking.starts_at)
    hours = daily.hours.get(weekday=local.isoweekday())
    data = hours_data(daily, weekday=hours.weekday, starts="20:00", ends="21:00")
    data["valid_from"] = timezone.localdate()
    page = client.post(admin_url(ReceptionHours, "edit", hours.pk), data, follow=True)
    assert booking.number in page.content.decode()


def closure_data(office, first, last=None, **facts):
    defaults = {
        "office": office.pk,
        "official": "",
        "first_day": first,
        "last_day": last or first,
        "reason_kk": "Су құбыры жарылды",
        "reason_ru": "Прорвало трубу",
        "reason_en": "A pipe has burst",
    }
    return {**defaults, **facts}


def test_closing_a_booked_day_needs_confirmation(client, daily):
    booking = book_tomorrow(daily, email="a@example.kz").booking
    sign_in(client, "head", permissions.HEADS, daily.office)
    day = timezone.localdate(booking.starts_at)
    response = client.post(admin_url(Closure, "add"), closure_data(daily.office, day))
    assert response.status_code == 200
    assert not Closure.objects.exists()
    booking.refresh_from_db()
    assert booking.status == "booked"


def test_confirmed_closure_cancels_only_as_many_visitors_as_were_shown(client, daily):
    def send(**fields):
        response = client.post(admin_url(Closure, "add"), data | fields)
        form = BeautifulSoup(response.content, "lxml")
        number = form.select_one('input[name="shown_bookings"]')
        ticked = form.select_one('input[name="cancel_bookings"][checked]')
        return response.status_code, number and number.get("value"), bool(ticked)

    booking = book_tomorrow(daily, email="a@example.kz").booking
    sign_in(client, "head", permissions.HEADS, daily.office)
    data = closure_data(daily.office, timezone.localdate(booking.starts_at))
    assert send() == (200, "1", False)
    book_tomorrow(daily, phone="+77010000001")
    assert send(cancel_bookings="on", shown_bookings="1") == (200, "2", False)
    assert send(cancel_bookings="on", shown_bookings="2") == (302, None, False)
    assert set(Booking.objects.values_list("status", flat=True)) == {"cancelled"}


def test_closed_day_notifies_visitors_in_their_language(client, daily):
    russian = book_tomorrow(daily, email="a@example.kz", language="ru").booking
    by_phone = book_tomorrow(daily, phone="+77010000001").booking
    day = timezone.localdate(russian.starts_at)
    sign_in(client, "head", permissions.HEADS, daily.office)
    data = closure_data(daily.office, day, cancel_bookings="on", shown_bookings=2)
    assert client.post(admin_url(Closure, "add"), data).status_code == 302
    for booking in (russian, by_phone):
        booking.refresh_from_db()
        assert booking.status == "cancelled"
    assert russian.cancel_reason == "Прорвало трубу"
    letters = Notice.objects.filter(key__endswith=":cancelled")
    assert {(letter.channel, letter.language) for letter in letters} == {
        ("email", "ru"),
        ("sms", "kk"),
    }
    assert "Прорвало трубу" in letters.get(language="ru").body
    assert "Су құбыры жарылды" in letters.get(language="kk").body
    assert free_slots(None, daily, day, day, timezone.now()) == []


def test_closure_of_one_official_keeps_other_bookings(client, daily):
    other = create_official(daily.office, "Серік Оспанов")
    for weekday in range(1, 8):
        add_hours(other, weekday)
    other_booking = book_tomorrow(other).booking
    day = timezone.localdate(other_booking.starts_at)
    sign_in(client, "admin")
    data = closure_data(daily.office, day, official=daily.pk)
    assert client.post(admin_url(Closure, "add"), data).status_code == 302
    other_booking.refresh_from_db()
    assert other_booking.status == "booked"


def test_head_changes_the_schedule_of_own_office_only(client, daily):
    foreign = create_official(create_office("other", "OTH"))
    hours = add_hours(foreign)
    sign_in(client, "head", permissions.HEADS, daily.office)
    assert client.get(admin_url(ReceptionHours, "edit", hours.pk)).status_code == 302
    client.post(admin_url(ReceptionHours, "edit", hours.pk), hours_data(foreign, room="99"))
    hours.refresh_from_db()
    assert hours.room == ""
    response = client.post(admin_url(ReceptionHours, "add"), hours_data(foreign, weekday=3))
    assert response.status_code == 200
    assert not ReceptionHours.objects.filter(weekday=3, official=foreign).exists()
    rows = client.get(admin_url(ReceptionHours, "list")).context["object_list"]
    assert {row.official_id for row in rows} == {daily.pk}


def test_closure_refuses_an_official_of_another_office(client, official):
    foreign = create_official(create_office("other", "OTH"))
    sign_in(client, "admin")
    data = closure_data(official.office, date(2026, 6, 1), official=foreign.pk)
    assert client.post(admin_url(Closure, "add"), data).status_code == 200
    assert not Closure.objects.exists()


def standard_data(fees, total):
    rows = [
        {"title_kk": "Баж", "title_ru": "", "title_en": "", "amount": amount} for amount in fees
    ]
    return nested_form_data(
        {
            "slug": "car",
            "title_kk": "Көлікті тіркеу",
            "title_ru": "",
            "title_en": "",
            "topic": "",
            "body": "",
            "offices": [],
            "amount": 1,
            "unit": "working_days",
            "total": total,
            "legal_act_kk": "",
            "legal_act_ru": "",
            "legal_act_en": "",
            "fees": inline_formset(rows),
        }
    )


def test_fees_must_add_up_to_the_total(client, db):
    sign_in(client, "editor", permissions.EDITORS)
    response = client.post(admin_url(ServiceStandard, "add"), standard_data([5000, 711], 5712))
    assert response.status_code == 200
    assert "5711" in response.content.decode()
    assert not ServiceStandard.objects.exists()
    response = client.post(admin_url(ServiceStandard, "add"), standard_data([5000, 711], 5711))
    assert response.status_code == 302
    assert ServiceStandard.objects.get().fees.count() == 2


def test_deleted_fee_must_change_the_total(client, db):
    standard = ServiceStandard.objects.create(slug="car", title_kk="Көлік", total=100)
    fee = Fee.objects.create(standard=standard, title_kk="Баж", amount=100)
    sign_in(client, "admin")
    data = standard_data([], 100)
    row = {"id": fee.pk, "title_kk": "Баж", "amount": 100, "DELETE": "on"}
    data |= nested_form_data({"fees": inline_formset([row], initial=1)})
    assert client.post(admin_url(ServiceStandard, "edit", standard.pk), data).status_code == 200
    assert Fee.objects.count() == 1


def office_data(rows):
    form = nested_form_data(
        {
            "slug": "new",
            "code": "NEW",
            "level": "district",
            "working_week": 5,
            "parent": "",
            "title_kk": "Жаңа бөлме",
            "active": "on",
            "hours": inline_formset(rows),
        }
    )
    return {**form, "facilities": ["ramp"]}


def test_new_office_saves_hours_and_refuses_overlaps(client, visit, db):
    sign_in(client, "editor", permissions.EDITORS)
    morning = {"purpose": "open", "weekday": 1, "opens": "09:00", "closes": "13:00"}
    bad = {"purpose": "open", "weekday": 1, "opens": "12:00", "closes": "18:00"}
    assert client.post(admin_url(Office, "add"), office_data([morning, bad])).status_code == 200
    assert not Office.objects.exists()
    good = {**bad, "opens": "14:00"}
    assert client.post(admin_url(Office, "add"), office_data([morning, good])).status_code == 302
    client.logout()
    page = visit("/kk/offices/new/")
    assert "09:00–13:00, 14:00–18:00" in page.main
    assert "Кресло-арбамен кіретін жол" in page.main


def test_originals_are_kept_only_where_somebody_ticks_it(client, db):
    sign_in(client, "editor", permissions.EDITORS)
    client.post(admin_url(Office, "add"), office_data([]))
    office = Office.objects.get()
    assert not office.keep_originals
    edit = admin_url(Office, "edit", office.pk)
    client.post(edit, {**office_data([]), "keep_originals": "on"})
    office.refresh_from_db()
    assert office.keep_originals


def test_new_office_is_public_only_when_somebody_publishes_it(client, visit, db):
    sign_in(client, "editor", permissions.EDITORS)
    screen = visit(admin_url(Office, "add"))
    shown = screen.form(["active"]).find(attrs={"name": "active"})
    assert not shown.has_attr("checked")
    hidden = office_data([])
    del hidden["active"]
    page = client.post(admin_url(Office, "add"), hidden, follow=True)
    office = Office.objects.get()
    assert not office.active
    assert "azamattar" in page.content.decode() or "Азаматтарға" in page.content.decode()
    for code in ("kk", "ru", "en"):
        visit(f"/{code}/offices/new/", status=404)
    assert office.title not in visit("/kk/offices/")
    client.post(admin_url(Office, "edit", office.pk), office_data([]))
    assert office.title in visit("/kk/offices/")


def test_office_without_hours_has_no_button_to_book(visit, official):
    link = "a.button[href*='office=kent']"
    buttons = len(visit("/kk/offices/kent/").soup.select(link))
    official.hours.all().delete()
    assert len(visit("/kk/offices/kent/").soup.select(link)) == buttons - 1


def test_officials_are_chosen_by_part_of_the_name_with_their_office(client, official):
    other = create_official(create_office("other", "OTH", title_kk="Түркістан"), "Серік Оспанов")
    sign_in(client, "editor", permissions.EDITORS)
    address = reverse("wagtailsnippetchoosers_services_official:choose_results")
    page = client.get(address, {"q": "оспан"}).content.decode()
    assert other.name_kk in page
    assert "Түркістан" in page
    assert official.name_kk not in page
    assert official.name_kk in client.get(address, {"q": "кентау айгүл"}).content.decode()
    offices = reverse("wagtailsnippetchoosers_services_office:choose")
    page = client.get(offices, {"q": "түркістан"}).json()["html"]
    assert "Түркістан" in page
    assert "Кентау қабылдау" not in page
