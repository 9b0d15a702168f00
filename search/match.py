"""What is looked for, as a tree every engine can put into its own words.

A leaf names a field of the index and a term; a branch is true when any, or when all of its parts
are. Nothing that was typed is ever syntax: a term is data to the last step.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

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
    return mapped(match, lambda leaf: replace(leaf, field=field) if leaf.field == FOLD else None)


def mapped(match: Match, change: Callable[[Leaf], Leaf | None]) -> Match | None:
    """The tree with every leaf changed, or left out where `change` gives None."""
    if isinstance(match, Leaf):
        return change(match)
    return _branch((mapped(each, change) for each in match.parts), every=match.every)
