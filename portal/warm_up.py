"""What the first visitors would wait for: loaded before the fork and shared by all processes."""

import gc

from django.conf import settings
from django.db import DatabaseError, connections
from django.template.loader import get_template
from django.urls import reverse
from django.utils.translation import override

from core.workdays.source import working_calendar
from search import language
from search.query import synonyms


def warm_up() -> None:
    """Load addresses, templates, and of each language the tables of search and the calendar."""
    for folder in settings.BASE_DIR.glob("*/templates"):
        for path in folder.rglob("*.html"):
            get_template(str(path.relative_to(folder)))
    for code, _name in settings.LANGUAGES:
        with override(code):
            reverse("healthz")  # reads all addresses
            language.fields("қабылдау", code)
            _read_database()
    gc.freeze()


def _read_database() -> None:
    """Load what comes from the database, where it answers; a connection outlives no fork."""
    try:
        working_calendar()
        synonyms.load_thesaurus()
    except DatabaseError:
        pass  # it may start later than the portal
    finally:
        connections.close_all()
