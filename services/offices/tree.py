"""The offices as a tree, and the search for the one that serves a settlement."""

from dataclasses import dataclass, field
from datetime import datetime

from core.i18n.localtext import CODES
from core.lookalikes import KAZAKH_TO_RUSSIAN
from services.models.offices import Office
from services.offices.opening_hours import Opening, openings
from services.schedule.slots import Busy, busy

LEVELS = [Office.Level.CENTRAL, Office.Level.REGIONAL, Office.Level.DISTRICT, Office.Level.PRIMARY]
LOOKALIKES = str.maketrans(KAZAKH_TO_RUSSIAN | {"h": "х"})  # һ is typed as Latin h too


@dataclass
class Branch:
    """An office in the tree with the offices below it."""

    office: Office
    opening: Opening
    busy: Busy
    branches: list["Branch"] = field(default_factory=list)
    served: str = ""  # the settlement that was asked for, as the office spells it


def tree(at: datetime) -> list[Branch]:
    """The offices that work, from the top; a room whose parent does not work stands at the top."""
    offices = _offices()
    known = _branches(offices, at)
    top: list[Branch] = []
    for office in offices:
        parent = known.get(office.parent_id)
        (parent.branches if parent else top).append(known[office.pk])
    return top


def find(words: str, at: datetime) -> list[Branch]:
    """The offices that name `words` among their settlements, or in title or address.

    Kazakh letters may be typed with their Russian neighbours: «коныр» finds «Қоңыр».
    """
    wanted = _plain(words)
    if not wanted:
        return []
    offices = [each for each in _offices() if _hit(each, wanted) is not None]
    known = _branches(offices, at)
    for office in offices:
        known[office.pk].served = _hit(office, wanted) or ""
    # An office that serves the place comes before one that only carries it in its address.
    return sorted(known.values(), key=lambda each: not each.served)


def _offices() -> list[Office]:
    found = list(Office.objects.filter(active=True))
    return sorted(found, key=lambda each: (LEVELS.index(each.level), each.title))


def _branches(offices: list[Office], at: datetime) -> dict[int, Branch]:
    open_now, how_busy = openings(offices, at), busy(offices, at)
    return {each.pk: Branch(each, open_now[each.pk], how_busy[each.pk]) for each in offices}


def _hit(office: Office, wanted: str) -> str | None:
    """The settlement that matches, "" when only title or address does, None when nothing does."""
    for code in CODES:
        for name in getattr(office, f"settlements_{code}").split(","):
            if _plain(name).startswith(wanted):
                return name.strip()
    texts = [getattr(office, f"{name}_{code}") for name in ("title", "address") for code in CODES]
    return "" if any(wanted in _plain(text) for text in texts) else None


def _plain(text: str) -> str:
    return " ".join(text.casefold().translate(LOOKALIKES).split())
