"""The only writer of the ledger: adds leaves, gives them their places, closes days.

A record's transaction adds its leaf without a place, so that no two acts wait for each other. The
worker places the leaves whose transactions are over, in order of their ids, with the row of the
tree locked. A transaction that ends late gets a later place: none is skipped.
"""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from core.ledger import tree
from core.ledger.models import LedgerLeaf, LedgerNode, LedgerRoot, LedgerTree

NODE_STEP = 4  # only every fourth level is stored: 16 hashes give the levels between
BATCH = 1000


def add_leaf(digest: str, *, at: datetime) -> LedgerLeaf:
    """Add the digest of a record in the transaction that writes the record."""
    return LedgerLeaf.objects.create(digest=digest, added_at=at)


def place_leaves() -> int:
    """Give every leaf that waits its place in the tree; return how many there were."""
    placed = 0
    while LedgerLeaf.objects.filter(index=None).exists():
        with transaction.atomic():
            count = _place_batch(_lock_tree())
        placed += count
    return placed


def _lock_tree() -> LedgerTree:
    row, _created = LedgerTree.objects.select_for_update().get_or_create(pk=1)
    return row


def _place_batch(row: LedgerTree) -> int:
    leaves = list(LedgerLeaf.objects.filter(index=None).order_by("pk")[:BATCH])
    frontier = stored_frontier(row)
    nodes = []
    for leaf in leaves:
        leaf.index = frontier.size
        for level, place, found in frontier.append(tree.leaf_hash(bytes.fromhex(leaf.digest))):
            if level and level % NODE_STEP == 0:
                nodes.append(LedgerNode(level=level, place=place, hash=found.hex()))
    LedgerLeaf.objects.bulk_update(leaves, ["index"], batch_size=BATCH // 4)
    LedgerNode.objects.bulk_create(nodes)
    row.size, row.frontier = frontier.size, [part.hex() for part in frontier.hashes]
    row.save()
    return len(leaves)


def stored_frontier(row: LedgerTree) -> tree.Frontier:
    """Return the right edge of the tree, from its row."""
    return tree.Frontier(row.size, [bytes.fromhex(part) for part in row.frontier])


def close_day(day: date, *, at: datetime) -> LedgerRoot:
    """Keep the root of the tree as it stands as that of `day`; a day closed once stays as it is.

    ValueError: the day is not over.
    """
    if day >= timezone.localdate(at):
        raise ValueError(f"{day} is not over yet")
    place_leaves()
    with transaction.atomic():
        row = _lock_tree()
        root, _created = LedgerRoot.objects.get_or_create(
            day=day,
            defaults={"size": row.size, "root": stored_frontier(row).root().hex(), "closed_at": at},
        )
    return root
