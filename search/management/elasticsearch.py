"""What the commands share that wait for Elasticsearch."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management.base import CommandError, OutputWrapper

from search.backends import get_backend
from search.backends.elasticsearch import rebuild
from search.backends.elasticsearch.client import FAILURES, ElasticsearchBackend
from search.management.progress_bar import ProgressBar
from search.models import SearchEntry


def configured_backend(out: OutputWrapper) -> ElasticsearchBackend | None:
    """Return the backend of Elasticsearch; None, with a message, where none is configured.

    Raises CommandError when its settings cannot be used.
    """
    backend = get_backend()
    if isinstance(backend, ElasticsearchBackend):
        return backend
    if error := backend.problem():
        raise CommandError(error)
    out.write("ELASTICSEARCH_URL is not set: the database searches.")
    return None


@contextmanager
def failures_as_command_errors() -> Iterator[None]:
    """End the command with a status that says so, whatever the server does wrong."""
    try:
        yield
    except FAILURES as error:
        raise CommandError(f"Elasticsearch does not answer as it should: {error}") from error


def build(backend: ElasticsearchBackend, out: OutputWrapper) -> None:
    """Build its index, and wait until people search in it."""
    out.write("Elasticsearch:")
    bar = ProgressBar(out, SearchEntry.objects.count())
    done = rebuild.rebuild(backend.patient, backend.alias, bar.update)
    bar.end()
    backend.breaker.close()
    out.write(f"{done} entries built anew.")
