"""Texts of the demo's appeals: stories reused with other places and openings."""

import re
import tomllib
from collections import Counter
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from random import Random

from portal.demo.content import FOLDER, read_rows, read_toml
from services.models import Body, Office

SENTENCE = re.compile(r"(?<=[.!?…])\s+")


@cache
def load_stories() -> tuple[dict, ...]:
    """Return every [[situation]] of content/situations/, file by file."""
    stories: list[dict] = []
    for path in sorted((FOLDER / "situations").glob("*.toml")):
        stories += tomllib.loads(path.read_text(encoding="utf-8"))["situation"]
    return tuple(stories)


class StoryPicker:
    """Pick stories equally often, each in its season if it has one."""

    def __init__(self, chance: Random):
        self.random, self.uses = chance, Counter[str]()

    def pick(self, month: int) -> tuple[dict, int]:
        """Return a story that fits `month` and how many times it was picked before."""
        fitting = [s for s in load_stories() if month in s.get("season", range(1, 13))]
        uses = min(self.uses[story["slug"]] for story in fitting)
        story = self.random.choice([s for s in fitting if self.uses[s["slug"]] == uses])
        self.uses[story["slug"]] += 1
        return story, uses


@dataclass(frozen=True)
class StoryText:
    """A story in one language with its slots filled and an opening chosen."""

    subject: str
    matter: str
    points: list[str]
    short_answer: str
    question: str
    answer: str

    @property
    def lead(self) -> str:
        """Return the first line of the answer."""
        return self.answer.split("\n", 1)[0]

    def for_points(self) -> list[str]:
        """Return the answer divided among the points, one piece each, in order."""
        if len(self.points) == 1:
            return [self.answer.replace("\n", " ")]
        sentences = SENTENCE.split(self.answer.split("\n", 1)[-1].replace("\n", " "))
        count = len(self.points)
        bounds = [round(n * len(sentences) / count) for n in range(count + 1)]
        pieces = [" ".join(sentences[a:b]) for a, b in pairwise(bounds)]
        return [piece or self.lead for piece in pieces]


@dataclass(frozen=True)
class Scene:
    """Where and when a story happens: an office's slug and a month, 1 to 12."""

    office: str
    month: int


def render_story(story: dict, language: str, times: int, scene: Scene, chance: Random) -> StoryText:
    """Return the text of `story`; `times` chooses its opening."""
    slots = _choose_slots(story, language, scene, chance)

    def text(name: str) -> str:
        return _fill_slots(story[name][language].strip(), slots)

    def with_opening(name: str, variants: str) -> str:
        first, _, rest = story[name][language].strip().partition("\n")
        openings = [first, *story["variants"][variants][language]]
        return _fill_slots(f"{openings[times % len(openings)]}\n{rest}".strip(), slots)

    points = [_fill_slots(point, slots) for point in story.get("points", {}).get(language, [])]
    matter = text("matter")
    return StoryText(
        subject=text("subject"),
        matter=matter if points else "",
        points=points or [matter],
        short_answer=text("short_answer"),
        question=with_opening("question_public", "question"),
        answer=with_opening("answer_public", "answer"),
    )


def _fill_slots(text: str, slots: dict[str, str]) -> str:
    return re.sub(r"\{(\w+)\}", lambda match: slots[match[1]], text)


def _choose_slots(story: dict, language: str, scene: Scene, chance: Random) -> dict[str, str]:
    names = read_toml("names")
    nearby = [row for row in names["place"] if scene.office in (row["office"], row["region"])]
    place = chance.choice(nearby or names["place"])
    low, high = story.get("n_range", (2, 90))
    return {
        "street": chance.choice(names["street"])[language],
        "village": place[f"village_{language}"],
        "district": place[f"district_{language}"],
        "month": names["months"][language][scene.month - 1],
        "n": str(chance.randint(low, high)),
    }


class BodyFinder:
    """Find the body with the role that a story names: the nearest office up the tree."""

    def __init__(self) -> None:
        roles = {"gov4c": ["csc"]}  # of the bodies that `prepare` creates
        roles |= {row["slug"]: row["roles"] for row in read_rows("bodies", "body")}
        self.by_role: dict[str, list[Body]] = {}
        for body in Body.objects.order_by("slug"):
            for role in roles.get(body.slug, []):
                self.by_role.setdefault(role, []).append(body)

    def find(self, story: dict, office: Office) -> Body | None:
        """Return the body for `story` at `office`, or None."""
        bodies = self.by_role.get(story["body"], [])
        place: Office | None = office
        while place is not None:
            for body in bodies:
                if body.office_id == place.pk:
                    return body
            place = place.parent
        everywhere = [body for body in bodies if body.office_id is None]
        return next(iter(everywhere or bodies), None)
