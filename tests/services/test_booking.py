"""The lifecycle of a booking: book, cancel, move, check in, mark missed; seats and notices."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from core.access_codes import generate_secret
from core.models import Notice
from services.booking import lifecycle
from services.booking.lifecycle import BookingRefusedError
from services.models import Booking
from services.schedule.slots import free_slots, times_to_move_to
from tests.services.builders import (
    MONDAY,
    PHONE,
    add_hours,
    create_booking,
    create_closure,
    create_office,
    create_official,
    local_time,
)

NEXT_MONDAY = MONDAY + timedelta(days=14)  # 9 March is a day off


def free_times(official, at=None, day=MONDAY):
    slots = free_slots(official.office, official, day, day, at or local_time(day, "08:00"))
    return [f"{slot.starts_at:%H:%M}" for slot in slots]


def test_booked_slot_is_not_free(official):
    assert free_times(official)[:2] == ["10:00", "10:15"]
    create_booking(official)
    assert free_times(official)[0] == "10:15"


def test_past_slots_of_today_are_not_free(official):
    assert free_times(official, local_time(clock="11:20")) == ["11:30", "11:45"]


def test_no_free_slot_on_a_holiday_or_a_closed_day(official):
    create_closure(official.office, MONDAY)
    assert free_times(official) == []
    assert free_times(official, day=MONDAY + timedelta(days=7)) == []


def test_inactive_official_has_no_free_slot(official):
    official.active = False
    official.save()
    assert free_times(official) == []


def test_ticket_opens_with_number_and_secret_only(official):
    booking, secret = create_booking(official).booking, create_booking(official, "10:15").secret
    other = create_booking(official, "10:30")
    assert lifecycle.find_booking(other.booking.number, other.secret.lower()).pk == other.booking.pk
    assert lifecycle.find_booking(booking.number, secret) is None
    assert lifecycle.find_booking("KEN-000000", other.secret) is None
    code, digits = other.booking.number.split("-")
    for typed in (
        f"\u200b{code.lower()} {digits}",
        f"{code}\u2013{digits}\u00a0",
        f"{code}{digits}",
    ):
        assert lifecycle.find_booking(typed, other.secret).pk == other.booking.pk


def test_ticket_number_is_office_letters_and_six_digits(official):
    letters, digits = create_booking(official).booking.number.split("-")
    assert letters == "KEN"
    assert len(digits) == 6
    assert digits.isdigit()


def test_taken_slot_is_refused_with_the_nearest_free_ones(official):
    create_booking(official, "10:30")
    with pytest.raises(BookingRefusedError) as error:
        create_booking(official, "10:30")
    assert error.value.code == "taken"
    assert [f"{slot.starts_at:%H:%M}" for slot in error.value.alternatives] == [
        "10:00",
        "10:15",
        "10:45",
    ]


def test_time_outside_the_hours_is_refused(official):
    for clock in ("10:05", "09:45", "12:00"):
        with pytest.raises(BookingRefusedError) as error:
            create_booking(official, clock)
        assert error.value.code == "gone"


def test_time_in_the_past_or_beyond_the_horizon_is_refused(official):
    with pytest.raises(BookingRefusedError):
        create_booking(official, "10:00", at=local_time(clock="10:00"))
    with pytest.raises(BookingRefusedError):
        create_booking(official, "10:00", day=MONDAY + timedelta(days=7 * 12), at=local_time())


def test_same_draft_books_once_and_returns_the_same_receipt(official):
    secret = generate_secret()
    first = create_booking(official, draft_token="tok", secret=secret)
    again = create_booking(official, "10:15", draft_token="tok", secret=secret)
    assert again.booking.pk == first.booking.pk
    assert again.secret == first.secret == secret
    assert create_booking(official, draft_token="tok").secret == ""
    assert Booking.objects.count() == 1


def test_one_phone_books_an_official_once_in_ten_days(official):
    add_hours(official, weekday=2)
    first = create_booking(official, phone=PHONE)
    with pytest.raises(BookingRefusedError) as error:
        create_booking(official, day=MONDAY + timedelta(days=1), phone=PHONE)
    assert error.value.code == "too_many"
    create_booking(official, "10:15", phone="+77017654321")
    create_booking(official, day=NEXT_MONDAY, phone=PHONE)
    lifecycle.cancel(first.booking, at=local_time(clock="08:30"))
    create_booking(
        official, day=MONDAY + timedelta(days=1), phone=PHONE, at=local_time(clock="08:31")
    )


def test_third_visitor_is_refused_on_two_seats(office):
    official = create_official(office)
    add_hours(official, seats=2)
    assert {create_booking(official).booking.seat, create_booking(official).booking.seat} == {1, 2}
    with pytest.raises(BookingRefusedError):
        create_booking(official)


def test_video_call_is_refused_where_not_offered(official):
    with pytest.raises(BookingRefusedError) as error:
        create_booking(official, by_video=True)
    assert error.value.code == "no_video"


def test_cancelling_frees_the_seat_and_notifies_the_citizen(official):
    booking = create_booking(official, email="asem@example.kz", language="ru").booking
    lifecycle.cancel(booking, at=local_time(clock="08:30"))
    assert free_times(official)[0] == "10:00"
    create_booking(official)
    subjects = [notice.subject for notice in Notice.objects.order_by("pk")]
    assert len(subjects) == 2
    assert all(booking.number in subject for subject in subjects)


def test_citizen_cannot_cancel_after_the_start(official):
    booking = create_booking(official).booking
    with pytest.raises(BookingRefusedError):
        lifecycle.cancel(booking, at=local_time(clock="10:00"))
    booking.refresh_from_db()
    assert booking.status == "booked"


def test_moved_booking_keeps_number_and_secret(official):
    new_booking = create_booking(official, phone=PHONE)
    moved = lifecycle.move(
        new_booking.booking, local_time(clock="11:00"), at=local_time(clock="08:30")
    )
    assert lifecycle.find_booking(
        new_booking.booking.number, new_booking.secret
    ).starts_at == local_time(clock="11:00")
    assert moved.number == new_booking.booking.number
    assert "10:00" in free_times(official)
    assert "11:00" not in free_times(official)


def test_own_booking_blocks_no_time_to_move_to(official):
    """The visit was booked for 15 minutes; since then visits take 10."""
    booking = create_booking(official, "10:00").booking
    official.hours.update(minutes=10)
    early = local_time(clock="08:30")
    assert local_time(clock="10:10") in [
        slot.starts_at for slot in times_to_move_to(booking, early)
    ]
    moved = lifecycle.move(booking, local_time(clock="10:10"), at=early)
    assert timezone.localtime(moved.starts_at) == local_time(clock="10:10")
    with pytest.raises(BookingRefusedError):  # somebody else's booking still does
        lifecycle.move(
            create_booking(official, "11:00").booking, local_time(clock="10:10"), at=early
        )


def test_move_to_a_taken_slot_changes_nothing(official):
    new_booking = create_booking(official).booking
    create_booking(official, "11:00")
    with pytest.raises(BookingRefusedError):
        lifecycle.move(new_booking, local_time(clock="11:00"), at=local_time(clock="08:30"))
    new_booking.refresh_from_db()
    assert new_booking.starts_at == local_time(clock="10:00")


def test_check_in_works_on_the_day_and_corrects_a_no_show(official):
    booking = create_booking(official).booking
    with pytest.raises(BookingRefusedError):
        lifecycle.check_in(booking, at=local_time() - timedelta(days=1))
    with pytest.raises(BookingRefusedError):
        lifecycle.mark_missed(booking, at=local_time(clock="09:59"))
    assert lifecycle.mark_missed(booking, at=local_time(clock="10:10")).status == "missed"
    assert lifecycle.check_in(booking, at=local_time(clock="10:12")).status == "arrived"
    with pytest.raises(BookingRefusedError):
        lifecycle.cancel(booking, at=local_time(clock="09:00"))


def test_notice_has_place_time_and_number_without_the_secret(official):
    new_booking = create_booking(official, email="asem@example.kz", language="kk")
    notice = Notice.objects.get(about=new_booking.booking.number)
    assert new_booking.booking.number in notice.body
    assert "10:00" in notice.body
    assert "Абай даңғылы" in notice.body
    assert new_booking.secret not in notice.body
    assert "Әсем" not in notice.subject + notice.body


def test_sms_fits_in_three_parts_and_says_when_where_and_the_number(official):
    booking = create_booking(official, phone=PHONE).booking
    text = Notice.objects.get(channel="sms").body
    assert len(text) <= 201
    for part in ("02.03.2026 10:00", booking.number, official.office.address_kk):
        assert part in text
    official.office.address_kk = "Өте ұзақ мекенжай " * 13
    official.office.save()
    lifecycle.cancel(booking, reason="Себеп " * 30, at=local_time(clock="08:30"))
    assert len(Notice.objects.filter(channel="sms").latest("pk").body) <= 201


def test_sms_goes_to_kazakhstan_numbers_only(official):
    create_booking(official, phone="+8821612345678")
    assert not Notice.objects.exists()
    create_booking(official, clock="10:15", phone="+77011234567")
    assert Notice.objects.get().to == "+77011234567"


@pytest.mark.django_db(transaction=True)
def test_concurrent_bookings_never_exceed_the_seats():
    """Twenty-four threads book two seats at once, in committed transactions."""
    official = create_official(create_office())
    add_hours(official, seats=2)
    seats, refusals, errors = [], [], []
    start = threading.Barrier(24)

    def book_concurrently(number: int) -> None:
        start.wait()
        try:
            seats.append(create_booking(official, phone=f"+7701000{number:04}").booking.seat)
        except BookingRefusedError as error:
            refusals.append(error.code)
        except Exception as error:  # any other exception fails the test
            errors.append(repr(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=book_concurrently, args=(number,)) for number in range(24)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert sorted(seats) == [1, 2]
    assert refusals == ["taken"] * 22
    assert Booking.objects.count() == 2
