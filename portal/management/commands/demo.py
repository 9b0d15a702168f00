"""Fill the portal with believable content in three languages. Safe to repeat."""

import gc
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from datetime import time as clock

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction
from django.utils import timezone, translation

from appeals.models import MonthlyReport
from appeals.monthly_reports import close_month, first_day
from portal.demo import accounts, cases, facts, pages, reports, scale, schedule, visits
from portal.demo.timeline import moment
from search import sources

APPEALS = 400
TEN = clock(10)


@contextmanager
def _without_query_log() -> Iterator[None]:
    """With DEBUG on Django keeps the text of every query, which nobody reads here."""
    debug, settings.DEBUG = settings.DEBUG, False
    try:
        yield
    finally:
        settings.DEBUG = debug


class Command(BaseCommand):
    help = "Fill the portal with believable offices, people, pages and appeals, in kk, ru and en."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--answers", type=int, default=0, help="published answers, for scale")
        parser.add_argument("--seed", type=int, default=1, help="another number, another year")
        parser.add_argument("--appeals", type=int, default=APPEALS, help="how many appeals")

    def handle(self, *args, **options) -> None:
        gc.disable()  # a bulk load drops little that is cyclic; looking for it takes a tenth
        started = time.monotonic()
        at = timezone.now()
        with translation.override("kk"), _without_query_log():
            # The whole index at once is far quicker than a page at a time.
            with sources.paused():
                call_command("prepare", stdout=self.stdout)
                for name, stage in self.stages(at, options):
                    self.stage(name, stage)
            call_command("reindex", stdout=self.stdout)
            call_command("tidy_search", stdout=self.stdout)
        self.stdout.write("Appeals to follow as a citizen (number, secret, state):")
        for example in cases.examples(options["appeals"], options["seed"]):
            self.stdout.write("  {:<20}{:<18}{}".format(*example))
        self.stdout.write(
            self.style.SUCCESS(f"The demo is there after {time.monotonic() - started:.0f} s.")
        )

    def stages(self, at: datetime, options: dict) -> list[tuple[str, Callable[[], int]]]:
        """The parts of the demo in the order they lean on one another."""
        on, seed = timezone.localdate(at), options["seed"]
        return [
            ("topics", facts.topics),
            ("reception offices", facts.offices),
            ("competent bodies", facts.bodies),
            ("routing rules", facts.rules),
            ("officials", lambda: schedule.officials(on)),
            ("schedule approvals", lambda: schedule.approvals(on)),
            ("procedures", facts.procedures),
            ("service standards", facts.standards),
            ("promoted results", facts.promotions),
            ("settings", facts.settings),
            ("people who sign in", accounts.make),
            ("front pages", lambda: pages.front(at)),
            ("office pages", lambda: pages.offices(at)),
            ("procedure pages", lambda: pages.procedures(at)),
            ("standard pages", lambda: pages.standards(at)),
            ("plain pages", lambda: pages.plain(at)),
            ("media reports", lambda: reports.publish(at)),
            ("translations", lambda: pages.translations(at)),
            ("appeals", lambda: cases.live(options["appeals"], seed, at, self.told)),
            ("monthly reports", lambda: self.months(at)),
            ("booked receptions", lambda: visits.book(seed, at)),
            ("published answers", lambda: scale.answers(options["answers"], seed, at, self.told)),
        ]

    def stage(self, name: str, fill: Callable[[], int]) -> None:
        """Run one part in a transaction of its own and say how many are there."""
        started = time.monotonic()
        with transaction.atomic():
            count = fill()
        self.stdout.write(f"  {name:<24}{count:>8}   {time.monotonic() - started:5.1f} s")

    def told(self, count: int) -> None:
        if self.stdout.isatty():
            self.stdout.write(f"\r  {count:>32}", ending="\r")
            self.stdout.flush()

    def months(self, at: datetime) -> int:
        """Close every past month of the year on the third of the next one."""
        month = first_day(timezone.localdate(at))
        for _each in range(11):
            third = moment(month.replace(day=3), TEN)
            month = first_day(month - timedelta(days=1))
            close_month(month, min(third, at))
        return MonthlyReport.objects.count()
