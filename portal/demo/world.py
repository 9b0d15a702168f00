"""What every case of the demo needs, read once."""

from datetime import datetime
from random import Random

from appeals.models import AppealKind
from core.i18n.localtext import get_localized
from core.models import User
from core.workdays.calendar import Calendar
from core.workdays.source import working_calendar
from portal.demo import accounts, situations
from portal.demo.content import rows
from services.models import Office, Official, Topic


class World:
    """Offices, staff, officials, topics and stories by the names that the demo calls them."""

    def __init__(self, at: datetime, seed: int):
        self.at, self.seed = at, seed
        self.chance = Random(seed)
        self.calendar: Calendar = working_calendar()
        self.offices = {each.slug: each for each in Office.objects.select_related("parent__parent")}
        self.staff: dict[int, User] = {
            office.pk: accounts.staff_of(office) for office in self.offices.values()
        }
        self.head = User.objects.get(username="head")
        self.checker = User.objects.get(username="checker")
        self.topics = {each.slug: each for each in Topic.objects.all()}
        self.kinds = {each.slug: each for each in AppealKind.objects.all()}
        self.rows = {each["slug"]: each for each in rows("offices", "office")}
        self.officials = _officials_by_office()
        self.deck = situations.Deck(self.chance)
        self.bodies = situations.Bodies()

    def pick(self, weights: dict):
        """A key of `weights`, as often as its weight says."""
        return self.chance.choices(list(weights), list(weights.values()))[0]


def _officials_by_office() -> dict[str, list[tuple[Official, dict]]]:
    hours = {row["name"]["kk"]: row for row in rows("officials", "official")}
    found: dict[str, list[tuple[Official, dict]]] = {}
    for official in Official.objects.select_related("office"):
        name = get_localized(official, "name", "kk")
        if name in hours:
            found.setdefault(official.office.slug, []).append((official, hours[name]))
    return found
