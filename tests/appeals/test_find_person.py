"""Staff find a person by what is known; the search leaves no trace of what was typed."""

import pytest
from django.urls import reverse
from wagtail.models import ModelLogEntry

from tests.builders import a_clerk, an_appeal, an_office

pytestmark = pytest.mark.django_db
FIND = "/admin/appeals/find/"


@pytest.fixture
def made():
    return an_appeal(
        name="Әбілқасымова Күләш", patronymic="Ғабитқызы", phone="+77017654321",
        id_number="850101400130", email="kulash@mail.example", points=["Көшеде шам жанбайды."],
    )  # fmt: skip


@pytest.fixture
def desk(client, made):
    an_appeal(name="Басқа Адам", phone="+77010000002", points=["Су жоқ."], subject="Су туралы")
    client.force_login(a_clerk(an_office()))
    return client


def found(page) -> list[str]:
    return [row.number for row in page.context.get("rows", [])]


@pytest.mark.parametrize(
    "query",
    [
        {"name": "әбілқасымова"},
        {"name": "КҮЛӘШ ғабитқызы"},
        {"phone": "8 (701) 765-43-21"},
        {"phone": "765-43-21"},
        {"phone": "654321"},
        {"email": "KULASH@mail.example"},
        {"id_number": "850101 400130"},
        {"words": "ШАМ көше"},
        {"name": "Күләш", "words": "жанбайды"},
    ],
)
def test_person_is_found_by_what_is_known(desk, made, query):
    page = desk.post(FIND, query)
    assert found(page) == [made.appeal.number]
    assert reverse("appeals_admin:case", args=[made.appeal.pk]) in page.content.decode()


def test_every_filled_field_must_fit(desk):
    page = desk.post(FIND, {"name": "Күләш", "phone": "000000002"})
    assert found(page) == []
    assert page.context["searched"]


def test_other_offices_are_not_searched(desk, made):
    desk.force_login(a_clerk(an_office("ALA"), name="stranger"))
    assert found(desk.post(FIND, {"name": "Күләш"})) == []


def test_search_is_recorded_with_fields_and_ids_without_the_words(desk, made):
    desk.post(FIND, {"name": "Күләш", "phone": "7654321"})
    desk.post(FIND, {"id_number": "850101400130"})
    desk.post(FIND, {"name": "Ешкім"})
    first, second, third = ModelLogEntry.objects.filter(action="appeals.find").order_by("pk")
    assert first.data.items() >= {"fields": ["name", "phone"], "ids": [made.appeal.pk]}.items()
    assert second.data.items() >= {"fields": ["id_number"], "ids": [made.appeal.pk]}.items()
    assert third.data.items() >= {"fields": ["name"], "ids": []}.items()


@pytest.mark.parametrize(
    "query", [{}, {"name": " "}, {"phone": "12"}, {"id_number": "123"}, {"words": "а"}]
)
def test_query_that_would_show_strangers_gets_a_sentence(desk, query):
    page = desk.post(FIND, query)
    assert page.context["form"].errors
    assert found(page) == []
    assert not ModelLogEntry.objects.filter(action="appeals.find").exists()


def test_words_in_the_address_find_nothing(desk):
    page = desk.get(FIND, {"name": "Күләш"})
    assert found(page) == []
    assert "Күләш" not in page.content.decode()


def test_long_list_is_cut_and_says_so(desk, monkeypatch):
    monkeypatch.setattr("appeals.admin.find_person.MAX_RESULTS", 1)
    an_appeal(name="Күләш Екінші")
    page = desk.post(FIND, {"name": "Күләш"})
    assert len(found(page)) == 1
    assert page.context["more"]


def test_case_leads_to_the_other_appeals_of_the_applicant(desk, made):
    same_phone = an_appeal(name="Әбілқасымов Ерік", phone="+77017654321")
    same_id = an_appeal(name="Әбілқасымова К.", id_number="850101400130")
    elsewhere = an_appeal(office=an_office("ALA"), phone="+77017654321")
    page = desk.get(reverse("appeals_admin:case", args=[made.appeal.pk]))
    address = reverse("appeals_admin:same_applicant", args=[made.appeal.pk])
    assert page.context["others"] == 2
    assert address in page.content.decode()
    others = desk.get(address)
    assert set(found(others)) == {same_phone.appeal.number, same_id.appeal.number}
    assert elsewhere.appeal.number not in others.content.decode()
    entry = ModelLogEntry.objects.filter(action="appeals.list").latest("pk")
    assert set(entry.data["ids"]) == {same_phone.appeal.pk, same_id.appeal.pk}


def test_applicant_without_phone_and_iin_has_no_others(desk):
    one = an_appeal(name="Бір")
    an_appeal(name="Екі")
    page = desk.get(reverse("appeals_admin:case", args=[one.appeal.pk]))
    assert page.context["others"] == 0
