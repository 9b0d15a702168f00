"""Figures: each is what somebody counts by hand who watched every act."""

from collections.abc import Iterable, Iterator
from datetime import date

from django.utils import timezone

from tests.simulation.books import Case
from tests.simulation.plan import BEGINS
from tests.simulation.registry import invariant
from tests.simulation.world import OFFICES, World


def count_by_hand(cases: Iterable[Case], since: date, today: date) -> dict[str, int]:
    """Return the figures of the cases that were received from `since` on."""
    cases = list(cases)
    of_period = [case for case in cases if timezone.localdate(case.received_at) >= since]
    earlier = [case for case in cases if timezone.localdate(case.received_at) < since]

    def number(condition) -> int:
        return sum(map(bool, map(condition, of_period)))

    ended = {"closed", "withdrawn"}
    return {
        "received": len(of_period),
        "in_time": number(lambda case: case.outcome == "answered" and not case.late),
        "late": number(lambda case: case.outcome == "answered" and case.late),
        "overdue": number(lambda case: case.outcome == "open" and case.counted["due"] < today),
        "within_term": number(lambda case: case.outcome == "open" and case.counted["due"] >= today),
        "forwarded": number(lambda case: case.outcome == "forwarded"),
        "forwarded_late": number(lambda case: case.outcome == "forwarded" and case.late),
        "closed": number(lambda case: case.outcome in ended),
        "closed_late": number(lambda case: case.outcome in ended and case.late),
        "withdrawn": number(lambda case: case.outcome == "withdrawn"),
        "reopened": number(lambda case: case.reopened),
        "short_in_time": number(lambda case: case.short == "in_time"),
        "short_late": number(lambda case: case.short == "late"),
        "short_missing": number(
            lambda case: (
                case.short == "missed"
                or (case.short == "waiting" and case.counted["short"] < today)
            )
        ),
        "carried_over": sum(case.outcome == "open" for case in earlier),
        "ratings": number(lambda case: case.stars is not None),
        "stars": sum(case.stars or 0 for case in of_period),
    }


def differences(world: World, since: date, office: str) -> Iterator[str]:
    """Yield the figures of the public API that are not those counted by hand."""
    cases = world.books.cases.values()
    hand = count_by_hand(
        [case for case in cases if not office or case.office == office], since, world.today
    )
    query = {"from": since.isoformat(), "to": world.today.isoformat()}
    if office:
        query["office"] = office.lower()
    figures = world.read("/api/v1/figures", query).json()["figures"]
    rating = round(hand["stars"] / hand["ratings"], 1) if hand["ratings"] else None
    if rating != figures["rating"]:
        yield f"{office or 'all'} since {since}: rating is {figures['rating']}, by hand {rating}"
    for name in hand.keys() - {"stars"}:
        if figures[name] != hand[name]:
            yield f"{office or 'all'} since {since}: {name} is {figures[name]}, by hand {hand[name]}"


@invariant()
def figures_are_those_counted_by_hand(world: World) -> Iterator[str]:
    """The public figures of each office and of all, for the whole time and for this month."""
    first = timezone.localdate(BEGINS).replace(day=1)
    for since in {first, world.today.replace(day=1)}:
        for office in ("", *OFFICES):
            yield from differences(world, since, office)
