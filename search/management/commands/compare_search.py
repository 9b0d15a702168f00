"""Compare Elasticsearch with the database and mend what differs. Run it every night."""

from django.core.management.base import BaseCommand, CommandError

from search.engines import elastic_sync, get_engine
from search.engines.fallback import FAILURES, FallbackEngine


class Command(BaseCommand):
    help = "Compare Elasticsearch with the database and mend what differs."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--only-tell", action="store_true", help="change nothing")
        parser.add_argument("--rebuild", action="store_true", help="build anew in any case")

    def handle(self, *args, **options) -> None:
        engine = get_engine()
        if not isinstance(engine, FallbackEngine):
            if wrong := engine.trouble():
                raise CommandError(wrong)
            self.stdout.write("ELASTICSEARCH_URL is not set: the database searches.")
            return
        try:
            self._compare(engine, options)
        except FAILURES as error:
            raise CommandError(f"Elasticsearch does not answer as it should: {error}") from error

    def _compare(self, engine: FallbackEngine, options: dict) -> None:
        if options["rebuild"] or not self._followed(engine):
            if not options["only_tell"]:
                self._rebuild(engine)
            return
        wrong = self._wrong(engine)
        if not wrong or options["only_tell"]:
            return
        elastic_sync.mend(engine.patient, wrong, engine.alias)
        if self._wrong(engine):
            self._rebuild(engine)

    def _followed(self, engine: FallbackEngine) -> bool:
        try:
            elastic_sync.catch_up(engine.patient, engine.alias)
        except elastic_sync.TooFar:
            self.stdout.write("There is no index, or it is too far behind.")
            return False
        return True

    def _wrong(self, engine: FallbackEngine) -> set[int]:
        missing, surplus, unlike = elastic_sync.differences(engine.patient, engine.alias)
        self.stdout.write(
            f"{len(missing)} entries are missing there, {len(surplus)} are too many, "
            f"{len(unlike)} are not as here."
        )
        return missing | surplus | unlike

    def _rebuild(self, engine: FallbackEngine) -> None:
        done = elastic_sync.rebuild(engine.patient, engine.alias, self._told)
        self.stdout.write(self.style.SUCCESS(f"\n{done} entries built anew."))

    def _told(self, done: int) -> None:
        if self.stdout.isatty():
            self.stdout.write(f"\r{done} entries", ending="")
            self.stdout.flush()
