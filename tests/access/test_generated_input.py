"""Generated input: every field of the API and of the forms answers it, and keeps what was typed."""

import os
import re

import pytest
from django.core.cache import cache
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.api_docs import ENDPOINTS
from tests.access.test_hostile_input import ACTIONS, complete_draft, fields, printable, soup
from tests.citizen_form import browser_with_drafts

# What is generated goes everywhere once: counting lines costs as long again.
pytestmark = [pytest.mark.django_db, pytest.mark.no_cover]
EXAMPLES = 500 if os.environ.get("LONG") == "1" else 15
generated = settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
# Half of it is nearly right: a day, a number, a secret, a phone, with something odd in between.
ODD = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
DAY = st.dates().map(str)
NEARLY = st.one_of(
    DAY,
    st.integers().map(str),
    st.builds("{}T{}".format, DAY, st.times().map(str)),
    st.builds("{}{}{}".format, ODD, DAY, ODD),
    st.sampled_from(
        ["ken", "kk", "KEN-2026-000001", "A1B2-C3D4-E5F6", "8 701 123 45 67", "a@b.kz"]
    ),
    st.from_regex(r"[0-9]{11,13}|\+?[0-9 ()-]{6,20}|[a-z.]{1,9}@[a-z.]{1,9}", fullmatch=True),
)
TYPED = ODD | NEARLY


def is_markup(response, typed: dict[str, str]) -> bool:
    """Return whether something typed that begins a tag stands in the page as a tag."""
    page = response.content.decode()
    return any(re.search("<[a-zA-Z!/?]", text) and text in page for text in typed.values())


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda endpoint: endpoint.anchor)
def test_api_answers_any_parameters_in_json(scenario, endpoint):
    names = [name for name, _ in endpoint.parameters] or ["page"]
    client = Client(raise_request_exception=False)

    @generated
    @given(st.dictionaries(st.sampled_from(names), TYPED))
    def check(query):
        response = client.get(endpoint.path, query)
        assert response.status_code in {200, 400, 404}, query
        assert response.json() is not None
        if response.status_code == 400:
            assert all(response.json().values()), query  # a message, or one for each field

    check()


@pytest.mark.parametrize("step", ["topic", "who", "office", "matter"])
def test_step_of_the_form_goes_on_or_keeps_what_was_typed(scenario, step):
    draft, client = complete_draft(), browser_with_drafts()
    address = f"/kk/appeals/new/{draft.token}/{step}/"
    names = set(fields(soup(client.get(address))))
    names |= {"topic": {"kind", "topic"}, "office": {"office"}}.get(step, set())

    @generated
    @given(st.fixed_dictionaries(dict.fromkeys(sorted(names), TYPED)))
    def check(typed):
        response = client.post(address, {**typed, "go": "next"}, follow=True)
        assert response.status_code == 200, typed
        page = soup(response)
        assert not is_markup(response, typed)
        if response.request["PATH_INFO"] == address:
            assert page.select(".error-summary, [role=alert]"), typed
            for name, value in fields(page).items():
                if name in typed and name not in {"kind", "topic", "office"}:
                    assert printable(value) == printable(typed[name]), (name, typed[name])

    check()


SHORT_FORMS = {
    "appeals/status/": ["number", "secret"],
    "appeals/status/lost/": ["number", "contact"],
    "appeals/status/lost/code/": ["code"],
    "appeals/resume/": ["code"],
    "reception/ticket/": ["number", "secret"],
    "reception/book/": ["office", "official"],
    "appeals/new/": ["office"],
    "search/": ["q", "from", "to", "topic", "office"],
}


@pytest.mark.parametrize("address", SHORT_FORMS)
def test_short_form_answers_anything(scenario, address):
    client = Client(raise_request_exception=False)

    @generated
    @given(st.fixed_dictionaries(dict.fromkeys(SHORT_FORMS[address], TYPED)))
    def check(typed):
        cache.clear()  # the limits on attempts have tests of their own
        method = client.get if address == "search/" else client.post
        response = method(f"/ru/{address}", typed, follow=True)
        assert response.status_code == 200, typed
        assert not is_markup(response, typed)

    check()


@pytest.mark.parametrize("act", ["new", "find", *ACTIONS])
def test_form_of_staff_answers_anything(scenario, act):
    names = {
        "new": [
            "name",
            "id_number",
            "phone",
            "email",
            "postal_address",
            "subject",
            "points",
            "office",
        ],
        "find": ["name", "phone", "email", "id_number", "words"],
    }.get(act) or [*ACTIONS[act], "last_event", "office", "body", "officer"]
    address = f"/admin/appeals/{act if act in {'new', 'find'} else f'{scenario.appeal.pk}/{act}'}/"
    client = scenario.client("head")

    @generated
    @given(st.dictionaries(st.sampled_from(names), TYPED))
    def check(typed):
        response = client.post(address, typed)
        assert response.status_code in {200, 302, 429}, typed
        assert not is_markup(response, typed)

    check()
