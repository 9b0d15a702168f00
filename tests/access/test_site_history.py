"""Site history, schedule rows and bulk actions of the admin hide other offices."""

from datetime import date

import pytest
from wagtail.log_actions import log

from services.models import Closure, Official, ReceptionHours, ScheduleApproval
from tests.access.test_access_matrix import outcome, whole_text

pytestmark = pytest.mark.django_db
REPORT = "/admin/reports/site-history/"
ADDRESSES = [REPORT, f"{REPORT}results/", f"{REPORT}?export=csv"]


@pytest.fixture
def with_log_entry(scenario):
    """Log that a colleague revealed the person's data."""
    log(instance=scenario.appeal, action="appeals.reveal", user=scenario.users["clerk"])
    return scenario


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("role", ["neighbour", "far head", "far checker", "editor", "press"])
def test_site_history_hides_other_offices(with_log_entry, role, address):
    page = whole_text(with_log_entry.client(role).get(address))
    assert with_log_entry.appeal.number not in page
    assert with_log_entry.booked.booking.number not in page


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("role", ["clerk", "head", "superuser"])
def test_site_history_shows_own_office(with_log_entry, role, address):
    page = whole_text(with_log_entry.client(role).get(address))
    assert with_log_entry.appeal.number in page
    assert with_log_entry.booked.booking.number in page


def schedule_rows(office) -> list:
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
def test_schedule_row_of_another_office_cannot_be_opened(scenario, view):
    outcomes = {}
    for row in schedule_rows(scenario.facts["here"]):
        name = row._meta.model_name
        address = f"/admin/snippets/services/{name}/{view}/{row.pk}/"
        for role in ("head", "far head"):
            outcomes[name, role] = outcome(scenario.client(role).get(address))
    assert {
        key: value for key, value in outcomes.items() if key[1] == "far head" and value != "no"
    } == {}
    assert {
        key: value for key, value in outcomes.items() if key[1] == "head" and value != "open"
    } == {}


def test_bulk_delete_skips_schedule_rows_of_another_office(scenario):
    for row in schedule_rows(scenario.facts["here"]):
        name = row._meta.model_name
        address = f"/admin/bulk/services/{name}/delete/?next=/admin/&id={row.pk}"
        scenario.client("far head").post(address)
        assert type(row).objects.filter(pk=row.pk).exists(), name
