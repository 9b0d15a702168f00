"""What the admin tells of other offices beside their registers: who did what, and to which row."""

from datetime import date

import pytest
from wagtail.log_actions import log

from services.models import Closure, Official, ReceptionHours, ScheduleApproval
from tests.walls.test_matrix import outcome, read

pytestmark = pytest.mark.django_db
REPORT = "/admin/reports/site-history/"
SHAPES = [REPORT, f"{REPORT}results/", f"{REPORT}?export=csv"]


@pytest.fixture
def told(world):
    """A colleague looked into the person's appeal; Wagtail wrote it down."""
    log(instance=world.appeal, action="appeals.reveal", user=world.users["clerk"])
    return world


@pytest.mark.parametrize("address", SHAPES)
@pytest.mark.parametrize("role", ["neighbour", "far head", "far checker", "editor", "press"])
def test_the_site_history_tells_nothing_of_another_office(told, role, address):
    page = read(told.client(role).get(address))
    assert told.appeal.number not in page
    assert told.booked.booking.number not in page


@pytest.mark.parametrize("address", SHAPES)
@pytest.mark.parametrize("role", ["clerk", "head", "superuser"])
def test_the_site_history_tells_of_ones_own_office(told, role, address):
    page = read(told.client(role).get(address))
    assert told.appeal.number in page
    assert told.booked.booking.number in page


def rows_of(office) -> list:
    official = Official.objects.filter(office=office).first()
    day, words = date(2027, 1, 4), {"reason_kk": "Жөндеу"}
    return [
        Closure.objects.create(office=office, first_day=day, last_day=day, **words),
        ReceptionHours.objects.filter(official=official).first(),
        ScheduleApproval.objects.create(
            office=office, approver_kk="Басшы", approved_on=day, valid_from=day
        ),
    ]


@pytest.mark.parametrize("view", ["edit", "copy", "delete", "usage", "history", "history-results"])
def test_no_page_about_a_schedule_row_of_another_office(world, view):
    found = {}
    for row in rows_of(world.facts["here"]):
        name = row._meta.model_name
        address = f"/admin/snippets/services/{name}/{view}/{row.pk}/"
        for role in ("head", "far head"):
            found[name, role] = outcome(world.client(role).get(address))
    assert {who: how for who, how in found.items() if who[1] == "far head" and how != "no"} == {}
    assert {who: how for who, how in found.items() if who[1] == "head" and how != "open"} == {}


def test_nobody_deletes_schedule_rows_of_another_office_in_a_heap(world):
    for row in rows_of(world.facts["here"]):
        name = row._meta.model_name
        address = f"/admin/bulk/services/{name}/delete/?next=/admin/&id={row.pk}"
        world.client("far head").post(address)
        assert type(row).objects.filter(pk=row.pk).exists(), name
