"""The stories that the demo's appeals tell, each several times with other places and openings."""

import re
import tomllib
from collections import Counter
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from random import Random

from portal.demo.content import FOLDER, read, rows
from services.models import Body, Office

SENTENCE = re.compile(r"(?<=[.!?…])\s+")


@cache
def stories() -> tuple[dict, ...]:
    """Every [[situation]] of content/situations/, file by file."""
    found: list[dict] = []
    for path in sorted((FOLDER / "situations").glob("*.toml")):
        found += tomllib.loads(path.read_text(encoding="utf-8"))["situation"]
    return tuple(found)


class Deck:
    """Deals stories so that each is told about as often as any other, in its season if it has one."""

    def __init__(self, chance: Random):
        self.chance, self.told = chance, Counter[str]()

    def deal(self, month: int) -> tuple[dict, int]:
        """A story that fits `month`, and how many times it was told before."""
        fit = [each for each in stories() if month in each.get("season", range(1, 13))]
        least = min(self.told[each["slug"]] for each in fit)
        story = self.chance.choice([each for each in fit if self.told[each["slug"]] == least])
        self.told[story["slug"]] += 1
        return story, least


@dataclass(frozen=True)
class Told:
    """One telling of a story in one language, its slots filled and an opening chosen."""

    subject: str
    matter: str
    points: list[str]
    short_answer: str
    question: str
    answer: str

    @property
    def lead(self) -> str:
        """The first line of the answer."""
        return self.answer.split("\n", 1)[0]

    def for_points(self) -> list[str]:
        """The answer shared out among the points: one piece each, in the order it is told."""
        if len(self.points) == 1:
            return [self.answer.replace("\n", " ")]
        sentences = SENTENCE.split(self.answer.split("\n", 1)[-1].replace("\n", " "))
        count = len(self.points)
        bounds = [round(each * len(sentences) / count) for each in range(count + 1)]
        pieces = [" ".join(sentences[a:b]) for a, b in pairwise(bounds)]
        return [piece or self.lead for piece in pieces]


@dataclass(frozen=True)
class Scene:
    """Where and when a story is told: an office's slug and a month, 1 to 12."""

    office: str
    month: int


def tell(story: dict, language: str, times: int, scene: Scene, chance: Random) -> Told:
    """Tell `story` for the `times`-th time."""
    slots = _slots(story, language, scene, chance)

    def text(name: str) -> str:
        return _fill(story[name][language].strip(), slots)

    def opened(name: str, variants: str) -> str:
        first, _, rest = story[name][language].strip().partition("\n")
        openings = [first, *story["variants"][variants][language]]
        return _fill(f"{openings[times % len(openings)]}\n{rest}".strip(), slots)

    points = [_fill(each, slots) for each in story.get("points", {}).get(language, [])]
    matter = text("matter")
    return Told(
        subject=text("subject"),
        matter=matter if points else "",
        points=points or [matter],
        short_answer=text("short_answer"),
        question=opened("question_public", "question"),
        answer=opened("answer_public", "answer"),
    )


def _fill(text: str, slots: dict[str, str]) -> str:
    return re.sub(r"\{(\w+)\}", lambda found: slots[found[1]], text)


def _slots(story: dict, language: str, scene: Scene, chance: Random) -> dict[str, str]:
    names = read("names")
    near = [row for row in names["place"] if scene.office in (row["office"], row["region"])]
    place = chance.choice(near or names["place"])
    low, high = story.get("n_range", (2, 90))
    return {
        "street": chance.choice(names["street"])[language],
        "village": place[f"village_{language}"],
        "district": place[f"district_{language}"],
        "month": names["months"][language][scene.month - 1],
        "n": str(chance.randint(low, high)),
    }


class Bodies:
    """Which body plays the part that a story names, at an office: the nearest up the tree."""

    def __init__(self) -> None:
        roles = {row["slug"]: row["roles"] for row in rows("bodies", "body")}
        self.playing: dict[str, list[Body]] = {}
        for body in Body.objects.order_by("slug"):
            for role in roles.get(body.slug, []):
                self.playing.setdefault(role, []).append(body)

    def part(self, story: dict, office: Office) -> Body | None:
        """The body for `story` where `office` stands."""
        found = self.playing.get(story["body"], [])
        place: Office | None = office
        while place is not None:
            for body in found:
                if body.office_id == place.pk:
                    return body
            place = place.parent
        everywhere = [body for body in found if body.office_id is None]
        return next(iter(everywhere or found), None)
