"""Build the public index again from its sources."""

from django.conf import settings
from django.core.management.base import BaseCommand

from search import sources
from search.management.elasticsearch import build, configured_backend, failures_as_command_errors
from search.management.progress_bar import ProgressBar


class Command(BaseCommand):
    help = "Build the public search index again, while visitors search and editors publish."

    def handle(self, *args, **options) -> None:
        bar = ProgressBar(self.stdout, sources.count_rows())
        entries = sources.rebuild(bar.update)
        bar.end()
        self.stdout.write(self.style.SUCCESS(f"{entries} entries can be found."))
        if settings.ELASTICSEARCH_URL and (backend := configured_backend(self.stdout)):
            with failures_as_command_errors():
                build(backend, self.stdout)
