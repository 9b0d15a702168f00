"""The portal goes on while its index is built anew: whoever publishes or withdraws, is heard."""

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from io import StringIO
from threading import Event

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections, transaction

from search import indexing, rebuild, sources
from search.analysis import index_terms as language
from search.backends import get_engine, term_extraction
from search.models import SearchEntry
from services.models import Office
from tests.builders import an_office
from tests.search.build import entry, find, keys
from tests.search.standing import elsewhere, is_clean

pytestmark = pytest.mark.django_db(transaction=True)
EDITORS = 6
NAMES = ("Алатау", "Бурабай", "Шалқар", "Тобыл", "Сайрам", "Көлсай")


@pytest.fixture
def offices(monkeypatch) -> list[Office]:
    """Six offices, each of which is a turn of its own in a rebuild."""
    monkeypatch.setattr(type(get_engine().indexes.next), "portion", 1)
    monkeypatch.setattr(term_extraction, "FEW", 100)  # or other processes would read them
    return [an_office(f"O{n}", title_kk=name) for n, name in enumerate(NAMES)]


def rename(office: Office, name: str) -> None:
    office = Office.objects.get(pk=office.pk)
    office.title_kk = name
    office.save()


def titles(words: str) -> list[str]:
    return [hit.entry.title for hit in find(words).hits]


class Meanwhile:
    """A rebuild's progress; when so many are done, somebody else does something."""

    def __init__(self, deed, after: int):
        self.deed, self.after, self.seen = deed, after, []

    def __call__(self, done: int) -> None:
        if done == self.after:
            self.seen.append(elsewhere(self.deed))


@pytest.mark.parametrize("after", [1, 5])
def test_what_is_done_during_a_rebuild_is_found_at_once_and_stays(offices, after):
    """Each deed before its row's turn, and after it."""

    def deeds():
        rename(offices[1], "Марқакөл")
        rename(offices[4], "Баянауыл")
        offices[2].delete()
        Office.objects.filter(pk=offices[3].pk).update(active=False)
        sources.refresh(Office.objects.get(pk=offices[3].pk))
        an_office("NEW", title_kk="Жасыбай")
        return seen()

    def seen():
        new = [titles(name) for name in ("Марқакөл", "Баянауыл", "Жасыбай", "Алатау")]
        return new, [find(name).total for name in (*NAMES[1:5], "Көлсай")]

    meanwhile = Meanwhile(deeds, after)
    sources.rebuild(meanwhile)
    expected = ([["Марқакөл"], ["Баянауыл"], ["Жасыбай"], ["Алатау"]], [0, 0, 0, 0, 1])
    assert meanwhile.seen == [expected]
    assert seen() == expected
    is_clean()


def test_what_the_signals_did_not_see_is_mended_in_its_place(offices):
    sources.rebuild()
    kept = set(SearchEntry.objects.values_list("ref", "pk"))
    Office.objects.filter(pk=offices[0].pk).update(title_kk="Марқакөл")
    Office.objects.filter(pk=offices[1].pk).update(active=False)
    assert titles("Алатау")
    assert sources.rebuild() == SearchEntry.objects.count() == len(kept) - 3
    assert titles("Марқакөл") == ["Марқакөл"]
    assert not titles("Алатау")
    assert not titles("Бурабай")
    assert set(SearchEntry.objects.values_list("ref", "pk")) < kept
    is_clean()


def test_until_the_new_index_takes_over_the_old_one_answers():
    indexing.rebuild([entry("old", body="су"), entry("both", body="су")])
    after = [entry("both", body="су"), entry("new", body="су")]
    meanwhile = Meanwhile(lambda: (keys("су"), keys(), find().facets["kind"]), len(after))
    indexing.rebuild(after, meanwhile)
    before = (["both", "old"], ["both", "old"], {"answer": 2})
    assert [(sorted(found), sorted(all_), kinds) for found, all_, kinds in meanwhile.seen] == [
        before
    ]
    assert sorted(keys("су")) == sorted(keys()) == ["both", "new"]
    is_clean()


def test_writers_get_through_between_two_turns(offices, monkeypatch):
    """Whoever comes during a turn is not left standing until the last one."""
    began, written, done = Event(), [], []
    kind = type(get_engine().indexes.next)
    insert = kind.insert

    def editor(number):
        try:
            began.wait()
            indexing.put([entry(f"n{number}", body="су")])
            written.append(number)
        finally:
            connections.close_all()

    def slowly(self, rows, read):
        # Longer than SQLite's waiters sleep: they come when they will, not when it is free.
        if self.name.endswith("next") and len(rows) > 1:
            began.set()
            time.sleep(0.25)
        insert(self, rows, read)

    monkeypatch.setattr(kind, "insert", slowly)
    with ThreadPoolExecutor(EDITORS) as others:
        coming = [others.submit(editor, number) for number in range(EDITORS)]
        sources.rebuild(lambda _rows: done.append(len(written)))
        assert done[-1] == EDITORS, "only when all was done"
        for each in coming:
            each.result()
    assert find("су").total == EDITORS
    is_clean()


def test_a_rebuild_that_fails_leaves_what_was(offices):
    def lose_patience():
        rename(offices[0], "Марқакөл")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sources.rebuild(Meanwhile(lose_patience, 3))
    assert titles("Марқакөл")
    assert not titles("Алатау")
    is_clean()


KILLED = """
import django, sys
django.setup()
from search import indexing
from tests.search.build import entry
def wait(done):
    print(done, flush=True)
    sys.stdin.read()
indexing.rebuild([entry("kept", body="су"), entry("never", body="су")], wait)
"""


def test_a_killed_rebuild_is_forgotten_by_the_next_one(settings):
    indexing.rebuild([entry("kept", body="су"), entry("old", body="су")])
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
    assert sorted(keys("су")) == sorted(keys()) == ["kept", "old"]
    indexing.put([entry("kept", body="нан"), entry("never", body="нан"), entry("new", body="су")])
    indexing.drop("test:old")
    assert (keys("су"), sorted(keys("нан"))) == (["new"], ["kept", "never"])
    indexing.rebuild([entry("kept", body="су"), entry("new", body="су")])
    assert sorted(keys("су")) == sorted(keys()) == ["kept", "new"]
    is_clean()


def test_of_two_rebuilds_the_later_one_goes_on(offices, monkeypatch):
    begun = rebuild.build

    def overtaken(portions, progress):
        return begun(portions, Meanwhile(later, 3))

    def later():
        monkeypatch.setattr(sources, "build", begun)
        return sources.rebuild()

    monkeypatch.setattr(sources, "build", overtaken)
    with pytest.raises(CommandError, match="it goes on"):
        call_command("reindex", stdout=StringIO())
    assert titles("Алатау") == ["Алатау"]
    is_clean()


def test_a_changed_language_leaves_nothing_of_the_old_one(offices, monkeypatch):
    made = language.entry_terms

    def backwards(title, text, code):
        terms = made(title, text, code)
        return {name: [term[::-1] for term in found] for name, found in terms.items()}

    monkeypatch.setattr(language, "entry_terms", backwards)
    monkeypatch.setattr(term_extraction, "entry_terms", backwards)

    def deeds():
        rename(offices[0], "Марқакөл")
        offices[1].delete()
        an_office("NEW", title_kk="Жасыбай")

    sources.rebuild(Meanwhile(deeds, 3))
    is_clean()


@pytest.mark.postgresql
def test_whoever_reads_long_is_waited_for_and_keeps_nobody_out(offices, monkeypatch):
    """A backup reads every table until it is done."""
    reads, enough, waited = Event(), Event(), []

    def backup():
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SELECT count(*) FROM search_index")
                reads.set()
                enough.wait()
        finally:
            connections.close_all()

    def wait(seconds: float) -> None:
        if seconds == 1:
            waited.append(elsewhere(lambda: titles("Алатау")))
            elsewhere(lambda: rename(offices[1], "Марқакөл"))
            enough.set()

    monkeypatch.setattr(rebuild.time, "sleep", wait)
    with ThreadPoolExecutor(1) as others:
        others.submit(backup)
        reads.wait()
        sources.rebuild()
    assert waited[0] == ["Алатау"]
    assert titles("Марқакөл")
    is_clean()


class Screen(StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("made", [StringIO, Screen])
def test_the_command_says_how_far_it_is(offices, made):
    out = made()
    call_command("reindex", stdout=out)
    said, number = out.getvalue(), sources.number()
    assert f"{SearchEntry.objects.count()} entries can be found." in said
    assert ("\r[" in said) == (made is Screen)
    assert f"{number} of {number}, " in said
    if made is StringIO:
        assert len(said.splitlines()) <= 5
