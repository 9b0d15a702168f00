"""The public ledger, counted by hand from its leaves (RFC 6962)."""

import hashlib
from collections.abc import Iterator, Sequence

from appeals.models import Event
from core.ledger.models import LedgerLeaf, LedgerRoot
from tests.simulation.registry import invariant
from tests.simulation.world import World

CHECKED_AGAIN = 3  # of the roots seen before; the oldest and the newest are among them


def tree_root(leaves: Sequence[bytes]) -> bytes:
    """Return the root of the Merkle tree over the leaves."""
    if not leaves:
        return hashlib.sha256().digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\0" + leaves[0]).digest()
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    left, right = tree_root(leaves[:half]), tree_root(leaves[half:])
    return hashlib.sha256(b"\1" + left + right).digest()


@invariant()
def published_roots_hold_for_the_leaves_of_today(world: World) -> Iterator[str]:
    """Every root once published stays, and is the root of the first leaves as they are now."""
    rows = dict(LedgerRoot.objects.values_list("day", "root"))
    for day, root in world.roots.items():
        if rows.get(day) != root:
            yield f"the root of {day} was {root} and is {rows.get(day)}"
    world.roots = rows
    digests = LedgerLeaf.objects.filter(index__isnull=False).order_by("index")
    leaves = [bytes.fromhex(digest) for digest in digests.values_list("digest", flat=True)]
    seen = list(LedgerRoot.objects.order_by("day"))
    for row in [*seen[:1], *seen[-CHECKED_AGAIN + 1 :]]:
        if row.size > len(leaves) or tree_root(leaves[: row.size]).hex() != row.root:
            yield f"the root of {row.day} is not that of {row.size} of {len(leaves)} leaves"


@invariant()
def every_entry_has_its_leaf(world: World) -> Iterator[str]:
    """No journal entry is left out of the ledger."""
    for number, act in Event.objects.filter(leaf=None).values_list("appeal__number", "act"):
        yield f"{number}: {act} has no leaf"
