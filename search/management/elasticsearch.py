"""What the commands that wait for Elasticsearch share: is it set, does it fail, its build."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management.base import CommandError, OutputWrapper

from search.backends import get_engine
from search.backends.elasticsearch import rebuild
from search.backends.fallback import FAILURES, FallbackEngine
from search.backends.index import findable
from search.management.progress_bar import Bar


def server(out: OutputWrapper) -> FallbackEngine | None:
    """The engine before which Elasticsearch stands; None, which is said, where none is set.

    Raises CommandError when its settings cannot be used.
    """
    engine = get_engine()
    if isinstance(engine, FallbackEngine):
        return engine
    if wrong := engine.trouble():
        raise CommandError(wrong)
    out.write("ELASTICSEARCH_URL is not set: the database searches.")
    return None


@contextmanager
def failing_aloud() -> Iterator[None]:
    """Whatever the server does wrong ends the command, with a status that says so."""
    try:
        yield
    except FAILURES as error:
        raise CommandError(f"Elasticsearch does not answer as it should: {error}") from error


def build(engine: FallbackEngine, out: OutputWrapper) -> None:
    """Build its index anew, and wait until people search in it."""
    out.write("Elasticsearch:")
    bar = Bar(out, findable().count())
    done = rebuild.rebuild(engine.patient, engine.alias, bar.told)
    bar.end()
    engine.breaker.close()
    out.write(f"{done} entries built anew.")
