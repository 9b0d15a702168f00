"""Every page works with ids over 999: a number for a machine is never grouped for a reader."""

import re

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.db.models import AutoField

from tests.access.access_matrix import ACCESS
from tests.access.query_budgets import ADMIN_LISTS, BUDGETS, CONTENT_PAGES
from tests.access.scenario import Scenario, build
from tests.access.test_query_budgets import VIEWERS, viewer_of

pytestmark = pytest.mark.django_db
LAST_ID = 7_654_000  # of every table, so that the ids can be told from other numbers
GROUPED = re.compile(r"<[^<>]*7[\s\u00a0\u202f,.'’]654[^<>]*>")


@pytest.fixture(scope="module")
def scenario(django_db_setup, django_db_blocker) -> Scenario:
    """Build it in a database that has given away many ids."""
    with django_db_blocker.unblock(), transaction.atomic():
        for model in apps.get_models():
            if model._meta.managed and isinstance(model._meta.pk, AutoField):
                _give_ids_away(model)
        yield build()
        transaction.set_rollback(True)


def _give_ids_away(model) -> None:
    table, key = model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
            cursor.execute("INSERT INTO sqlite_sequence VALUES (%s, %s)", [table, LAST_ID])
        else:
            sequence = "SELECT setval(pg_get_serial_sequence(%s, %s), %s)"
            cursor.execute(sequence, [f'"{table}"', key, LAST_ID])


def pages_of(scenario: Scenario):
    for name in BUDGETS:
        yield viewer_of(name), ACCESS[name].url(scenario)
    yield from (("superuser", url) for url in ADMIN_LISTS)
    yield from (("anonymous", url) for url in CONTENT_PAGES)


def test_no_id_is_grouped_in_a_tag(scenario):
    clients = {role: scenario.client(role) for role in VIEWERS}
    grouped, opened = {}, 0
    for role, url in pages_of(scenario):
        response = clients[role].get(url)
        assert response.status_code == 200, url
        if response.streaming or "html" not in response["Content-Type"]:
            continue
        page = response.content.decode()
        opened += "7654" in page
        if found := GROUPED.findall(page):
            grouped[url] = found
    assert not grouped, "\n".join(f"{u}: {t}" for u, t in grouped.items())
    assert opened > 10


# An attribute of a tag, or a part of an id kept for one, with the number of a row.
ATTRIBUTE = re.compile(
    r"""(?:[\w-]="[^"]*|\{% fragment as \w+ %\}[^{]*)\{\{ *[\w.]*\b(?:pk|id) *\}\}"""
)


def test_templates_write_the_ids_in_tags_for_machines():
    """Pages that the scenario does not reach, too: {{ row.pk|unlocalize }}."""
    names = list(settings.BASE_DIR.glob("*/templates/**/*.html"))
    assert len(names) > 100
    found = {
        str(path.relative_to(settings.BASE_DIR)): ATTRIBUTE.findall(path.read_text("utf-8"))
        for path in names
    }
    assert not {path: tags for path, tags in found.items() if tags}
