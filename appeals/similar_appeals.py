"""Who considered the appeals most like this one: what speaks where no editors' rule does.

Nothing is trained and nothing is indexed: the latest appeals of the area are compared by their
words (see search/query/similarity.py), and a body is named only with the appeals that speak for
it.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from appeals.models import Appeal
from search.query.similarity import MemoryIndex

MAX_COMPARED = 400  # appeals that are compared while a citizen's registration waits
MAX_SIMILAR = 5  # of them that may speak
MIN_SIMILARITY = 0.25  # likeness of two texts; less is chance
MIN_WEIGHT = 1.0  # likeness in all: one appeal alone never suffices, however like


@dataclass(frozen=True)
class Precedent:
    """A body's id, how much the appeals like this one speak for it, and their numbers."""

    body: int
    weight: float
    numbers: tuple[str, ...]


def find_precedents(text: str, language: str | None, bodies: Collection[int]) -> list[Precedent]:
    """Those of `bodies` (ids) that considered enough like appeals, the likeliest first."""
    found = Appeal.objects.filter(body__in=bodies).order_by("-registered_at", "-pk")
    rows = found.values_list("number", "body", "subject", "matter", "language")[:MAX_COMPARED]
    body_of = {number: body for number, body, *_rest in rows}
    past = MemoryIndex(
        (number, f"{subject}\n{matter}", code) for number, _body, subject, matter, code in rows
    )
    spoken: dict[int, list] = defaultdict(list)
    for near in past.find_similar(text, language, limit=MAX_SIMILAR, min_similarity=MIN_SIMILARITY):
        spoken[body_of[str(near.key)]].append(near)
    made = [
        Precedent(
            body, round(sum(near.similarity for near in said), 2), tuple(str(n.key) for n in said)
        )
        for body, said in spoken.items()
    ]
    enough = [each for each in made if each.weight >= MIN_WEIGHT]
    return sorted(enough, key=lambda each: (-each.weight, each.body))
