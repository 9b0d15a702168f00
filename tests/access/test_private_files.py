"""Attachments are downloads for permitted staff only and are never served from web folders."""

import pytest
from django.conf import settings
from django.urls import reverse

from appeals.models import Attachment
from tests.access.scenario import ROLES

pytestmark = pytest.mark.django_db


def open_file(scenario, role: str, file: Attachment):
    return scenario.client(role).get(
        reverse("appeals_admin:file", args=[scenario.appeal.pk, file.pk])
    )


def test_attachment_is_a_sandboxed_uncached_download(scenario):
    response = open_file(scenario, "clerk", scenario.file)
    assert b"".join(response) == b"plain words"
    assert response["Content-Disposition"].startswith("attachment;")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert "no-store" in response["Cache-Control"]


def test_nginx_is_told_the_file_only_after_the_check_of_rights(scenario, settings):
    settings.X_ACCEL = True
    allowed = open_file(scenario, "clerk", scenario.file)
    assert allowed["X-Accel-Redirect"] == f"/x-accel/private/{scenario.file.file.name}"
    assert b"".join(allowed) == b""
    assert allowed["Content-Disposition"].startswith("attachment;")
    assert "X-Accel-Redirect" not in open_file(scenario, "neighbour", scenario.file)


@pytest.mark.parametrize("role", ROLES)
def test_unscanned_or_infected_file_is_refused(scenario, role):
    for file in scenario.unsafe:
        assert open_file(scenario, role, file).status_code in {302, 404}
        assert open_file(scenario, role, file).get("Content-Disposition") is None


def test_file_is_refused_under_another_appeal(scenario):
    """The neighbour may open their own appeal, but not this file under it."""
    client = scenario.client("neighbour")
    address = reverse("appeals_admin:file", args=[scenario.other.appeal.pk, scenario.file.pk])
    assert client.get(address).status_code in {400, 404}


def test_attachments_are_not_served_from_web_folders(scenario):
    private = scenario.file.file.path
    assert not private.startswith(str(settings.MEDIA_ROOT))
    assert not private.startswith(str(settings.STATIC_ROOT))
    assert "құжат" not in private
    client = scenario.client("superuser")
    for path in (scenario.file.file.name, f"../private/{scenario.file.file.name}",
                f"%2e%2e/private/{scenario.file.file.name}", private.lstrip("/")):  # fmt: skip
        assert client.get(f"/media/{path}").status_code in {400, 404}


@pytest.mark.parametrize(
    "name", ["forms:receipt_pdf", "services:ticket_pdf", "services:ticket_ics"]
)
def test_personal_documents_are_uncached_downloads(scenario, name):
    if name == "forms:receipt_pdf":
        draft = scenario.facts["draft"]
        draft.result, draft.data = scenario.appeal.number, {"sent_at": "2026-01-01T00:00:00+05:00"}
        draft.save()
        address = reverse(name, args=[draft.token])
    else:
        address = reverse(name)
    response = scenario.client("owner").get(address)
    assert response.status_code == 200
    assert response["Content-Disposition"].startswith("attachment;")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in response["Cache-Control"]
