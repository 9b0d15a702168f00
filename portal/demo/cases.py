"""The demo's appeals of the last twelve months, created through the appeal lifecycle.

Every step goes through appeals.lifecycle at its own moment. Appeals are created in the order of
registration, so that numbers follow the calendar. The same seed gives the same appeals.
"""

from collections.abc import Callable
from datetime import datetime

from django.utils import timezone

from appeals import numbers, registration
from appeals.models import Appeal
from appeals.states import State
from core.models import Notice
from portal.demo.case_plans import draft_token, plan_cases
from portal.demo.case_steps import DemoCase
from portal.demo.context import DemoContext


def create_appeals(
    count: int, seed: int, at: datetime, progress: Callable[[int], None] = lambda n: None
) -> int:
    """Create `count` appeals unless those of `seed` exist; return how many the portal has."""
    if has_appeals(seed):
        return Appeal.objects.count()
    context = DemoContext(at, seed)
    for number, plan in enumerate(plan_cases(count, timezone.localdate(at), context.random)):
        DemoCase(context, plan, number).run()
        progress(number + 1)
    # Messages of the past are not sent today.
    Notice.objects.filter(delivery=Notice.Delivery.QUEUED, created_at__lt=at).update(
        delivery=Notice.Delivery.SENT, sent_at=at
    )
    return Appeal.objects.count()


def has_appeals(seed: int) -> bool:
    """Return whether the first appeal of this seed is registered."""
    return registration.find_registered(draft_token(seed, 0)) is not None


def list_examples(count: int, seed: int) -> list[tuple[str, str, str]]:
    """Return number, secret and state of the newest demo appeal of each state."""
    by_state: dict[str, tuple[str, str, str]] = {}
    for number in range(count - 1, -1, -1):
        appeal = registration.find_registered(draft_token(seed, number))
        if appeal is not None and appeal.state not in by_state:
            secret = numbers.secret_for_draft(draft_token(seed, number))
            by_state[appeal.state] = (appeal.number, secret, appeal.state)
        if len(by_state) == len(State):
            break
    return [by_state[state] for state in State if state in by_state]
