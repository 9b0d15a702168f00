"""Run the periodic jobs."""

import signal

from django.core.management.base import BaseCommand
from django.utils import timezone

from core import page_cache
from core.jobs import runs
from core.jobs.worker import Worker


class Command(BaseCommand):
    """Run every periodic job at its time until SIGTERM."""

    help = (
        "Run the periodic jobs: letters, planned pages, reminders, clean-up, backup and the rest. "
        "SIGTERM ends it after the jobs that are running. Several may run beside one another."
    )

    def handle(self, *args, **options) -> None:
        """Create the rows of new jobs, then work until a signal."""
        runs.create_rows(timezone.now())
        page_cache.drop_all()  # a killed worker may not have told what it had changed
        worker = Worker()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, worker.stop)
        self.stdout.write(f"Worker {worker.holder} runs.")
        worker.run()
        self.stdout.write("Worker ended.")
