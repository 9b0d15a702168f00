"""Whoever has number and secret mends a mistyped phone or e-mail; old and new are told."""

import pytest

from appeals.models import Appeal
from core.models import Notice
from forms.views.change_contact import CHANGES_A_DAY
from tests.builders import an_appeal
from tests.citizen_form import interface_text, open_status_page

pytestmark = pytest.mark.django_db
OLD_EMAIL, NEW_EMAIL = "aigul@mail.example", "aigul@gmail.example"


@pytest.fixture
def made():
    return an_appeal(phone="+77011234567", email=OLD_EMAIL)


def open_form(visit, made):
    page = open_status_page(visit, "kk", made.appeal.number, made.secret)
    return page.follow(interface_text("kk", "Change phone or e-mail"))


def test_new_contact_is_stored_and_old_and_new_are_told(visit, made):
    page = open_form(visit, made).send({"email": NEW_EMAIL, "phone": "8 702 765 43 21"})
    assert page.path == "/kk/appeals/status/"
    appeal = made.built()
    assert (appeal.phone, appeal.email) == ("+77027654321", NEW_EMAIL)
    event = appeal.events.latest("pk")
    assert (event.act, event.public) == ("change_contact", False)
    assert event.data == {"changed": ["phone", "email"]}
    letters = Notice.objects.filter(key__startswith=f"{appeal.number}:{event.pk}:")
    assert {letter.to for letter in letters} == {OLD_EMAIL, NEW_EMAIL, "+77011234567"}
    for letter in letters:
        assert not [
            part for part in ("gmail", "765", "Айгүл") if part in letter.subject + letter.body
        ]


def test_wrong_values_are_refused_as_in_the_form_and_kept(visit, made):
    page = open_form(visit, made).send({"email": "aigul@", "phone": "123"})
    assert len(page.soup.select(".error-summary li")) == 2
    assert page.soup.find("input", attrs={"name": "email"})["value"] == "aigul@"
    assert made.built().email == OLD_EMAIL


def test_both_are_emptied_only_where_a_postal_address_is_left(visit, made):
    page = open_form(visit, made).send({"email": "", "phone": ""})
    sentence = "Leave a phone or an e-mail: without them the office cannot reach you."
    assert interface_text("kk", sentence) in page.main
    assert made.built().email == OLD_EMAIL
    Appeal.objects.update(postal_address="Көкөзек ауылы, Абай көшесі, 14")
    page = visit("/kk/appeals/status/contact/").send({"email": "", "phone": ""})
    assert made.built().email == made.appeal.phone == ""
    sentence = "No phone and no e-mail are kept: the answer goes to your postal address."
    assert interface_text("kk", sentence) in page


@pytest.mark.parametrize(
    ("emptied", "sentence"),
    [
        ("email", "Your phone is saved; no e-mail is kept."),
        ("phone", "Your e-mail is saved; no phone is kept."),
    ],
)
def test_message_names_what_is_saved(visit, made, emptied, sentence):
    page = open_form(visit, made).send({emptied: ""})
    assert interface_text("kk", sentence) in page


def test_unchanged_contact_writes_nothing_and_changes_are_limited(visit, made):
    open_form(visit, made).send({})
    assert made.built().events.count() == 1
    for count in range(CHANGES_A_DAY):
        page = visit("/kk/appeals/status/contact/").send({"email": f"a{count}@mail.example"})
    assert (
        interface_text("kk", "Too many changes today. Come back tomorrow or call the office.")
        in page
    )


def test_page_needs_number_and_secret(visit, made):
    assert visit("/kk/appeals/status/contact/").path == "/kk/appeals/status/"
    visit.post("/kk/appeals/status/contact/", {"email": NEW_EMAIL})
    assert made.built().email == OLD_EMAIL
