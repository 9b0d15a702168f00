"""Which engine answers: the one of the database, behind Elasticsearch where an address is set."""

from functools import cache
from importlib import import_module

from django.conf import settings
from django.db import connection

from .base import Engine, Hit, Results
from .database import DatabaseEngine
from .postgres import PostgresEngine
from .sqlite import SqliteEngine

__all__ = ["Engine", "Hit", "Results", "get_engine"]


@cache
def _database(vendor: str) -> DatabaseEngine:
    return PostgresEngine() if vendor == "postgresql" else SqliteEngine()


@cache
def _server(vendor: str, url: str) -> Engine:
    # Without an address the client's half a second of start is saved.
    return import_module("search.engines.fallback").FallbackEngine(url, _database(vendor))


def get_engine() -> Engine:
    """The engine in force."""
    if url := settings.ELASTICSEARCH_URL:
        return _server(connection.vendor, url)
    return _database(connection.vendor)
