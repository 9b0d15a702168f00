"""Nothing changes by looking, nothing changes by a form that somebody else's page has sent (S20)."""

import hashlib

import pytest
from django.core import serializers
from django.test import Client

from appeals.models import Appeal, Attachment, Event, PublishedAnswer, Rating, Reply
from core.models import Notice
from forms.models import Draft
from services.models import Booking
from tests.walls.matrix import ROWS

pytestmark = pytest.mark.django_db
KEPT = (Appeal, Attachment, Event, PublishedAnswer, Rating, Reply, Notice, Draft, Booking)


def checksum() -> str:
    """Everything that belongs to citizens, as one word."""
    rows = [each for model in KEPT for each in model.objects.order_by("pk")]
    return hashlib.sha256(serializers.serialize("json", rows).encode()).hexdigest()


@pytest.mark.parametrize(
    ("method", "role"),
    [("get", "owner"), ("get", "head"), ("head", "owner"), ("options", "head")],
)
def test_looking_changes_nothing(world, method, role):
    before = checksum()
    client = world.client(role)
    for name, row in ROWS.items():
        response = getattr(client, method)(row.to(world))
        assert response.status_code < 500, f"{name}: {response.status_code}"
    assert checksum() == before


@pytest.mark.parametrize("method", ["put", "delete", "patch", "trace"])
def test_other_methods_change_nothing_and_break_nothing(world, method):
    before = checksum()
    for role in ("owner", "head"):
        client = world.client(role)
        for name, row in ROWS.items():
            response = getattr(client, method)(row.to(world))
            assert response.status_code < 500, f"{name}: {response.status_code}"
    assert checksum() == before


WORDS = {"stars": "5", "sure": "on", "reason": "x", "code": "x", "number": "1", "secret": "2",
         "username": "moldir", "password": "a-long-password-1", "go": "next", "why": "x"}  # fmt: skip


@pytest.mark.parametrize("headers", [{}, {"Origin": "https://evil.example"}])
def test_a_form_of_another_site_is_refused_everywhere(world, headers):
    before, wrong = checksum(), []
    for role in ("anonymous", "owner", "head", "superuser"):
        client = world.client(role)
        client.handler.enforce_csrf_checks = True
        for name, row in ROWS.items():
            response = client.post(row.to(world), WORDS, headers=headers)
            if response.status_code not in {302, 403, 404, 405}:
                wrong.append(f"{role} {name}: {response.status_code}")
    assert not wrong, "\n".join(wrong)
    assert checksum() == before


ACTS = ["start", "route", "short_answer", "answer", "forward", "extend", "assign", "add_document",
        "close", "withdraw", "reopen"]  # fmt: skip


@pytest.mark.parametrize("role", ["anonymous", "stranger", "neighbour", "far head", "far checker",
                                  "editor", "translator", "press"])  # fmt: skip
def test_nobody_moves_another_office_s_appeal_or_ticket(world, role):
    """Past the pages: the posts themselves, with every word a form would send."""
    client = world.client(role)
    before = checksum_of(world)
    case = f"/admin/appeals/{world.appeal.pk}/"
    words = {**WORDS, "seen": world.appeal.events.order_by("-pk").first().pk, "text": "x",
             "until": "2027-01-01", "title": "x", "question": "x", "answer": "x", "do": "publish",
             "office": world.facts["there"].pk, "officer": "1"}  # fmt: skip
    for path in [
        case, *[f"{case}{act}/" for act in ACTS],
        f"/admin/appeals/prepare/{world.public.reply_id}/", f"/admin/appeals/check/{world.public.pk}/",
        *[f"/admin/reception/queue/ken/{world.booked.booking.pk}/{verb}/"
          for verb in ("check-in", "missed", "cancel")],
    ]:  # fmt: skip
        assert client.post(path, words).status_code in {302, 403, 404}, path
    if role != "stranger":
        for path in ("rate", "withdraw", "document"):
            client.post(f"/kk/appeals/status/{path}/", words)
        for path in ("move", "cancel"):
            client.post(f"/kk/reception/ticket/{path}/", words)
    assert checksum_of(world) == before


def checksum_of(world) -> list:
    """The appeal, its journal, its answer and the ticket."""
    rows = [
        Appeal.objects.get(pk=world.appeal.pk), *world.appeal.events.order_by("pk"),
        PublishedAnswer.objects.get(pk=world.public.pk),
        Booking.objects.get(pk=world.booked.booking.pk),
    ]  # fmt: skip
    return [serializers.serialize("json", rows)]


def test_a_browser_that_left_sees_nothing_more(world):
    client = world.client("owner")
    client.post("/kk/appeals/status/leave/")
    client.post("/kk/reception/ticket/close/")
    for address in ("/kk/appeals/status/", "/kk/reception/ticket/"):
        text = client.get(address).content.decode()
        assert world.appeal.number not in text
        assert world.booked.booking.number not in text


def test_an_account_that_was_closed_is_out_at_once(world):
    client = world.client("clerk")
    user = world.users["clerk"]
    assert client.get(f"/admin/appeals/{world.appeal.pk}/").status_code == 200
    type(user).objects.filter(pk=user.pk).update(is_active=False)
    assert client.get(f"/admin/appeals/{world.appeal.pk}/").status_code == 302
    assert Client().get("/admin/appeals/").status_code == 302
