"""Which tables an SQL statement reads or writes. Pure."""

import re
from dataclasses import dataclass
from functools import lru_cache

WORD = re.compile(r"\w+")
SOURCE = re.compile(r'\b(?:FROM|JOIN)\s+"?(\w+)"?', re.IGNORECASE)
TARGET = re.compile(
    r"^\s*(?:INSERT\s+(?:OR\s+\w+\s+)?INTO|REPLACE\s+INTO|UPDATE(?:\s+OR\s+\w+)?(?:\s+ONLY)?|"
    r'DELETE\s+FROM(?:\s+ONLY)?)\s+"?(\w+)"?',
    re.IGNORECASE,
)
ASSIGNED = re.compile(r'"(\w+)" = ')
# Columns that saving a draft changes; a visitor sees none of them.
DRAFT_COLUMNS = {
    "draft_title",
    "has_unpublished_changes",
    "latest_revision_created_at",
    "latest_revision_id",
}


@dataclass(frozen=True)
class Statement:
    """What a statement does with which tables.

    counts_rows   whether its row count says that nothing was written
    """

    reads: frozenset[str] = frozenset()
    writes: frozenset[str] = frozenset()
    counts_rows: bool = False


@lru_cache(maxsize=2048)
def examine(sql: str, tables: frozenset[str]) -> Statement:
    """Return what the statement reads or writes; `tables` are the known ones.

    Every known table whose name occurs counts as read: rather too many than too few.
    """
    words = WORD.findall(sql)
    kind = words[0].upper() if words else ""
    upper = {word.upper() for word in words} if kind == "WITH" else set()
    if kind == "SELECT" or (kind == "WITH" and not upper & {"INSERT", "UPDATE", "DELETE"}):
        return Statement(reads=tables.intersection(words) | frozenset(SOURCE.findall(sql)))
    if kind in {"WITH", "TRUNCATE"}:
        return Statement(writes=tables.intersection(words))
    target = TARGET.match(sql)
    if target is None or (kind == "UPDATE" and _only_draft(sql)):
        return Statement()
    is_counted = kind in {"UPDATE", "DELETE"} and "RETURNING" not in sql
    return Statement(writes=frozenset({target[1]}), counts_rows=is_counted)


def _only_draft(sql: str) -> bool:
    assigned = set(ASSIGNED.findall(sql.partition(" SET ")[2].partition(" WHERE ")[0]))
    return bool(assigned) and assigned <= DRAFT_COLUMNS
