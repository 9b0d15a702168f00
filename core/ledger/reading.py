"""Roots and proofs from the stored rows: a proof reads some dozens of rows of any tree."""

from dataclasses import dataclass

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
    """The hashes of full subtrees, as `tree` asks for them; each tile is read once."""

    def __init__(self) -> None:
        self._tiles: dict[tuple[int, int], list[bytes]] = {}

    def __call__(self, level: int, place: int) -> bytes:
        height = level % NODE_STEP
        start = place << height
        tile = self._tile(level - height, start // TILE)
        hashes = tile[start % TILE : start % TILE + (1 << height)]
        if len(hashes) != 1 << height:
            raise ValueError(f"the ledger has no full subtree {level}/{place}")
        while len(hashes) > 1:
            pairs = zip(hashes[::2], hashes[1::2], strict=True)
            hashes = [tree.node_hash(left, right) for left, right in pairs]
        return hashes[0]

    def _tile(self, level: int, number: int) -> list[bytes]:
        key = level, number
        if key not in self._tiles:
            self._tiles[key] = _read_tile(level, number * TILE)
        return self._tiles[key]


def _read_tile(level: int, start: int) -> list[bytes]:
    span = start, start + TILE - 1
    if level == 0:
        leaves = LedgerLeaf.objects.filter(index__range=span).order_by("index")
        digests = leaves.values_list("digest", flat=True)
        return [tree.leaf_hash(bytes.fromhex(digest)) for digest in digests]
    nodes = LedgerNode.objects.filter(level=level, place__range=span).order_by("place")
    return [bytes.fromhex(found) for found in nodes.values_list("hash", flat=True)]


def current_root() -> Root:
    """Return the root of the tree as it stands."""
    row = LedgerTree.objects.first() or LedgerTree()
    return Root(row.size, stored_frontier(row).root().hex())


def prove_inclusion(digest: str, size: int | None = None) -> Inclusion | None:
    """Return the proof that a digest is in the tree of `size` leaves, or of all; None: it is not.

    ValueError: the tree does not have so many leaves.
    """
    now = current_root()
    if size is not None and not 0 <= size <= now.size:
        raise ValueError(f"the ledger has {now.size} entries")
    size = now.size if size is None else size
    index = LedgerLeaf.objects.filter(digest=digest).values_list("index", flat=True).first()
    if index is None or index >= size:
        return None
    nodes = StoredNodes()
    root = now if size == now.size else Root(size, tree.root_hash(size, nodes).hex())
    return Inclusion(index, root, _digits(tree.inclusion_proof(index, size, nodes)))


def prove_consistency(old: int, new: int) -> list[str]:
    """Return the proof that the tree of `new` leaves extends that of `old`.

    ValueError: there are no such trees.
    """
    if not 0 <= old <= new <= current_root().size:
        raise ValueError(f"there are no trees of {old} and {new} entries")
    return _digits(tree.consistency_proof(old, new, StoredNodes()))


def root_of(size: int) -> Root:
    """Return the root of the first `size` leaves, which the tree must have."""
    return Root(size, tree.root_hash(size, StoredNodes()).hex())


def _digits(hashes: list[bytes]) -> list[str]:
    return [found.hex() for found in hashes]
