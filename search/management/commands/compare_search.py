"""Compare Elasticsearch with the database and mend what differs. Run it every night."""

from django.core.management.base import BaseCommand, CommandError

from search.engines import elastic_sync, get_engine
from search.engines.fallback import FAILURES, FallbackEngine


class Command(BaseCommand):
    help = "Compare Elasticsearch with the database; build its index anew if they differ."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--only-tell", action="store_true", help="change nothing")
        parser.add_argument("--rebuild", action="store_true", help="build anew in any case")

    def handle(self, *args, **options) -> None:
        engine = get_engine()
        if not isinstance(engine, FallbackEngine):
            self.stdout.write("ELASTICSEARCH_URL is not set: the database searches.")
            return
        try:
            self._compare(engine, options)
        except FAILURES as error:
            raise CommandError(f"Elasticsearch does not answer as it should: {error}") from error

    def _compare(self, engine: FallbackEngine, options: dict) -> None:
        elastic_sync.catch_up(engine.patient, engine.alias)
        missing, surplus = elastic_sync.differences(engine.patient, engine.alias)
        self.stdout.write(f"{len(missing)} entries are missing there, {len(surplus)} are too many.")
        if options["rebuild"] or ((missing or surplus) and not options["only_tell"]):
            done = elastic_sync.rebuild(engine.patient, engine.alias, self._told)
            self.stdout.write(self.style.SUCCESS(f"\n{done} entries built anew."))

    def _told(self, done: int) -> None:
        if self.stdout.isatty():
            self.stdout.write(f"\r{done} entries", ending="")
            self.stdout.flush()
