"""The names of the offices: passwords made of them are guessed first."""

from core.accounts.passwords import register_words
from services.models import Office


def office_titles() -> list[str]:
    """Return the titles of all offices in their languages."""
    rows = Office.objects.values_list("title_kk", "title_ru", "title_en", "slug")
    return [title for row in rows for title in row if title]


register_words(office_titles)
