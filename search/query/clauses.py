"""What is looked for, as a tree every engine can put into its own words.

A leaf names a field of the index and a term; a branch is true when any, or when all of its parts
are. Nothing that was typed is ever syntax: a term is data to the last step.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

STEM, FOLD, GRAM, HEAD = "stem", "fold", "gram", "head"


@dataclass(frozen=True)
class Leaf:
    field: str
    term: str
    beginning: bool = False  # the term is only how a word begins


@dataclass(frozen=True)
class Branch:
    parts: tuple["Match", ...]
    every: bool = False


Match = Leaf | Branch


def anyone(parts: Iterable[Match | None]) -> Match | None:
    """True when any of `parts` is; absent parts do not count, and without parts it is None."""
    return _branch(parts, every=False)


def every(parts: Iterable[Match | None]) -> Match | None:
    """True when all of `parts` are."""
    return _branch(parts, every=True)


def _branch(parts: Iterable[Match | None], *, every: bool) -> Match | None:
    kept = tuple(dict.fromkeys(part for part in parts if part is not None))
    if len(kept) < 2:
        return kept[0] if kept else None
    return Branch(kept, every)


def leaves(match: Match | None) -> Iterator[Leaf]:
    """Every leaf of a tree, in order."""
    if isinstance(match, Leaf):
        yield match
    elif match is not None:
        for part in match.parts:
            yield from leaves(part)


def moved(match: Match, field: str) -> Match | None:
    """The tree with its folded terms asked of another field; its other leaves are left out."""
    if isinstance(match, Leaf):
        return Leaf(field, match.term, match.beginning) if match.field == FOLD else None
    return _branch((moved(each, field) for each in match.parts), every=match.every)


def only(match: Match | None, kept: Collection[Leaf]) -> Match | None:
    """The tree of the `kept` leaves alone; what needs all of its parts needs them still."""
    if match is None or isinstance(match, Leaf):
        return match if match in kept else None
    parts = [only(part, kept) for part in match.parts]
    if match.every and None in parts:
        return None
    return _branch(parts, every=match.every)
