"""Many published answers at once, to see how the search bears them. No appeals stand behind them.

Rows are made in bulk: the search index is rebuilt afterwards, all at once.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random

from django.db.models import Max

from appeals.models import PublishedAnswer
from portal.demo import situations
from portal.demo.plans import LANGUAGES, OFFICES
from services.models import Office, Topic

BATCH = 2000
YEARS = 3


def answers(
    wanted: int, seed: int, at: datetime, told: Callable[[int], None] = lambda n: None
) -> int:
    """Make published answers until there are `wanted`; returns how many there are."""
    published = PublishedAnswer.objects.filter(stage=PublishedAnswer.Stage.PUBLISHED)
    have = published.count()
    last = PublishedAnswer.objects.aggregate(last=Max("number"))["last"] or 0
    press = _Press(Random(f"{seed}/{last}"), at)
    while have < wanted:
        size = min(BATCH, wanted - have)
        PublishedAnswer.objects.bulk_create(press.row(last + n) for n in range(1, size + 1))
        have, last = have + size, last + size
        told(have)
    return have


class _Press:
    """Writes one answer after another."""

    def __init__(self, chance: Random, at: datetime):
        self.chance, self.at = chance, at
        self.offices = {each.slug: each for each in Office.objects.select_related("parent__parent")}
        self.topics = {each.slug: each for each in Topic.objects.all()}
        self.bodies = situations.Bodies()
        self.stories = situations.stories()

    def row(self, number: int) -> PublishedAnswer:
        chance = self.chance
        story = chance.choice(self.stories)
        language = chance.choices(list(LANGUAGES), list(LANGUAGES.values()))[0]
        office = chance.choices(list(OFFICES), list(OFFICES.values()))[0]
        scene = situations.Scene(office, chance.randint(1, 12))
        told = situations.tell(story, language, chance.randrange(6), scene, chance)
        return PublishedAnswer(
            number=number,
            language=language,
            title=told.subject,
            question=told.question,
            answer=told.answer,
            topic=self.topics[story["topic"]],
            office=self.offices[office],
            body=self.bodies.part(story, self.offices[office]),
            outcome=story["decision"],
            stage=PublishedAnswer.Stage.PUBLISHED,
            published_at=self.at - timedelta(minutes=chance.randint(1, YEARS * 365 * 1440)),
        )
