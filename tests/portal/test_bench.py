"""`make bench` works: its measurements give rows. What they say is printed, never asserted."""

import shutil
from pathlib import Path

import pytest

from bench import growth, memory, places, report, scale, servers
from bench.explained import Profile
from bench.figures import Aim, Figure, Table
from bench.sizes import TINY
from tests.database import SNAPSHOT

HELD = {"queries": ["қабылдау", "су"], "answers": ["/kk/offices/"], "session": "-", "case": 1}


@pytest.fixture
def filled(tmp_path, monkeypatch, transactional_db) -> growth.Filled:
    database = tmp_path / "measured.sqlite3"
    shutil.copy(SNAPSHOT.content, database)
    monkeypatch.setattr(places, "FOLDER", tmp_path)
    monkeypatch.setattr(growth, "TIMES", 1)
    monkeypatch.setattr(memory, "FIRST", 5)
    monkeypatch.setattr(growth, "STAFF_LISTS", {})
    return growth.Filled(3, database, HELD)


@pytest.mark.sqlite
def test_the_measurements_of_served_pages_give_rows(filled, monkeypatch):
    table = Table()
    monkeypatch.setattr(memory, "STAFF_LISTS", ["/robots.txt"])
    with servers.portal(filled.path, 1) as portal:
        growth.compare_pages(growth.Both(table, ((filled, portal), (filled, portal))), TINY)
        memory.watch(portal, HELD, TINY, table)
    names = {figure.name for figure in table.figures}
    assert {"growth.front_page", "growth.search.p95", "memory.worker"} <= names
    assert all(figure.value and figure.ratio for figure in table.figures)


def test_a_line_says_whether_the_aim_is_met():
    table = Table()
    table.add(
        Figure("fast", 31, "requests/s", 31, Aim(30)),
        Figure("slow", 300, "ms", 1.4, Aim(1.3, at_least=False)),
        Figure("absent", None, "requests/s", None, Aim(0.9), reason="nginx is not installed"),
    )
    assert [figure.verdict for figure in table.figures] == ["ok", "missed", "not-taken"]
    assert table.figures[1].cells == ["slow", "300", "ms", "1.4", "≤1.3", "missed"]


def test_the_page_of_figures_explains_what_was_missed(tmp_path: Path):
    slow = {"ratio": 0.1, "aim": Aim(0.7)}
    names = ("uncached.home", "published.app", "growth.answer")
    table = Table([Figure(name, 9, "requests/s", **slow) for name in names])
    file = tmp_path / "performance.md"
    profiles = {
        Profile("/kk/", many=False): "40% the figures",
        Profile("answer", many=True): "30% the newest beside it",
    }
    report.write(table, TINY, profiles, file)
    text = file.read_text()
    assert "| uncached.home | 9 | requests/s | 0.1 | ≥0.7 | missed |" in text
    assert "**uncached.home**" in text
    assert text.count("40% the figures") == 1
    assert "**published.app**" in text
    assert "The profile is that of **uncached.home**." in text
    assert "30% the newest beside it" in text


def test_the_figures_of_a_country_are_written_between_the_marks(tmp_path: Path):
    file = tmp_path / "scale.md"
    file.write_text(f"before\n{scale.BEGIN}old\n{scale.END}after\n")
    table = Table([Figure("sent", 20, "appeals/s"), Figure("space.appeal", 10, "kB")])
    scale.write(table, 2, file)
    text = file.read_text()
    assert text.startswith("before\n")
    assert text.endswith("after\n")
    assert "old" not in text
    assert "`sent`: 10 a second | 2 |" in text  # 7.03 at the peak, cores busy for 60 %
    assert "`space.appeal`: 10 kB | 250 GB |" in text
    assert "`published.nginx`: not taken | - |" in text
