"""Booking a reception: once, never over-booked, with a ticket that opens for its owner only."""

import threading
from datetime import timedelta

import pytest
from django.db import connection

from core.access_codes import generate_secret
from core.models import Notice
from services.booking import lifecycle as verbs
from services.booking.lifecycle import BookingRefusedError
from services.models import Booking
from services.schedule.slots import free_slots
from tests.services.build import (
    MONDAY,
    PHONE,
    an_office,
    an_official,
    booked,
    closed,
    receives,
    when,
)

NEXT_MONDAY = MONDAY + timedelta(days=14)  # 9 March is a day off


def clocks(official, at=None, day=MONDAY):
    found = free_slots(official.office, official, day, day, at or when(day, "08:00"))
    return [f"{slot.starts_at:%H:%M}" for slot in found]


def test_a_booked_time_is_no_longer_offered(official):
    assert clocks(official)[:2] == ["10:00", "10:15"]
    booked(official)
    assert clocks(official)[0] == "10:15"


def test_times_already_gone_today_are_not_offered(official):
    assert clocks(official, when(clock="11:20")) == ["11:30", "11:45"]


def test_nothing_is_offered_on_a_holiday_or_a_closed_day(official):
    closed(official.office, MONDAY)
    assert clocks(official) == []
    assert clocks(official, day=MONDAY + timedelta(days=7)) == []


def test_an_inactive_official_is_not_offered(official):
    official.active = False
    official.save()
    assert clocks(official) == []


def test_ticket_opens_with_number_and_secret_only(official):
    booking, secret = booked(official).booking, booked(official, "10:15").secret
    right = booked(official, "10:30")
    assert verbs.find(right.booking.number, right.secret.lower()).pk == right.booking.pk
    assert verbs.find(booking.number, secret) is None
    assert verbs.find("KEN-000000", right.secret) is None


def test_the_number_can_be_said_over_the_phone(official):
    letters, digits = booked(official).booking.number.split("-")
    assert letters == "KEN"
    assert len(digits) == 6
    assert digits.isdigit()


def test_a_taken_time_is_refused_with_the_nearest_free_ones(official):
    booked(official, "10:30")
    with pytest.raises(BookingRefusedError) as refused:
        booked(official, "10:30")
    assert refused.value.code == "taken"
    assert [f"{slot.starts_at:%H:%M}" for slot in refused.value.alternatives] == [
        "10:00",
        "10:15",
        "10:45",
    ]


def test_a_time_outside_the_hours_is_refused(official):
    for clock in ("10:05", "09:45", "12:00"):
        with pytest.raises(BookingRefusedError) as refused:
            booked(official, clock)
        assert refused.value.code == "gone"


def test_a_time_in_the_past_or_beyond_the_horizon_is_refused(official):
    with pytest.raises(BookingRefusedError):
        booked(official, "10:00", at=when(clock="10:00"))
    with pytest.raises(BookingRefusedError):
        booked(official, "10:00", day=MONDAY + timedelta(days=7 * 12), at=when())


def test_the_same_draft_books_once_and_keeps_its_receipt(official):
    secret = generate_secret()
    first = booked(official, draft_token="tok", secret=secret)
    again = booked(official, "10:15", draft_token="tok", secret=secret)
    assert again.booking.pk == first.booking.pk
    assert again.secret == first.secret == secret
    assert booked(official, draft_token="tok").secret == ""
    assert Booking.objects.count() == 1


def test_one_phone_has_one_reception_with_an_official_in_ten_days(official):
    receives(official, weekday=2)
    first = booked(official, phone=PHONE)
    with pytest.raises(BookingRefusedError) as refused:
        booked(official, day=MONDAY + timedelta(days=1), phone=PHONE)
    assert refused.value.code == "too_many"
    booked(official, "10:15", phone="+77017654321")
    booked(official, day=NEXT_MONDAY, phone=PHONE)
    verbs.cancel(first.booking, at=when(clock="08:30"))
    booked(official, day=MONDAY + timedelta(days=1), phone=PHONE, at=when(clock="08:31"))


def test_two_seats_take_two_visitors_and_refuse_the_third(office):
    official = an_official(office)
    receives(official, seats=2)
    assert {booked(official).booking.seat, booked(official).booking.seat} == {1, 2}
    with pytest.raises(BookingRefusedError):
        booked(official)


def test_video_only_where_the_official_takes_calls(official):
    with pytest.raises(BookingRefusedError) as refused:
        booked(official, by_video=True)
    assert refused.value.code == "no_video"


def test_cancelling_gives_the_seat_back_and_tells_the_citizen(official):
    booking = booked(official, email="asem@example.kz", language="ru").booking
    verbs.cancel(booking, at=when(clock="08:30"))
    assert clocks(official)[0] == "10:00"
    booked(official)
    subjects = [notice.subject for notice in Notice.objects.order_by("pk")]
    assert len(subjects) == 2
    assert all(booking.number in subject for subject in subjects)


def test_a_citizen_cannot_cancel_a_reception_that_has_begun(official):
    booking = booked(official).booking
    with pytest.raises(BookingRefusedError):
        verbs.cancel(booking, at=when(clock="10:00"))
    booking.refresh_from_db()
    assert booking.status == "booked"


def test_moving_keeps_number_and_secret(official):
    made = booked(official, phone=PHONE)
    moved = verbs.move(made.booking, when(clock="11:00"), at=when(clock="08:30"))
    assert verbs.find(made.booking.number, made.secret).starts_at == when(clock="11:00")
    assert moved.number == made.booking.number
    assert "10:00" in clocks(official)
    assert "11:00" not in clocks(official)


def test_moving_to_a_taken_time_changes_nothing(official):
    made = booked(official).booking
    booked(official, "11:00")
    with pytest.raises(BookingRefusedError):
        verbs.move(made, when(clock="11:00"), at=when(clock="08:30"))
    made.refresh_from_db()
    assert made.starts_at == when(clock="10:00")


def test_check_in_is_for_the_day_and_mends_a_hasty_no_show(official):
    booking = booked(official).booking
    with pytest.raises(BookingRefusedError):
        verbs.check_in(booking, at=when() - timedelta(days=1))
    with pytest.raises(BookingRefusedError):
        verbs.mark_missed(booking, at=when(clock="09:59"))
    assert verbs.mark_missed(booking, at=when(clock="10:10")).status == "missed"
    assert verbs.check_in(booking, at=when(clock="10:12")).status == "arrived"
    with pytest.raises(BookingRefusedError):
        verbs.cancel(booking, at=when(clock="09:00"))


def test_the_letter_holds_place_time_and_number_but_no_secret(official):
    made = booked(official, email="asem@example.kz", language="kk")
    letter = Notice.objects.get(about=made.booking.number)
    assert made.booking.number in letter.body
    assert "10:00" in letter.body
    assert "Абай даңғылы" in letter.body
    assert made.secret not in letter.body
    assert "Әсем" not in letter.subject + letter.body


def test_only_a_number_of_this_country_is_texted(official):
    booked(official, phone="+8821612345678")
    assert not Notice.objects.exists()
    booked(official, clock="10:15", phone="+77011234567")
    assert Notice.objects.get().to == "+77011234567"


@pytest.mark.django_db(transaction=True)
def test_a_crowd_at_one_time_fills_the_seats_and_no_more():
    """Twenty-four people press the button for two seats at once, on the real database."""
    official = an_official(an_office())
    receives(official, seats=2)
    won, lost, broken = [], [], []
    start = threading.Barrier(24)

    def press(number: int) -> None:
        start.wait()
        try:
            won.append(booked(official, phone=f"+7701000{number:04}").booking.seat)
        except BookingRefusedError as refused:
            lost.append(refused.code)
        except Exception as error:  # whatever else happened is the finding
            broken.append(repr(error))
        finally:
            connection.close()

    crowd = [threading.Thread(target=press, args=(number,)) for number in range(24)]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()
    assert broken == []
    assert sorted(won) == [1, 2]
    assert lost == ["taken"] * 22
    assert Booking.objects.count() == 2
