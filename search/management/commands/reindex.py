"""Build the public index again from its sources."""

from itertools import chain

from django.conf import settings
from django.core.management.base import BaseCommand

from search import indexing, sources
from search.management.server import build, failing_aloud, server


class Command(BaseCommand):
    help = "Build the public search index again; visitors keep the old one until it is ready."

    def handle(self, *args, **options) -> None:
        everything = chain.from_iterable(source.everything() for source in sources.registered())
        total = indexing.rebuild(everything, self._progress)
        self.stdout.write(self.style.SUCCESS(f"\n{total} entries can be found."))
        if settings.ELASTICSEARCH_URL and (engine := server(self.stdout)):
            with failing_aloud():
                build(engine, self.stdout)

    def _progress(self, done: int) -> None:
        if self.stdout.isatty():
            self.stdout.write(f"\r{done} entries", ending="")
            self.stdout.flush()
