"""Let Elasticsearch follow what it missed, and build its index where that is not enough."""

from django.core.management.base import BaseCommand

from search.backends.elasticsearch import rebuild, sync
from search.backends.fallback import FallbackEngine
from search.management.elasticsearch import build, failing_aloud, server


class Command(BaseCommand):
    help = "Let Elasticsearch follow what it missed; build its index where there is none that fits."

    def handle(self, *args, **options) -> None:
        if engine := server(self.stdout):
            with failing_aloud():
                self._follow(engine)

    def _follow(self, engine: FallbackEngine) -> None:
        try:
            mended = sync.catch_up(engine.patient, engine.alias)
        except sync.TooFar:
            if rebuild.in_the_making(engine.patient, engine.alias):
                self.stdout.write("Somebody else is building its index: that is left to them.")
                return
            build(engine, self.stdout)
        else:
            self.stdout.write(f"{mended} entries followed.")
