"""Plans of the demo's appeals: when each is registered and how it ends."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import cycle
from random import Random

from appeals.models.appeal import Channel

DAYS_BACK = 360  # days back
LANGUAGES = {"kk": 58, "ru": 37, "en": 5}
CHANNELS = {Channel.PORTAL: 66, Channel.VISIT: 18, Channel.PHONE: 16}
OFFICES = {
    "astana": 12, "turkistan": 11, "almaty-region": 11, "east-kazakhstan": 9, "mangystau": 9,
    "keles": 7, "saryagash": 7, "talgar": 8, "enbekshikazakh": 6, "glubokoe": 5, "zaisan": 5,
    "munaily": 6, "beineu": 4,
}  # fmt: skip
# outcome: weight, and the range of days since the registration
OUTCOMES: dict[str, tuple[int, int, int]] = {
    "new": (10, 0, 1),
    "routed": (9, 1, 4),
    "started": (8, 3, 9),
    "short": (12, 5, 15),
    "extended": (6, 24, 40),
    "late": (5, 26, 38),
    "reopened": (4, 45, 80),
    "answered": (48, 22, 45),
    "done": (266, 40, DAYS_BACK),
    "forwarded": (18, 6, DAYS_BACK),
    "withdrawn": (8, 8, DAYS_BACK),
    "dismissed": (6, 8, DAYS_BACK),
}


@dataclass(frozen=True)
class CasePlan:
    """The outcome of an appeal, its day of registration and what becomes of its answer."""

    outcome: str
    day: date
    publication: str = ""  # published, prepared, returned or withdrawn; empty: not public


def plan_cases(count: int, on: date, chance: Random) -> list[CasePlan]:
    """Return about `count` plans in the order of registration, every outcome at least once."""
    total = sum(share for share, _, _ in OUTCOMES.values())
    plans = []
    for outcome, (share, min_days, max_days) in OUTCOMES.items():
        for _number in range(max(1, round(share * count / total))):
            day = on - timedelta(days=chance.randint(min_days, max_days))
            plans.append(CasePlan(outcome, day))
    return _plan_publication(sorted(plans, key=lambda plan: plan.day), chance)


def _plan_publication(plans: list[CasePlan], chance: Random) -> list[CasePlan]:
    """Decide what becomes of each answer: most are published, the newest wait for a check."""
    answered = [n for n, plan in enumerate(plans) if plan.outcome in {"done", "answered"}]
    waiting = answered[-max(1, len(answered) // 50) :]
    others = chance.sample(answered[: -len(waiting)], min(8, len(answered) // 4))
    ends = dict.fromkeys(answered, "published") | dict.fromkeys(waiting, "prepared")
    ends |= dict(zip(others, cycle(["returned", "withdrawn", "", ""]), strict=False))
    return [replace(plan, publication=ends.get(n, "")) for n, plan in enumerate(plans)]


def draft_token(seed: int, number: int) -> str:
    """Return the draft token of an appeal: a repeated registration is safe, the secret is known."""
    return f"demo-{seed}-{number}"
