"""What is searched for is counted without keeping who, and counting never stands in the way."""

import sqlite3
from datetime import timedelta
from threading import Timer

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from search import query_log
from search.models import QueryLog
from tests.builders import an_editor, contacts
from tests.search.build import DAY, a_thing

pytestmark = pytest.mark.django_db
REPORTS = ("/admin/search-reports/questions/", "/admin/search-reports/in-vain/")


def written() -> set[str]:
    return set(QueryLog.objects.values_list("words", flat=True))


@pytest.mark.parametrize(
    "words",
    [
        "Серікова Әсем Болатқызы", "болатұлы ержан", "ответ Серикову Асету Болатовичу",
        "Иванова Мария Ильинична", "жалоба Петровой Анны Ивановны", "Serikov Aset Bolatuly",
        "Болатұлының жолданымы", "asem@mail.example", "жсн 850101 400130",
    ],
)  # fmt: skip
def test_a_question_about_somebody_is_not_written(client, words):
    assert client.get("/kk/search/", {"q": words}).status_code == 200
    assert written() == set()


@pytest.mark.parametrize(
    "words",
    [
        "ұлы отан соғысы", "дорога в деревне", "уровень воды", "уголовной ответственности",
        "анализ на вич", "не қызық", "туған қызы", "Болатқызы", "основной закон",
    ],
)  # fmt: skip
def test_a_question_about_something_is_counted(client, words):
    client.get("/kk/search/", {"q": words})
    assert written() == {words.lower()}


def test_reports_show_what_several_have_asked(client):
    a_thing("road", title="Жол")
    for words in ("жол", "кроссворд", "кроссворд"):
        client.get("/kk/search/", {"q": words})
    client.get("/kk/search/", {"q": "жол"})
    client.force_login(an_editor())
    for address in REPORTS:
        for export in ("", "?export=csv"):
            told = client.get(f"{address}{export}")
            shown = b"".join(told).decode()
            assert "кроссворд" not in shown, address
            assert ">жол<" not in shown, address
    for words in ("жол", "кроссворд"):
        client.get("/kk/search/", {"q": words})
    popular, vain = (client.get(address).content.decode() for address in REPORTS)
    assert "кроссворд" in popular
    assert "кроссворд" in vain
    assert "жол" in popular


def test_every_night_questions_are_forgotten():
    today = timezone.localdate()
    for words, days, times in (
        ("жаңа", 6, 1), ("сирек", 8, 2), ("жиі", 8, 3), ("ескі", 91, 50), ("бүгінге дейін", 90, 5),
        ("күн сайын", 9, 1), ("күн сайын", 8, 1), ("күн сайын", 1, 1),
    ):  # fmt: skip
        day = today - timedelta(days=days)
        QueryLog.objects.create(words=words, language="kk", day=day, times=times, found=1)
    call_command("tidy_search")
    assert written() == {"жаңа", "жиі", "бүгінге дейін", "күн сайын"}
    assert QueryLog.objects.filter(words="күн сайын").count() == 3


def test_a_robot_that_asks_for_everything_fills_no_disk(client, monkeypatch):
    monkeypatch.setattr(query_log, "MAX_QUERIES_A_DAY", 3)
    for words in ("жол", "су", "жарық", "жылу", "көше", "жол"):
        assert client.get("/kk/search/", {"q": words}).status_code == 200
    assert written() == {"жол", "су", "жарық"}
    assert QueryLog.objects.get(words="жол").times == 2, "what is known is counted on"


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
def test_who_searches_waits_for_nobody_who_writes(visit):
    a_thing("road", title="Жол")
    writer = sqlite3.connect(connection.settings_dict["NAME"], check_same_thread=False)
    writer.execute("BEGIN IMMEDIATE")
    freed = Timer(5, writer.rollback)  # had the search waited for it, the question would count
    freed.start()
    page = visit("/kk/search/?q=жол")
    assert [tag.get_text() for tag in page.soup.select(".row__title")] == ["Жол"]
    assert written() == set()
    freed.join()
    writer.close()
    visit("/kk/search/?q=жол")
    assert written() == {"жол"}
    with connection.cursor() as cursor:
        patience = cursor.execute("PRAGMA busy_timeout").fetchone()[0]
    assert patience > query_log.LOCK_TIMEOUT_MS, "who writes on purpose waits again"


@pytest.mark.sqlite
def test_where_nothing_can_be_written_one_searches_all_the_same(visit):
    a_thing("road", title="Жол"), contacts()
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA query_only = 1")
        try:
            assert "Жол" in visit("/kk/search/?q=жол").main
        finally:
            cursor.execute("PRAGMA query_only = 0")
    assert written() == set()


@pytest.mark.postgresql
def test_where_nothing_can_be_written_one_searches_all_the_same_on_postgresql(visit):
    a_thing("road", title="Жол"), contacts()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL transaction_read_only = on")
        assert "Жол" in visit("/kk/search/?q=жол").main
        assert written() == set()
        transaction.set_rollback(True)


def test_a_question_keeps_the_day_and_not_the_hour(client):
    query_log.record_query("жол", "kk", 1, DAY)
    assert {field.name for field in QueryLog._meta.fields} == {
        "id", "words", "language", "day", "times", "found",
    }  # fmt: skip
    assert QueryLog.objects.get().day == DAY
