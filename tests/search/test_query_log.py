"""Queries are counted without personal data, and counting never delays a search."""

import sqlite3
from datetime import timedelta
from threading import Timer

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from search import query_log
from search.models import QueryLog
from search.views import results_page
from tests.builders import an_editor, set_portal_contacts
from tests.search.entries import DAY, add_entry

pytestmark = pytest.mark.django_db
REPORTS = ("/admin/search-reports/questions/", "/admin/search-reports/in-vain/")


def logged_words() -> set[str]:
    return set(QueryLog.objects.values_list("words", flat=True))


@pytest.mark.parametrize(
    "words",
    [
        "Серікова Әсем Болатқызы", "болатұлы ержан", "ответ Серикову Асету Болатовичу",
        "Иванова Мария Ильинична", "жалоба Петровой Анны Ивановны", "Serikov Aset Bolatuly",
        "Болатұлының жолданымы", "asem@mail.example", "жсн 850101 400130",
    ],
)  # fmt: skip
def test_query_with_personal_data_is_not_logged(client, words):
    assert client.get("/kk/search/", {"q": words}).status_code == 200
    assert logged_words() == set()


@pytest.mark.parametrize(
    "words",
    [
        "ұлы отан соғысы", "дорога в деревне", "уровень воды", "уголовной ответственности",
        "анализ на вич", "не қызық", "туған қызы", "Болатқызы", "основной закон",
    ],
)  # fmt: skip
def test_query_without_personal_data_is_logged(client, words):
    client.get("/kk/search/", {"q": words})
    assert logged_words() == {words.lower()}


def test_reports_hide_queries_asked_by_fewer_than_three(client):
    add_entry("road", title="Жол")
    for words in ("жол", "кроссворд", "кроссворд"):
        client.get("/kk/search/", {"q": words})
    client.get("/kk/search/", {"q": "жол"})
    client.force_login(an_editor())
    for address in REPORTS:
        for export in ("", "?export=csv"):
            response = client.get(f"{address}{export}")
            content = b"".join(response).decode()
            assert "кроссворд" not in content, address
            assert ">жол<" not in content, address
    for words in ("жол", "кроссворд"):
        client.get("/kk/search/", {"q": words})
    frequent, without_results = (client.get(address).content.decode() for address in REPORTS)
    assert "кроссворд" in frequent
    assert "кроссворд" in without_results
    assert "жол" in frequent


def test_nightly_jobs_delete_old_and_rare_queries():
    today = timezone.localdate()
    for words, days, times in (
        ("жаңа", 6, 1), ("сирек", 8, 2), ("жиі", 8, 3), ("ескі", 91, 50), ("бүгінге дейін", 90, 5),
        ("күн сайын", 9, 1), ("күн сайын", 8, 1), ("күн сайын", 1, 1),
    ):  # fmt: skip
        day = today - timedelta(days=days)
        QueryLog.objects.create(words=words, language="kk", day=day, times=times, found=1)
    call_command("tidy_search")
    call_command("retain")
    assert logged_words() == {"жаңа", "жиі", "бүгінге дейін", "күн сайын"}
    assert QueryLog.objects.filter(words="күн сайын").count() == 3


def test_number_of_different_queries_a_day_is_limited(client, monkeypatch):
    monkeypatch.setattr(query_log, "MAX_QUERIES_A_DAY", 3)
    for words in ("жол", "су", "жарық", "жылу", "көше", "жол"):
        assert client.get("/kk/search/", {"q": words}).status_code == 200
    assert logged_words() == {"жол", "су", "жарық"}
    assert QueryLog.objects.get(words="жол").times == 2, "known queries are still counted"


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
def test_search_does_not_wait_for_a_database_lock(visit, monkeypatch):
    monkeypatch.setattr(query_log, "RETRY_SECONDS", 0)
    add_entry("road", title="Жол")
    writer = sqlite3.connect(connection.settings_dict["NAME"], check_same_thread=False)
    writer.execute("BEGIN IMMEDIATE")
    release = Timer(5, writer.rollback)  # had the search waited, the query would be counted
    release.start()
    page = visit("/kk/search/?q=жол")
    assert [tag.get_text() for tag in page.soup.select(".row__title")] == ["Жол"]
    assert logged_words() == set()
    release.join()
    writer.close()
    visit("/kk/appeals/status/")
    assert QueryLog.objects.get(words="жол").times == 1, "counted after the next response"
    with connection.cursor() as cursor:
        timeout = cursor.execute("PRAGMA busy_timeout").fetchone()[0]
    assert timeout > query_log.LOCK_TIMEOUT_MS, "the usual timeout is restored"


def test_query_is_written_after_the_response(rf):
    assert results_page(rf.get("/kk/search/", {"q": "жол"})).status_code == 200
    assert not QueryLog.objects.exists()
    query_log.write_pending()
    assert logged_words() == {"жол"}


def test_waiting_counts_have_a_limit(monkeypatch):
    monkeypatch.setattr(query_log, "MAX_PENDING", 2)
    for words in ("жол", "су", "жарық", "жол"):
        query_log.record_query(words, "kk", 0, DAY)
    query_log.write_pending()
    assert set(QueryLog.objects.values_list("words", "times")) == {("жол", 2), ("су", 1)}
    assert not query_log.pending


@pytest.mark.sqlite
def test_search_works_on_a_read_only_sqlite_database(visit, monkeypatch):
    monkeypatch.setattr(query_log, "RETRY_SECONDS", 0)
    add_entry("road", title="Жол")
    set_portal_contacts()
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA query_only = 1")
        try:
            assert "Жол" in visit("/kk/search/?q=жол").main
        finally:
            cursor.execute("PRAGMA query_only = 0")
    assert logged_words() == set()


@pytest.mark.postgresql
def test_search_works_on_a_read_only_postgresql_database(visit, monkeypatch):
    monkeypatch.setattr(query_log, "RETRY_SECONDS", 0)
    add_entry("road", title="Жол")
    set_portal_contacts()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL transaction_read_only = on")
        assert "Жол" in visit("/kk/search/?q=жол").main
        assert logged_words() == set()
        transaction.set_rollback(True)


def test_query_log_keeps_the_day_without_the_hour(client):
    query_log.record_query("жол", "kk", 1, DAY)
    query_log.write_pending()
    assert {field.name for field in QueryLog._meta.fields} == {
        "id", "words", "language", "day", "times", "found",
    }  # fmt: skip
    assert QueryLog.objects.get().day == DAY
