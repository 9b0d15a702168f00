"""Deletion of drafts that were never sent: files when they expire, answers a week later."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from appeals.models import Appeal
from forms import drafts
from forms.models import Draft, DraftFile
from forms.uploads import attach

pytestmark = pytest.mark.django_db


def create_draft_with_file(days_ago: int) -> Draft:
    at = timezone.now() - timedelta(days=days_ago)
    draft = drafts.create_draft("appeal", owner="x", language="kk", at=at)
    attach.attach_to_draft(draft, SimpleUploadedFile("хат.txt", "сәлем".encode()), at=at)
    return draft


def test_current_draft_is_not_deleted():
    create_draft_with_file(1)
    call_command("drop_stale_drafts")
    assert Draft.objects.count() == DraftFile.objects.count() == 1


def test_expired_draft_loses_files_but_keeps_answers(django_capture_on_commit_callbacks):
    row = create_draft_with_file(15).files.get()
    with django_capture_on_commit_callbacks(execute=True):
        call_command("drop_stale_drafts")
    assert Draft.objects.count() == 1
    assert not DraftFile.objects.exists()
    assert not row.file.storage.exists(row.file.name)


def test_draft_is_deleted_after_grace_period(capsys):
    create_draft_with_file(22)
    call_command("drop_stale_drafts")
    assert not Draft.objects.exists()
    assert "1" in capsys.readouterr().out


@pytest.fixture
def sent_in_another_tab(appeal_form, monkeypatch):
    """Send the draft from another tab as soon as a view has read it unsent."""
    citizen = appeal_form().fill_to("check")
    find_by_token = drafts.find_by_token

    def find_and_send(token, *wizard):
        draft = find_by_token(token, *wizard)
        monkeypatch.setattr(drafts, "find_by_token", find_by_token)
        citizen.press("next")
        return draft

    monkeypatch.setattr(drafts, "find_by_token", find_and_send)
    return citizen


@pytest.mark.parametrize("action", ["discard", "revive"])
def test_draft_sent_meanwhile_is_not_deleted_or_revived(sent_in_another_tab, action):
    Draft.objects.update(expires_on=timezone.localdate())
    other_tab = Client()
    other_tab.cookies = sent_in_another_tab.visit.client.cookies
    other_tab.post(sent_in_another_tab.step_url(action))
    appeal = Appeal.objects.get()
    assert appeal.number in sent_in_another_tab.visit(sent_in_another_tab.step_url("receipt")).main


def test_revive_leaves_current_draft_unchanged(appeal_form, client):
    citizen = appeal_form().fill_to("consents")
    token = citizen.token
    response = client.post(citizen.step_url("revive"))
    assert token in response["Location"]
    assert Draft.objects.get().token == token
