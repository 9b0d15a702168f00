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
def _server(vendor: str, url: str, api_key: str, ca: str) -> Engine:
    # Without an address the client's half a second of start is saved.
    fallback = import_module("search.engines.fallback")
    return fallback.FallbackEngine(url, _database(vendor), api_key=api_key, ca=ca)


def get_engine() -> Engine:
    """The engine in force."""
    if url := settings.ELASTICSEARCH_URL:
        key, ca = settings.ELASTICSEARCH_API_KEY, settings.ELASTICSEARCH_CA
        return _server(connection.vendor, url, key, ca)
    return _database(connection.vendor)
