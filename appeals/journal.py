"""The journal of an appeal: each entry seals the one before it, so none can be changed unseen.

The seal is keyed: whoever can write to the database but does not hold the server's key cannot make
a changed entry fit.
"""

import hashlib
import hmac
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings

from appeals.models import Appeal, Event
from appeals.states import Act
from core import access_codes


def write_entry(
    appeal: Appeal,
    act: str,
    *,
    by,
    at: datetime,
    from_state: str = "",
    why: str = "",
    data: dict | None = None,
    public: bool = True,
) -> Event:
    """Add an entry; call it with the appeal's row locked. `data` holds codes, dates, ids only."""
    last = appeal.events.order_by("-pk").values_list("hash", flat=True).first()
    event = Event(
        appeal=appeal,
        act=act,
        by=by,
        at=at,
        from_state=from_state,
        to_state=appeal.state,
        why=why,
        data=data or {},
        public=public,
        previous_hash=last or "",
    )
    event.hash = entry_hmac(event, appeal.number, settings.SECRET_KEY)
    event.save(force_insert=True)
    return event


def entry_hmac(event: Event, number: str, key: str) -> str:
    """The keyed digest of everything the entry says and of the entry before it."""
    words = {
        "appeal": number,
        "act": event.act,
        "by": event.by_id,
        "at": event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "from": event.from_state,
        "to": event.to_state,
        "why": event.why,
        "data": event.data,
        "public": event.public,
        "previous": event.previous_hash,
    }
    message = json.dumps(words, sort_keys=True, ensure_ascii=False).encode()
    return hmac.digest(hashlib.sha256(key.encode()).digest(), message, "sha256").hex()


@dataclass(frozen=True)
class JournalFault:
    """What does not fit: the appeal's number, the entry's place in the journal, what is wrong."""

    number: str
    place: int
    what: str


def check_journal(appeal: Appeal, events: Iterable[Event]) -> Iterator[JournalFault]:
    """The faults in one appeal's journal, in order; none when it is whole."""
    keys, previous, last = access_codes.secret_keys(), "", None
    for place, event in enumerate(events, 1):
        if place == 1 and event.act != Act.REGISTER:
            yield JournalFault(appeal.number, place, "the journal does not begin with registration")
        if event.previous_hash != previous:
            yield JournalFault(
                appeal.number, place, "an entry before this one was removed or replaced"
            )
        if not any(
            hmac.compare_digest(event.hash, entry_hmac(event, appeal.number, key)) for key in keys
        ):
            yield JournalFault(appeal.number, place, "the entry was changed after it was written")
        previous, last = event.hash, event
    if last is None:
        yield JournalFault(appeal.number, 0, "the journal is empty")
    elif last.to_state != appeal.state:
        yield JournalFault(
            appeal.number, place, "the appeal's state is not the one the journal ends with"
        )


def check_number_series(start: str, last: int, given: Iterable[str]) -> Iterator[JournalFault]:
    """Numbers of a series that no appeal bears, and appeals beyond its last number."""
    known = {int(number.removeprefix(start)) for number in given}
    for missing in sorted(set(range(1, last + 1)) - known):
        yield JournalFault(f"{start}{missing:06d}", 0, "the number was given, the appeal is gone")
    for extra in sorted(known - set(range(1, last + 1))):
        yield JournalFault(f"{start}{extra:06d}", 0, "the number was never given by the series")
