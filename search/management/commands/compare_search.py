"""Compare Elasticsearch with the database and correct what differs."""

from django.core.management.base import BaseCommand

from search.backends.elasticsearch import sync
from search.backends.elasticsearch.client import ElasticsearchBackend
from search.management.elasticsearch import build, configured_backend, failures_as_command_errors
from search.management.progress_bar import ProgressBar
from search.models import SearchEntry


class Command(BaseCommand):
    help = "Compare Elasticsearch with the database, text by text, and mend what differs."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--only-tell", action="store_true", help="change nothing")
        parser.add_argument("--rebuild", action="store_true", help="build anew in any case")

    def handle(self, *args, **options) -> None:
        if backend := configured_backend(self.stdout):
            with failures_as_command_errors():
                self._compare(backend, options)

    def _compare(self, backend: ElasticsearchBackend, options: dict) -> None:
        if options["rebuild"] or not self._catch_up(backend):
            if not options["only_tell"]:
                build(backend, self.stdout)
            return
        different = self._differences(backend)
        if not different or options["only_tell"]:
            return
        sync.update(backend.patient, different, backend.alias)
        if self._differences(backend):
            build(backend, self.stdout)

    def _catch_up(self, backend: ElasticsearchBackend) -> bool:
        try:
            sync.catch_up(backend.patient, backend.alias)
        except sync.FullRebuildRequiredError:
            self.stdout.write("There is no index that fits, or it is too far behind.")
            return False
        return True

    def _differences(self, backend: ElasticsearchBackend) -> set[int]:
        bar = ProgressBar(self.stdout, SearchEntry.objects.count())
        missing, surplus, outdated = sync.compare(backend.patient, backend.alias, bar.update)
        bar.end()
        self.stdout.write(
            f"{len(missing)} entries are missing there, {len(surplus)} are too many, "
            f"{len(outdated)} are not as here."
        )
        return missing | surplus | outdated
