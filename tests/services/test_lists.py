"""A register's list asks the database as often for thirteen rows as for one."""

from datetime import date, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from portal import permissions
from services.booking.lifecycle import book
from services.models import (
    Body,
    Booking,
    Closure,
    Office,
    OfficeMember,
    Official,
    ReceptionHours,
    ScheduleApproval,
    ServiceStandard,
    Topic,
)
from services.schedule.slots import free_slots
from tests.builders import staff
from tests.services.build import an_office, an_official, receives
from tests.services.desk import sign_in, url

pytestmark = pytest.mark.django_db
DAY = date(2027, 1, 4)


def a_row(model, number: int, user) -> None:
    """One more row, of an office, an official and a person of its own."""
    office = an_office(f"o{number}", code=f"C{number}")
    if model is OfficeMember:
        staff(f"clerk{number}", "clerk", office)
        return
    OfficeMember.objects.create(user=user, office=office)
    if model in (Official, Closure, ReceptionHours):
        official = an_official(office)
    if model is Closure:
        Closure.objects.create(
            office=office, official=official, reason_kk="Жөндеу", first_day=DAY, last_day=DAY
        )
    elif model is ReceptionHours:
        receives(official)
    elif model is ScheduleApproval:
        ScheduleApproval.objects.create(
            office=office, approver_kk="Басшы", approved_on=DAY, valid_from=DAY
        )
    elif model is Body:
        Body.objects.create(slug=f"b{number}", title_kk="Орган", office=office)
    elif model is ServiceStandard:
        words = {"slug": f"s{number}", "title_kk": "Су"}
        topic, body = Topic.objects.create(**words), Body.objects.create(**words)
        ServiceStandard.objects.create(**words, topic=topic, body=body, amount=3)


def questions(client, address: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


@pytest.mark.parametrize(
    ("group", "models"),
    [
        ("", [OfficeMember, Office, Official, ReceptionHours, Closure, ScheduleApproval, Body,
              ServiceStandard]),
        (permissions.EDITORS, [Official, ReceptionHours, Closure, ScheduleApproval]),
        (permissions.HEADS, [ReceptionHours, Closure, ScheduleApproval]),
    ],
)  # fmt: skip
def test_more_rows_are_no_more_questions(client, group, models):
    user, counted = sign_in(client, "asem", group), {}
    for model in models:
        address, at = url(model, "list"), 100 * models.index(model)
        a_row(model, at, user)
        client.get(address)  # what is asked once a process is asked
        one = questions(client, address)
        for number in range(at + 1, at + 13):
            a_row(model, number, user)
        counted[model.__name__] = (one, questions(client, address))
    assert {name: each for name, each in counted.items() if each[0] != each[1]} == {}


def test_a_longer_queue_is_no_more_questions(client):
    sign_in(client, "admin")
    office = an_office()
    at = timezone.now()

    def visitor() -> None:
        official = an_official(office)
        for weekday in range(1, 8):
            receives(official, weekday, ends=time(11))
        today = timezone.localdate(at)
        slot = free_slots(office, official, today, today + timedelta(days=20), at)[0]
        made = book(official=official, starts_at=slot.starts_at, name="Әсем", at=at)
        Booking.objects.filter(pk=made.booking.pk).update(
            starts_at=at, ends_at=at + timedelta(minutes=15)
        )

    address = reverse("services_admin:queue", args=[office.slug])
    visitor()
    questions(client, address)
    one = questions(client, address)
    for _number in range(12):
        visitor()
    assert Booking.objects.count() == 13
    assert questions(client, address) == one
