"""A lost secret is replaced at the desk, or through the contact given with the appeal."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from appeals import access, lifecycle, recovery
from appeals.models import Appeal, RecoveryCode
from appeals.states import Act
from core.models import Notice
from tests.appeals.test_admin import staff_form_data
from tests.appeals.test_receipt import pdf_text
from tests.architecture.source_code import ROOT
from tests.builders import a_staff_member, an_appeal, an_office
from tests.client import new_client

pytestmark = pytest.mark.django_db
LOST, CODE = "/ru/appeals/status/lost/", "/ru/appeals/status/lost/code/"
PHONE = "+77011234567"


@pytest.fixture
def made():
    cache.clear()
    return an_appeal(timezone.now() - timedelta(days=2), language="ru", phone=PHONE)


def opens(made, secret: str) -> bool:
    return access.find_by_secret(made.appeal.number, secret) is not None


def replace_at_desk(client, made, **values):
    address = reverse("appeals_admin:act", args=[made.appeal.pk, Act.REPLACE_SECRET])
    form = client.get(address).context["form"]
    data = {"last_event": form["last_event"].value(), "identity": "on", "checked": "Удостоверение"}
    return client.post(address, {**data, **values})


def ask(contact: str, number: str):
    return new_client()(LOST).send({"number": number, "contact": contact})


def sent_code() -> str:
    letters = Notice.objects.filter(key__contains=":recovery:").order_by("-pk")
    return re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", letters.first().body)[0]


def test_desk_replaces_the_secret_and_prints_it_once(client, made):
    client.force_login(made.clerk)
    page = replace_at_desk(client, made)
    secret = page.context["secret"]
    assert secret in page.content.decode()
    assert opens(made, secret)
    assert not opens(made, made.secret)
    receipt = reverse("appeals_admin:receipt", args=[made.appeal.pk])
    assert secret in pdf_text(client.post(receipt).content)
    assert secret not in pdf_text(client.post(receipt).content)
    event = made.appeal.events.get(act=Act.REPLACE_SECRET)
    assert (event.by, event.why, event.public) == (made.clerk, "Удостоверение", False)
    assert ModelLogEntry.objects.filter(action="appeals.secret", user=made.clerk).count() == 1


def test_applicant_is_told_of_the_new_secret_without_it(client, made):
    client.force_login(made.clerk)
    secret = replace_at_desk(client, made).context["secret"]
    letter = Notice.objects.latest("pk")
    assert letter.to == made.appeal.email
    assert made.appeal.number in letter.subject
    assert secret not in letter.body + letter.subject


@pytest.mark.parametrize("missing", ["identity", "checked"])
def test_desk_must_say_what_was_checked(client, made, missing):
    client.force_login(made.clerk)
    page = replace_at_desk(client, made, **{missing: ""})
    assert set(page.context["form"].errors) == {missing}
    assert opens(made, made.secret)


def test_form_sent_again_makes_no_second_secret(client, made):
    client.force_login(made.clerk)
    last_event = made.appeal.events.latest("pk").pk
    secret = replace_at_desk(client, made, last_event=last_event).context["secret"]
    again = replace_at_desk(client, made, last_event=last_event)
    assert again.context["form"].errors
    assert opens(made, secret)


def test_other_office_cannot_replace_the_secret(client, made):
    client.force_login(a_staff_member("stranger", "clerk", an_office("ALA")))
    address = reverse("appeals_admin:act", args=[made.appeal.pk, Act.REPLACE_SECRET])
    assert client.post(address, {"identity": "on", "checked": "x"}).status_code == 404
    assert opens(made, made.secret)


def test_appeal_opened_with_the_old_secret_is_closed_at_once(made):
    thief = new_client()
    page = thief("/ru/appeals/status/").send({"number": made.appeal.number, "secret": made.secret})
    assert made.appeal.number in page.main
    lifecycle.replace_secret(
        made.appeal, "0000-0000-0001", checked="Паспорт", by=made.clerk, at=timezone.now()
    )
    assert "Шатыр" not in thief("/ru/appeals/status/").main
    assert thief("/ru/appeals/status/").form(["number", "secret"])


@pytest.mark.parametrize(
    ("contact", "to", "channel"),
    [
        ("8 701 123 45 67", PHONE, "sms"),
        ("AIGUL@mail.example", "aigul@mail.example", "email"),
    ],
)
def test_citizen_gets_a_new_secret_through_the_own_contact(made, contact, to, channel):
    page = ask(contact, made.appeal.number.lower())
    assert page.path == CODE
    letter = Notice.objects.get(key__contains=":recovery:")
    assert (letter.to, letter.channel) == (to, channel)
    shown = page.send({"code": sent_code().lower()})
    secret = shown.soup.select_one(".receipt__secret").text.strip()
    assert opens(made, secret)
    assert not opens(made, made.secret)
    assert "no-store" in shown.response["Cache-Control"]
    assert made.appeal.number in shown.follow("Открыть моё обращение").main
    assert secret not in Notice.objects.latest("pk").body


def test_page_is_the_same_for_a_wrong_contact_and_an_unknown_number(made):
    right = ask(PHONE, made.appeal.number)
    before = Notice.objects.count()
    pages = [
        ask("8 701 765 43 21", made.appeal.number),
        ask("other@mail.example", made.appeal.number),
        ask(PHONE, "TUR-2026-999999"),
    ]
    assert {page.main for page in pages} == {right.main}
    assert Notice.objects.count() == before


def test_code_works_once_and_for_thirty_minutes(made):
    at = timezone.now()
    recovery.request_code(made.appeal.number, PHONE, at)
    code = sent_code()
    assert code not in str(RecoveryCode.objects.values())
    assert recovery.redeem(code, at + timedelta(minutes=30)) is None
    first = recovery.redeem(code, at + timedelta(minutes=29))
    assert opens(made, first.secret)
    assert recovery.redeem(code, at + timedelta(minutes=29)) is None
    assert opens(made, first.secret)


def test_newer_code_and_the_desk_end_an_earlier_code(made):
    at = timezone.now()
    recovery.request_code(made.appeal.number, PHONE, at)
    first = sent_code()
    recovery.request_code(made.appeal.number, PHONE, at + timedelta(minutes=1))
    assert recovery.redeem(first, at + timedelta(minutes=2)) is None
    lifecycle.replace_secret(made.appeal, "0000-0000-0001", checked="Паспорт", by=made.clerk, at=at)
    assert recovery.redeem(sent_code(), at + timedelta(minutes=2)) is None


def test_code_sent_to_the_old_contact_dies_when_the_contact_changes(made):
    at = timezone.now()
    recovery.request_code(made.appeal.number, PHONE, at)
    lifecycle.change_contact(made.appeal, phone="+77027654321", email=made.appeal.email, at=at)
    assert recovery.redeem(sent_code(), at + timedelta(minutes=1)) is None
    assert opens(made, made.secret)


def test_three_codes_an_hour_are_sent_and_the_page_stays_the_same(made):
    pages = {ask(PHONE, made.appeal.number).main for _ in range(5)}
    assert len(pages) == 1
    assert Notice.objects.filter(key__contains=":recovery:").count() == 3


def test_codes_cannot_be_guessed_without_end(made):
    visit = new_client()
    for _ in range(20):
        page = visit(CODE).send({"code": "0000-0000-0000"})
        assert page.errors
    visit(CODE).send({"code": "0000-0000-0000"}, status=429)


@pytest.mark.parametrize(
    ("contact", "number"),
    [("", "TUR-2026-1"), ("12", "TUR-2026-1"), ("a@", "TUR-2026-1"), (PHONE, "abc")],
)
def test_wrong_input_gets_a_sentence_and_stays(made, contact, number):
    page = ask(contact, number)
    assert page.path == LOST
    assert page.errors
    assert page.soup.find(attrs={"name": "number"})["value"] == number


def test_replaced_secret_is_not_shown_by_the_desk_form_sent_again(client, made):
    client.force_login(made.clerk)
    address = reverse("appeals_admin:register")
    client.post(address, staff_form_data())
    appeal = Appeal.objects.latest("pk")
    lifecycle.replace_secret(
        appeal, "0000-0000-0001", checked="Паспорт", by=made.clerk, at=timezone.now()
    )
    assert client.post(address, staff_form_data()).context["secret"] == ""


def test_one_module_writes_the_digest_of_the_secret():
    writes = re.compile(r"\bsecret_hash\s*=[^=]|\"secret_hash\":")
    writers = [
        str(path.relative_to(ROOT))
        for path in (ROOT / "appeals").rglob("*.py")
        if writes.search(path.read_text()) and "migrations" not in path.parts
    ]
    assert sorted(writers) == ["appeals/models/appeal.py", "appeals/secret_code.py"]
