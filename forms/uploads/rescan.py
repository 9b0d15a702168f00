"""Scan again the files that were accepted while the virus scanner did not answer."""

import logging
from dataclasses import dataclass
from datetime import datetime

from appeals import lifecycle
from appeals.models import Attachment
from core.uploads import antivirus

log = logging.getLogger(__name__)
MAX_FAILURES = 3  # in a row: the scanner is down, and every file would wait for a timeout


@dataclass
class RescanResult:
    """How many files were found clean, were removed as infected, and still wait."""

    clean: int = 0
    infected: int = 0
    waiting: int = 0


def rescan_waiting_files(at: datetime) -> RescanResult:
    """Scan the waiting attachments, the oldest first; remove infected ones, with a journal entry.

    A file waits until the scanner gives a verdict.
    """
    waiting = Attachment.objects.filter(scan=Attachment.Scan.WAITING).order_by("added_at")
    result, failures = RescanResult(), 0
    for attachment in waiting.all():
        try:
            verdict = _scan(attachment)
        except FileNotFoundError:  # lost from the disk: the others are scanned all the same
            log.error("attachment %s has no file", attachment.pk)
            continue
        if verdict == antivirus.CLEAN:
            result.clean += waiting.filter(pk=attachment.pk).update(scan=Attachment.Scan.CLEAN)
        elif verdict == antivirus.INFECTED:
            lifecycle.remove_infected(attachment, at=at)
            result.infected += 1
        failures = failures + 1 if verdict not in {antivirus.CLEAN, antivirus.INFECTED} else 0
        if failures == MAX_FAILURES:
            break
    result.waiting = waiting.count()
    return result


def _scan(attachment: Attachment) -> str:
    """Return the verdict on the file, and on its signed original unless the file's is not good."""
    verdict = antivirus.CLEAN
    for stored in filter(None, (attachment.file, attachment.original)):
        if verdict == antivirus.CLEAN:
            with stored.open("rb") as file:
                verdict = antivirus.scan(file.read())
    return verdict
