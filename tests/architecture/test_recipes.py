"""The recipes of docs/recipes.md touch few files.

A recipe is a list of insertions; tests/journeys/test_recipes.py carries it out. The catalogues of
the three languages count as one file.
"""

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CATALOGUES, TEST_FILE = "locale/*/LC_MESSAGES/django.po", "a test of the package"

# file → (the line before which to insert, the lines to insert)
FIELD_RECIPE = {
    "appeals/models/appeal.py": (
        "    organisation = models.CharField(",
        '    workplace = models.CharField(_("Place of work"), max_length=100, blank=True)\n',
    ),
    "appeals/appeal_fields.py": (
        "    organisation: str = field(",
        '    workplace: str = field(default="", metadata=_entered(APPLICANT, "address"))\n',
    ),
    "forms/appeal/who.py": (
        "    id_number = ",
        '    workplace = SingleLineField(label=_("Place of work"), max_length=100, required=False)\n',
    ),
}
FIELD_GENERATED = ("appeals/migrations/*_workplace.py", CATALOGUES)
COLUMN_RECIPE = {
    "appeals/statistics.py": (
        '    FigureColumn(\n        key="late",',
        '    FigureColumn(key="extended", label=_("Extended"), condition=lambda fact: fact.extended),\n',
    ),
}
COLUMN_GENERATED = (CATALOGUES,)
PAGE_RECIPE = {
    "home/models/__init__.py": (
        "from home.models.settings import",
        "from home.models.news import NewsPage\n",
    ),
}
# file → its text
PAGE_FILES = {
    "home/models/news.py": '''"""News."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from core.pages import BasePage


class NewsPage(BasePage):
    """A news item."""

    date = models.DateField(_("Date"))
    search_kind = "news"
    search_label = _("News")
    content_panels = [*BasePage.content_panels, FieldPanel("date")]

    class Meta:
        verbose_name = _("news item")

    def search_values(self) -> dict:
        """Return the day of the news as the day of publication."""
        return {"published_on": self.date}
''',
    "home/templates/home/news_page.html": """{% extends "base.html" %}
{% block main %}<h1>{{ page.title }}</h1><p>{{ page.date }}</p>{% endblock %}
""",
}
# The section is for kinds that have an index page of their own.
PAGE_GENERATED = ("home/migrations/*_news.py", "portal/sections.py", CATALOGUES)


def test_field_recipe_touches_at_most_six_files():
    assert len([*FIELD_RECIPE, *FIELD_GENERATED, TEST_FILE]) <= 6


def test_column_recipe_touches_at_most_four_files():
    assert len([*COLUMN_RECIPE, *COLUMN_GENERATED, TEST_FILE]) <= 4


def test_page_recipe_touches_at_most_seven_files():
    assert len([*PAGE_RECIPE, *PAGE_FILES, *PAGE_GENERATED, TEST_FILE]) <= 7


@pytest.mark.parametrize("name", [*FIELD_RECIPE, *COLUMN_RECIPE, *PAGE_RECIPE, *PAGE_FILES])
def test_recipe_names_every_file(name):
    assert f"`{name}`" in (ROOT / "docs" / "recipes.md").read_text()
