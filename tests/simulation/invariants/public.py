"""What the public reads: exactly what may be public, on every door."""

from collections.abc import Iterator

from search.models import SearchEntry
from tests.simulation.registry import invariant
from tests.simulation.world import World

FEED_LENGTH = 30


@invariant(cheap=True)
def only_answers_with_consent_are_public(world: World) -> Iterator[str]:
    """No answer is public whose applicant did not agree, or that one person alone published."""
    for public in world.books.answers.values():
        if public.stage == "published" and not world.books.cases[public.case].consent:
            yield f"answer {public.number}: its applicant has not agreed"


@invariant()
def index_holds_what_is_public(world: World) -> Iterator[str]:
    """The search index has the published answers and reports, each once, and no other."""
    expected = {f"answer:{row.number}" for row in published(world)}
    found = list(SearchEntry.objects.filter(kind="answer").values_list("group", flat=True))
    yield from compare("the index of answers", found, expected)
    titles = SearchEntry.objects.filter(title__contains="-есеп").values_list("title", flat=True)
    live = {title for title, public in world.books.reports.items() if public}
    yield from compare("the index of reports", list(titles), live)


def published(world: World) -> list:
    return [row for row in world.books.answers.values() if row.stage == "published"]


def compare(where: str, found: list, expected: set) -> Iterator[str]:
    """Yield what is too much, missing or double."""
    if sorted(found) != sorted(expected):
        yield (
            f"{where}: too much {sorted(set(found) - expected)}, missing "
            f"{sorted(expected - set(found))}, {len(found)} in all"
        )


@invariant()
def api_and_feeds_hold_what_is_public(world: World) -> Iterator[str]:
    """The API lists the published answers; each feed and list only those of its language."""
    found, page, pages = [], 1, 1
    while page <= pages:
        body = world.read("/api/v1/answers", {"page": page}).json()
        found += [row["number"] for row in body["answers"]]
        page, pages = page + 1, body["pages"]
    yield from compare("the API", found, {row.number for row in published(world)})
    for language in ("kk", "ru", "en"):
        for address in (f"/{language}/feeds/answers/", f"/{language}/answers/"):
            text = world.read(address).content.decode()
            for row in world.books.answers.values():
                may = row.stage == "published" and row.language == language
                must = may and len(published(world)) <= 15
                there = f"{row.title}<" in text
                if (there and not may) or (must and not there):
                    yield f"{address}: answer {row.number} ({row.stage}) there: {there}"


@invariant()
def pages_of_answers_are_as_public_as_they_are(world: World) -> Iterator[str]:
    """A published answer has a page; in place of a withdrawn one stands that it is withdrawn."""
    for row in world.books.answers.values():
        expected = 200 if row.stage == "published" else 410 if row.was_public else 404
        answer = world.read(f"/{row.language}/answers/{row.number}/")
        if answer.status_code != expected:
            yield f"answer {row.number} ({row.stage}): {answer.status_code}"
        elif (row.title in answer.content.decode()) > (expected == 200):
            yield f"answer {row.number} ({row.stage}): its title is shown"
    feed = world.read("/kk/feeds/reports/").content.decode()
    for title, live in world.books.reports.items():
        if (f"{title}<" in feed) > live:
            yield f"report “{title}” is in the feed and not public"
