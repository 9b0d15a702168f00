"""Which engine answers: the one of the database in use."""

from functools import cache

from django.db import connection

from .base import Engine, Hit, Results
from .postgres import PostgresEngine
from .sqlite import SqliteEngine

__all__ = ["Engine", "Hit", "Results", "get_engine"]


@cache
def _engine(vendor: str) -> Engine:
    return PostgresEngine() if vendor == "postgresql" else SqliteEngine()


def get_engine() -> Engine:
    """The engine in force."""
    return _engine(connection.vendor)
