"""What citizens attach: for those who may, as a download only, and never from the web's folders."""

import pytest
from django.conf import settings
from django.urls import reverse

from appeals.models import Attachment
from tests.walls.world import ROLES

pytestmark = pytest.mark.django_db


def opened(world, role: str, file: Attachment):
    return world.client(role).get(reverse("appeals_desk:file", args=[world.appeal.pk, file.pk]))


def test_a_file_is_a_download_that_nothing_can_run_or_keep(world):
    response = opened(world, "clerk", world.file)
    assert b"".join(response) == b"plain words"
    assert response["Content-Disposition"].startswith("attachment;")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("role", ROLES)
def test_an_unsafe_file_opens_for_nobody(world, role):
    for file in world.unsafe:
        assert opened(world, role, file).status_code in {302, 404}
        assert opened(world, role, file).get("Content-Disposition") is None


def test_a_file_opens_only_beside_its_own_appeal(world):
    """The neighbour may open their appeal, but not this file through it."""
    client = world.client("neighbour")
    address = reverse("appeals_desk:file", args=[world.other.appeal.pk, world.file.pk])
    assert client.get(address).status_code in {400, 404}


def test_files_lie_under_no_address_of_the_web(world):
    private = world.file.file.path
    assert not private.startswith(str(settings.MEDIA_ROOT))
    assert not private.startswith(str(settings.STATIC_ROOT))
    assert "құжат" not in private
    client = world.client("superuser")
    for way in (world.file.file.name, f"../private/{world.file.file.name}",
                f"%2e%2e/private/{world.file.file.name}", private.lstrip("/")):  # fmt: skip
        assert client.get(f"/media/{way}").status_code in {400, 404}


@pytest.mark.parametrize(
    "name", ["forms:receipt_pdf", "services:ticket_pdf", "services:ticket_ics"]
)
def test_a_person_s_papers_are_downloads_that_are_not_kept(world, name):
    if name == "forms:receipt_pdf":
        draft = world.facts["draft"]
        draft.result, draft.data = world.appeal.number, {"sent_at": "2026-01-01T00:00:00+05:00"}
        draft.save()
        address = reverse(name, args=[draft.token])
    else:
        address = reverse(name)
    response = world.client("owner").get(address)
    assert response.status_code == 200
    assert response["Content-Disposition"].startswith("attachment;")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in response["Cache-Control"]
