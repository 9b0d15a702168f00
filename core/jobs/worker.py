"""The loop of `manage.py worker`: claim what is due, run it in threads, extend the leases."""

import logging
import os
import secrets
import socket
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime

from django.db import DatabaseError, close_old_connections, connections
from django.utils import timezone

from core.jobs import runs
from core.jobs.registry import Job

log = logging.getLogger(__name__)
THREADS = 3  # a backup or a rebuilt index takes minutes: letters do not wait for it
POLL_SECONDS = 2.0
RENEW_SECONDS = 15.0


class Worker:
    """One worker process; any number of them may share a database."""

    def __init__(self, clock: Callable[[], datetime] = timezone.now):
        self.clock = clock
        self.holder = f"{socket.gethostname()[:50]}:{os.getpid()}:{secrets.token_hex(4)}"
        self.stopped = threading.Event()
        self.running: dict[str, Future] = {}

    def stop(self, *args) -> None:
        """Take no further job; also a signal handler."""
        self.stopped.set()

    def run(
        self, is_over: Callable[[], bool] = lambda: False, patience: float | None = None
    ) -> None:
        """Work until `stop` is called or `is_over`; wait `patience` seconds for running jobs."""
        pool = ThreadPoolExecutor(THREADS, thread_name_prefix="job")
        renewed = time.monotonic()
        while not (self.stopped.is_set() or is_over()):
            self._guard(self.start_due_jobs, pool)
            renewed = self._renew(renewed)
            self.stopped.wait(POLL_SECONDS)
        pool.shutdown(wait=False, cancel_futures=True)
        deadline = time.monotonic() + patience if patience is not None else None
        while self._forget_finished() and not (deadline and time.monotonic() > deadline):
            renewed = self._renew(renewed)
            time.sleep(0.1)

    def start_due_jobs(self, pool: ThreadPoolExecutor) -> None:
        """Claim as many due jobs as there are free threads, and start them."""
        self._forget_finished()
        if free := THREADS - len(self.running):
            for job in runs.claim_due(self.holder, self.clock(), free, self.running):
                self.running[job.name] = pool.submit(self._run, job)

    def _run(self, job: Job) -> None:
        try:
            runs.run(job, self.holder, self.clock)
        finally:
            connections.close_all()

    def _forget_finished(self) -> bool:
        """Drop finished jobs and return whether some still run."""
        for name, future in list(self.running.items()):
            if future.done():
                del self.running[name]
                if not future.cancelled() and (error := future.exception()):
                    log.error("the end of %s was not recorded: %s", name, type(error).__name__)
        return bool(self.running)

    def _renew(self, renewed: float) -> float:
        """Extend the leases of running jobs every RENEW_SECONDS; return when that was last done."""
        if not self.running or time.monotonic() - renewed < RENEW_SECONDS:
            return renewed if self.running else time.monotonic()
        self._guard(runs.extend_leases, self.holder, set(self.running), self.clock())
        return time.monotonic()

    def _guard(self, act: Callable, *args) -> None:
        """Call `act`; while the database does not answer, say so and go on."""
        close_old_connections()
        try:
            act(*args)
        except DatabaseError as error:
            log.warning("the worker waits for the database: %s", type(error).__name__)
            connections.close_all()
