"""Appeals in bulk, without journals: rows as the lifecycle leaves them, for measuring pages."""

from datetime import date, timedelta
from random import Random

BATCH_SIZE = 1000
DAYS = 365  # over which they were received
TERM, SHORT_TERM = timedelta(days=21), timedelta(days=5)


def create_appeals(target: int) -> None:
    """Create appeals with replies and rows of figures until there are `target`."""
    from appeals.models import Appeal, AppealFact, Reply

    chance = Random(target)
    count = Appeal.objects.count()
    places = _Places()
    while count < target:
        size = min(BATCH_SIZE, target - count)
        batch = Appeal.objects.bulk_create(
            _appeal(chance, places, count + number) for number in range(1, size + 1)
        )
        Reply.objects.bulk_create(
            Reply(appeal=each, kind="full", decision="satisfied", text="Жөнделді.", by=each.officer,
                  at=each.answered_at)
            for each in batch if each.answered_at
        )  # fmt: skip
        AppealFact.objects.bulk_create(_fact(each, places) for each in batch)
        count += size


class _Places:
    """What appeals refer to."""

    def __init__(self) -> None:
        from django.contrib.auth import get_user_model
        from django.utils import timezone

        from appeals.models import AppealKind
        from core.workdays.source import working_calendar
        from services.models import Body, Office, Topic
        from services.office_tree import regions

        users = get_user_model().objects
        self.kinds = list(AppealKind.objects.all())
        self.offices, self.topics = list(Office.objects.all()), list(Topic.objects.all())
        self.bodies = list(Body.objects.all())
        self.officers = [users.get_or_create(username=f"officer{n}")[0] for n in range(40)]
        self.now, self.calendar, self.regions = timezone.now(), working_calendar(), regions()


def _appeal(chance: Random, places: _Places, number: int):
    from appeals.models import Appeal
    from appeals.models.appeal import Channel
    from appeals.states import State

    at = places.now - timedelta(minutes=chance.randrange(DAYS * 1440))
    office = chance.choice(places.offices)
    done = at + timedelta(days=chance.choice([1, 4, 9, 14, 20, 26]))
    states = [State.IN_PROGRESS, State.ANSWERED, State.CLOSED, State.FORWARDED]
    state = chance.choices(states, [10, 20, 65, 5])[0]
    if done > places.now:
        state = State.IN_PROGRESS
    answered = done if state in {State.ANSWERED, State.CLOSED} else None
    return Appeal(
        number=f"{office.code}-{at.year}-{900_000 + number:06d}",
        secret_hash="-", kind=chance.choice(places.kinds), channel=chance.choice(Channel.values),
        topic=chance.choice(places.topics), subject=f"Шатыр ағады {number}",
        matter="Үйдің шатыры ағып тұр, кіреберістегі шам жанбайды. " * 20,
        name="Сейтқали Айгүл", phone="+77010000000", office=office,
        body=chance.choice(places.bodies), officer=chance.choice(places.officers),
        suggestion={"reasons": ["шатыр", "үй"] * 10}, state=state, registered_at=at,
        counted_from=at.date(), short_due_on=at.date() + SHORT_TERM, due_on=at.date() + TERM,
        answered_at=answered, closed_at=done if state == State.CLOSED else None,
        close_reason="done" if state == State.CLOSED else "",
        consent_publication=chance.random() < 0.5,
    )  # fmt: skip


def _fact(appeal, places: _Places):
    from appeals.fact_rules import JournalFacts
    from appeals.facts import fact_values
    from appeals.models import AppealFact
    from appeals.models.fact import Outcome, ShortAnswer

    answered: date | None = appeal.answered_at.date() if appeal.answered_at else None
    outcome = {"in_progress": Outcome.OPEN, "forwarded": Outcome.FORWARDED}
    facts = JournalFacts(
        office_id=appeal.office_id, received_on=appeal.registered_at.date(),
        counted_from=appeal.counted_from, short_due_on=appeal.short_due_on, due_on=appeal.due_on,
        first_answered_on=answered, outcome=outcome.get(appeal.state, Outcome.ANSWERED),
        late=answered is not None and answered > appeal.due_on,
        short=ShortAnswer.MISSED if answered else ShortAnswer.WAITING,
    )  # fmt: skip
    values = fact_values(appeal, facts, places.regions, places.calendar)
    return AppealFact(appeal=appeal, **values)
