"""Titles by which a visitor chooses, kept in each process while nobody edits them."""

from django.utils.translation import get_language

from core import page_cache
from services.models import Office


def office_titles() -> dict[str, str]:
    """Return code → title of the active offices in the active language, in their order."""
    offices = Office.objects.filter(active=True)
    return page_cache.kept_value(
        ("office titles", get_language()), lambda: {row.slug: row.title for row in offices}
    )
