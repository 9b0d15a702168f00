"""Elasticsearch behind TLS and a key: asked when both are right, and when not nobody notices."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.utils.html import escape

from portal import permissions
from search import index_writer
from search.admin.fallback_panel import fallback_notice
from search.backends import get_backend
from search.query.request import Query
from tests.search import elasticsearch_servers
from tests.search.entries import follow_elasticsearch, make_entry

pytestmark = [pytest.mark.django_db, pytest.mark.elasticsearch]


@pytest.fixture(scope="module")
def secured():
    with elasticsearch_servers.secured() as server:
        yield server


@pytest.fixture
def backend(secured, settings, request):
    """The portal's backend, its database filled, with what a test says of the way to the server."""
    settings.ELASTICSEARCH_URL = secured.proxy
    settings.ELASTICSEARCH_API_KEY = secured.api_key
    settings.ELASTICSEARCH_CA = secured.ca
    for name, value in getattr(request, "param", {}).items():
        setattr(settings, name, value)
    backend = get_backend()
    backend.breaker.close()
    # A busy test machine is not a dead server.
    backend.client, backend.time_limit = backend.patient, 60
    backend.background.start = lambda: None
    index_writer.rebuild_from(
        [make_entry("road", title="Жол жөндеу"), make_entry("lane", title="Тар жол")]
    )
    return backend


def test_api_key_and_certificate_are_accepted(backend, client):
    follow_elasticsearch()
    assert backend.ask_server(Query("жол", "kk")).total == 2
    index_writer.put([make_entry("way", title="Ауыл жолы")])
    follow_elasticsearch()
    assert backend.ask_server(Query("жол", "kk")).total == 3
    assert client.get("/healthz").json()["elasticsearch"] == "ok"
    assert fallback_notice() == ""


def test_user_and_password_are_accepted(backend, secured, settings):
    settings.ELASTICSEARCH_URL, settings.ELASTICSEARCH_API_KEY = secured.url, ""
    with_password = get_backend()
    with_password.client, with_password.time_limit = with_password.patient, 60
    follow_elasticsearch()
    assert with_password.ask_server(Query("жол", "kk")).total == 2


WRONG_KEY = {"ELASTICSEARCH_API_KEY": "bm90OnJpZ2h0"}
UNKNOWN_AUTHORITY = {"ELASTICSEARCH_CA": ""}


@pytest.mark.parametrize(
    ("backend", "reason"),
    [(WRONG_KEY, "AuthenticationException"), (UNKNOWN_AUTHORITY, "TlsError")],
    indirect=["backend"],
)
def test_wrong_key_or_authority_is_shown_to_editors_and_monitors_only(backend, reason, client):
    for _time in range(2):
        assert client.get("/api/v1/search?q=жолдар").json()["total"] == 2
    health = client.get("/healthz")
    assert health.status_code == 200, "citizens are served"
    assert reason in health.json()["elasticsearch"]
    assert reason not in client.get("/kk/search/?q=жолдар").content.decode()
    editor = get_user_model().objects.create_user("e", "e@reception.example", "a-long-password-1")
    editor.groups.add(Group.objects.get(name=permissions.EDITORS))
    client.force_login(editor)
    for page in ("/admin/", "/admin/search-reports/questions/"):
        assert escape(fallback_notice()) in client.get(page).content.decode(), page
