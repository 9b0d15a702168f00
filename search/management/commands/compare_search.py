"""Compare Elasticsearch with the database and mend what differs. Run it every night."""

from django.core.management.base import BaseCommand

from search.backends.elasticsearch import sync
from search.backends.fallback import FallbackEngine
from search.backends.index import findable
from search.management.elasticsearch import build, failing_aloud, server
from search.management.progress_bar import Bar


class Command(BaseCommand):
    help = "Compare Elasticsearch with the database, text by text, and mend what differs."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--only-tell", action="store_true", help="change nothing")
        parser.add_argument("--rebuild", action="store_true", help="build anew in any case")

    def handle(self, *args, **options) -> None:
        if engine := server(self.stdout):
            with failing_aloud():
                self._compare(engine, options)

    def _compare(self, engine: FallbackEngine, options: dict) -> None:
        if options["rebuild"] or not self._followed(engine):
            if not options["only_tell"]:
                build(engine, self.stdout)
            return
        wrong = self._wrong(engine)
        if not wrong or options["only_tell"]:
            return
        sync.mend(engine.patient, wrong, engine.alias)
        if self._wrong(engine):
            build(engine, self.stdout)

    def _followed(self, engine: FallbackEngine) -> bool:
        try:
            sync.catch_up(engine.patient, engine.alias)
        except sync.TooFar:
            self.stdout.write("There is no index that fits, or it is too far behind.")
            return False
        return True

    def _wrong(self, engine: FallbackEngine) -> set[int]:
        bar = Bar(self.stdout, findable().count())
        missing, surplus, unlike = sync.differences(engine.patient, engine.alias, bar.told)
        bar.end()
        self.stdout.write(
            f"{len(missing)} entries are missing there, {len(surplus)} are too many, "
            f"{len(unlike)} are not as here."
        )
        return missing | surplus | unlike
