"""The journal of an appeal: entries chained by keyed digests (HMAC), so that a change shows.

The appeal's row holds the number of entries and a seal of the last one: a removed end shows too.

Whoever can write to the database but does not have the server's key cannot forge an entry.
"""

import hashlib
import hmac
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings

from appeals import ledger
from appeals.journal_content import describe_content, find_content_faults
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
    """Write an entry; the appeal's row is locked. `data` has only codes, dates and ids."""
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
        content=describe_content(appeal),
        public=public,
        previous_hash=last or "",
    )
    event.hash = entry_hmac(event, appeal.number, settings.SECRET_KEY)
    event.leaf = ledger.add_entry(event)
    event.save(force_insert=True)
    _seal(appeal, event)
    return event


def _seal(appeal: Appeal, event: Event) -> None:
    """Count and seal the new last entry in the appeal's row.

    A seal that does not fit the entry before is left as it is: no later act hides a removed entry.
    """
    if _is_sealed(appeal, event.previous_hash):
        appeal.journal_length += 1
        appeal.journal_seal = head_hmac(
            appeal.number, appeal.journal_length, event.hash, settings.SECRET_KEY
        )
        Appeal.objects.filter(pk=appeal.pk).update(
            journal_length=appeal.journal_length, journal_seal=appeal.journal_seal
        )


def _is_sealed(appeal: Appeal, last_hash: str) -> bool:
    """Return whether the seal of the appeal is that of an entry with `last_hash`."""
    if not last_hash and not appeal.journal_length and not appeal.journal_seal:
        return True  # nothing is written yet
    return any(
        hmac.compare_digest(
            appeal.journal_seal, head_hmac(appeal.number, appeal.journal_length, last_hash, key)
        )
        for key in access_codes.secret_keys()
    )


def head_hmac(number: str, length: int, last_hash: str, key: str) -> str:
    """Return the keyed digest of the length of a journal and of its last entry."""
    message = json.dumps(["head", number, length, last_hash]).encode()
    return hmac.digest(hashlib.sha256(key.encode()).digest(), message, "sha256").hex()


def entry_hmac(event: Event, number: str, key: str) -> str:
    """Return the keyed digest of everything in the entry and of the entry before it."""
    content = {
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
    if event.content:  # entries of 0.1.0 have none
        content["content"] = event.content
    message = json.dumps(content, sort_keys=True, ensure_ascii=False).encode()
    return hmac.digest(hashlib.sha256(key.encode()).digest(), message, "sha256").hex()


def digest_entries(events: Iterable[Event]) -> str:
    """Return a digest of all columns of entries that cannot be compared with their own any more.

    The entry that an anonymised case ends with has it: the words of those before are gone.
    """
    columns = [
        [
            event.act, event.by_id, event.at.astimezone(UTC).isoformat(timespec="microseconds"),
            event.from_state, event.to_state, event.why, event.data, event.content, event.public,
            event.previous_hash, event.hash, event.leaf_id,
        ]
        for event in events
    ]  # fmt: skip
    message = json.dumps(columns, sort_keys=True, ensure_ascii=False).encode()
    return hashlib.sha256(message).hexdigest()


@dataclass(frozen=True)
class JournalFault:
    """A fault in a journal: the appeal's number, the place of the entry (from 1), what is wrong."""

    number: str
    place: int
    what: str


def check_journal(appeal: Appeal, events: Iterable[Event]) -> Iterator[JournalFault]:
    """Yield the faults in the journal of one appeal, in order."""
    keys, previous, last, place = access_codes.secret_keys(), "", None, 0
    events = list(events)
    anonymised = find_anonymised(events)

    def fault(what: str) -> JournalFault:
        return JournalFault(appeal.number, place, what)

    for place, event in enumerate(events, 1):
        if place == 1 and event.act != Act.REGISTER:
            yield fault("the journal does not begin with registration")
        if event.previous_hash != previous:
            yield fault("an entry before this one was removed or replaced")
        if place > anonymised and not _is_authentic(event, appeal.number, keys):
            yield fault("the entry was changed after it was written")
        previous, last = event.hash, event
    if last is None:
        yield fault("the journal is empty")
    elif last.to_state != appeal.state:
        yield fault("the appeal's state is not the one the journal ends with")
    if place != appeal.journal_length or not _is_sealed(appeal, previous):
        yield fault("the journal does not end with the entry that was sealed last")
    if anonymised and events[anonymised].data["entries"] != digest_entries(events[:anonymised]):
        yield fault("an entry before the anonymising was changed after it")
    if bool(anonymised) != bool(appeal.anonymised_at):
        yield fault("the journal and the row do not agree whether the case is anonymised")
    for where, what in find_content_faults(appeal, events, anonymised):
        yield JournalFault(appeal.number, where, what)


def find_anonymised(events: list[Event]) -> int:
    """Return how many entries stand before the one of the anonymising; 0 without such an entry."""
    acts = [event.act for event in events]
    return acts.index(Act.ANONYMISE) if Act.ANONYMISE in acts else 0


def _is_authentic(event: Event, number: str, keys: list[str]) -> bool:
    """Return whether the entry was written under one of the keys and not changed since."""
    return any(hmac.compare_digest(event.hash, entry_hmac(event, number, key)) for key in keys)


def check_number_series(start: str, last: int, given: Iterable[str]) -> Iterator[JournalFault]:
    """Yield the numbers up to `last` that no appeal has, and the appeals with a number beyond it.

    `start` is the common beginning of the series' numbers, such as "TUR-2026-".
    """
    used = {int(number.removeprefix(start)) for number in given}
    for missing in sorted(set(range(1, last + 1)) - used):
        yield JournalFault(f"{start}{missing:06d}", 0, "the number was given, the appeal is gone")
    for extra in sorted(used - set(range(1, last + 1))):
        yield JournalFault(f"{start}{extra:06d}", 0, "the number was never given by the series")
