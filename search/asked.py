"""How often a question is asked, what it finds, what solved it: counted by day, no person kept."""

import re
from datetime import date

from django.db.models import F

from .models import QueryLog, SolvedQuestion

# An e-mail address; six digits or more, however parted: a telephone, an IIN, a document.
PERSONAL = re.compile(r"@|\d(?:[\s().+-]*\d){5}")


def note(words: str, language: str, found: int, on: date) -> None:
    """Count a question asked on a day; not one that may tell of a person: see PERSONAL.

    Other digits are dropped too: a number could be somebody's.
    """
    if PERSONAL.search(words):
        return
    plain = " ".join("".join(c for c in words.lower() if not c.isdigit()).split())[:200]
    if len(plain) < 2:
        return
    row, new = QueryLog.objects.get_or_create(
        words=plain, language=language, day=on, defaults={"found": found}
    )
    if not new:
        QueryLog.objects.filter(pk=row.pk).update(times=F("times") + 1, found=found)


def solved(group: str, on: date) -> None:
    """Count that a published thing answered what was about to be asked, and it was not asked."""
    row, new = SolvedQuestion.objects.get_or_create(entry_group=group, day=on)
    if not new:
        SolvedQuestion.objects.filter(pk=row.pk).update(times=F("times") + 1)
