"""Any input gets a page in the visitor's language; the text is kept and never run as code."""

import re

import pytest
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from forms import drafts
from tests.access.hostile_strings import EDGE_DATES, MEGABYTE, RAW_VALUES, STRINGS
from tests.citizen_form import browser_with_drafts, draft_owner
from tests.client import visible_text

pytestmark = pytest.mark.django_db
PUBLIC_LISTS = {
    "/kk/search/": "q kind topic office from to sort page body outcome year",
    "/kk/search/suggest/": "q",
    "/api/v1/search": "q lang kind topic office from to page body year",
    "/ru/feeds/search/": "q kind topic office",
    "/ru/answers/": "topic language office q page",
    "/kk/feeds/answers/": "topic language office",
    "/api/v1/answers": "language topic page",
    "/kk/figures/": "from to office",
    "/api/v1/figures": "from to office",
    "/kk/terms/": "registered days office",
    "/api/v1/terms": "registered days office",
    "/ru/offices/": "q",
    "/api/v1/offices": "q",
    "/api/v1/slots": "office official from to",
    "/ru/reports/": "from to page q year",
    "/kk/standards/": "topic office page",
    "/kk/procedures/": "page q",
    "/kk/appeals/new/": "office",
    "/ru/reception/book/": "office official",
    "/kk/offices/ken/": "day",
    "/kk/offices/ken/stand/": "day month",
    "/kk/offices/ken/kiosk/": "day",
}
ADMIN_LISTS = {
    "/admin/appeals/": "q situation state due_on_from due_on_to registered_at_from office officer "
    "topic channel ordering p export",
    "/admin/appeals/check/": "page q",
    "/admin/appeals/rules/": "body p",
    "/admin/reception/queue/ken/": "day number",
    "/admin/letters/": "q p delivery created_at_from",
    "/admin/snippets/services/office/": "q p ordering",
}


def broken_queries(client: Client, address: str, names: list[str], texts: list[str]) -> list[str]:
    """Return the queries that broke the page: a text in every field at once, the next in one field."""
    broken = []
    for number, text in enumerate(texts):
        chosen = [names[number // 2 % len(names)]] if number % 2 else names
        response = client.get(address, dict.fromkeys(chosen, text))
        if response.status_code not in {200, 302, 400, 404}:
            broken.append(f"{response.status_code} {chosen} {text[:40]!r}")
        elif runs_as_code(response, text):
            broken.append(f"runs: {chosen} {text[:40]!r}")
    for text in RAW_VALUES:
        response = client.get(f"{address}?{names[0]}={text}&{names[-1]}={text}")
        if response.status_code not in {200, 302, 400, 404}:
            broken.append(f"{response.status_code} raw {text}")
    return broken


def runs_as_code(response, text: str) -> bool:
    """Return whether the page carries the text as code."""
    if not response.get("Content-Type", "").startswith(("text/html", "application/atom")):
        return False
    page = response.content.decode()
    return ("<" in text and text in page) or (text == "{{7*7}}" and ">49<" in page)


@pytest.mark.parametrize("address", PUBLIC_LISTS)
def test_public_page_answers_any_query(scenario, address):
    client = Client(raise_request_exception=False)
    assert not broken_queries(client, address, PUBLIC_LISTS[address].split(), STRINGS)


@pytest.mark.parametrize("address", ADMIN_LISTS)
def test_admin_list_answers_any_query(scenario, address):
    texts = STRINGS[list(ADMIN_LISTS).index(address) % 3 :: 3] + EDGE_DATES
    broken = broken_queries(scenario.client("head"), address, ADMIN_LISTS[address].split(), texts)
    assert not broken


@pytest.mark.parametrize("text", RAW_VALUES)
def test_malformed_path_is_no_server_error(scenario, text):
    client = Client(raise_request_exception=False)
    for address in ("/{}/", "/kk/{}/", "/kk/offices/{}/", "/kk/figures/{}/", "/kk/answers/{}/",
                    "/kk/appeals/new/{}/who/", "/kk/appeals/new/{}/receipt/", "/media/{}",
                    "/kk/appeals/new/{}/saved/", "/kk/reception/book/{}/day/", "/kk/feeds/office/{}.ics",
                    "/assets/portal-{}.css", "/documents/1/{}", "/admin/{}/"):  # fmt: skip
        for response in (client.get(address.format(text)), client.post(address.format(text))):
            assert response.status_code < 500, f"{address}: {response.status_code}"


def test_very_long_query_is_no_server_error(scenario):
    client = Client(raise_request_exception=False)
    for address, names in PUBLIC_LISTS.items():
        response = client.get(address, {names.split()[0]: MEGABYTE[:30_000]})
        assert response.status_code in {200, 400, 404}, f"{address}: {response.status_code}"


# --- forms -------------------------------------------------------------------------------------


def fields(page: BeautifulSoup) -> dict[str, str]:
    """Return text field of the page's form → its value."""
    tags = page.select("main input[name]:not([type=hidden]), main textarea[name]")
    return {
        tag["name"]: tag.get_text().removeprefix("\n")
        if tag.name == "textarea"
        else tag.get("value", "")
        for tag in tags
        if tag.get("type", "text") not in {"radio", "checkbox", "file", "submit"}
    }


def printable(text: str) -> str:
    """Return a text without spaces and invisible characters."""
    return "".join(c for c in text if c.isprintable() and not c.isspace())


@pytest.mark.parametrize("language", ["kk", "ru"])
@pytest.mark.parametrize("step", ["topic", "who", "office", "matter"])
def test_form_step_keeps_any_text_and_explains_errors(scenario, step, language):
    draft, client = complete_draft(), browser_with_drafts()
    address = f"/{language}/appeals/new/{draft.token}/{step}/"
    names = set(fields(soup(client.get(address)))) | (
        {"kind", "topic"} if step == "topic" else set()
    )
    names |= {"office"} if step == "office" else set()
    for text in STRINGS:
        response = client.post(address, {**dict.fromkeys(names, text), "go": "next"}, follow=True)
        assert response.status_code == 200, f"{text[:40]!r}: {response.status_code}"
        assert not runs_as_code(response, text), text
        page = soup(response)
        if page.select(".error-summary, [role=alert]"):
            assert_in_words(page, language)
            for name, value in fields(page).items():
                if name in names and name not in {"kind", "topic", "office"}:
                    assert printable(value) == printable(text), (
                        f"{name}: {value[:60]!r} for {text[:60]!r}"
                    )


def assert_in_words(page: BeautifulSoup, language: str) -> None:
    """Check that the error summary is in the visitor's language."""
    message = visible_text(page.select_one(".error-summary, [role=alert]"))
    assert re.search("[а-яәғқңөұүһі]{3}", message), message
    assert "Null characters" not in message
    assert "Ensure this" not in message


def soup(response) -> BeautifulSoup:
    return BeautifulSoup(response.content, "lxml")


def complete_draft():
    """Start a draft with every step complete."""
    steps = {
        "topic": {"kind": ["complaint"], "topic": ["housing"]},
        "who": {"applicant_kind": ["person"], "name": ["Сейтқали Айгүл"], "phone": ["8 701 123 45 67"],
                "postal_address": ["Кентау"]},
        "office": {"office": ["ken"], "place": ["Абай"]},
        "matter": {"point_1": ["Су жоқ."]},
    }  # fmt: skip
    return drafts.create_draft(
        "appeal", owner=draft_owner(), language="kk", at=timezone.now(), steps=steps
    )


@pytest.mark.parametrize("language", ["kk", "ru"])
@pytest.mark.parametrize(
    "address", ["appeals/status/", "reception/ticket/", "appeals/resume/", "reception/book/", "appeals/new/"]
)  # fmt: skip
def test_short_forms_answer_any_text(scenario, address, language):
    client = Client(raise_request_exception=False)
    names = {"number", "secret", "code", "office", "official"}
    for text in STRINGS:
        cache.clear()
        response = client.post(f"/{language}/{address}", dict.fromkeys(names, text), follow=True)
        assert response.status_code == 200, f"{text[:40]!r}: {response.status_code}"
        assert not runs_as_code(response, text), text
        if (page := soup(response)).select(".error-summary, [role=alert]"):
            assert_in_words(page, language)


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_status_and_ticket_forms_answer_any_text(scenario, language):
    client = scenario.client("owner")
    for text in STRINGS[language == "ru" :: 2]:
        for address, data in {
            "appeals/status/rate/": {"stars": text, "comment": text},
            "appeals/status/withdraw/": {"why": text},
            "appeals/status/document/": {"file": text},
            "reception/ticket/move/": {"time": text},
        }.items():
            response = client.post(f"/{language}/{address}", data, follow=True)
            assert response.status_code == 200, f"{address} {text[:40]!r}: {response.status_code}"
            assert not runs_as_code(response, text), text


def test_megabyte_of_text_is_refused_with_a_message(scenario):
    draft, client = complete_draft(), browser_with_drafts()
    for address, name in {
        f"/kk/appeals/new/{draft.token}/matter/": "point_1", "/kk/appeals/status/": "secret",
        "/kk/appeals/resume/": "code", "/kk/reception/ticket/": "number",
    }.items():  # fmt: skip
        response = client.post(address, {name: MEGABYTE, "go": "next"}, follow=True)
        assert response.status_code in {200, 400, 413}, f"{address}: {response.status_code}"
        assert re.search("[әғқңөұүһі]", visible_text(soup(response).main))
    draft.refresh_from_db()
    assert draft.data["steps"]["matter"]["point_1"] == ["Су жоқ."]


# --- the admin ----------------------------------------------------------------------------------

ACTIONS = {
    "route": ["why"], "forward": ["name", "why"], "extend": ["until", "why"], "close": ["why"],
    "propose_close": ["reason", "why"], "confirm_close": ["seen"], "decline_close": ["seen", "why"],
    "ask_again": ["why"], "decline_again": ["why"],
    "short_answer": ["text"], "answer": ["text", "signer"], "assign": ["officer"],
    "replace_secret": ["identity", "checked"],
}  # fmt: skip


def test_admin_forms_answer_any_text(scenario):
    client = scenario.client("head")
    case, reply = scenario.appeal.pk, scenario.public.reply_id
    register = {"name", "patronymic", "organisation", "id_number", "postal_address", "phone", "email",
                "subject", "points", "place", "token", "office", "official", "kind", "topic",
                "language"}  # fmt: skip
    forms = {
        "/admin/appeals/new/": register,
        "/admin/appeals/find/": {"name", "phone", "email", "id_number", "words"},
        "/admin/reception/queue/ken/find/": {"visitor"},
        "/kk/appeals/status/lost/": {"number", "contact"},
        "/kk/appeals/status/lost/code/": {"code"},
        f"/admin/appeals/prepare/{reply}/": {"title", "question", "answer"},
        f"/admin/appeals/check/{scenario.public.pk}/": {"do", "why", "title"},
        **{f"/admin/appeals/{case}/{act}/": {*names, "last_event", "office", "body", "officer"}
           for act, names in ACTIONS.items()},
    }  # fmt: skip
    for number, text in enumerate(STRINGS):
        for address, names in forms.items():
            if (number + len(address)) % 5 and not address.endswith("/new/"):
                continue
            response = client.post(address, dict.fromkeys(names, text))
            assert response.status_code in {200, 302, 429}, (
                f"{address} {text[:40]!r}: {response.status_code}"
            )
            assert not runs_as_code(response, text), f"{address} {text}"
