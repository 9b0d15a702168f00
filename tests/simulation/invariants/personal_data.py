"""Personal data stay where they belong."""

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import connection

from tests.simulation.people import CANARIES
from tests.simulation.registry import invariant
from tests.simulation.world import World

# The register, letters to citizens, bookings and forms that are being filled in.
OWN = {"appeals_appeal", "appeals_point", "appeals_attachment", "core_notice", "services_booking",
       "forms_draft"}  # fmt: skip
# Besides what other invariants read of the public pages, feeds and the API.
PUBLIC = ("/kk/", "/api/v1/search?q=су", "/api/v1/slots", "/sitemap.xml", "/kk/offices/ken/")


@invariant(cheap=True)
def logs_name_nobody(world: World) -> Iterator[str]:
    """No line of a log has personal data."""
    for line in world.logs.lines:
        if found := CANARIES.search(line):
            yield f"a log: {found.group()}"
    world.logs.lines.clear()


@invariant()
def tables_name_nobody_but_the_register(world: World) -> Iterator[str]:
    """No other table has personal data, the search index and the site's history included."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table in OWN:
                continue
            cursor.execute(f'SELECT * FROM "{table}"')
            if found := CANARIES.search(str(cursor.fetchall())):
                yield f"table {table}: {found.group()}"
        cursor.execute("SELECT data FROM forms_draft WHERE result <> ''")
        if found := CANARIES.search(str(cursor.fetchall())):
            yield f"a form that was sent: {found.group()}"


@invariant()
def nothing_public_names_anybody(world: World) -> Iterator[str]:
    """No public page, feed or answer of the API, and no kept page has personal data."""
    for address in PUBLIC:
        world.read(address)
    for address, text in world.answers_read.items():
        if found := CANARIES.search(text):
            yield f"{address}: {found.group()}"
    world.answers_read.clear()
    for path in Path(settings.PAGE_CACHE_ROOT).rglob("*"):
        text = path.read_bytes().decode("utf-8", "replace") if path.is_file() else ""
        if found := CANARIES.search(text):
            yield f"kept page {path.name}: {found.group()}"
