"""Which engine answers: the one of the database, behind Elasticsearch where an address is set."""

import logging
from functools import cache
from importlib import import_module

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext_lazy as _

from search.backends.base import Engine, Hit, Results
from search.backends.database import DatabaseEngine
from search.backends.elasticsearch.address import Said, fault
from search.backends.postgres import PostgresEngine
from search.backends.sqlite import SqliteEngine

__all__ = ["Engine", "Hit", "Results", "get_engine"]
log = logging.getLogger("search")


@cache
def _database(vendor: str, alone: Said = "") -> DatabaseEngine:
    return PostgresEngine(alone) if vendor == "postgresql" else SqliteEngine(alone)


@cache
def _server(vendor: str, url: str, api_key: str, ca: str) -> Engine:
    if wrong := fault(url, ca):
        return _database(vendor, wrong)
    # Without an address the client's half a second of start is saved.
    fallback = import_module("search.backends.fallback")
    try:
        return fallback.FallbackEngine(url, _database(vendor), api_key=api_key, ca=ca)
    except Exception:  # whatever the client dislikes, people go on searching
        log.exception("Elasticsearch's settings cannot be used")
        return _database(vendor, _("the settings of Elasticsearch cannot be used"))


def get_engine() -> Engine:
    """The engine in force. Settings that cannot be used raise nothing: the database answers, and
    its `trouble` says what is wrong with them."""
    if url := settings.ELASTICSEARCH_URL:
        key, ca = settings.ELASTICSEARCH_API_KEY, settings.ELASTICSEARCH_CA
        return _server(connection.vendor, url, key, ca)
    return _database(connection.vendor)
