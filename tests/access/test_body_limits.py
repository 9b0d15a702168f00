"""A request that is too large is refused before it is read, at every address that takes a POST."""

import io
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.test import Client
from django.urls import resolve, reverse

from appeals.states import Act
from forms.models import Draft
from portal.body_limits import max_body_bytes
from portal.request_body import CompleteBody
from tests.access.access_matrix import ACCESS
from tests.builders import a_kind, a_topic, an_office
from tests.citizen_form import AppealWizardClient
from tests.client import visible_text

pytestmark = pytest.mark.django_db
MEGABYTE = 1024 * 1024
BOUNDARY = "limit"
HEAD = (
    f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n'
    "Content-Type: text/plain\r\n\r\n"
).encode()


class CountedBody:
    """A multipart body of `length` bytes that counts how many of them are read."""

    def __init__(self, length: int) -> None:
        self.left, self.count = length, 0
        self.head = io.BytesIO(HEAD)

    def read(self, size: int) -> bytes:
        size = min(size, self.left)
        data = (self.head.read(size) or b"").ljust(size, b"x")
        self.left, self.count = self.left - size, self.count + size
        return data

    readline = read


def post_megabytes(address: str, megabytes: int, client: Client | None = None, **environ):
    """Post a file of this size with a made-up token; return the response and the bytes read."""
    client = client or Client(enforce_csrf_checks=True)
    client.cookies[settings.CSRF_COOKIE_NAME] = "a" * 32
    body = CountedBody(megabytes * MEGABYTE)
    environ = {"CONTENT_LENGTH": str(body.left), "wsgi.input": body, **environ}
    kind = f"multipart/form-data; boundary={BOUNDARY}"
    return client.generic("POST", address, b"x", kind, **environ), body.count


DOORS = [
    "appeals:status", "services:ticket", "forms:appeal", "forms:resume", "forms:booking",
    "wagtailcore_login", "appeals:rate", "services:ticket_cancel", "appeals_admin:find_person",
]  # fmt: skip


def test_large_body_is_refused_unread_without_files(scenario):
    addresses = [ACCESS[name].url(scenario) for name in DOORS]
    for address in [*addresses, "/admin/login/", "/admin/password_reset/", "/kk/search/", "/kk/"]:
        response, count = post_megabytes(address, 60)
        assert (response.status_code, count) == (413, 0), address


def test_large_body_is_refused_unread_where_files_are_taken(scenario):
    for name in (
        "forms:appeal_step",
        "forms:add_document",
        "appeals_admin:act",
        "appeals_admin:register",
    ):
        response, count = post_megabytes(ACCESS[name].url(scenario), 60)
        assert (response.status_code, count) == (413, 0), name
    response, count = post_megabytes(reverse("wagtailimages:add"), 60)
    assert (response.status_code, count) == (413, 0)


def test_files_of_editors_may_be_as_large_as_wagtail_takes_them(scenario):
    for name in "wagtaildocs:add_multiple", "wagtailimages:add", "wagtaildocs_chooser:create":
        response, _count = post_megabytes(reverse(name), 20, scenario.client("editor"))
        assert response.status_code != 413, name


def test_every_page_with_a_field_for_files_takes_them(scenario):
    addresses = [rule.url(scenario) for name, rule in ACCESS.items() if name != "patterns"]
    addresses += [reverse("appeals_admin:act", args=[scenario.other.appeal.pk, Act.ADD_DOCUMENT])]
    asking = set()
    for client in scenario.client("owner"), scenario.client("superuser"):
        for address in addresses:
            response = client.get(address)
            if not response.streaming and b'type="file"' in response.content:
                asking.add(resolve(urlsplit(address).path))
    refused = {
        match.view_name
        for match in asking
        if max_body_bytes(match) < settings.UPLOAD_MAX_BODY_BYTES
    }
    assert {match.view_name for match in asking} >= {
        "forms:add_document",
        "appeals_admin:register",
        "appeals_admin:act",
    }
    assert not refused


@pytest.mark.parametrize(
    ("language", "words"),
    [("kk", "Бірден тым көп"), ("ru", "Слишком много сразу"), ("en", "Too much at once")],
)
def test_refusal_is_in_the_language_of_the_address(client, language, words):
    response, _count = post_megabytes(f"/{language}/appeals/status/", 3)
    assert response.status_code == 413
    text = visible_text(BeautifulSoup(response.content, "lxml").main)
    assert words in text
    assert "2" in text


def test_body_of_unknown_length_is_refused(client):
    response, count = post_megabytes("/kk/appeals/status/", 3, HTTP_TRANSFER_ENCODING="chunked")
    assert (response.status_code, count) == (411, 0)


def test_body_that_ends_early_is_not_taken_for_a_whole_one(appeal_form_client):
    """A broken connection must not cut a text."""
    citizen = appeal_form_client.fill_to("matter")
    draft = Draft.objects.get(token=citizen.token)
    body = "go=next&point_1=" + "a" * 100
    client = Client(enforce_csrf_checks=True)
    client.cookies = citizen.visit.client.cookies
    client.cookies["csrftoken"] = "a" * 32
    for length, status in (len(body) + 50, 400), (len(body), 302):
        response = client.generic(
            "POST", citizen.step_url("matter"), b"x", "application/x-www-form-urlencoded",
            headers={"X-CSRFToken": "a" * 32}, CONTENT_LENGTH=str(length),
            **{"wsgi.input": CompleteBody(io.BytesIO(body.encode()))},
        )  # fmt: skip
        assert response.status_code == status
        if status == 400:
            assert Draft.objects.get(pk=draft.pk).data == draft.data
    draft.refresh_from_db()
    assert draft.data["steps"]["matter"]["point_1"] == ["a" * 100]


@pytest.fixture
def appeal_form_client(visit) -> AppealWizardClient:
    a_kind(), a_topic(), an_office()
    return AppealWizardClient(visit)
