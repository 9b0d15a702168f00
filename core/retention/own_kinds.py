"""Letters, the reading record, and the files of the HTTP log."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from wagtail.models import ModelLogEntry

from core.models import Notice
from core.reading_record import kinds as openings
from core.reading_record.removal import remove_entries
from core.retention.kinds import Kind, RowKind, register
from core.retention.models import RetentionAct


class ReadingRecordKind(RowKind):
    """Entries of the reading record, removed from the beginning of each chain."""

    def apply(self, keys: Sequence, *, at: datetime) -> int:
        """Delete the entries."""
        return remove_entries(keys)


@dataclass(kw_only=True)
class LogFileKind(Kind):
    """Rotated files of HTTP_LOG_ROOT that nobody has written to since."""

    def _files(self, before: datetime) -> list[tuple[datetime, Path]]:
        root = settings.HTTP_LOG_ROOT
        files = [path for path in Path(root).rglob("*.log*") if path.is_file()] if root else []
        dated = [(datetime.fromtimestamp(path.stat().st_mtime, UTC), path) for path in files]
        return sorted(pair for pair in dated if pair[0] < before)

    def count(self, before: datetime) -> tuple[int, date | None, int]:
        files = self._files(before)
        return len(files), files[0][0] if files else None, 0

    def find(self, before: datetime, limit: int) -> list:
        return [path for _moment, path in self._files(before)[:limit]]

    def apply(self, keys: Sequence, *, at: datetime) -> int:
        """Delete the files."""
        for path in keys:
            path.unlink(missing_ok=True)
        return len(keys)


register(
    RowKind(
        name="letters", label=_("Letters and text messages"), since=_("after they were written"),
        days=365, act=RetentionAct.DELETE,
        reason=_(
            "Disputes about whether a letter came are over within a year; the facts that it told "
            "stay in the journal of the case."
        ),
        rows=lambda before: Notice.objects.filter(created_at__lt=before).exclude(
            delivery=Notice.Delivery.QUEUED
        ),
        moment="created_at",
    ),
    ReadingRecordKind(
        name="reading_record", label=_("Reading record"), since=_("after the opening"),
        days=5 * 365, act=RetentionAct.DELETE,
        reason=_(
            "As long as the cases that it tells of: a breach may be found years later. Journals of "
            "events of state systems are kept for three years at least (Government decree No. 832 "
            "of 20.12.2016)."
        ),
        rows=lambda before: ModelLogEntry.objects.filter(
            action__in=openings.registered(), timestamp__lt=before, user_id__isnull=False
        ),
        moment="timestamp",
    ),
    LogFileKind(
        name="http_log", label=_("Files of the HTTP log"), since=_("after the last line"),
        days=3 * 365, act=RetentionAct.DELETE,
        reason=_(
            "Journals of events of state systems are kept for three years at least (Government "
            "decree No. 832 of 20.12.2016); ours have no addresses and no names."
        ),
    ),
)  # fmt: skip
