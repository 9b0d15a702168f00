"""What happens to four hundred appeals of the last twelve months, before any is lived."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import cycle
from random import Random

from appeals.models.appeal import Channel

YEAR = 360  # days back
LANGUAGES = {"kk": 58, "ru": 37, "en": 5}
CHANNELS = {Channel.PORTAL: 66, Channel.VISIT: 18, Channel.PHONE: 16}
OFFICES = {
    "astana": 12, "turkistan": 11, "almaty-region": 11, "east-kazakhstan": 9, "mangystau": 9,
    "keles": 7, "saryagash": 7, "talgar": 8, "enbekshikazakh": 6, "glubokoe": 5, "zaisan": 5,
    "munaily": 6, "beineu": 4,
}  # fmt: skip
# fate: its share of four hundred, and how many days ago such a case was registered
FATES: dict[str, tuple[int, int, int]] = {
    "new": (10, 0, 1),
    "routed": (9, 1, 4),
    "started": (8, 3, 9),
    "short": (12, 5, 15),
    "extended": (6, 24, 40),
    "late": (5, 26, 38),
    "reopened": (4, 45, 80),
    "answered": (48, 22, 45),
    "done": (266, 40, YEAR),
    "forwarded": (18, 6, YEAR),
    "withdrawn": (8, 8, YEAR),
    "dismissed": (6, 8, YEAR),
}


@dataclass(frozen=True)
class Plan:
    """A case before it is lived."""

    fate: str
    day: date
    public: str = ""  # published, prepared, returned, withdrawn; empty: never meant for the public


def plans(count: int, on: date, chance: Random) -> list[Plan]:
    """`count` cases in the order of registration; every fate comes at least once."""
    whole = sum(share for share, _, _ in FATES.values())
    made = []
    for fate, (share, least, most) in FATES.items():
        for _each in range(max(1, round(share * count / whole))):
            made.append(Plan(fate, on - timedelta(days=chance.randint(least, most))))
    return _with_publication(sorted(made, key=lambda each: each.day), chance)


def _with_publication(made: list[Plan], chance: Random) -> list[Plan]:
    """Decide what becomes of each answer: nearly all are published, the newest wait for a check."""
    answered = [n for n, plan in enumerate(made) if plan.fate in {"done", "answered"}]
    waiting = answered[-max(1, len(answered) // 50) :]
    others = chance.sample(answered[: -len(waiting)], min(8, len(answered) // 4))
    ends = dict.fromkeys(answered, "published") | dict.fromkeys(waiting, "prepared")
    ends |= dict(zip(others, cycle(["returned", "withdrawn", "", ""]), strict=False))
    return [replace(plan, public=ends.get(n, "")) for n, plan in enumerate(made)]


def token(seed: int, number: int) -> str:
    """The draft token of a case: it makes the registration safe to repeat and the secret known."""
    return f"demo-{seed}-{number}"
