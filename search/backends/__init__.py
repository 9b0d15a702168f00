"""Which backend answers: the database's, behind Elasticsearch where an address is set."""

import logging
from functools import cache
from importlib import import_module

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core import page_cache
from core.replica import connection
from search.backends.base import Backend, Hit, Results
from search.backends.database import DatabaseBackend
from search.backends.postgres import PostgresBackend
from search.backends.sqlite import SqliteBackend

__all__ = ["Backend", "Hit", "Results", "get_backend", "get_database"]
log = logging.getLogger("search")


@cache
def _database(
    vendor: str, configuration_error: str | Promise = "", alias: str = "default"
) -> DatabaseBackend:
    """Return the backend of a database: a replica has one of its own, with what it knows by now."""
    kind = PostgresBackend if vendor == "postgresql" else SqliteBackend
    return kind(configuration_error)


def get_database() -> DatabaseBackend:
    """Return the backend of the database in use; every writer writes that of the primary."""
    return _database(connection.vendor, alias=connection.alias)


@cache
def _elasticsearch(vendor: str, url: str, api_key: str, ca: str) -> Backend:
    # Without an address the client's half a second of start is saved.
    client = import_module("search.backends.elasticsearch.client")
    if error := client.settings_error(url, ca):
        return _database(vendor, error)
    try:
        return client.ElasticsearchBackend(url, _database(vendor), api_key=api_key, ca=ca)
    except Exception:  # whatever the client dislikes, people go on searching
        log.exception("Elasticsearch's settings cannot be used")
        return _database(vendor, _("the settings of Elasticsearch cannot be used"))


def get_backend() -> Backend:
    """Return the backend in force.

    Settings that cannot be used raise nothing: the database answers, and its `problem` says what is
    wrong with them.
    """
    if url := settings.ELASTICSEARCH_URL:
        page_cache.never_keep()  # the server's index changes later than the tables
        key, ca = settings.ELASTICSEARCH_API_KEY, settings.ELASTICSEARCH_CA
        return _elasticsearch(connection.vendor, url, key, ca)
    return get_database()
