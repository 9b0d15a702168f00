"""A process that dies at a chosen point: before a statement, before a commit, after a commit.

Points are counted through the act: every SQL statement is one, and each commit two. `Crash` is no
Exception, so no handler of the portal takes it for an error of its own; Django rolls back what is
open, as the database does for a connection that is gone.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

from django.db import connection


class Crash(BaseException):
    """The process is dead."""


class Points:
    """Count the points at which a process may die, and die at one of them."""

    def __init__(self, last: int) -> None:
        self.last, self.passed, self.where, self.paused = last, 0, "", False

    def pass_one(self, where: str) -> None:
        if self.paused:
            return
        self.passed += 1
        if self.passed == self.last:
            self.where = where
            raise Crash(where)

    def statement(self, execute, sql, params, many, context):
        """Wrap a statement of the database."""
        self.pass_one(sql[:60])
        return execute(sql, params, many, context)


_active: list[Points] = []


@contextmanager
def no_crash() -> Iterator[None]:
    """Let nothing die in this block: it is the watcher who reads, not the portal."""
    for points in _active:
        points.paused = True
    try:
        yield
    finally:
        for points in _active:
            points.paused = False


@contextmanager
def crash_at(point: int) -> Iterator[Points]:
    """Let the act in this block die at its point number `point`, counted from 1."""
    points = Points(point)
    commit, hooks = connection._commit, connection.run_and_clear_commit_hooks

    def commit_or_die() -> None:
        points.pass_one("before COMMIT")
        commit()

    def run_hooks_or_die() -> None:
        if connection.run_on_commit:
            try:
                points.pass_one("after COMMIT, before on_commit")
            except Crash:
                connection.run_on_commit = []
                raise
        hooks()

    _active.append(points)
    try:
        with (
            mock.patch.object(connection, "_commit", commit_or_die),
            mock.patch.object(connection, "run_and_clear_commit_hooks", run_hooks_or_die),
            connection.execute_wrapper(points.statement),
        ):
            yield points
    finally:
        _active.remove(points)
