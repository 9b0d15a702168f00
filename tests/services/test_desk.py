"""The desk in the admin: who may, what is refused and in which words, what the citizen then sees."""

from datetime import date, time, timedelta

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from core.models import Notice, User
from services import booking as verbs
from services.models import (
    Closure,
    Fee,
    Office,
    OfficeMember,
    ReceptionHours,
    ServiceStandard,
    Topic,
)
from services.slots import free_slots
from tests.services.build import an_office, an_official, receives


def sign_in(client, name: str, group: str = "", *offices: Office) -> User:
    """Somebody of `group` (none: the administrator) who works in `offices`."""
    user = User.objects.create_user(name, f"{name}@example.kz", "x" * 14)
    if group:
        user.groups.add(Group.objects.get(name=group))
    else:
        user.is_superuser = user.is_staff = True
        user.save()
    for office in offices:
        OfficeMember.objects.create(user=user, office=office)
    client.force_login(user)
    return user


def url(model, name: str, *args) -> str:
    return reverse(f"wagtailsnippets_services_{model._meta.model_name}:{name}", args=args)


@pytest.fixture
def daily(office):
    """An official who receives every day from morning till night."""
    official = an_official(office)
    for weekday in range(1, 8):
        receives(official, weekday, starts=time(0), ends=time(23, 45), minutes=15)
    return official


def tomorrow_booking(official, **facts):
    at, today = timezone.now(), timezone.localdate()
    slot = free_slots(None, official, today + timedelta(days=1), today + timedelta(days=20), at)[0]
    return verbs.book(official=official, starts_at=slot.starts_at, name="Әсем", at=at, **facts)


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
    sign_in(client, "editor", "Editors")
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
    sign_in(client, "head", "Heads", daily.office)
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
    sign_in(client, "head", "Heads", daily.office)
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
    sign_in(client, "head", "Heads", daily.office)
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
    sign_in(client, "editor", "Editors")
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
    sign_in(client, "editor", "Editors")
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


# --- the queue ---------------------------------------------------------------------------------


@pytest.fixture
def today_booking(daily):
    """Booked a day ahead for today; the clock of the test stands before the visit."""
    at = timezone.now() - timedelta(days=1)
    today = timezone.localdate()
    slots = free_slots(None, daily, today, today, at)
    if not slots:
        pytest.skip("today is a day off: nobody receives")
    return verbs.book(official=daily, starts_at=slots[0].starts_at, name="Әсем Қалиева", at=at)


def test_the_desk_checks_in_and_mends_a_hasty_mark(client, daily, today_booking):
    sign_in(client, "staff", "Reception staff", daily.office)
    queue = client.get("/admin/reception/queue/", follow=True)
    assert "Әсем Қалиева" in queue.content.decode()
    booking = today_booking.booking
    for verb, status in (("missed", "missed"), ("check-in", "arrived")):
        client.post(f"/admin/reception/queue/kent/{booking.pk}/{verb}/")
        booking.refresh_from_db()
        assert booking.status == status


def test_a_scanned_ticket_is_found_in_the_queue(client, daily):
    made = tomorrow_booking(daily)
    sign_in(client, "staff", "Reception staff", daily.office)
    page = client.get("/admin/reception/queue/kent/", {"number": made.booking.number.lower()})
    assert page.context["found"] == page.context["rows"][0]
    page = client.get("/admin/reception/queue/kent/", {"number": "KEN-000000"})
    assert page.context["unknown"]


def test_the_desk_cancels_with_a_reason_only(client, daily):
    booking = tomorrow_booking(daily, email="a@example.kz").booking
    sign_in(client, "staff", "Reception staff", daily.office)
    address = f"/admin/reception/queue/kent/{booking.pk}/cancel/"
    client.post(address, {"reason": " "})
    booking.refresh_from_db()
    assert booking.status == "booked"
    client.post(address, {"reason": "Депутат сессияда"})
    booking.refresh_from_db()
    assert booking.status == "cancelled"
    assert "Депутат сессияда" in Notice.objects.get(key__endswith=":cancelled").body


def test_the_desk_sees_its_own_office_only(client, daily):
    other = an_office("other", "OTH")
    booking = tomorrow_booking(daily).booking
    sign_in(client, "stranger", "Reception staff", other)
    assert client.get("/admin/reception/queue/kent/", follow=True).status_code == 404
    for office in ("kent", "other"):
        address = f"/admin/reception/queue/{office}/{booking.pk}/cancel/"
        assert client.post(address, {"reason": "x"}, follow=True).status_code == 404
    booking.refresh_from_db()
    assert booking.status == "booked"


def test_who_has_no_office_has_no_queue(client, office):
    sign_in(client, "press", "Press")
    answer = client.get("/admin/reception/queue/")
    assert answer.status_code in (302, 403)
    assert "Келушілер" not in client.get("/admin/", follow=True).content.decode()


def test_a_head_sees_the_branches_too(client, daily):
    branch = an_office("branch", "BRA", parent=daily.office)
    sign_in(client, "head", "Heads", daily.office)
    assert client.get(f"/admin/reception/queue/{branch.slug}/").status_code == 200


def test_an_appeal_spoken_at_a_reception_begins_with_what_the_ticket_knows(client, daily):
    booking = tomorrow_booking(
        daily, subject="Жер учаскесінің кезегі", phone="+77010000001"
    ).booking
    sign_in(client, "staff", "Reception staff", daily.office)
    form = client.get(reverse("appeals_desk:register"), {"visit": booking.number}).context["form"]
    shown = {name: form[name].value() for name in ("name", "phone", "points", "visit")}
    assert shown == {
        "name": "Әсем",
        "phone": "+77010000001",
        "points": "Жер учаскесінің кезегі",
        "visit": booking.number,
    }
    other = an_official(an_office("other", "OTH"))
    receives(other, timezone.localdate().isoweekday() % 7 + 1)
    sign_in(client, "stranger", "Reception staff", other.office)
    form = client.get(reverse("appeals_desk:register"), {"visit": booking.number}).context["form"]
    assert form["name"].value() is None
    Topic.objects.create(slug="land", title_kk="Жер")
    sign_in(client, "second", "Reception staff", daily.office)
    page = client.get(reverse("appeals_desk:register"), {"visit": booking.number})
    data = {
        "token": page.context["form"]["token"].value(),
        "visit": booking.number,
        "channel": "visit",
        "office": daily.office.pk,
        "official": daily.pk,
        "language": "kk",
        "kind": page.context["form"].fields["kind"].queryset.first().pk,
        "topic": Topic.objects.get().pk,
        "applicant_kind": "person",
        "name": "Әсем Қалиева",
        "phone": "+77010000001",
        "postal_address": "Кентау, Абай, 1",
        "points": "Жер учаскесінің кезегі жылжымайды.",
        "consent_processing": "on",
    }
    page = client.post(reverse("appeals_desk:register"), data)
    assert page.context["appeal"].visit == booking
