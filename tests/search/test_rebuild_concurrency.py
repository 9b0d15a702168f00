"""Others search, publish and withdraw while the index is rebuilt in its place."""

import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from io import StringIO
from threading import Event

import pytest
from django.core.management import call_command
from django.db import connection, connections

from search import index_writer, sources
from search.backends import base, get_backend
from search.models import Change, SearchEntry
from services.models import Office
from tests.builders import an_office
from tests.search.entries import found_keys, make_entry, search_for
from tests.search.index_contents import assert_index_is_exact, in_other_thread

pytestmark = pytest.mark.django_db(transaction=True)
EDITORS = 6
NAMES = ("Алатау", "Бурабай", "Шалқар", "Тобыл", "Сайрам", "Көлсай")


@pytest.fixture
def offices(monkeypatch) -> list[Office]:
    """Six offices, each of which is a transaction of its own in a rebuild."""
    monkeypatch.setattr(index_writer, "BATCH", 1)
    return [an_office(f"O{n}", title_kk=name) for n, name in enumerate(NAMES)]


@pytest.fixture
def outdated(offices) -> list[Office]:
    """The same, indexed by other rules of analysis, so that a rebuild writes each of them."""
    SearchEntry.objects.update(analysis_version="older")
    return offices


def rename(office: Office, name: str) -> None:
    office = Office.objects.get(pk=office.pk)
    office.title_kk = name
    office.save()


def titles(words: str) -> list[str]:
    """Return the offices found; the portal's own pages may hold words that look alike."""
    return [hit.entry.title for hit in search_for(words, kind="office").hits]


def once_done(rows: int, work: Callable) -> Callable[[int], None]:
    """Return a rebuild's progress function that does something elsewhere after so many rows."""
    return lambda done: in_other_thread(work) if done == rows else None


@pytest.mark.parametrize("after", [1, 5])
def test_edits_during_a_rebuild_are_found_at_once_and_stay(outdated, after):
    """Each edit before its row's turn, and after it."""
    offices, seen = outdated, []

    def edit():
        rename(offices[1], "Марқакөл")
        rename(offices[4], "Баянауыл")
        offices[2].delete()
        Office.objects.filter(pk=offices[3].pk).update(active=False)
        sources.refresh(Office.objects.get(pk=offices[3].pk))
        an_office("NEW", title_kk="Жасыбай")
        seen.append(visible())

    def visible():
        new = [titles(name) for name in ("Марқакөл", "Баянауыл", "Жасыбай", "Алатау")]
        return new, [len(titles(name)) for name in (*NAMES[1:5], "Көлсай")]

    sources.rebuild(once_done(after, edit))
    expected = ([["Марқакөл"], ["Баянауыл"], ["Жасыбай"], ["Алатау"]], [0, 0, 0, 0, 1])
    assert seen == [expected]
    assert visible() == expected
    assert_index_is_exact()


def test_an_edit_between_reading_and_writing_wins(outdated, monkeypatch):
    """The source was read; before its transaction begins somebody else changes the row."""
    office = outdated[0]
    read = sources.Source.entries_of
    edits = iter([lambda: rename(office, "Марқакөл")])

    def reading(self, rows):
        entries = read(self, rows)
        if any(e.title == "Алатау" for e in entries) and (edit := next(edits, None)):
            in_other_thread(edit)
        return entries

    monkeypatch.setattr(sources.Source, "entries_of", reading)
    sources.rebuild()
    assert titles("Марқакөл") == ["Марқакөл"]
    assert not titles("Алатау")
    assert_index_is_exact()


def test_changes_that_the_signals_missed_are_corrected_in_place(offices):
    sources.rebuild()
    before = set(SearchEntry.objects.values_list("ref", "pk"))
    Office.objects.filter(pk=offices[0].pk).update(title_kk="Марқакөл")
    Office.objects.filter(pk=offices[1].pk).update(active=False)
    assert titles("Алатау")
    assert sources.rebuild() == SearchEntry.objects.count() == len(before) - 3
    assert titles("Марқакөл") == ["Марқакөл"]
    assert not titles("Алатау")
    assert not titles("Бурабай")
    assert set(SearchEntry.objects.values_list("ref", "pk")) < before
    assert_index_is_exact()


def test_a_rebuild_writes_only_what_differs(offices):
    sources.rebuild()
    before, last = dict(SearchEntry.objects.values_list("pk", "changed_at")), Change.last()
    sources.rebuild()
    assert dict(SearchEntry.objects.values_list("pk", "changed_at")) == before
    assert Change.last() == last


def test_a_published_entry_is_not_swept_away(offices):
    """It was there, its source said nothing of it when it was read, and then it was published."""
    Office.objects.filter(pk=offices[0].pk).update(active=False)

    def publish():
        Office.objects.filter(pk=offices[0].pk).update(active=True)
        sources.refresh(Office.objects.get(pk=offices[0].pk))

    sources.rebuild(once_done(5, publish))
    assert titles("Алатау") == ["Алатау"]
    assert_index_is_exact()


def test_every_entry_is_found_while_all_are_written_anew(outdated):
    seen = []
    sources.rebuild(lambda _done: seen.append([len(titles(name)) for name in NAMES]))
    assert seen
    assert all(found == [1] * len(NAMES) for found in seen)
    assert_index_is_exact()


def test_writers_get_through_between_two_transactions(outdated, monkeypatch):
    """Whoever comes during a transaction is not left standing until the last one."""
    began, written, done = Event(), [], []
    backend = type(get_backend())
    add = backend.add

    def edit(number):
        try:
            began.wait()
            index_writer.put([make_entry(f"n{number}", body="су")])
            written.append(number)
        finally:
            connections.close_all()

    def add_slowly(self, rows, terms):
        # Longer than SQLite's waiters sleep: they come when they will, not when it is free.
        if len(rows) > 1:
            began.set()
            time.sleep(0.25)
        add(self, rows, terms)

    monkeypatch.setattr(backend, "add", add_slowly)
    with ThreadPoolExecutor(EDITORS) as others:
        edits = [others.submit(edit, number) for number in range(EDITORS)]
        sources.rebuild(lambda _rows: done.append(len(written)))
        assert done[-1] == EDITORS, "only when all was done"
        for each in edits:
            each.result()
    assert search_for("су").total == EDITORS
    assert_index_is_exact()


def test_an_interrupted_rebuild_leaves_every_entry_true(outdated):
    def interrupt():
        rename(outdated[0], "Марқакөл")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sources.rebuild(once_done(3, interrupt))
    assert titles("Марқакөл")
    assert not titles("Алатау")
    assert [len(titles(name)) for name in NAMES[1:]] == [1] * 5
    sources.rebuild()
    assert_index_is_exact()


KILLED = """
import django, sys
django.setup()
from search import index_writer
from tests.search.entries import make_entry
def wait(done):
    print(done, flush=True)
    sys.stdin.read()
index_writer.rebuild_from([make_entry("kept", body="су"), make_entry("new", body="су")], wait)
"""


def test_the_next_rebuild_completes_a_killed_one(settings):
    index_writer.rebuild_from([make_entry("kept", body="су"), make_entry("old", body="су")])
    made = connection.settings_dict
    address = (
        "sqlite:///{NAME}"
        if connection.vendor == "sqlite"
        else ("postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}")
    )
    environment = {"DATABASE_URL": address.format(**made), "PYTHONPATH": str(settings.BASE_DIR)}
    builder = subprocess.Popen(
        [sys.executable, "-c", KILLED],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**environment, "DJANGO_SETTINGS_MODULE": "portal.settings.dev"},
    )
    with builder:
        assert builder.stdout.readline() == "2\n"
        builder.kill()
    assert sorted(found_keys("су")) == sorted(found_keys()) == ["kept", "new", "old"]
    index_writer.put([make_entry("kept", body="нан"), make_entry("new", body="нан")])
    index_writer.drop("test:old")
    assert (found_keys("су"), sorted(found_keys("нан"))) == ([], ["kept", "new"])
    index_writer.rebuild_from([make_entry("kept", body="су"), make_entry("new", body="су")])
    assert sorted(found_keys("су")) == sorted(found_keys()) == ["kept", "new"]
    assert_index_is_exact()


def test_two_rebuilds_at_once_leave_an_exact_index(outdated):
    sources.rebuild(once_done(3, sources.rebuild))
    assert titles("Алатау") == ["Алатау"]
    assert_index_is_exact()


def test_changed_rules_of_analysis_leave_no_term_of_the_old_ones(offices, monkeypatch):
    make = base.entry_terms

    def reversed_terms(title, text, code):
        terms = make(title, text, code)
        return {name: [term[::-1] for term in own] for name, own in terms.items()}

    monkeypatch.setattr(base, "entry_terms", reversed_terms)
    monkeypatch.setattr(index_writer, "VERSION", "next")
    monkeypatch.setattr("tests.search.index_contents.VERSION", "next")

    def edit():
        rename(offices[0], "Марқакөл")
        offices[1].delete()
        an_office("NEW", title_kk="Жасыбай")

    sources.rebuild(once_done(3, edit))
    assert_index_is_exact()


@pytest.mark.sqlite
def test_an_upgrade_indexes_the_rows_of_version_0_1_0():
    """Its index stored no terms, so that a row could not be removed after a change of rules."""
    index_writer.put([make_entry("road", title="Жол жөндеу"), make_entry("lane", title="Тар жол")])
    SearchEntry.objects.update(analysis_version="")
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE search_index_stored")
        cursor.execute("DROP TABLE search_index")
        cursor.execute("CREATE VIRTUAL TABLE search_index USING fts5(stem, fold, content='')")
    call_command("migrate", "search", verbosity=0)
    assert sorted(found_keys("жолдар")) == ["lane", "road"]
    index_writer.drop("test:road")
    assert found_keys("жолдар") == ["lane"]
    assert_index_is_exact()


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("kind", [StringIO, Terminal])
def test_the_command_shows_its_progress(offices, kind):
    out = kind()
    call_command("reindex", stdout=out)
    text, number = out.getvalue(), sources.count_rows()
    assert f"{SearchEntry.objects.count()} entries can be found." in text
    assert ("\r[" in text) == (kind is Terminal)
    assert f"{number} of {number}, " in text
    if kind is StringIO:
        assert len(text.splitlines()) <= 5
