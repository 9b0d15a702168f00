"""What works and what does not, for a monitor. Each look takes milliseconds and changes nothing."""

import os
import shutil
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.utils import translation

from core import outbox
from core.models import Notice
from portal.operations import schema
from search.backends import get_backend
from search.models import SearchEntry

LATE_LETTERS = timedelta(hours=1)
FREE_BYTES = 500 * 1024 * 1024
EMPTY = "nothing can be found yet: publish something or run reindex"  # true of a new portal

RESTING = "resting: the database answers"  # and nobody notices
# Anybody can make a letter that never arrives, by a mistyped address: no reason to wake a person.
RETRIED = "tried again"


def look(at: datetime) -> dict[str, str]:
    """Name → "ok" or what is wrong, in one short sentence without personal data."""
    found = {"database": _database()}
    if found["database"] == "ok":
        found["migrations"] = _migrations()
    if found.get("migrations") == "ok":
        found["letters"] = _letters(at)
        found["letters_refused"] = _refused()
        found["search"] = _search()
        found["elasticsearch"] = _elasticsearch()
    found["cache"] = _cache()
    found["disk"] = _disk()
    found["virus_scanner"] = "ok" if settings.CLAMD_URL else "not configured"
    return found


def works(found: dict[str, str]) -> bool:
    """Whether citizens are served: everything but an optional part that was never set up."""
    fine = {"ok", "not configured", EMPTY}
    return all(state in fine or state.startswith((RESTING, RETRIED)) for state in found.values())


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        return f"does not answer: {type(error).__name__}"
    return "ok"


def _migrations() -> str:
    waiting = len(schema.pending())
    return f"{waiting} are missing in the database: run migrate" if waiting else "ok"


def _letters(at: datetime) -> str:
    queued = Notice.objects.filter(delivery=Notice.Delivery.QUEUED)
    if late := queued.filter(not_before__lt=at - LATE_LETTERS).count():
        return f"{late} letters wait for more than an hour: run deliver"
    unreached = queued.filter(
        error__in=outbox.CONNECTION_ERRORS, created_at__lt=at - LATE_LETTERS
    ).count()
    return f"{unreached} letters wait for a server that is not reached" if unreached else "ok"


def _refused() -> str:
    refused = Notice.objects.filter(delivery=Notice.Delivery.QUEUED).exclude(error="").count()
    return f"{RETRIED}: {refused} letters that could not be sent" if refused else "ok"


def _search() -> str:
    return "ok" if SearchEntry.objects.exists() else EMPTY


def _elasticsearch() -> str:
    if not settings.ELASTICSEARCH_URL:
        return "not configured"
    with translation.override("en"):  # a monitor's words are the same for every visitor
        problem = get_backend().problem()
    return f"{RESTING} ({problem})" if problem else "ok"


def _cache() -> str:
    try:
        cache.set("health", "ok", 5)
        return "ok" if cache.get("health") == "ok" else "does not keep what it is given"
    except Exception as error:  # whatever a cache back end raises, the page must answer
        return f"does not answer: {type(error).__name__}"


def _disk() -> str:
    """What the three folders lack; one that nothing was put into yet need not exist."""
    for name in ("VAR_DIR", "MEDIA_ROOT", "PRIVATE_ROOT"):
        root = Path(getattr(settings, name)).absolute()
        folder = next(each for each in (root, *root.parents) if os.path.exists(each))
        if not (folder.is_dir() and os.access(folder, os.W_OK | os.X_OK)):
            return f"{name} cannot be written"
        free = shutil.disk_usage(folder).free
        if free <= FREE_BYTES:
            return f"only {free // 2**20} MB are free for {name}"
    return "ok"
