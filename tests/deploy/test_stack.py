"""The files of deploy/ serve citizens and staff, and lose nothing when servers die."""

import shutil
import signal
import sqlite3
import threading
import time
from contextlib import closing, contextmanager

import pytest

from tests.browser.conftest import DESKTOP
from tests.browser.second_factor import sign_in_with_app
from tests.browser.test_citizen import fill_in_appeal, press
from tests.browser.test_staff import answer_appeal, prepare_answer, publish
from tests.citizen_form import APPEAL_TEXTS, interface_text
from tests.database import SNAPSHOT
from tests.deploy.citizens import NginxClient

pytestmark = [pytest.mark.deploy, pytest.mark.browser, pytest.mark.nginx]
MAKE_APPEALS = """
from tests.builders import an_appeal
an_appeal().routed().started().answered()
an_appeal()
"""
PAGES = ("/kk/", "/ru/", "/kk/accessibility/")


def only(rows: list[tuple]):
    """Return the only value of the only row."""
    ((value,),) = rows
    return value


@pytest.mark.parametrize("language, script", [("kk", True), ("ru", False)])
def test_appeal_is_sent_answered_published_and_found(stack, open_tab, tmp_path, language, script):
    tab, matter = open_tab(language, script=script), APPEAL_TEXTS[language]
    page, query = tab.page, stack.database.query
    fill_in_appeal(tab, language, tmp_path)
    press(tab, interface_text(language, "Send the appeal"))
    number = page.locator(".receipt__number").inner_text()
    secret = page.locator(".receipt__secret").inner_text()
    pk = only(query(f"SELECT id FROM appeals_appeal WHERE number = '{number}'"))

    clerk = open_tab("kk", DESKTOP)
    sign_in_with_app(clerk, "moldir", stack.app_keys)
    clerk.page.goto(f"{clerk.base}/admin/appeals/{pk}/")
    with clerk.page.expect_download() as paper:
        clerk.page.locator("a[href*='/files/']").first.click()
    assert paper.value.path().read_text() == "Акт"
    answer_appeal(clerk, pk, stack.office, stack.clerk, matter.answer)
    reply = f"SELECT id FROM appeals_reply WHERE appeal_id = {pk} AND kind = 'full'"
    prepare_answer(clerk, only(query(reply)), matter)
    head = open_tab("kk", DESKTOP)
    sign_in_with_app(head, "bauyrzhan", stack.app_keys)
    publish(head, only(query("SELECT max(id) FROM appeals_publishedanswer")))

    tab.open(f"/{language}/appeals/status/")
    page.locator("[name=number]").fill(number)
    page.locator("[name=secret]").fill(secret)
    press(tab, interface_text(language, "Show my appeal"))
    assert matter.answer in page.locator("main").inner_text()
    tab.open(f"/{language}/search/?q={matter.queries[1]}")
    tab.press(page.get_by_role("link", name=matter.title))
    assert matter.answer in page.locator("main").inner_text()


def test_worker_runs_the_jobs(stack):
    stack.wait_for_job("deliver")


def keep_pages(stack) -> None:
    """Open the published pages; the portal keeps them."""
    client = NginxClient(stack.https_port)
    for page in PAGES:
        assert client.get(page).status_code == 200
        assert stack.is_kept(page), page


@contextmanager
def reading(port: int):
    """Read published pages all the time until the end of the block; yield the statuses seen."""
    statuses: list[int] = []
    over = threading.Event()

    def read() -> None:
        client = NginxClient(port)
        while not over.is_set():
            statuses.extend(client.get(page).status_code for page in PAGES)
            time.sleep(0.02)

    thread = threading.Thread(target=read)
    thread.start()
    try:
        yield statuses
    finally:
        over.set()
        thread.join()


def send_until_received(citizen) -> list[int]:
    """Press the last button again as long as the page says so; return the statuses."""
    statuses = []
    while len(statuses) < 60:
        statuses.append(citizen.press_send().status_code)
        if statuses[-1] == 302:
            return statuses
        assert statuses[-1] == 503, statuses
        time.sleep(0.2)
    raise AssertionError(statuses)


def test_nothing_is_lost_when_servers_and_database_stop(stack, new_citizen):
    count = "SELECT count(*) FROM appeals_appeal"
    before = only(stack.database.query(count))
    people = [new_citizen() for _ in range(4)]
    keep_pages(stack)
    with reading(stack.https_port) as statuses:
        stack.servers[0].end(signal.SIGKILL)
        assert send_until_received(people[0]) == [302]  # the other server has it

        stack.servers[1].end(signal.SIGKILL)
        told = people[1].press_send()
        assert told.status_code == 503
        assert "Он секунд күтіп" in told.content.decode()
        for server in stack.servers:
            server.start()
        send_until_received(people[1])

        keep_pages(stack)  # an appeal that came in may have dropped one
        stack.database.stop()
        told = people[2].press_send()
        assert told.status_code == 503
        assert interface_text("kk", "Send again") in told.content.decode()
        stack.database.start()
        send_until_received(people[2])

        killer = threading.Timer(0.05, stack.servers[0].end, [signal.SIGKILL])
        killer.start()
        send_until_received(people[3])
        killer.join()
        stack.servers[0].start()
    assert len({person.receipt_number() for person in people}) == 4
    assert only(stack.database.query(count)) == before + 4
    assert set(statuses) == {200}


def test_queries_and_cookies_neither_flood_the_disk_nor_change_the_page(stack):
    client = NginxClient(stack.https_port)
    page = client.get("/kk/").content
    assert stack.is_kept("/kk/")
    kept = set((stack.home / "var" / "pages").rglob("index.html"))
    for number in range(1000):
        flooded = client.get(f"/kk/?utm_source={number}", headers={"Cookie": f"c{number}={number}"})
        assert (flooded.status_code, flooded.content) == (200, page)
    for number in range(20):
        assert client.get(f"/kk/?x={number}").status_code == 200
    assert client.get("/kk/", headers={"Cookie": "a=" + "b" * 40_000}).status_code == 400
    added = set((stack.home / "var" / "pages").rglob("index.html")) - kept
    assert len(added) < 20, (
        "the worker may replace a few dropped pages meanwhile, queries may keep none"
    )


@pytest.mark.sqlite
def test_every_row_moves_and_new_ones_follow(stack, django_db_setup, tmp_path):
    """An installation moves from SQLite to PostgreSQL by `manage.py copy_database`."""
    source = tmp_path / "source.sqlite3"
    shutil.copy(SNAPSHOT.content, source)
    lite, target = f"sqlite:///{source}", stack.database.url_of("copied")
    stack.manage("shell", "-c", MAKE_APPEALS, DATABASE_URL=lite)
    printed = stack.manage("copy_database", lite, DATABASE_URL=target).splitlines()
    with closing(sqlite3.connect(source)) as rows:
        copied = {name: int(number) for number, name in map(str.split, printed[:-1])}
        for table, number in copied.items():
            expected = rows.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            there = stack.database.query(f"SELECT count(*) FROM {table}", "copied")[0][0]
            assert number == there == expected, table
    assert copied["appeals_appeal"] == 2
    assert copied["appeals_event"] > 4
    assert copied["wagtailcore_page"] > 20
    number = "SELECT nextval(pg_get_serial_sequence('appeals_appeal', 'id')) > max(id) FROM appeals_appeal"
    assert stack.database.query(number, "copied") == [(True,)]
    assert "2 appeals are whole" in stack.manage("verify_journal", DATABASE_URL=target)
    refused = stack.run_manage("copy_database", lite, DATABASE_URL=target)
    assert refused.returncode
    assert "take an empty one" in refused.stderr
