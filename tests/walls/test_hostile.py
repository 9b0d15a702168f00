"""Whatever is typed, wherever: a page in the person's language, the words kept, nothing run (S17)."""

import re

import pytest
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from forms import drafts
from tests.client import visible_text
from tests.walls.hostile import DAYS, LONG, RAW, STRINGS

pytestmark = pytest.mark.django_db
ASKED = {
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
DESK = {
    "/admin/appeals/": "q situation state due_on_from due_on_to registered_at_from office officer "
    "topic channel ordering p export",
    "/admin/appeals/check/": "page q",
    "/admin/appeals/rules/": "body p",
    "/admin/reception/queue/ken/": "day number",
    "/admin/letters/": "q p delivery created_at_from",
    "/admin/snippets/services/office/": "q p ordering",
}


def ask_all(client: Client, address: str, names: list[str], texts: list[str]) -> list[str]:
    """The questions that broke the page: a string in every field at once, the next in one alone."""
    broken = []
    for number, text in enumerate(texts):
        chosen = [names[number // 2 % len(names)]] if number % 2 else names
        response = client.get(address, dict.fromkeys(chosen, text))
        if response.status_code not in {200, 302, 400, 404}:
            broken.append(f"{response.status_code} {chosen} {text[:40]!r}")
        elif dangerous(response, text):
            broken.append(f"runs: {chosen} {text[:40]!r}")
    for text in RAW:
        response = client.get(f"{address}?{names[0]}={text}&{names[-1]}={text}")
        if response.status_code not in {200, 302, 400, 404}:
            broken.append(f"{response.status_code} raw {text}")
    return broken


def dangerous(response, text: str) -> bool:
    """Whether the page carries the words as code and not as words."""
    if not response.get("Content-Type", "").startswith(("text/html", "application/atom")):
        return False
    page = response.content.decode()
    return ("<" in text and text in page) or (text == "{{7*7}}" and ">49<" in page)


@pytest.mark.parametrize("address", ASKED)
def test_any_question_of_a_citizen(world, address):
    client = Client(raise_request_exception=False)
    assert not ask_all(client, address, ASKED[address].split(), STRINGS)


@pytest.mark.parametrize("address", DESK)
def test_any_question_at_a_desk(world, address):
    some = STRINGS[list(DESK).index(address) % 3 :: 3] + DAYS
    broken = ask_all(world.client("head"), address, DESK[address].split(), some)
    assert not broken


@pytest.mark.parametrize("text", RAW)
def test_any_address(world, text):
    client = Client(raise_request_exception=False)
    for address in ("/{}/", "/kk/{}/", "/kk/offices/{}/", "/kk/figures/{}/", "/kk/answers/{}/",
                    "/kk/appeals/new/{}/who/", "/kk/appeals/new/{}/receipt/", "/media/{}",
                    "/kk/appeals/new/{}/saved/", "/kk/reception/book/{}/day/", "/kk/feeds/office/{}.ics",
                    "/assets/portal-{}.css", "/documents/1/{}", "/admin/{}/"):  # fmt: skip
        for response in (client.get(address.format(text)), client.post(address.format(text))):
            assert response.status_code < 500, f"{address}: {response.status_code}"


def test_an_endless_question_is_cut(world):
    client = Client(raise_request_exception=False)
    for address, names in ASKED.items():
        response = client.get(address, {names.split()[0]: LONG[:30_000]})
        assert response.status_code in {200, 400, 404}, f"{address}: {response.status_code}"


# --- forms -------------------------------------------------------------------------------------


def fields(page: BeautifulSoup) -> dict[str, str]:
    """Text fields of the page's form → what stands in them."""
    tags = page.select("main input[name]:not([type=hidden]), main textarea[name]")
    return {
        tag["name"]: tag.get_text().removeprefix("\n")
        if tag.name == "textarea"
        else tag.get("value", "")
        for tag in tags
        if tag.get("type", "text") not in {"radio", "checkbox", "file", "submit"}
    }


def seen(text: str) -> str:
    """Of a text what a person can see: how it was typed but for spaces and invisible letters."""
    return "".join(c for c in text if c.isprintable() and not c.isspace())


@pytest.mark.parametrize("language", ["kk", "ru"])
@pytest.mark.parametrize("step", ["topic", "who", "office", "matter"])
def test_any_answer_is_kept_and_judged_in_words(world, step, language):
    draft = whole_draft()
    client = Client(raise_request_exception=False)
    address = f"/{language}/appeals/new/{draft.token}/{step}/"
    names = set(fields(soup(client.get(address)))) | (
        {"kind", "topic"} if step == "topic" else set()
    )
    names |= {"office"} if step == "office" else set()
    for text in STRINGS:
        response = client.post(address, {**dict.fromkeys(names, text), "go": "next"}, follow=True)
        assert response.status_code == 200, f"{text[:40]!r}: {response.status_code}"
        assert not dangerous(response, text), text
        page = soup(response)
        if page.select(".error-summary, [role=alert]"):
            assert_in_words(page, language)
            for name, value in fields(page).items():
                if name in names and name not in {"kind", "topic", "office"}:
                    assert seen(value) == seen(text), f"{name}: {value[:60]!r} for {text[:60]!r}"


def assert_in_words(page: BeautifulSoup, language: str) -> None:
    """What is wrong is said in the visitor's own language."""
    said = visible_text(page.select_one(".error-summary, [role=alert]"))
    assert re.search("[а-яәғқңөұүһі]{3}", said), said
    assert "Null characters" not in said
    assert "Ensure this" not in said


def soup(response) -> BeautifulSoup:
    return BeautifulSoup(response.content, "lxml")


def whole_draft():
    """A draft whose every step stands."""
    steps = {
        "topic": {"kind": ["complaint"], "topic": ["housing"]},
        "who": {"applicant_kind": ["person"], "name": ["Сейтқали Айгүл"], "phone": ["8 701 123 45 67"],
                "postal_address": ["Кентау"]},
        "office": {"office": ["ken"], "place": ["Абай"]},
        "matter": {"point_1": ["Су жоқ."]},
    }  # fmt: skip
    return drafts.start("appeal", owner="x", language="kk", at=timezone.now(), steps=steps)


@pytest.mark.parametrize("language", ["kk", "ru"])
@pytest.mark.parametrize(
    "address", ["appeals/status/", "reception/ticket/", "appeals/resume/", "reception/book/", "appeals/new/"]
)  # fmt: skip
def test_any_word_at_the_small_forms(world, address, language):
    client = Client(raise_request_exception=False)
    names = {"number", "secret", "code", "office", "official"}
    for text in STRINGS:
        cache.clear()
        response = client.post(f"/{language}/{address}", dict.fromkeys(names, text), follow=True)
        assert response.status_code == 200, f"{text[:40]!r}: {response.status_code}"
        assert not dangerous(response, text), text
        if (page := soup(response)).select(".error-summary, [role=alert]"):
            assert_in_words(page, language)


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_any_word_to_an_open_appeal_and_ticket(world, language):
    client = world.client("owner")
    for text in STRINGS[language == "ru" :: 2]:
        for address, data in {
            "appeals/status/rate/": {"stars": text, "comment": text},
            "appeals/status/withdraw/": {"why": text},
            "appeals/status/document/": {"file": text},
            "reception/ticket/move/": {"time": text},
        }.items():
            response = client.post(f"/{language}/{address}", data, follow=True)
            assert response.status_code == 200, f"{address} {text[:40]!r}: {response.status_code}"
            assert not dangerous(response, text), text


def test_a_megabyte_is_refused_in_words(world):
    draft = whole_draft()
    client = Client(raise_request_exception=False)
    for address, name in {
        f"/kk/appeals/new/{draft.token}/matter/": "point_1", "/kk/appeals/status/": "secret",
        "/kk/appeals/resume/": "code", "/kk/reception/ticket/": "number",
    }.items():  # fmt: skip
        response = client.post(address, {name: LONG, "go": "next"}, follow=True)
        assert response.status_code in {200, 400, 413}, f"{address}: {response.status_code}"
        assert re.search("[әғқңөұүһі]", visible_text(soup(response).main))
    draft.refresh_from_db()
    assert draft.data["steps"]["matter"]["point_1"] == ["Су жоқ."]


# --- the desk ----------------------------------------------------------------------------------

ACTS = {
    "route": ["why"], "forward": ["name", "why"], "extend": ["until", "why"], "close": ["reason", "why"],
    "short_answer": ["text"], "answer": ["text", "signer"], "withdraw": ["why"], "assign": ["officer"],
}  # fmt: skip


def test_any_word_at_the_desk_s_forms(world):
    client = world.client("head")
    case, reply = world.appeal.pk, world.public.reply_id
    register = {"name", "patronymic", "organisation", "id_number", "postal_address", "phone", "email",
                "subject", "points", "place", "token", "office", "official", "kind", "topic",
                "language"}  # fmt: skip
    forms = {
        "/admin/appeals/new/": register,
        f"/admin/appeals/prepare/{reply}/": {"title", "question", "answer"},
        f"/admin/appeals/check/{world.public.pk}/": {"do", "why", "title"},
        **{f"/admin/appeals/{case}/{act}/": {*names, "seen", "office", "body", "officer"}
           for act, names in ACTS.items()},
    }  # fmt: skip
    for number, text in enumerate(STRINGS):
        for address, names in forms.items():
            if (number + len(address)) % 5 and not address.endswith("/new/"):
                continue
            response = client.post(address, dict.fromkeys(names, text))
            assert response.status_code in {200, 302}, (
                f"{address} {text[:40]!r}: {response.status_code}"
            )
            assert not dangerous(response, text), f"{address} {text}"
