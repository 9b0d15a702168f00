"""Generated queries mean the same on every backend, and none is hard work."""

import os
from urllib.parse import quote

import pytest
from django.db import connection

from search import index_writer
from search.backends import get_backend
from search.query.request import Query, clean_words
from tests.search.entries import follow_elasticsearch, make_entry
from tests.search.hostile_strings import STRINGS, generate_strings
from tests.search.reference_backend import ReferenceBackend
from tests.search.test_elasticsearch import server

__all__ = ["server"]
# Other tests count these lines; ten thousand times would take as long again.
pytestmark = [pytest.mark.django_db, pytest.mark.no_cover]
# A part is enough to see a backend that takes typed text for its own syntax; LONG=1 asks all.
BATCHES, EACH = 10, 1000 if os.environ.get("LONG") == "1" else 40
STEPS = 20_000  # thousand instructions of SQLite for one question: far under a second of work
steps_taken = [0]  # of them by the question that is being answered


@pytest.fixture
def things():
    """A few things in three languages, among them texts that look like syntax."""
    made = [
        make_entry("road", title="Ауылдағы жолды жөндеу", body="Көктемде асфальт төселеді."),
        make_entry("road", "ru", title="Ремонт дороги в ауле", body="Весной положат асфальт."),
        make_entry("water", title="Ауызсу құбыры", body="Құбыр ауыстырылды, су таза."),
        make_entry("reception", title="Қабылдау кестесі"),
        make_entry("reception", "ru", title="График приёма"),
        make_entry(
            "reception", "en", title="Reception schedule", body="NOT on 2026-01-01, 0 tenge"
        ),
        make_entry(
            "signs", "en", title='SELECT "title": NEAR(a b)', body="stem:a* OR _all && null"
        ),
    ]
    index_writer.rebuild_from(made)


@pytest.fixture(autouse=True)
def step_limit(request, db):
    """A statement that works too long is stopped, and the test with it."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = '1s'")
        yield
        return
    connection.ensure_connection()

    def count_steps() -> bool:
        steps_taken[0] += 1
        return steps_taken[0] > STEPS

    connection.connection.set_progress_handler(count_steps, 1000)
    yield
    connection.connection.set_progress_handler(None, 0)


def search_groups(backend, words: str, language: str = "kk") -> tuple[int, set[str]]:
    steps_taken[0] = 0
    results = backend.search(Query(clean_words(words), language, size=100))
    return results.total, {hit.entry.group for hit in results.hits}


class ServerOnly:
    """The server's own answers: a failure is not hidden by the database's."""

    def __init__(self, backend):
        self.search = backend.ask_server


@pytest.fixture
def backends(things, request) -> list:
    """The database's own; beside the faster database also Elasticsearch, where there is one."""
    found = [get_backend()]
    if connection.vendor == "sqlite" and os.environ.get("TEST_ELASTICSEARCH_URL"):
        server = request.getfixturevalue("server")
        follow_elasticsearch()
        found.append(ServerOnly(server))
    return found


@pytest.mark.parametrize("batch", range(BATCHES))
def test_generated_queries_match_the_reference_backend(backends, batch):
    reference = ReferenceBackend()
    for words in generate_strings(EACH, seed=batch):
        expected = search_groups(reference, words)
        for backend in backends:
            assert search_groups(backend, words) == expected, (type(backend).__name__, ascii(words))


def test_known_strings_match_the_reference_backend(backends):
    reference = ReferenceBackend()
    for words in STRINGS:
        for language in ("kk", "ru"):
            expected = search_groups(reference, words, language)
            for backend in backends:
                assert search_groups(backend, words, language) == expected, ascii(words)


def test_every_address_answers_generated_queries(things, client):
    for words in generate_strings(EACH // 4, seed=99):
        asked = quote(words.encode("utf-8", "surrogatepass"))
        for path in ("/ru/search/", "/kk/search/suggest/", "/api/v1/search", "/kk/feeds/search/"):
            assert client.get(f"{path}?q={asked}").status_code == 200, (path, ascii(words))
