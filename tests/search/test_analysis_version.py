"""An index made by other rules of the language is known by their name."""

import shutil

import pytest

from search.analysis import version


@pytest.mark.parametrize("what", ["endings.py", "little_words.py", "stems_nouns.txt"])
def test_any_change_of_a_rule_or_table_changes_the_version(what, tmp_path):
    folder = tmp_path / "language"
    shutil.copytree(version.FOLDER, folder, ignore=shutil.ignore_patterns("__pycache__"))
    assert version.rules_digest(folder) == version.VERSION, "wherever it is installed"
    with (folder / what).open("a", encoding="utf-8") as table:
        table.write("\n# another rule\n")
    assert version.rules_digest(folder) != version.VERSION
