"""A chain for each account: every entry has a keyed digest (HMAC) of itself and of the one before.

A chain for each account and not one for all: two members of staff never wait for each other, and
somebody's own pages come one after the other. The row of the chain has the number of entries and
the last digest: so a removed end shows too. Models are arguments where a migration calls.
"""

import hashlib
import hmac
import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from wagtail.models import ModelLogEntry

from core import access_codes
from core.reading_record.models import ReadingChain

PLACE, SEAL = "place", "seal"  # in the data of an entry


def _hmac(message: list, key: str) -> str:
    text = json.dumps(message, sort_keys=True, ensure_ascii=False).encode()
    return hmac.digest(hashlib.sha256(key.encode()).digest(), text, "sha256").hex()


def _matches(found: str, message: list) -> bool:
    """Return whether `found` is the digest of the message under the key or a former one."""
    keys = access_codes.secret_keys()
    return any(hmac.compare_digest(found, _hmac(message, key)) for key in keys)


def describe_entry(
    *, account: int, action: str, model: str, object_id: str, label: str, at: datetime, data: dict
) -> list:
    """Return everything that an entry says, without its own digest."""
    moment = at.astimezone(UTC).isoformat(timespec="microseconds")
    said = {key: value for key, value in data.items() if key != SEAL}
    return [account, action, model, object_id, label, moment, said]


def describe_row(row: Any) -> list:
    """Return what an entry of the site history says."""
    kind = row.content_type
    return describe_entry(
        account=row.user_id, action=row.action, model=f"{kind.app_label}.{kind.model}",
        object_id=row.object_id, label=row.label, at=row.timestamp, data=row.data or {},
    )  # fmt: skip


def is_authentic(row: ModelLogEntry, previous: str) -> bool:
    """Return whether the entry was written after the one with the digest `previous`, as it is."""
    return _matches(str(row.data.get(SEAL, "")), [*describe_row(row), previous])


def _describe_chain(chain: Any) -> list:
    return [
        "chain", chain.account, chain.older, chain.older_digest, chain.removed, chain.removed_hash,
        chain.length, chain.head,
    ]  # fmt: skip


def is_sealed(chain: Any) -> bool:
    """Return whether the row of the chain is as it was written."""
    return _matches(chain.seal, _describe_chain(chain))


def write_seal(chain: Any) -> None:
    """Seal the changed row of a chain; the caller saves it."""
    chain.seal = _hmac(_describe_chain(chain), settings.SECRET_KEY)


def lock_chain(account: int) -> ReadingChain:
    """Return the chain of an account, locked; a new one when it has none."""
    rows = ReadingChain.objects.select_for_update()
    chain = rows.filter(account=account).first()
    if chain is None:
        new = ReadingChain(account=account)
        write_seal(new)
        chain, _created = rows.get_or_create(account=account, defaults={"seal": new.seal})
    return chain


def append(chain: ReadingChain, said: list) -> str:
    """Lengthen the locked chain by an entry that says `said`; return the digest of the entry.

    A row that was changed past the portal keeps its wrong seal: no later entry hides the change.
    """
    was_sealed = is_sealed(chain)
    chain.head = _hmac([*said, chain.head], settings.SECRET_KEY)
    chain.length += 1
    if was_sealed:
        write_seal(chain)
    chain.save(update_fields=["length", "head", "seal"])
    return chain.head


def digest_older(rows: Iterable[Any]) -> str:
    """Return one keyed digest of entries that have none of their own."""
    said = [describe_row(row) for row in rows]
    return _hmac(said, settings.SECRET_KEY) if said else ""


def matches_older(found: str, rows: Iterable[Any]) -> bool:
    """Return whether `found` is the digest of these entries."""
    said = [describe_row(row) for row in rows]
    return _matches(found, said) if said else not found


def begin_chains(entries: Any, chains: Any, actions: Iterable[str]) -> int:
    """Begin the chain of each account that has entries and no chain; return how many there were."""
    openings = entries.objects.filter(action__in=list(actions), user_id__isnull=False)
    known = set(chains.objects.values_list("account", flat=True))
    accounts = openings.order_by().values_list("user_id", flat=True).distinct()
    new = sorted(set(accounts) - known)
    for account in new:
        rows = list(openings.filter(user_id=account).select_related("content_type").order_by("pk"))
        chain = chains(account=account, older=len(rows), older_digest=digest_older(rows))
        write_seal(chain)
        chain.save()
    return len(new)
