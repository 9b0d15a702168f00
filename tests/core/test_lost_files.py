"""Private files that no row names: left by a server that was killed before its commit."""

import os
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.utils import timezone

from core.storage import RandomFileName
from forms import drafts
from forms.models import DraftFile
from forms.uploads import attach

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def private_folder(settings, tmp_path) -> Path:
    settings.PRIVATE_ROOT = tmp_path
    storages["private"].__dict__.pop("location", None)
    return tmp_path


def a_stored_file(folder: str, days_ago: int) -> str:
    """Store a file as an upload does, but no row of it."""
    name = storages["private"].save(RandomFileName(folder)(None, "x"), ContentFile(b"x"))
    stored_at = time.time() - timedelta(days=days_ago).total_seconds()
    os.utime(storages["private"].path(name), (stored_at, stored_at))
    return name


def test_files_without_a_row_go_a_week_later_and_all_others_stay(capsys):
    draft = drafts.create_draft("appeal", owner="x", language="kk", at=timezone.now())
    upload = SimpleUploadedFile("хат.txt", "сәлем".encode())
    attach.attach_to_draft(draft, upload, at=timezone.now())
    named = DraftFile.objects.get().file
    os.utime(named.path, (0, 0))
    lost = [a_stored_file(folder, 8) for folder in ("attachments", "drafts", "originals")]
    fresh, foreign = a_stored_file("attachments", 6), a_stored_file("elsewhere", 8)
    call_command("drop_lost_files")
    assert "Lost files deleted: 3." in capsys.readouterr().out
    exists = storages["private"].exists
    assert not any(map(exists, lost))
    assert all(map(exists, (named.name, fresh, foreign)))
