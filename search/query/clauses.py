"""A parsed query as a tree of clauses that every backend translates into its own query language.

A term is data down to the last step: nothing that was typed is ever interpreted as query syntax.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

STEM, FOLD, GRAM, TITLE = "stem", "fold", "gram", "head"  # fields of the index


@dataclass(frozen=True)
class TermClause:
    """A term in a field of the index; with `is_prefix` every term that begins so."""

    field: str
    term: str
    is_prefix: bool = False


@dataclass(frozen=True)
class BooleanClause:
    """Any of the clauses, or all of them with `require_all`."""

    clauses: tuple["Clause", ...]
    require_all: bool = False


Clause = TermClause | BooleanClause


def any_of(clauses: Iterable[Clause | None]) -> Clause | None:
    """Return a clause that matches when any of `clauses` does; None ones are left out.

    Without any clause the result is None.
    """
    return _combine(clauses, require_all=False)


def all_of(clauses: Iterable[Clause | None]) -> Clause | None:
    """Return a clause that matches when all of `clauses` do; None ones are left out."""
    return _combine(clauses, require_all=True)


def _combine(clauses: Iterable[Clause | None], *, require_all: bool) -> Clause | None:
    distinct = tuple(dict.fromkeys(clause for clause in clauses if clause is not None))
    if len(distinct) < 2:
        return distinct[0] if distinct else None
    return BooleanClause(distinct, require_all)


def iter_terms(clause: Clause | None) -> Iterator[TermClause]:
    """Yield every term clause of a tree in order."""
    if isinstance(clause, TermClause):
        yield clause
    elif clause is not None:
        for child in clause.clauses:
            yield from iter_terms(child)


def restrict_to_title(clause: Clause) -> Clause | None:
    """Return the tree with its folded terms asked of the title; other terms are left out."""
    if isinstance(clause, TermClause):
        if clause.field != FOLD:
            return None
        return TermClause(TITLE, clause.term, clause.is_prefix)
    return _combine(map(restrict_to_title, clause.clauses), require_all=clause.require_all)


def keep_terms(clause: Clause | None, terms: Collection[TermClause]) -> Clause | None:
    """Return the tree reduced to `terms`; a clause that requires all keeps all or goes."""
    if clause is None or isinstance(clause, TermClause):
        return clause if clause in terms else None
    children = [keep_terms(child, terms) for child in clause.clauses]
    if clause.require_all and None in children:
        return None
    return _combine(children, require_all=clause.require_all)
