"""An address of Elasticsearch that cannot be used takes no page down, and is told in plain words."""

from io import StringIO

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.core.management.base import SystemCheckError
from django.utils import translation
from django.utils.html import escape

from portal import permissions
from tests.search.entries import add_entry

pytestmark = pytest.mark.django_db
WRONG = {
    "localhost:9200": "https:// or http://",
    "127.0.0.1:9200": "https:// or http://",
    "ftp://search.example:9200": "https:// or http://",
    "https://search.example": "port",
    "https://one.example:9200,https://two.example": "port",
    "https://:9200": "no server",
    "https://search.example:many": "no address",
    "https://search.example:99999": "no address",
    "https://search example:9200": "no address",
    "https://[::1:9200": "no address",
    ",": "no address",
    "https://h%zz:9200": "cannot be used",
}


@pytest.mark.parametrize("url", WRONG)
def test_pages_go_on_and_the_fault_is_told(url, client, settings):
    add_entry("road", title="Жол жөндеу")
    settings.ELASTICSEARCH_URL = url
    assert "Жол" in client.get("/kk/search/?q=жолдар").content.decode()
    health = client.get("/healthz")
    assert health.status_code == 200, "citizens are served"
    assert WRONG[url] in health.json()["elasticsearch"]
    with translation.override("en"), pytest.raises(CommandError, match=WRONG[url]):
        call_command("compare_search", stdout=StringIO())


def test_an_editor_reads_it_in_the_own_language(client, settings):
    settings.ELASTICSEARCH_URL = "localhost:9200"
    editor = get_user_model().objects.create_user("e", "e@reception.example", "a-long-password-1")
    editor.groups.add(Group.objects.get(name=permissions.EDITORS))
    client.force_login(editor)
    page = client.get("/admin/").content.decode()
    assert escape("мекенжайы https:// немесе http:// деп басталуы керек") in page


@pytest.mark.parametrize(
    ("url", "ca", "named"),
    [
        ("localhost:9200", "", "ELASTICSEARCH_URL"),
        ("http://search.example:9200", __file__, "ELASTICSEARCH_CA"),
        ("https://search.example:9200", __file__, "ELASTICSEARCH_CA"),
        ("https://search.example:9200", "/nowhere/ca.crt", "ELASTICSEARCH_CA"),
    ],
)
def test_the_check_names_it(url, ca, named, settings):
    settings.ELASTICSEARCH_URL, settings.ELASTICSEARCH_CA = url, ca
    with pytest.raises(SystemCheckError, match=rf"(?s)search\.E001.*{named}"):
        call_command("check")


@pytest.mark.parametrize(
    "url",
    [
        "",
        "http://127.0.0.1:9200",
        "https://user:secret@one.example:9200, https://[::1]:9200/search",
    ],
)
def test_the_check_is_content_with_an_address(url, settings):
    settings.ELASTICSEARCH_URL = url
    call_command("check", stdout=StringIO())
