"""Admin lists need as many database queries for thirteen rows as for first_count."""

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
from tests.builders import a_staff_member
from tests.services.builders import add_hours, create_office, create_official
from tests.services.staff import admin_url, sign_in

pytestmark = pytest.mark.django_db
DAY = date(2027, 1, 4)


def create_row(model, number: int, user) -> None:
    """Create first_count more row, with an office, an official and a user of its own."""
    office = create_office(f"o{number}", code=f"C{number}")
    if model is OfficeMember:
        a_staff_member(f"clerk{number}", "clerk", office)
        return
    OfficeMember.objects.create(user=user, office=office)
    if model in (Official, Closure, ReceptionHours):
        official = create_official(office)
    if model is Closure:
        Closure.objects.create(
            office=office, official=official, reason_kk="Жөндеу", first_day=DAY, last_day=DAY
        )
    elif model is ReceptionHours:
        add_hours(official)
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


def count_queries(client, address: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


@pytest.mark.parametrize(
    ("group", "models"),
    [
        ("", [OfficeMember, Office, Official, ReceptionHours, Closure, ScheduleApproval, Body,
              ServiceStandard]),
        (permissions.EDITORS, [Official, ReceptionHours, Closure, ScheduleApproval]),
        (permissions.HEADS, [ReceptionHours, Closure, ScheduleApproval]),
    ],
)  # fmt: skip
def test_list_query_count_does_not_grow_with_rows(client, group, models):
    user, counts = sign_in(client, "asem", group), {}
    for model in models:
        address, at = admin_url(model, "list"), 100 * models.index(model)
        create_row(model, at, user)
        client.get(address)  # fill the caches of the process
        first_count = count_queries(client, address)
        for number in range(at + 1, at + 13):
            create_row(model, number, user)
        counts[model.__name__] = (first_count, count_queries(client, address))
    assert {name: pair for name, pair in counts.items() if pair[0] != pair[1]} == {}


def test_queue_query_count_does_not_grow_with_rows(client):
    sign_in(client, "admin")
    office = create_office()
    at = timezone.now()

    def add_visitor() -> None:
        official = create_official(office)
        for weekday in range(1, 8):
            add_hours(official, weekday, ends=time(11))
        today = timezone.localdate(at)
        slot = free_slots(office, official, today, today + timedelta(days=20), at)[0]
        new_booking = book(official=official, starts_at=slot.starts_at, name="Әсем", at=at)
        Booking.objects.filter(pk=new_booking.booking.pk).update(
            starts_at=at, ends_at=at + timedelta(minutes=15)
        )

    address = reverse("services_admin:queue", args=[office.slug])
    add_visitor()
    count_queries(client, address)
    first_count = count_queries(client, address)
    for _number in range(12):
        add_visitor()
    assert Booking.objects.count() == 13
    count_queries(client, address)
    assert count_queries(client, address) == first_count
