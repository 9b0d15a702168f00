"""Data that every appeal of the demo needs, read once."""

from datetime import datetime
from random import Random

from appeals.models import AppealKind
from core.i18n.localtext import get_localized
from core.models import User
from core.workdays.calendar import Calendar
from core.workdays.source import working_calendar
from portal.demo import accounts, stories
from portal.demo.content import read_rows
from services.models import Office, Official, Topic


class DemoContext:
    """Offices, staff, officials, topics, kinds and stories by slug, and one random generator."""

    def __init__(self, at: datetime, seed: int):
        self.at, self.seed = at, seed
        self.random = Random(seed)
        self.calendar: Calendar = working_calendar()
        self.offices = {
            office.slug: office for office in Office.objects.select_related("parent__parent")
        }
        self.staff: dict[int, User] = {
            office.pk: accounts.get_office_staff(office) for office in self.offices.values()
        }
        self.head = User.objects.get(username="head")
        self.checker = User.objects.get(username="checker")
        self.topics = {topic.slug: topic for topic in Topic.objects.all()}
        self.kinds = {kind.slug: kind for kind in AppealKind.objects.all()}
        self.rows = {row["slug"]: row for row in read_rows("offices", "office")}
        self.officials = _officials_by_office()
        self.story_picker = stories.StoryPicker(self.random)
        self.body_finder = stories.BodyFinder()

    def pick(self, weights: dict):
        """Return a random key of `weights` by its weight."""
        return self.random.choices(list(weights), list(weights.values()))[0]


def _officials_by_office() -> dict[str, list[tuple[Official, dict]]]:
    hours = {row["name"]["kk"]: row for row in read_rows("officials", "official")}
    by_office: dict[str, list[tuple[Official, dict]]] = {}
    for official in Official.objects.select_related("office"):
        name = get_localized(official, "name", "kk")
        if name in hours:
            by_office.setdefault(official.office.slug, []).append((official, hours[name]))
    return by_office
