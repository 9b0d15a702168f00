"""Health of the installation, for a monitor. The checks take milliseconds and change nothing."""

import os
import shutil
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.utils import translation

from core import outbox, replica
from core.jobs import runs
from core.models import Notice
from core.storage import get_private_storage
from portal.operations import schema
from search.backends import get_backend
from search.models import SearchEntry

LATE_AFTER = timedelta(hours=1)
MIN_FREE_BYTES = 500 * 1024 * 1024
EMPTY_INDEX = "nothing can be found yet: publish something or run reindex"  # as in a new portal

NO_JOBS = "no job yet: run prepare"  # as in a new portal
DEGRADED = "resting: the database answers"
# A mistyped address makes a message that never arrives: no reason to alert an operator.
RETRYING = "tried again"
GIVEN_UP = "given up"  # staff send them again in the admin's list of letters


def check_health(at: datetime) -> dict[str, str]:
    """Return name → "ok" or what is wrong, in one short sentence without personal data."""
    states = {"database": _check_database()}
    if states["database"] == "ok":
        states["migrations"] = _check_migrations()
    if states.get("migrations") == "ok":
        states["jobs"] = _check_jobs(at)
        states["letters"] = _check_delivery(at)
        states["letters_refused"] = _check_refused()
        states["letters_failed"] = _check_failed()
        states["search"] = _check_search_index()
        states["elasticsearch"] = _check_elasticsearch()
    states["cache"] = _check_cache()
    states["replica"] = _check_replica()
    states["disk"] = _check_disk()
    states["files"] = _check_files()
    states["virus_scanner"] = "ok" if settings.CLAMD_URL else "not configured"
    return states


def is_healthy(states: dict[str, str]) -> bool:
    """Return whether citizens are served: only optional parts may be missing or degraded."""
    healthy = {"ok", "not configured", EMPTY_INDEX, NO_JOBS}
    harmless = (DEGRADED, RETRYING, GIVEN_UP)
    return all(state in healthy or state.startswith(harmless) for state in states.values())


def _check_database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        return f"does not answer: {type(error).__name__}"
    return "ok"


def _check_migrations() -> str:
    waiting = len(schema.unapplied_migrations())
    return f"{waiting} are missing in the database: run migrate" if waiting else "ok"


def _check_jobs(at: datetime) -> str:
    late = runs.list_late(at)
    if late is None:
        return NO_JOBS
    return f"late: {', '.join(late)}; is the worker running?" if late else "ok"


def _check_delivery(at: datetime) -> str:
    queued = Notice.objects.filter(delivery=Notice.Delivery.QUEUED)
    if late := queued.filter(not_before__lt=at - LATE_AFTER).count():
        return f"{late} letters wait for more than an hour: is the worker running?"
    unreached = queued.filter(
        error__in=outbox.CONNECTION_ERRORS, created_at__lt=at - LATE_AFTER
    ).count()
    return f"{unreached} letters wait for a server that is not reached" if unreached else "ok"


def _check_refused() -> str:
    refused = Notice.objects.filter(delivery=Notice.Delivery.QUEUED).exclude(error="").count()
    return f"{RETRYING}: {refused} letters that could not be sent" if refused else "ok"


def _check_failed() -> str:
    failed = Notice.objects.filter(delivery=Notice.Delivery.FAILED).count()
    return f"{GIVEN_UP}: {failed} letters that will not be tried again" if failed else "ok"


def _check_search_index() -> str:
    return "ok" if SearchEntry.objects.exists() else EMPTY_INDEX


def _check_elasticsearch() -> str:
    if not settings.ELASTICSEARCH_URL:
        return "not configured"
    with translation.override("en"):  # the same text for every visitor
        problem = get_backend().problem()
    return f"{DEGRADED} ({problem})" if problem else "ok"


def _check_cache() -> str:
    try:
        cache.set("health", "ok", 5)
        if problem := getattr(cache, "problem", ""):
            return f"does not answer: {problem}"
        return "ok" if cache.get("health") == "ok" else "does not keep what it is given"
    except Exception as error:  # whatever a cache backend raises, the page must respond
        return f"does not answer: {type(error).__name__}"


def _check_replica() -> str:
    if not replica.is_configured():
        return "not configured"
    problem = replica.find_problem()
    return f"{DEGRADED} ({problem})" if problem else "ok"


def _check_files() -> str:
    """Ask S3, where files are kept in it, for a file that need not exist."""
    if not settings.STORAGE_URL:
        return "ok"
    try:
        get_private_storage().exists("health")
    except OSError as error:
        return error.strerror or type(error).__name__
    return "ok"


def _check_disk() -> str:
    """Check the folders that are used; one without files yet need not exist."""
    for name in ("VAR_DIR",) if settings.STORAGE_URL else ("VAR_DIR", "MEDIA_ROOT", "PRIVATE_ROOT"):
        root = Path(getattr(settings, name)).absolute()
        folder = next(path for path in (root, *root.parents) if os.path.exists(path))
        if not (folder.is_dir() and os.access(folder, os.W_OK | os.X_OK)):
            return f"{name} cannot be written"
        free = shutil.disk_usage(folder).free
        if free <= MIN_FREE_BYTES:
            return f"only {free // 2**20} MB are free for {name}"
    return "ok"
