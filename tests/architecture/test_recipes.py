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
        '    FigureColumn(key="extended", label=_("Extended"), condition=lambda on: Q(extended=True)),\n',
    ),
}
COLUMN_GENERATED = (CATALOGUES,)


def test_field_recipe_touches_at_most_six_files():
    assert len([*FIELD_RECIPE, *FIELD_GENERATED, TEST_FILE]) <= 6


def test_column_recipe_touches_at_most_four_files():
    assert len([*COLUMN_RECIPE, *COLUMN_GENERATED, TEST_FILE]) <= 4


@pytest.mark.parametrize("name", [*FIELD_RECIPE, *COLUMN_RECIPE])
def test_recipe_names_every_file(name):
    assert f"`{name}`" in (ROOT / "docs" / "recipes.md").read_text()
