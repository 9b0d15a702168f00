"""Create demo content in three languages. Safe to repeat."""

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
from core import page_cache
from portal.demo import (
    accounts,
    bulk_answers,
    cases,
    pages,
    reference_data,
    reports,
    schedule,
    visits,
)
from portal.demo.timeline import moment
from search import sources

APPEALS = 400
TEN = clock(10)


@contextmanager
def _without_query_log() -> Iterator[None]:
    """Switch off DEBUG, with which Django keeps the text of every query in memory."""
    debug, settings.DEBUG = settings.DEBUG, False
    try:
        yield
    finally:
        settings.DEBUG = debug


class Command(BaseCommand):
    """Create demo content stage by stage."""

    help = "Fill the portal with believable offices, people, pages and appeals, in kk, ru and en."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the sizes and the seed."""
        parser.add_argument("--answers", type=int, default=0, help="published answers, for scale")
        parser.add_argument("--seed", type=int, default=1, help="another number, another year")
        parser.add_argument("--appeals", type=int, default=APPEALS, help="how many appeals")

    def handle(self, *args, **options) -> None:
        """Create the initial data, the demo and the search index; print examples."""
        gc.disable()  # a bulk load makes few cycles; looking for them takes a tenth of the time
        started = time.monotonic()
        at = timezone.now()
        with translation.override("kk"), _without_query_log():
            # Building the index once is much faster than indexing each page.
            with sources.paused():
                call_command("prepare", stdout=self.stdout)
                for name, stage in self.stages(at, options):
                    self.run_stage(name, stage)
            call_command("reindex", stdout=self.stdout)
            call_command("tidy_search", stdout=self.stdout)
        page_cache.drop_all()
        self.stdout.write("Appeals to follow as a citizen (number, secret, state):")
        for example in cases.list_examples(options["appeals"], options["seed"]):
            self.stdout.write("  {:<20}{:<18}{}".format(*example))
        self.stdout.write(
            self.style.SUCCESS(f"The demo is there after {time.monotonic() - started:.0f} s.")
        )

    def stages(self, at: datetime, options: dict) -> list[tuple[str, Callable[[], int]]]:
        """Return the stages as (name, function that returns a count), in order of dependence."""
        progress = self.report_progress
        on, seed = timezone.localdate(at), options["seed"]
        return [
            ("reception offices", reference_data.create_offices),
            ("competent bodies", reference_data.create_bodies),
            ("routing rules", reference_data.create_routing_rules),
            ("officials", lambda: schedule.create_officials(on)),
            ("schedule approvals", lambda: schedule.create_approvals(on)),
            ("procedures", reference_data.create_procedures),
            ("service standards", reference_data.create_standards),
            ("promoted results", reference_data.create_promotions),
            ("settings", reference_data.create_settings),
            ("people who sign in", accounts.create_accounts),
            ("front pages", lambda: pages.create_home_pages(at)),
            ("office pages", lambda: pages.create_office_pages(at)),
            ("procedure pages", lambda: pages.create_procedure_pages(at)),
            ("standard pages", lambda: pages.create_standard_pages(at)),
            ("plain pages", lambda: pages.create_plain_pages(at)),
            ("media reports", lambda: reports.create_reports(at)),
            ("translations", lambda: pages.record_translations(at)),
            ("appeals", lambda: cases.create_appeals(options["appeals"], seed, at, progress)),
            ("monthly reports", lambda: self.close_months(at)),
            ("booked receptions", lambda: visits.create_bookings(seed, at)),
            (
                "published answers",
                lambda: bulk_answers.create_answers(options["answers"], seed, at, progress),
            ),
        ]

    def run_stage(self, name: str, fill: Callable[[], int]) -> None:
        """Run one stage in a transaction of its own and print its count."""
        started = time.monotonic()
        with transaction.atomic():
            count = fill()
        self.stdout.write(f"  {name:<24}{count:>8}   {time.monotonic() - started:5.1f} s")

    def report_progress(self, count: int) -> None:
        """Overwrite the count on a terminal."""
        if self.stdout.isatty():
            self.stdout.write(f"\r  {count:>32}", ending="\r")
            self.stdout.flush()

    def close_months(self, at: datetime) -> int:
        """Close the last eleven months, each on the 3rd of the next; count the reports."""
        month = first_day(timezone.localdate(at))
        for _month in range(11):
            closed_on = moment(month.replace(day=3), TEN)
            month = first_day(month - timedelta(days=1))
            close_month(month, min(closed_on, at))
        return MonthlyReport.objects.count()
