"""The list of offices: the whole tree, or the offices that serve a settlement."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from core.i18n.localtext import get_all_localized
from core.lookalikes import KAZAKH_TO_RUSSIAN
from services.models.offices import Office
from services.office_tree import offices_by_parent, root_offices
from services.offices.opening_hours import OpeningStatus, opening_statuses
from services.schedule.slots import Occupancy, occupancy_today

LEVELS = [Office.Level.CENTRAL, Office.Level.REGIONAL, Office.Level.DISTRICT, Office.Level.PRIMARY]
FOLDING = str.maketrans(KAZAKH_TO_RUSSIAN | {"h": "х"})  # һ is typed as Latin h too


@dataclass
class OfficeNode:
    """An office with the offices below it and its state at a moment."""

    office: Office
    opening: OpeningStatus
    occupancy: Occupancy
    branches: list["OfficeNode"] = field(default_factory=list)
    settlement: str = ""  # the settlement that matched the search, as the office spells it


def list_offices(at: datetime) -> list[OfficeNode]:
    """Return the active offices as trees; an office under an inactive one becomes a root."""
    offices = _active_offices()
    nodes = _build_nodes(offices, at)
    for parent_id, branches in offices_by_parent(offices).items():
        if parent_id in nodes:
            nodes[parent_id].branches = [nodes[office.pk] for office in branches]
    return [nodes[office.pk] for office in root_offices(offices)]


def each_node(nodes: Iterable[OfficeNode]) -> Iterator[OfficeNode]:
    """Yield the nodes and all below them."""
    for node in nodes:
        yield node
        yield from each_node(node.branches)


def search_offices(text: str, at: datetime) -> list[OfficeNode]:
    """Return the active offices that name `text` among their settlements, in title or address.

    Kazakh letters may be typed with their Russian neighbours: «коныр» finds «Қоңыр». An office
    that serves the settlement comes before one that only has it in its title or address.
    """
    query = _fold(text)
    if not query:
        return []
    settlements = {}
    offices = []
    for office in _active_offices():
        match = _matching_settlement(office, query)
        if match is not None:
            settlements[office.pk] = match
            offices.append(office)
    nodes = _build_nodes(offices, at)
    for pk, node in nodes.items():
        node.settlement = settlements[pk]
    return sorted(nodes.values(), key=lambda node: not node.settlement)


def _active_offices() -> list[Office]:
    offices = Office.objects.filter(active=True)
    return sorted(offices, key=lambda office: (LEVELS.index(office.level), office.title))


def _build_nodes(offices: list[Office], at: datetime) -> dict[int, OfficeNode]:
    openings, occupancies = opening_statuses(offices, at), occupancy_today(offices, at)
    return {
        office.pk: OfficeNode(office, openings[office.pk], occupancies[office.pk])
        for office in offices
    }


def _matching_settlement(office: Office, query: str) -> str | None:
    """Return the settlement that matches, "" when only title or address does, None for neither."""
    for names in get_all_localized(office, "settlements"):
        for name in names.split(","):
            if _fold(name).startswith(query):
                return name.strip()
    texts = [*get_all_localized(office, "title"), *get_all_localized(office, "address")]
    return "" if any(query in _fold(text) for text in texts) else None


def _fold(text: str) -> str:
    return " ".join(text.casefold().translate(FOLDING).split())
