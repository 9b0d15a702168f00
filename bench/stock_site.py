"""Stock Wagtail: what `wagtail start` writes, with one page type more, in a process of its own."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.places import FOLDER, ROOT, SECRET_KEY
from bench.servers import Server, gunicorn, running
from scripts.ports import free_port

SITE = FOLDER / "stock"
FLAT = SITE / "home" / "templates" / "home" / "home_page.html"
ANALYZE = "from django.db import connection as c; c.cursor().execute('ANALYZE')"
SETTINGS = f"""
import os
from .base import *
DEBUG, SECRET_KEY, ALLOWED_HOSTS = False, {SECRET_KEY!r}, ["*"]
DATABASES["default"]["NAME"] = os.environ["STOCK_DATABASE"]
DATABASES["default"]["CONN_MAX_AGE"] = 60
"""
MODELS = """

from wagtail.search import index

class AnswerPage(Page):
    body = models.TextField()
    search_fields = [*Page.search_fields, index.SearchField("body")]
"""


def create() -> None:
    """Write the project and the database that the others are copied from."""
    if (SITE / "empty.sqlite3").exists():
        return
    shutil.rmtree(SITE, ignore_errors=True)
    SITE.mkdir(parents=True)
    wagtail = Path(sys.executable).parent / "wagtail"
    run([str(wagtail), "start", "stocksite", str(SITE)], SITE / "empty.part")
    (SITE / "stocksite" / "settings" / "bench.py").write_text(SETTINGS)
    with (SITE / "home" / "models.py").open("a") as models:
        models.write(MODELS)
    manage(SITE / "empty.part", "makemigrations", "home")
    manage(SITE / "empty.part", "migrate")
    (SITE / "empty.part").rename(SITE / "empty.sqlite3")


def database(rows_of: Path, *, with_index: bool = True) -> Path:
    """Return a database with the published answers of the portal's as pages, made unless it is."""
    create()
    path = SITE / f"{rows_of.stem}{'' if with_index else '-bare'}.sqlite3"
    if not path.exists():
        part = path.with_suffix(".part")
        shutil.copy(SITE / "empty.sqlite3", part)
        run([sys.executable, str(ROOT / "bench" / "stock_rows.py"), str(rows_of)], part)
        if with_index:
            build_index(part)
        part.rename(path)
    return path


def build_index(path: Path) -> None:
    """Run the stock command, and the ANALYZE it lacks."""
    manage(path, "update_index")
    manage(path, "shell", "-c", ANALYZE)


def manage(path: Path, *arguments: str) -> None:
    run([sys.executable, "manage.py", *arguments], path)


def run(command: list[str], path: Path) -> None:
    subprocess.run(command, cwd=SITE, env=settings(path), check=True, stdout=subprocess.DEVNULL)


def settings(path: Path) -> dict[str, str]:
    own = {"DJANGO_SETTINGS_MODULE": "stocksite.settings.bench", "STOCK_DATABASE": str(path)}
    return {**os.environ, **own, "PYTHONPATH": str(SITE)}


@contextmanager
def server(path: Path, *options: str) -> Iterator[Server]:
    """Serve the stock site with as many processes and threads as the portal."""
    port = free_port()
    with running([*gunicorn("stocksite.wsgi", port), *options], port, settings(path), SITE) as it:
        yield it


def write_flat_page(html: str) -> None:
    """Make the site's front page this HTML, as one template without a tag."""
    FLAT.write_text("{% verbatim bench %}" + html + "{% endverbatim bench %}")
