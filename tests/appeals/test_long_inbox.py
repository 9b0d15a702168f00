"""An inbox of several pages: its order, the appeals that may be published, its spreadsheets."""

import io
from datetime import timedelta

import pytest
from openpyxl import load_workbook

from appeals.admin.inbox import InboxView
from tests.builders import MONDAY, an_appeal

pytestmark = pytest.mark.django_db
INBOX = "/admin/appeals/"


@pytest.fixture
def appeals(client, monkeypatch) -> list[an_appeal]:
    """Five appeals a day apart, the first one answered, on pages of two; their clerk signed in."""
    monkeypatch.setattr(InboxView, "paginate_by", 2)
    made = [an_appeal(MONDAY + timedelta(days=day), consent_publication=True) for day in range(5)]
    made[0].answered()
    client.force_login(made[0].clerk)
    return made


def numbers(page) -> list[str]:
    return [appeal.number for appeal in page.context["object_list"]]


def test_pages_follow_one_order_open_ones_by_due_date_first(client, appeals):
    pages = [numbers(client.get(INBOX, {"p": number})) for number in (1, 2, 3)]
    first, *others = [made.appeal.number for made in appeals]
    assert pages == [others[:2], others[2:], [first]]
    newest = client.get(INBOX, {"ordering": "-number"})
    assert numbers(newest) == [others[3], others[2]]


def test_only_answers_without_a_public_one_may_be_published(client, appeals):
    assert numbers(client.get(INBOX, {"situation": "publish"})) == [appeals[0].appeal.number]
    appeals[0].published()
    assert numbers(client.get(INBOX, {"situation": "publish"})) == []


def test_csv_and_workbook_are_streams_of_the_same_rows(client, appeals):
    csv = client.get(INBOX, {"export": "csv"})
    assert csv.streaming
    lines = csv.getvalue().decode("utf-8-sig").splitlines()
    xlsx = client.get(INBOX, {"export": "xlsx"})
    assert xlsx.streaming
    workbook = load_workbook(io.BytesIO(xlsx.getvalue()))
    rows = [[cell or "" for cell in row] for row in workbook.active.values]
    assert [line.split(";") for line in lines] == rows
    assert len(rows) == 1 + len(appeals)
