"""Build the public index again from its sources."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from search import sources
from search.management.elasticsearch import build, failing_aloud, server
from search.management.progress_bar import Bar
from search.rebuild import Overtaken


class Command(BaseCommand):
    help = "Build the public search index again, while visitors search and editors publish."

    def handle(self, *args, **options) -> None:
        bar = Bar(self.stdout, sources.number())
        try:
            found = sources.rebuild(bar.told)
        except Overtaken as error:
            raise CommandError("Another reindex has begun since: it goes on.") from error
        bar.end()
        self.stdout.write(self.style.SUCCESS(f"{found} entries can be found."))
        if settings.ELASTICSEARCH_URL and (engine := server(self.stdout)):
            with failing_aloud():
                build(engine, self.stdout)
