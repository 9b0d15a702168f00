"""Elasticsearch behind TLS and a key: asked when both are right, and when not nobody notices."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.utils.html import escape

from portal import permissions
from search import indexing
from search.admin.fallback_panel import fallback_notice
from search.backends import get_engine
from search.query.request import Query
from tests.search import servers
from tests.search.build import entry, followed

pytestmark = [pytest.mark.django_db, pytest.mark.elasticsearch]


@pytest.fixture(scope="module")
def secured():
    with servers.secured() as server:
        yield server


@pytest.fixture
def engine(secured, settings, request):
    """The portal's engine, its database filled, with what a test says of the way to the server."""
    settings.ELASTICSEARCH_URL = secured.gate
    settings.ELASTICSEARCH_API_KEY = secured.api_key
    settings.ELASTICSEARCH_CA = secured.ca
    for name, value in getattr(request, "param", {}).items():
        setattr(settings, name, value)
    engine = get_engine()
    engine.breaker.close()
    # A busy test machine is not a dead server.
    engine.searcher.client, engine.searcher.patience = engine.patient, 60
    engine.follower.nudge = lambda: None
    indexing.rebuild([entry("road", title="Жол жөндеу"), entry("lane", title="Тар жол")])
    return engine


def test_the_key_and_the_certificate_open_it(engine, client):
    followed()
    assert engine.searcher.search(Query("жол", "kk")).total == 2
    indexing.put([entry("way", title="Ауыл жолы")])
    followed()
    assert engine.searcher.search(Query("жол", "kk")).total == 3
    assert client.get("/healthz").json()["elasticsearch"] == "ok"
    assert fallback_notice() == ""


def test_a_name_and_a_password_open_it_too(engine, secured, settings):
    settings.ELASTICSEARCH_URL, settings.ELASTICSEARCH_API_KEY = secured.url, ""
    with_password = get_engine()
    with_password.searcher.client, with_password.searcher.patience = with_password.patient, 60
    followed()
    assert with_password.searcher.search(Query("жол", "kk")).total == 2


WRONG_KEY = {"ELASTICSEARCH_API_KEY": "bm90OnJpZ2h0"}
UNKNOWN_AUTHORITY = {"ELASTICSEARCH_CA": ""}


@pytest.mark.parametrize(
    ("engine", "reason"),
    [(WRONG_KEY, "AuthenticationException"), (UNKNOWN_AUTHORITY, "TlsError")],
    indirect=["engine"],
)
def test_what_is_wrong_is_told_to_editors_and_monitors_only(engine, reason, client):
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
