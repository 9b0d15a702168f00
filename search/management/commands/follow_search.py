"""Let Elasticsearch follow what it missed, and build its index where that is not enough."""

from django.core.management.base import BaseCommand

from search.backends.elasticsearch import sync
from search.backends.elasticsearch.client import ElasticsearchBackend
from search.management.elasticsearch import build, configured_backend, failures_as_command_errors


class Command(BaseCommand):
    help = "Let Elasticsearch follow what it missed; build its index where there is none that fits."

    def handle(self, *args, **options) -> None:
        if backend := configured_backend(self.stdout):
            with failures_as_command_errors():
                self._follow(backend)

    def _follow(self, backend: ElasticsearchBackend) -> None:
        try:
            updated = sync.catch_up(backend.patient, backend.alias)
        except sync.FullRebuildRequiredError:
            if sync.list_unfinished(backend.patient, backend.alias):
                self.stdout.write("Somebody else is building its index: that is left to them.")
                return
            build(backend, self.stdout)
        else:
            self.stdout.write(f"{updated} entries followed.")
