"""Published answers without appeals, in bulk, to measure the search at scale.

The search index is rebuilt afterwards.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random

from django.db.models import Max

from appeals.models import PublishedAnswer
from portal.demo import stories
from portal.demo.case_plans import LANGUAGES, OFFICES
from services.models import Office, Topic

BATCH_SIZE = 2000
YEARS = 3


def create_answers(
    target: int, seed: int, at: datetime, progress: Callable[[int], None] = lambda n: None
) -> int:
    """Create published answers until there are `target`; return how many there are."""
    published = PublishedAnswer.objects.filter(stage=PublishedAnswer.Stage.PUBLISHED)
    count = published.count()
    last = PublishedAnswer.objects.aggregate(last=Max("number"))["last"] or 0
    factory = _AnswerFactory(Random(f"{seed}/{last}"), at)
    while count < target:
        size = min(BATCH_SIZE, target - count)
        PublishedAnswer.objects.bulk_create(factory.create(last + n) for n in range(1, size + 1))
        count, last = count + size, last + size
        progress(count)
    return count


class _AnswerFactory:
    """Build answers from random stories."""

    def __init__(self, chance: Random, at: datetime):
        self.random, self.at = chance, at
        self.offices = {
            office.slug: office for office in Office.objects.select_related("parent__parent")
        }
        self.topics = {topic.slug: topic for topic in Topic.objects.all()}
        self.body_finder = stories.BodyFinder()
        self.stories = stories.load_stories()

    def create(self, number: int) -> PublishedAnswer:
        """Return an unsaved answer published in the last YEARS years."""
        chance = self.random
        story = chance.choice(self.stories)
        language = chance.choices(list(LANGUAGES), list(LANGUAGES.values()))[0]
        office = chance.choices(list(OFFICES), list(OFFICES.values()))[0]
        scene = stories.Scene(office, chance.randint(1, 12))
        text = stories.render_story(story, language, chance.randrange(6), scene, chance)
        return PublishedAnswer(
            number=number,
            language=language,
            title=text.subject,
            question=text.question,
            answer=text.answer,
            topic=self.topics[story["topic"]],
            office=self.offices[office],
            body=self.body_finder.find(story, self.offices[office]),
            outcome=story["decision"],
            stage=PublishedAnswer.Stage.PUBLISHED,
            published_at=self.at - timedelta(minutes=chance.randint(1, YEARS * 365 * 1440)),
        )
