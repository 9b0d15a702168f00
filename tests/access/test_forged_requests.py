"""Safe methods change no data, and a form posted from another site is refused."""

import hashlib

import pytest
from django.core import serializers
from django.test import Client

from appeals.models import Appeal, Attachment, Event, PublishedAnswer, Rating, Reply
from core.models import Notice
from forms.models import Draft
from services.models import Booking
from tests.access.access_matrix import ACCESS

pytestmark = pytest.mark.django_db
CITIZEN_MODELS = (Appeal, Attachment, Event, PublishedAnswer, Rating, Reply, Notice, Draft, Booking)


def checksum() -> str:
    """Return a checksum of all data that belongs to citizens."""
    rows = [row for model in CITIZEN_MODELS for row in model.objects.order_by("pk")]
    return hashlib.sha256(serializers.serialize("json", rows).encode()).hexdigest()


@pytest.mark.parametrize(
    ("method", "role"),
    [("get", "owner"), ("get", "head"), ("head", "owner"), ("options", "head")],
)
def test_safe_methods_change_no_data(scenario, method, role):
    before = checksum()
    client = scenario.client(role)
    for name, rule in ACCESS.items():
        response = getattr(client, method)(rule.url(scenario))
        assert response.status_code < 500, f"{name}: {response.status_code}"
    assert checksum() == before


@pytest.mark.parametrize("method", ["put", "delete", "patch", "trace"])
def test_unsupported_methods_change_no_data(scenario, method):
    before = checksum()
    for role in ("owner", "head"):
        client = scenario.client(role)
        for name, rule in ACCESS.items():
            response = getattr(client, method)(rule.url(scenario))
            assert response.status_code < 500, f"{name}: {response.status_code}"
    assert checksum() == before


FORM_VALUES = {"stars": "5", "sure": "on", "reason": "x", "code": "x", "number": "1", "secret": "2",
         "username": "moldir", "password": "a-long-password-1", "go": "next", "why": "x"}  # fmt: skip


@pytest.mark.parametrize("headers", [{}, {"Origin": "https://evil.example"}])
def test_cross_site_post_is_refused(scenario, headers):
    before, wrong = checksum(), []
    for role in ("anonymous", "owner", "head", "superuser"):
        client = scenario.client(role)
        client.handler.enforce_csrf_checks = True
        for name, rule in ACCESS.items():
            response = client.post(rule.url(scenario), FORM_VALUES, headers=headers)
            if response.status_code not in {302, 403, 404, 405}:
                wrong.append(f"{role} {name}: {response.status_code}")
    assert not wrong, "\n".join(wrong)
    assert checksum() == before


ACTIONS = ["start", "route", "short_answer", "answer", "forward", "extend", "assign", "add_document",
        "close", "propose_close", "confirm_close", "decline_close", "reopen", "replace_secret"]  # fmt: skip


@pytest.mark.parametrize("role", ["anonymous", "stranger", "neighbour", "far head", "far checker",
                                  "editor", "translator", "press"])  # fmt: skip
def test_role_without_permission_cannot_change_appeal_or_ticket(scenario, role):
    """Post directly, with every field a form would send."""
    client = scenario.client(role)
    before = checksum_of(scenario)
    case = f"/admin/appeals/{scenario.appeal.pk}/"
    values = {**FORM_VALUES, "last_event": scenario.appeal.events.order_by("-pk").first().pk, "text": "x",
             "until": "2027-01-01", "title": "x", "question": "x", "answer": "x", "do": "publish", "identity": "on", "checked": "x",
             "office": scenario.facts["there"].pk, "officer": "1"}  # fmt: skip
    for path in [
        case, *[f"{case}{act}/" for act in ACTIONS],
        f"/admin/appeals/prepare/{scenario.public.reply_id}/", f"/admin/appeals/check/{scenario.public.pk}/",
        *[f"/admin/reception/queue/ken/{scenario.booked.booking.pk}/{verb}/"
          for verb in ("check-in", "missed", "cancel")],
    ]:  # fmt: skip
        assert client.post(path, values).status_code in {302, 403, 404}, path
    if role != "stranger":
        for path in ("rate", "withdraw", "document"):
            client.post(f"/kk/appeals/status/{path}/", values)
        for path in ("move", "cancel"):
            client.post(f"/kk/reception/ticket/{path}/", values)
    assert checksum_of(scenario) == before


def checksum_of(scenario) -> list:
    """Return the appeal, its journal, its answer and the ticket, serialized."""
    rows = [
        Appeal.objects.get(pk=scenario.appeal.pk), *scenario.appeal.events.order_by("pk"),
        PublishedAnswer.objects.get(pk=scenario.public.pk),
        Booking.objects.get(pk=scenario.booked.booking.pk),
    ]  # fmt: skip
    return [serializers.serialize("json", rows)]


def test_leaving_hides_appeal_and_ticket(scenario):
    client = scenario.client("owner")
    client.post("/kk/appeals/status/leave/")
    client.post("/kk/reception/ticket/close/")
    for address in ("/kk/appeals/status/", "/kk/reception/ticket/"):
        text = client.get(address).content.decode()
        assert scenario.appeal.number not in text
        assert scenario.booked.booking.number not in text


def test_deactivated_account_loses_access_at_once(scenario):
    client = scenario.client("clerk")
    user = scenario.users["clerk"]
    assert client.get(f"/admin/appeals/{scenario.appeal.pk}/").status_code == 200
    type(user).objects.filter(pk=user.pk).update(is_active=False)
    assert client.get(f"/admin/appeals/{scenario.appeal.pk}/").status_code == 302
    assert Client().get("/admin/appeals/").status_code == 302
