"""What a journal entry says of the appeal's content: digests of matter and answers, the dates."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from datetime import UTC

from appeals.models import Appeal, Event, Reply
from appeals.states import Act

SETS_DATES = frozenset({Act.REGISTER, Act.EXTEND, Act.REOPEN, Act.MOVE_TERM})


def describe_content(appeal: Appeal) -> dict:
    """Return the digests of the matter and of each answer, oldest first, and the dates."""
    points = sorted((point.number, point.text) for point in appeal.points.all())
    replies = sorted(appeal.replies.all(), key=lambda reply: reply.pk)
    days = (appeal.counted_from, appeal.short_due_on, appeal.due_on)
    return {
        "matter": _digest([appeal.subject, appeal.matter, points]),
        "replies": [_reply_digest(reply) for reply in replies],
        "dates": [day.isoformat() for day in days],
    }


def _reply_digest(reply: Reply) -> str:
    points = sorted((row.point_id, row.decision, row.text) for row in reply.points.all())
    at = reply.at.astimezone(UTC).isoformat(timespec="microseconds")
    return _digest([reply.kind, reply.decision, reply.text, reply.signer, reply.by_id, at, points])


def _digest(content: list) -> str:
    return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()


def find_content_faults(
    appeal: Appeal, events: Iterable[Event], anonymised: int = 0
) -> Iterator[tuple[int, str]]:
    """Yield the place of an entry and what no longer fits it; entries of 0.1.0 have no content.

    The texts of the first `anonymised` entries are gone: only their dates are compared.
    """
    current = describe_content(appeal)
    sealed: dict | None = None
    place = 0
    faults: dict[str, int] = {}
    for place, event in enumerate(events, 1):
        if not event.content:
            continue
        if place > anonymised and event.content["matter"] != current["matter"]:
            faults.setdefault("the matter was changed after this entry", place)
        replies = event.content["replies"]
        if place > anonymised and replies != current["replies"][: len(replies)]:
            faults.setdefault("an answer was changed or removed after this entry", place)
        if sealed and event.content["dates"] != sealed["dates"] and event.act not in SETS_DATES:
            faults.setdefault("a date was changed before this entry without an act", place)
        sealed = event.content
    if sealed and sealed["dates"] != current["dates"]:
        faults.setdefault("a date was changed after this entry", place)
    if sealed and len(sealed["replies"]) < len(current["replies"]):
        faults.setdefault("an answer was added after this entry", place)
    for what, where in faults.items():
        yield where, what
