"""Files taken while the virus scanner was silent: asked about again until it answers."""

import logging
from dataclasses import dataclass
from datetime import datetime

from appeals import lifecycle
from appeals.models import Attachment
from core.uploads import antivirus

log = logging.getLogger(__name__)
SILENCES = 3  # in a row: the scanner is down, and each file would wait for its own answer


@dataclass
class Rescanned:
    clean: int = 0
    infected: int = 0
    waiting: int = 0


def rescan(at: datetime) -> Rescanned:
    """Scan what waits, the oldest first. An infected file is removed, with a line in the journal.

    A file leaves the queue only by a verdict: while there is no scanner it waits on.
    """
    waiting = Attachment.objects.filter(scan=Attachment.Scan.WAITING).order_by("added_at")
    done, silent = Rescanned(), 0
    for attachment in waiting.all():
        try:
            with attachment.file.open("rb") as kept:
                verdict = antivirus.scan(kept.read())
        except FileNotFoundError:  # lost from the disk: no reason for the others to wait
            log.error("attachment %s has no file", attachment.pk)
            continue
        if verdict == antivirus.CLEAN:
            done.clean += waiting.filter(pk=attachment.pk).update(scan=Attachment.Scan.CLEAN)
        elif verdict == antivirus.INFECTED:
            lifecycle.remove_infected(attachment, at=at)
            done.infected += 1
        silent = silent + 1 if verdict not in {antivirus.CLEAN, antivirus.INFECTED} else 0
        if silent == SILENCES:
            break
    done.waiting = waiting.count()
    return done
