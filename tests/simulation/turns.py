"""Two connections at once: two threads, of which the seed says at each point who goes on.

On PostgreSQL a point is every statement; whoever waits for the other's lock is passed over after a
moment. On SQLite a point is every statement outside a transaction: its transactions begin with the
write lock (BEGIN IMMEDIATE), so inside one nobody else can get a statement in.
"""

import random
import threading
from collections.abc import Callable

from django.db import connection

PATIENCE = 0.2  # seconds until a thread that does not come back counts as waiting for a lock


class Turns:
    """Whose turn it is."""

    def __init__(self, rng: random.Random, count: int) -> None:
        self.rng, self.ready = rng, threading.Condition()
        self.alive = set(range(count))
        self.turn = rng.choice(sorted(self.alive))

    def take(self, me: int) -> None:
        """Wait until it is the turn of `me`."""
        while self.turn != me:
            came = self.ready.wait(PATIENCE)
            if not came and connection.vendor != "sqlite":
                self.turn = me

    def point(self, me: int) -> None:
        """Let the seed choose who goes on."""
        with self.ready:
            self.turn = self.rng.choice(sorted(self.alive))
            self.ready.notify_all()
            self.take(me)

    def end(self, me: int) -> None:
        """Leave the turns to the others."""
        with self.ready:
            self.alive.discard(me)
            if self.alive:
                self.turn = self.rng.choice(sorted(self.alive))
            self.ready.notify_all()


def interleave(rng: random.Random, *calls: Callable[[], object]) -> None:
    """Do the calls at once, each on a connection of its own; raise the first error."""
    turns, errors = Turns(rng, len(calls)), []

    def run(me: int, call: Callable[[], object]) -> None:
        def statement(execute, sql, params, many, context):
            if connection.vendor != "sqlite" or not connection.in_atomic_block:
                turns.point(me)
            return execute(sql, params, many, context)

        try:
            with turns.ready:
                turns.take(me)
            with connection.execute_wrapper(statement):
                call()
        except BaseException as error:
            errors.append(error)
        finally:
            turns.end(me)
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
