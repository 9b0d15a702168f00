"""Roots and proofs from the stored rows: a proof reads some dozens of rows of any tree."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Q

from core.ledger import tree
from core.ledger.models import LedgerLeaf, LedgerNode, LedgerTree
from core.ledger.sequence import NODE_STEP, stored_frontier

TILE = 1 << NODE_STEP  # hashes of one level that are read at once


@dataclass(frozen=True)
class Root:
    """The root of the first `size` leaves, as hexadecimal digits."""

    size: int
    root: str

    def __str__(self) -> str:
        return f"{self.size}:{self.root}"


@dataclass(frozen=True)
class Inclusion:
    """The place of a leaf, and the proof that it is in the tree of `root`; all hashes as digits."""

    index: int
    root: Root
    proof: list[str]


class StoredNodes:
    """The hashes of full subtrees that proofs about some leaves need, read at once.

    `leaves` are the places of those leaves and of the last leaf of each tree.
    """

    def __init__(self, *leaves: int):
        self._hashes: dict[tuple[int, int], bytes] = {}
        top = max(leaves, default=0).bit_length()
        spans = [
            {(place >> level) // TILE * TILE for place in leaves}
            for level in range(0, top + 1, NODE_STEP)
        ]
        self._read_leaves(spans[0])
        self._read_nodes(spans)

    def __call__(self, level: int, place: int) -> bytes:
        height = level % NODE_STEP
        first = place << height
        hashes = [self._hashes[level - height, first + n] for n in range(1 << height)]
        while len(hashes) > 1:
            pairs = zip(hashes[::2], hashes[1::2], strict=True)
            hashes = [tree.node_hash(left, right) for left, right in pairs]
        return hashes[0]

    def _read_leaves(self, starts: set[int]) -> None:
        wanted = [Q(index__range=(start, start + TILE - 1)) for start in starts]
        leaves = LedgerLeaf.objects.filter(reduce(or_, wanted, Q(pk=None)))
        for leaf in leaves:
            self._hashes[0, leaf.index or 0] = tree.leaf_hash(bytes.fromhex(leaf.digest))

    def _read_nodes(self, spans: list[set[int]]) -> None:
        wanted = [
            Q(level=number * NODE_STEP, place__range=(start, start + TILE - 1))
            for number, starts in enumerate(spans)
            for start in starts
            if number
        ]
        if wanted:
            nodes = LedgerNode.objects.filter(reduce(or_, wanted))
            for level, place, digits in nodes.values_list("level", "place", "hash"):
                self._hashes[level, place] = bytes.fromhex(digits)


def current_root() -> Root:
    """Return the root of the tree as it stands."""
    row = LedgerTree.objects.first() or LedgerTree()
    return Root(row.size, stored_frontier(row).root().hex())


def prove_inclusion(digest: str, size: int | None = None) -> Inclusion | None:
    """Return the proof that a digest is in the tree of `size` leaves, or of all; None: it is not.

    ValueError: the tree does not have so many leaves.
    """
    now = current_root()
    size = now.size if size is None else size
    if not 0 <= size <= now.size:
        raise ValueError(f"the ledger has {now.size} entries")
    index = LedgerLeaf.objects.filter(digest=digest).values_list("index", flat=True).first()
    if index is None or index >= size:
        return None
    nodes = StoredNodes(index, size - 1)
    root = now if size == now.size else Root(size, tree.root_hash(size, nodes).hex())
    return Inclusion(index, root, _digits(tree.inclusion_proof(index, size, nodes)))


def are_included(leaves: Iterable[LedgerLeaf], root: Root) -> bool:
    """Return whether the tree of `root`, as it is stored, has all of the leaves in their places."""
    places = {leaf.index: leaf.digest for leaf in leaves if leaf.index is not None}
    if not places or max(places) >= root.size:
        return not places
    nodes, top = StoredNodes(*places, root.size - 1), bytes.fromhex(root.root)

    def is_included(index: int, digest: str) -> bool:
        leaf = tree.leaf_hash(bytes.fromhex(digest))
        proof = tree.inclusion_proof(index, root.size, nodes)
        return tree.verify_inclusion(leaf, index, root.size, proof, top)

    try:
        return all(is_included(index, digest) for index, digest in places.items())
    except KeyError:  # rows of the tree are gone
        return False


@dataclass(frozen=True)
class Consistency:
    """The proof that the tree of `new` begins with that of `old`."""

    old: Root
    new: Root
    proof: list[str]


def prove_consistency(old: int, new: int) -> Consistency:
    """Return the proof that the tree of `new` leaves extends that of `old`, at least one.

    The caller has seen that the ledger has `new` leaves and that `old` are not more.
    """
    nodes = StoredNodes(old - 1, new - 1)
    before, after = (Root(size, tree.root_hash(size, nodes).hex()) for size in (old, new))
    return Consistency(before, after, _digits(tree.consistency_proof(old, new, nodes)))


def _digits(hashes: list[bytes]) -> list[str]:
    return [found.hex() for found in hashes]
