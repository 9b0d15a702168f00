"""Registration: an appeal is stored once, with number, secret and due dates."""

import io
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from appeals import access, lifecycle
from appeals.appeal_fields import NewAppeal, NewFile
from appeals.models import Appeal, Attachment
from core.models import Notice
from services.models import Office
from tests.builders import MONDAY, a_body, a_kind, a_topic, almaty_time, an_appeal, an_office

pytestmark = pytest.mark.django_db


def new_appeal(**values) -> NewAppeal:
    defaults = {
        "kind": a_kind(),
        "topic": a_topic(),
        "office": an_office(),
        "language": "ru",
        "name": "Иванова Мария",
        "points": ["Протекает крыша."],
        "email": "maria@mail.example",
        **values,
    }
    return NewAppeal(**defaults)


def a_file(text=b"%PDF-1.7 hello", **values) -> NewFile:
    defaults = {"name": "Акт.pdf", "mime": "application/pdf", "scan": "clean", "digest": "ab" * 32}
    return NewFile(size=len(text), content=io.BytesIO(text), **{**defaults, **values})


def test_code_of_another_office_continues_its_number_series():
    old = an_office("QQA")
    lifecycle.register(new_appeal(office=old), by=None, at=MONDAY)
    old.code = "QQC"
    old.save()
    heir = Office.objects.create(code="QQA", slug="heir", title_kk="Мұрагер")
    defaults = [
        lifecycle.register(new_appeal(office=office), by=None, at=MONDAY).appeal.number
        for office in (heir, old, heir)
    ]
    assert defaults == ["QQA-2026-000002", "QQC-2026-000001", "QQA-2026-000003"]
    call_command("verify_journal", stdout=io.StringIO())  # no number is missing


def test_registration_returns_number_secret_and_due_dates():
    done = lifecycle.register(new_appeal(), by=None, at=MONDAY)
    assert done.new
    assert done.appeal.number == "TUR-2026-000001"
    assert done.appeal.short_due_on == date(2026, 2, 5)
    assert done.appeal.due_on == date(2026, 2, 23)
    assert access.find_by_secret("tur 2026 1", done.secret.lower()) == done.appeal
    assert access.find_by_secret("ТUR-2026-000001", done.secret) == done.appeal  # a Cyrillic Т
    assert access.find_by_secret("TUR-2026-000001", "0000-0000-0000") is None
    assert access.find_by_secret("TUR-2026-000009", done.secret) is None
    assert access.find_by_secret("", "") is None


def test_secret_and_token_are_not_stored():
    done = lifecycle.register(new_appeal(draft_token="t" * 32), by=None, at=MONDAY)
    row = Appeal.objects.values().get()
    stored = " ".join(map(str, row.values())) + Notice.objects.get().body
    assert done.secret not in stored
    assert "t" * 32 not in stored


def test_same_draft_gives_the_same_appeal_and_secret():
    first = lifecycle.register(new_appeal(draft_token="abc"), by=None, at=MONDAY)
    second = lifecycle.register(new_appeal(draft_token="abc", name="Другая"), by=None, at=MONDAY)
    assert not second.new
    assert (second.appeal, second.secret) == (first.appeal, first.secret)
    assert Appeal.objects.get().name == "Иванова Мария"
    third = lifecycle.register(new_appeal(draft_token="other"), by=None, at=MONDAY)
    assert third.appeal.number == "TUR-2026-000002"
    assert third.secret != first.secret
    elsewhere = new_appeal(draft_token="abc", office=an_office("ALA"))
    assert lifecycle.register(elsewhere, by=None, at=MONDAY).appeal == first.appeal


def test_files_and_points_are_stored():
    done = lifecycle.register(
        new_appeal(points=["Крыша.", " ", "Лампа."], files=[a_file()]), by=None, at=MONDAY
    )
    assert [p.text for p in done.appeal.points.all()] == ["Крыша.", "Лампа."]
    assert done.appeal.matter == "1. Крыша.\n\n2. Лампа."
    attachment = done.appeal.attachments.get()
    assert attachment.file.read() == b"%PDF-1.7 hello"
    assert "Акт" not in attachment.file.name


def stored_file_names() -> set[str]:
    storage = Attachment._meta.get_field("file").storage
    return set(storage.listdir("attachments")[1]) if storage.exists("attachments") else set()


def test_failed_registration_leaves_no_appeal_and_no_file():
    before = stored_file_names()
    bad = a_file(digest=None)
    with pytest.raises(IntegrityError):
        lifecycle.register(new_appeal(files=[a_file(), bad]), by=None, at=MONDAY)
    assert not Appeal.objects.exists()
    assert stored_file_names() == before
    assert lifecycle.register(new_appeal(), by=None, at=MONDAY).appeal.number == "TUR-2026-000001"


def test_missing_fields_are_reported():
    with pytest.raises(ValidationError) as refused:
        lifecycle.register(new_appeal(points=["  "], name=" "), by=None, at=MONDAY)
    assert set(refused.value.message_dict) == {"points", "name"}
    with pytest.raises(ValidationError):
        lifecycle.register(new_appeal(office=an_office("OFF", active=False)), by=None, at=MONDAY)
    assert not Appeal.objects.exists()


@pytest.mark.parametrize(
    "language, subject",
    [
        ("kk", "TUR-2026-000001"),
        ("ru", "TUR-2026-000001"),
        ("en", "Appeal TUR-2026-000001 is registered"),
    ],
)
def test_letter_is_in_the_language_of_the_applicant(language, subject):
    lifecycle.register(new_appeal(language=language), by=None, at=MONDAY)
    letter = Notice.objects.get()
    assert (letter.to, letter.language) == ("maria@mail.example", language)
    assert subject in letter.subject
    assert "Иванова" not in letter.subject + letter.body
    assert f"/{language}/appeals/status/" in letter.body


def test_numbers_are_counted_by_office_and_year():
    assert an_appeal(almaty_time("2025-12-31 23:59")).appeal.number == "TUR-2025-000001"
    assert an_appeal(almaty_time("2026-01-01 00:00")).appeal.number == "TUR-2026-000001"
    assert an_appeal(office=an_office("ALA")).appeal.number == "ALA-2026-000001"
    assert an_appeal().appeal.number == "TUR-2026-000002"


def test_routing_is_suggested_before_the_number_row_is_locked():
    a_body()
    new = new_appeal()
    with CaptureQueriesContext(connection) as queries:
        lifecycle.register(new, by=None, at=MONDAY)
    statements = [query["sql"] for query in queries]
    first_of_number = min(n for n, sql in enumerate(statements) if "appeals_numberseries" in sql)
    routing = [n for n, sql in enumerate(statements) if "appeals_routingrule" in sql]
    assert routing
    assert max(routing) < first_of_number
