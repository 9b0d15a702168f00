"""Deletion of entries whose term is over, from the beginning of a chain on."""

from collections import defaultdict
from collections.abc import Iterable

from django.db import transaction
from wagtail.models import ModelLogEntry

from core.reading_record import chain as chains
from core.reading_record import kinds
from core.reading_record.chain import PLACE, SEAL
from core.reading_record.models import ReadingChain


def remove_entries(keys: Iterable[int]) -> int:
    """Delete the entries that stand at the beginning of their chain; return how many.

    Nothing of a chain that was tampered with is deleted: it is evidence.
    """
    by_account: dict[int, list[ModelLogEntry]] = defaultdict(list)
    rows = ModelLogEntry.objects.filter(pk__in=list(keys), user_id__isnull=False)
    for row in rows.select_related("content_type").order_by("pk"):
        by_account[row.user_id].append(row)
    return sum(_remove(account, entries) for account, entries in by_account.items())


def _remove(account: int, entries: list[ModelLogEntry]) -> int:
    with transaction.atomic():
        chain = chains.lock_chain(account)
        if not chains.is_sealed(chain):
            return 0
        gone = _remove_older(chain, [row for row in entries if SEAL not in row.data])
        sealed = (row for row in entries if SEAL in row.data)
        for row in sorted(sealed, key=lambda row: row.data.get(PLACE, 0)):
            first = row.data.get(PLACE) == chain.removed + 1
            if not first or not chains.is_authentic(row, chain.removed_hash):
                break
            chain.removed, chain.removed_hash = chain.removed + 1, row.data[SEAL]
            gone.append(row.pk)
        chains.write_seal(chain)
        chain.save()
        ModelLogEntry.objects.filter(pk__in=gone).delete()
    return len(gone)


def _remove_older(chain: ReadingChain, entries: list[ModelLogEntry]) -> list[int]:
    """Take entries without a seal of their own off the digest of all of them; return their keys."""
    if not entries:
        return []
    openings = ModelLogEntry.objects.filter(
        user_id=chain.account, action__in=kinds.registered()
    ).select_related("content_type")
    older = [row for row in openings.order_by("pk") if SEAL not in row.data]
    if not chains.matches_older(chain.older_digest, older):
        return []
    gone = {row.pk for row in entries}
    rest = [row for row in older if row.pk not in gone]
    chain.older, chain.older_digest = len(rest), chains.digest_older(rest)
    return sorted(gone)
