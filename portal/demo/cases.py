"""Four hundred appeals of the last twelve months, each lived through by the rules of the house.

Every step goes through appeals.lifecycle with the moment it happened. Cases are lived in the order
they were registered in, so that numbers follow the calendar. The same seed tells the same year.
"""

from collections.abc import Callable
from datetime import datetime

from django.utils import timezone

from appeals import numbers, registration
from appeals.models import Appeal
from appeals.states import State
from core.models import Notice
from portal.demo.life import Case
from portal.demo.plans import plans, token
from portal.demo.world import World


def live(count: int, seed: int, at: datetime, told: Callable[[int], None] = lambda n: None) -> int:
    """Make the appeals; nothing when a demo's are there. Returns how many the portal has."""
    if lifecycle_has(seed):
        return Appeal.objects.count()
    world = World(at, seed)
    for number, plan in enumerate(plans(count, timezone.localdate(at), world.chance)):
        Case(world, plan, number).live()
        told(number + 1)
    # These letters were written in the past: they are history, not mail to send today.
    Notice.objects.filter(delivery=Notice.Delivery.QUEUED, created_at__lt=at).update(
        delivery=Notice.Delivery.SENT, sent_at=at
    )
    return Appeal.objects.count()


def lifecycle_has(seed: int) -> bool:
    """Whether the first case of this seed was registered before."""
    return registration.find_registered(token(seed, 0)) is not None


def examples(count: int, seed: int) -> list[tuple[str, str, str]]:
    """The newest demo appeal of each state, to look up as its writer: number, secret, state."""
    found: dict[str, tuple[str, str, str]] = {}
    for number in range(count - 1, -1, -1):
        appeal = registration.find_registered(token(seed, number))
        if appeal is not None and appeal.state not in found:
            secret = numbers.secret_for_draft(token(seed, number))
            found[appeal.state] = (appeal.number, secret, appeal.state)
        if len(found) == len(State):
            break
    return [found[state] for state in State if state in found]
