"""The recipes of docs/recipes.md work: they are carried out on a scratch copy of the code.

The copy gets a migrated database; then the new field, column and kind of page are used through the pages.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from tests.architecture.test_recipes import (
    COLUMN_RECIPE,
    FIELD_GENERATED,
    FIELD_RECIPE,
    PAGE_FILES,
    PAGE_RECIPE,
    ROOT,
)

COPIED = ("appeals", "core", "forms", "home", "locale", "portal", "search", "services", "tests")
IGNORED = shutil.ignore_patterns("__pycache__", "*.pyc")
SCRIPT = """
import django
django.setup()
from django.core.management import call_command
from django.test.utils import setup_test_environment
setup_test_environment()
call_command("makemigrations", "appeals", name="workplace", verbosity=0)
call_command("makemigrations", "home", name="news", verbosity=0)
call_command("migrate", verbosity=0)

from django.urls import reverse
from appeals import publication
from appeals.models import Appeal, MonthlyReport
from tests import builders
from tests.citizen_form import STEP_ANSWERS, AppealWizardClient
from tests.client import new_client

office = builders.an_office()
builders.a_kind(), builders.a_topic()
wizard = AppealWizardClient(new_client(), "en").fill_to("who")
wizard.press("next", {**STEP_ANSWERS["who"], "workplace": "Bakery 7"})
wizard.fill_to("check")
assert "Bakery 7" in wizard.page.main, "the check page lacks the field"
wizard.press("next")
appeal = Appeal.objects.get()
assert appeal.workplace == "Bakery 7", "the field is not stored"
client = new_client(builders.a_staff_member("clerk", "clerk", office)).client
card = client.get(reverse("appeals_admin:case", args=[appeal.pk])).content.decode()
assert "Place of work" in card and "Bakery 7" in card, "the staff card lacks the field"
form = client.get(reverse("appeals_admin:register")).content.decode()
assert 'name="workplace"' in form, "the staff form lacks the field"
assert "Bakery 7" not in publication.redact_text("From Bakery 7.", appeal).text, "not hidden"
print("field works")

month = builders.almaty_time("2025-02-03 09:00")
MonthlyReport.objects.create(
    office=office, month="2025-01-01", figures={"received": 2, "late": 0}, closed_at=month
)
page = client.get("/en/figures/").content.decode()
assert ">Extended</th>" in page, "the page lacks the column"
assert "extended" in client.get("/api/v1/figures").json()["figures"], "the API lacks the figure"
header, row = client.get("/en/figures/2025-01/?format=csv").content.decode().splitlines()[:2]
place = header.split(";").index("Extended")
assert row.split(";")[place] == "\u2014", "a month frozen before has no dash"
print("column works")

from home.models import HomePage, NewsPage
home = HomePage.objects.get(locale__language_code="en")
item = NewsPage(title="Roadworks end", date="2025-01-20", locale=home.locale)
home.add_child(instance=item).save_revision().publish()
found = client.get("/en/search/?q=roadwork&kind=news").content.decode()
assert f'href="{item.url}"' in found, "the search lacks the page"
assert "News (1)" in found, "no filter for the kind"
assert "Roadworks end" in client.get(item.url).content.decode(), "the page cannot be read"
print("page works")
"""


def insert(scratch: Path, recipe: dict[str, tuple[str, str]]) -> None:
    """Carry out the insertions of a recipe."""
    for name, (anchor, lines) in recipe.items():
        path = scratch / name
        text = path.read_text()
        assert text.count(anchor) == 1, f"{name}: {anchor!r} must stand once"
        path.write_text(text.replace(anchor, lines + anchor))


@pytest.fixture(scope="module")
def scratch(tmp_path_factory) -> Path:
    """Copy the code and carry out the recipes."""
    folder = tmp_path_factory.mktemp("recipes")
    for name in COPIED:
        shutil.copytree(ROOT / name, folder / name, ignore=IGNORED)
    insert(folder, FIELD_RECIPE)
    insert(folder, COLUMN_RECIPE)
    insert(folder, PAGE_RECIPE)
    for name, text in PAGE_FILES.items():
        (folder / name).write_text(text)
    return folder


@pytest.mark.sqlite
@pytest.mark.django_db
def test_recipes_give_a_working_field_column_and_kind_of_page(scratch):
    # The transaction of this test has written nothing: the files hold the migrated database.
    source = str(connection.settings_dict["NAME"])
    for suffix in ("", "-wal"):
        if Path(source + suffix).exists():
            shutil.copy(source + suffix, f"{scratch}/db.sqlite3{suffix}")
    environment = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{scratch}/db.sqlite3",
        "DJANGO_SETTINGS_MODULE": "portal.settings.test",
        "PYTHONPATH": str(scratch),
    }
    result = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        cwd=scratch, env=environment, capture_output=True, text=True, check=False,
        timeout=120,
    )  # fmt: skip
    assert result.returncode == 0, result.stderr[-3000:]
    assert result.stdout.splitlines() == ["field works", "column works", "page works"]
    assert len(list(scratch.glob(FIELD_GENERATED[0]))) == 1
