"""Every kind of public page is kept, and nothing that is for one visitor or one moment."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone

from core.page_cache import index
from tests.builders import a_clerk, a_working_office, almaty_time, an_official
from tests.page_rules import visible_text
from tests.sample_content import create_sample_content
from tests.services.builders import create_booking

pytestmark = pytest.mark.django_db
KEPT = [
    "", "offices/", "offices/ken/", "offices/ken/stand/", "reception/", "answers/", "answers/1/",
    "figures/", "procedures/", "procedures/kelu/", "standards/", "standards/copy/", "reports/",
    "reports/march/", "about/", "search/", "ledger/",
]  # fmt: skip
NEVER = [
    "appeals/new/", "appeals/resume/", "appeals/status/", "appeals/status/lost/", "terms/",
    "reception/book/", "reception/ticket/", "offices/ken/kiosk/", "search/?q=шатыр",
    "search/suggest/", "figures/?from=01.01.2026", "answers/?topic=housing",
    "offices/ken/?month=2026-04", "reception/?week=1", "no-such-page/",
    "feeds/answers/",
]  # fmt: skip


@pytest.fixture(autouse=True)
def page_cache(settings, tmp_path):
    """Turn the page cache on, in a folder of the test."""
    settings.PAGE_CACHE, settings.PAGE_CACHE_ROOT = True, tmp_path / "pages"
    yield
    index.close()


def kept_paths() -> set[str]:
    rows = index.run(lambda db: db.execute("SELECT path FROM pages WHERE is_kept").fetchall())
    return {path.removeprefix("testserver") for (path,) in rows}


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_public_pages_are_kept_and_served_without_the_database(
    client, language, django_assert_num_queries
):
    create_sample_content()
    first = {name: client.get(f"/{language}/{name}") for name in KEPT}
    assert kept_paths() == {f"/{language}/{name}".rstrip("/") for name in KEPT}
    with django_assert_num_queries(0):
        again = {name: Client().get(f"/{language}/{name}") for name in KEPT}
    for name in KEPT:
        assert (again[name].status_code, again[name].content) == (200, first[name].content), name
        assert not again[name].cookies, name


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_what_is_for_one_visitor_or_one_moment_is_never_kept(client, language):
    create_sample_content()
    for name in NEVER:
        client.get(f"/{language}/{name}")
    staff = Client()
    staff.force_login(a_clerk(a_working_office()))
    staff.get(f"/{language}/about/")
    assert kept_paths() == set()


@pytest.mark.parametrize(
    ("language", "taken", "over"),
    [("kk", "бос уақыт қалмады", "аяқталды"), ("ru", "всё время занято", "закончился")],
)
def test_kept_office_changes_its_words_at_each_boundary(
    client, site, monkeypatch, language, taken, over
):
    office = a_working_office()
    official = an_official(office, every_day=False, starts="10:00", ends="10:30")
    official.refresh_from_db()
    create_booking(official, "10:15")

    def read(clock: str) -> str:
        monkeypatch.setattr(timezone, "now", lambda: almaty_time(f"2026-03-02 {clock}"))
        soup = BeautifulSoup(client.get(f"/{language}/offices/ken/").content, "lxml")
        assert kept_paths() == {f"/{language}/offices/ken"}
        return visible_text(soup.select_one(".week > li"))

    for minute_before, boundary, words in (
        ("09:59", "10:00", taken),
        ("10:14", "10:15", taken),
        ("10:29", "10:30", over),
    ):
        before = read(minute_before)
        assert over not in before, minute_before
        assert words in read(boundary), boundary
    assert over in read("23:59")
