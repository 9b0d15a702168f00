"""What was never sent goes: files at once, words a week later, and from the disk too."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.utils import timezone

from forms import drafts, files
from forms.models import Draft, DraftFile

pytestmark = pytest.mark.django_db


def a_draft(days_ago: int) -> Draft:
    at = timezone.now() - timedelta(days=days_ago)
    draft = drafts.start("appeal", owner="x", language="kk", at=at)
    files.accept(draft, SimpleUploadedFile("хат.txt", "сәлем".encode()), at=at)
    return draft


def test_a_fresh_draft_stays():
    a_draft(1)
    call_command("drop_stale_drafts")
    assert Draft.objects.count() == DraftFile.objects.count() == 1


def test_an_expired_draft_loses_its_files_and_keeps_its_words(django_capture_on_commit_callbacks):
    row = a_draft(15).files.get()
    with django_capture_on_commit_callbacks(execute=True):
        call_command("drop_stale_drafts")
    assert Draft.objects.count() == 1
    assert not DraftFile.objects.exists()
    assert not row.file.storage.exists(row.file.name)


def test_a_week_later_nothing_is_left(capsys):
    a_draft(22)
    call_command("drop_stale_drafts")
    assert not Draft.objects.exists()
    assert "1" in capsys.readouterr().out
