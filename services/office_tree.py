"""The tree of offices: centre, regions, districts. The only place that walks `Office.parent`."""

from collections.abc import Iterable

from core import page_cache
from services.models.offices import Office


def root_offices(offices: Iterable[Office]) -> list[Office]:
    """Return those of `offices` whose parent is not among them, in the given order."""
    offices = list(offices)
    ids = {office.pk for office in offices}
    return [office for office in offices if office.parent_id not in ids]


def offices_by_parent(offices: Iterable[Office]) -> dict[int | None, list[Office]]:
    """Return `offices` grouped by the id of their parent, in the given order."""
    groups: dict[int | None, list[Office]] = {}
    for office in offices:
        groups.setdefault(office.parent_id, []).append(office)
    return groups


def ids_with_branches(office_ids: Iterable[int]) -> set[int]:
    """Return the ids of the offices and of everything below them, in one query.

    A cycle in the data ends the descent instead of repeating it.
    """
    return _descend(office_ids, _children(Office.objects.values_list("pk", "parent_id")))


def ids_below_each(offices: Iterable[Office]) -> dict[int, set[int]]:
    """Return the id of each of `offices` → its own and those of the ones below it among them."""
    offices = list(offices)
    children = _children((office.pk, office.parent_id) for office in offices)
    return {office.pk: _descend([office.pk], children) for office in offices}


def _children(pairs: Iterable[tuple[int, int | None]]) -> dict[int | None, list[int]]:
    children: dict[int | None, list[int]] = {}
    for pk, parent_id in pairs:
        children.setdefault(parent_id, []).append(pk)
    return children


def _descend(office_ids: Iterable[int], children: dict[int | None, list[int]]) -> set[int]:
    result: set[int] = set()
    pending = list(office_ids)
    while pending:
        pk = pending.pop()
        if pk not in result:
            result.add(pk)
            pending.extend(children.get(pk, []))
    return result


def regions() -> dict[int, int | None]:
    """Return the id of each office and of its region: the regional office at or above it."""
    return page_cache.kept_value("regions", _read_regions)


def _read_regions() -> dict[int, int | None]:
    rows = {
        pk: (parent_id, level) for pk, parent_id, level in
        Office.objects.values_list("pk", "parent_id", "level")
    }  # fmt: skip
    return {pk: _region(pk, rows) for pk in rows}


def _region(pk: int | None, rows: dict[int, tuple[int | None, str]]) -> int | None:
    seen: set[int] = set()
    while pk is not None and pk not in seen:
        seen.add(pk)
        parent_id, level = rows[pk]
        if level == Office.Level.REGIONAL:
            return pk
        pk = parent_id
    return None


def _read_parents() -> dict[int, int | None]:
    return dict(Office.objects.values_list("pk", "parent_id"))


def ids_with_parents(office: Office) -> list[int]:
    """Return the ids of `office` and of everything above it, the nearest first; a cycle ends it."""
    parents = page_cache.kept_value("parents of offices", _read_parents)
    result: list[int] = []
    pk: int | None = office.pk
    while pk is not None and pk not in result:
        result.append(pk)
        pk = parents.get(pk)
    return result
