"""Fill the portal with believable content in three languages. Safe to repeat."""

import time
from collections.abc import Callable

from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction
from django.utils import timezone, translation

from portal.demo import accounts, cases, facts, pages, reports, schedule


class Command(BaseCommand):
    help = "Fill the portal with believable offices, people, pages and appeals, in kk, ru and en."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--seed", type=int, default=1, help="another number, other chances")
        parser.add_argument("--appeals", type=int, default=400, help="how many appeals to tell")

    def handle(self, *args, **options) -> None:
        at = timezone.now()
        with translation.override("kk"):
            self.fill(at, options)
        self.stdout.write(self.style.SUCCESS("The demo is there."))

    def fill(self, at, options) -> None:
        on = timezone.localdate(at)
        for name, stage in [
            ("topics", facts.topics),
            ("kinds of appeal", facts.kinds),
            ("reception offices", facts.offices),
            ("competent bodies", facts.bodies),
            ("routing rules", facts.rules),
            ("officials", lambda: schedule.officials(on)),
            ("schedule approvals", lambda: schedule.approvals(on)),
            ("procedures", facts.procedures),
            ("service standards", facts.standards),
            ("search terms", facts.terms),
            ("settings", facts.settings),
            ("people who sign in", accounts.make),
            ("front pages", lambda: pages.front(at)),
            ("office pages", lambda: pages.offices(at)),
            ("procedure pages", lambda: pages.procedures(at)),
            ("standard pages", lambda: pages.standards(at)),
            ("plain pages", lambda: pages.plain(at)),
            ("media reports", lambda: reports.publish(at)),
            ("appeals", lambda: cases.live(options["appeals"], options["seed"], at)),
        ]:
            self.stage(name, stage)

    def stage(self, name: str, fill: Callable[[], int]) -> None:
        """Run one part in a transaction of its own and say how many are there."""
        started = time.monotonic()
        with transaction.atomic():
            count = fill()
        self.stdout.write(f"  {name:<24}{count:>6}   {time.monotonic() - started:5.1f} s")
