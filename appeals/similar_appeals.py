"""Which body considered similar appeals: the suggestion where no routing rule applies.

Nothing is trained or indexed: the latest appeals of the area are compared by their words, and a
body is named only together with the appeals that support it.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from appeals.models import Appeal
from search.query.similarity import MemoryIndex

MAX_COMPARED = 400  # latest appeals of the area that are compared
MAX_SIMILAR = 5  # of them that count
MIN_SIMILARITY = 0.25  # of two texts, 0 to 1; less is chance
MIN_WEIGHT = 1.0  # summed similarity: one appeal alone never suffices, however similar


@dataclass(frozen=True)
class Precedent:
    """A body's id, the summed similarity of the appeals it considered, and their numbers."""

    body: int
    weight: float
    numbers: tuple[str, ...]


def find_precedents(text: str, language: str | None, bodies: Collection[int]) -> list[Precedent]:
    """Return those of `bodies` (ids) that considered enough similar appeals, the best first."""
    appeals = Appeal.objects.filter(body__in=bodies).order_by("-registered_at", "-pk")
    rows = appeals.values_list("number", "body", "subject", "matter", "language")[:MAX_COMPARED]
    body_of = {number: body for number, body, *_rest in rows}
    past = MemoryIndex(
        (number, f"{subject}\n{matter}", code) for number, _body, subject, matter, code in rows
    )
    similar: dict[int, list] = defaultdict(list)
    for match in past.find_similar(
        text, language, limit=MAX_SIMILAR, min_similarity=MIN_SIMILARITY
    ):
        similar[body_of[str(match.key)]].append(match)
    precedents = [
        Precedent(
            body,
            round(sum(match.similarity for match in matches), 2),
            tuple(str(match.key) for match in matches),
        )
        for body, matches in similar.items()
    ]
    enough = [precedent for precedent in precedents if precedent.weight >= MIN_WEIGHT]
    return sorted(enough, key=lambda precedent: (-precedent.weight, precedent.body))
