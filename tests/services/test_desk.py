"""The desk in the admin: who may, what is refused and in which words, what the citizen then sees."""

from datetime import date, time

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from core.models import Notice
from portal import permissions
from services.models import (
    Closure,
    Fee,
    Office,
    ReceptionHours,
    ServiceStandard,
)
from services.schedule.slots import free_slots
from tests.services.build import an_office, an_official, receives
from tests.services.desk import sign_in, tomorrow_booking, url


def test_every_register_opens(client, db):
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
    plain = {
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
    return {**plain, **facts}


def test_an_editor_changes_an_hour_and_every_door_shows_it(client, visit, official):
    sign_in(client, "editor", permissions.EDITORS)
    hours = ReceptionHours.objects.get()
    today = timezone.localdate()
    data = hours_data(official, weekday=today.isoweekday() % 7 + 1)
    answer = client.post(url(ReceptionHours, "edit", hours.pk), data)
    assert answer.status_code == 302
    client.logout()
    assert "14:00–16:00" in visit("/kk/offices/kent/").main
    assert b"T140000" in client.get("/kk/feeds/office/kent.ics").content


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"starts": "11:00", "ends": "13:00"}, "already receives"),
        ({"starts": "11:00", "ends": "13:00", "week_of_month": 2}, "already receives"),
        ({"ends": "13:00"}, "must end after it starts"),
        ({"minutes": 180}, "longer than the whole reception"),
        ({"minutes": 1}, "at least five minutes"),
        ({"seats": 0}, "At least one visitor"),
        ({"valid_until": "2025-01-01"}, "last day is before the first"),
    ],
)
def test_impossible_hours_are_refused_in_a_sentence(client, official, facts, sentence):
    sign_in(client, "admin")
    answer = client.post(
        url(ReceptionHours, "add"), hours_data(official, **facts), headers={"accept-language": "en"}
    )
    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert ReceptionHours.objects.count() == 1


def test_hours_of_another_week_or_another_season_do_not_overlap(official):
    first = ReceptionHours.objects.get()
    first.valid_until = date(2026, 5, 31)
    first.save()
    receives(official, starts=time(11), valid_from=date(2026, 6, 1)).full_clean()
    second = receives(official, 2, week_of_month=1)
    receives(official, 2, week_of_month=3).full_clean()
    second.full_clean()


def test_narrowed_hours_name_the_visitors_left_outside(client, daily):
    booking = tomorrow_booking(daily).booking
    sign_in(client, "admin")
    local = timezone.localtime(booking.starts_at)
    hours = daily.hours.get(weekday=local.isoweekday())
    data = hours_data(daily, weekday=hours.weekday, starts="20:00", ends="21:00")
    page = client.post(url(ReceptionHours, "edit", hours.pk), data, follow=True)
    assert booking.number in page.content.decode()


def closure_data(office, first, last=None, **facts):
    plain = {
        "office": office.pk,
        "official": "",
        "first_day": first,
        "last_day": last or first,
        "reason_kk": "Су құбыры жарылды",
        "reason_ru": "Прорвало трубу",
        "reason_en": "A pipe has burst",
    }
    return {**plain, **facts}


def test_closing_a_day_with_visitors_takes_a_second_yes(client, daily):
    booking = tomorrow_booking(daily, email="a@example.kz").booking
    sign_in(client, "head", permissions.HEADS, daily.office)
    day = timezone.localdate(booking.starts_at)
    answer = client.post(url(Closure, "add"), closure_data(daily.office, day))
    assert answer.status_code == 200
    assert not Closure.objects.exists()
    booking.refresh_from_db()
    assert booking.status == "booked"


def test_a_closed_day_tells_its_visitors_in_their_language(client, daily):
    russian = tomorrow_booking(daily, email="a@example.kz", language="ru").booking
    by_phone = tomorrow_booking(daily, phone="+77010000001").booking
    day = timezone.localdate(russian.starts_at)
    sign_in(client, "head", permissions.HEADS, daily.office)
    data = closure_data(daily.office, day, cancel_bookings="on")
    assert client.post(url(Closure, "add"), data).status_code == 302
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


def test_closing_one_official_leaves_the_others_visitors(client, daily):
    other = an_official(daily.office, "Серік Оспанов")
    for weekday in range(1, 8):
        receives(other, weekday)
    kept = tomorrow_booking(other).booking
    day = timezone.localdate(kept.starts_at)
    sign_in(client, "admin")
    data = closure_data(daily.office, day, official=daily.pk)
    assert client.post(url(Closure, "add"), data).status_code == 302
    kept.refresh_from_db()
    assert kept.status == "booked"


def test_a_head_keeps_the_schedule_of_the_own_office_only(client, daily):
    foreign = an_official(an_office("other", "OTH"))
    hours = receives(foreign)
    sign_in(client, "head", permissions.HEADS, daily.office)
    assert client.get(url(ReceptionHours, "edit", hours.pk)).status_code == 302
    client.post(url(ReceptionHours, "edit", hours.pk), hours_data(foreign, room="99"))
    hours.refresh_from_db()
    assert hours.room == ""
    answer = client.post(url(ReceptionHours, "add"), hours_data(foreign, weekday=3))
    assert answer.status_code == 200
    assert not ReceptionHours.objects.filter(weekday=3, official=foreign).exists()
    listed = client.get(url(ReceptionHours, "list")).context["object_list"]
    assert {each.official_id for each in listed} == {daily.pk}


def test_an_official_of_another_office_cannot_be_closed_here(client, official):
    foreign = an_official(an_office("other", "OTH"))
    sign_in(client, "admin")
    data = closure_data(official.office, date(2026, 6, 1), official=foreign.pk)
    assert client.post(url(Closure, "add"), data).status_code == 200
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


def test_fees_that_do_not_add_up_are_refused(client, db):
    sign_in(client, "editor", permissions.EDITORS)
    answer = client.post(url(ServiceStandard, "add"), standard_data([5000, 711], 5712))
    assert answer.status_code == 200
    assert "5711" in answer.content.decode()
    assert not ServiceStandard.objects.exists()
    answer = client.post(url(ServiceStandard, "add"), standard_data([5000, 711], 5711))
    assert answer.status_code == 302
    assert ServiceStandard.objects.get().fees.count() == 2


def test_taking_a_fee_away_without_the_total_is_refused(client, db):
    standard = ServiceStandard.objects.create(slug="car", title_kk="Көлік", total=100)
    fee = Fee.objects.create(standard=standard, title_kk="Баж", amount=100)
    sign_in(client, "admin")
    data = standard_data([], 100)
    row = {"id": fee.pk, "title_kk": "Баж", "amount": 100, "DELETE": "on"}
    data |= nested_form_data({"fees": inline_formset([row], initial=1)})
    assert client.post(url(ServiceStandard, "edit", standard.pk), data).status_code == 200
    assert Fee.objects.count() == 1


def office_data(rows):
    form = nested_form_data(
        {
            "slug": "new",
            "code": "NEW",
            "level": "district",
            "parent": "",
            "title_kk": "Жаңа бөлме",
            "active": "on",
            "hours": inline_formset(rows),
        }
    )
    return {**form, "facilities": ["ramp"]}


def test_an_office_is_made_with_its_hours_and_overlapping_ones_are_refused(client, visit, db):
    sign_in(client, "editor", permissions.EDITORS)
    morning = {"purpose": "open", "weekday": 1, "opens": "09:00", "closes": "13:00"}
    bad = {"purpose": "open", "weekday": 1, "opens": "12:00", "closes": "18:00"}
    assert client.post(url(Office, "add"), office_data([morning, bad])).status_code == 200
    assert not Office.objects.exists()
    good = {**bad, "opens": "14:00"}
    assert client.post(url(Office, "add"), office_data([morning, good])).status_code == 302
    client.logout()
    page = visit("/kk/offices/new/")
    assert "09:00–13:00, 14:00–18:00" in page.main
    assert "Арбамен кіретін жол" in page.main
