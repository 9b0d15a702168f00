"""Which responses are kept, and how a kept page is served."""

import gzip
import os
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import brotli
import pytest
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.test import Client
from django.utils import timezone

from core.page_cache import copies, index, refresh, turns
from core.page_cache.middleware import REPLACES
from tests import builders

PAGE = "/ru/accessibility/"
FORM = "/ru/appeals/new/"


@pytest.fixture
def page(client, site, kept):
    """Return the response of a page that is kept now."""
    response = client.get(PAGE)
    assert kept() == ["/ru/accessibility"]
    return response


def no_queries(client, path=PAGE, **headers):
    """Return the response to a request that must be answered without rendering."""
    folder = "testserver" + path.partition("?")[0].rstrip("/")
    made = copies.find(folder).made
    response = client.get(path, headers=headers)
    assert copies.find(folder).made == made
    return response


def test_a_kept_page_equals_the_rendered_one_and_needs_no_database(
    client, page, settings, django_assert_num_queries
):
    with django_assert_num_queries(0):
        again = client.get(PAGE)
    del page.headers["X-Request-Id"], again.headers["X-Request-Id"]
    assert (again.content, dict(again.headers)) == (page.content, dict(page.headers))
    settings.PAGE_CACHE = False
    plain = client.get(PAGE)
    del plain.headers["X-Request-Id"]
    assert plain.content == page.content
    added = {
        "Cache-Control": "no-cache",
        "ETag": page["ETag"],
        "Last-Modified": page["Last-Modified"],
    }
    assert {**plain.headers, **added} == dict(page.headers)
    assert page["Content-Language"] == "ru"
    assert "frame-ancestors 'none'" in page["Content-Security-Policy"]


@pytest.mark.parametrize(
    "accepted, encoding",
    [("gzip, deflate, br", "br"), ("gzip", "gzip"), ("br;q=0, gzip", "gzip"), ("identity", None)],
)
def test_the_browser_gets_the_encoding_it_takes(client, page, accepted, encoding):
    response = no_queries(client, **{"accept-encoding": accepted})
    assert response.get("Content-Encoding") == encoding
    decode = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}[encoding]
    assert decode(response.content) == page.content
    assert "Accept-Encoding" in response["Vary"]


def test_a_form_is_compressed_too(client, site, kept):
    response = client.get(FORM, headers={"accept-encoding": "gzip"})
    assert response["Content-Encoding"] == "gzip"
    assert kept() == []


def test_an_unchanged_page_is_304_with_the_tag_of_nginx(client, page, page_folder):
    file = (page_folder / "testserver" / "ru" / "accessibility" / "index.html").stat()
    assert page["ETag"] == f'"{int(file.st_mtime):x}-{file.st_size:x}"'
    for tag in (page["ETag"], f'"x", W/{page["ETag"]}'):
        response = no_queries(client, **{"if-none-match": tag})
        assert (response.status_code, response.content) == (304, b"")
        assert response["ETag"] == page["ETag"]
    assert no_queries(client, **{"if-none-match": '"x"'}).status_code == 200


def test_the_web_server_may_read_the_pages(client, site, kept, page_folder):
    umask = os.umask(0o077)
    try:
        client.get(PAGE)
    finally:
        os.umask(umask)
    file = page_folder / "testserver" / "ru" / "accessibility" / "index.html.br"
    modes = {path.stat().st_mode & 0o777 for path in list(file.parents)[:4]}
    assert (file.stat().st_mode & 0o777, modes) == (0o644, {0o755})


def test_a_page_changed_within_a_second_has_another_tag(client, page, site):
    builders.set_portal_contacts(hotline="+77172000001")
    first = client.get(PAGE)
    builders.set_portal_contacts(hotline="+77172000002")
    assert len({page["ETag"], first["ETag"], client.get(PAGE)["ETag"]}) == 3


def test_head_is_answered_from_a_kept_page_and_keeps_none(client, site, kept):
    assert client.head(PAGE).status_code == 200
    assert kept() == []
    page = client.get(PAGE)
    head = client.head(PAGE)
    assert (head["ETag"], head.content) == (page["ETag"], b"")


@pytest.mark.parametrize("path", [PAGE, FORM, "/robots.txt"])
def test_head_sends_the_headers_of_get_and_no_body(page, path):
    handler = WSGIHandler()
    sent = {}
    for method in ("GET", "HEAD"):
        environ = {**refresh.environ(f"testserver{path.rstrip('/')}"), "REQUEST_METHOD": method}
        environ["PATH_INFO"] = path
        del environ[REPLACES]
        response = handler.get_response(WSGIRequest(environ))
        sent[method] = (response["Content-Length"], response["Content-Type"], response.content)
    assert sent["HEAD"] == (*sent["GET"][:2], b"")
    assert sent["GET"][2]


@pytest.mark.parametrize("text", ["{}", "[]", '{"headers": 1, "made": 1, "until": 1}', "x"])
def test_a_damaged_file_beside_a_page_is_no_copy(client, page, page_folder, text):
    file = page_folder / "testserver" / "ru" / "accessibility" / "index.json"
    time = file.stat().st_mtime_ns
    file.write_text(text)
    os.utime(file, ns=(time, time))
    copies._in_memory.clear()
    assert client.get(PAGE).content == page.content
    assert copies.find("testserver/ru/accessibility")


def test_a_page_with_the_time_and_inode_of_the_old_one_is_read_anew(page, page_folder):
    folder = page_folder / "testserver" / "ru" / "accessibility"
    time = copies.find("testserver/ru/accessibility").seconds
    (folder / "index.html").write_bytes(b"new")
    os.utime(folder / "index.html", (time, time))
    assert copies.find("testserver/ru/accessibility").bodies[""] == b"new"


def test_marketing_parameters_get_the_kept_page_and_others_are_rendered(client, page, kept):
    for query in ("utm_source=x&utm_medium=y", "fbclid=1", "gclid=2&yclid=3"):
        assert no_queries(client, f"{PAGE}?{query}").content == page.content
    for number in range(20):
        assert client.get(f"{PAGE}?a={number}&utm_source=x").status_code == 200
    assert kept() == ["/ru/accessibility"]
    # The first visitor may come by an advertisement: the page does not repeat the parameter.
    assert b"utm_source" not in client.get("/ru/privacy/?utm_source=secret").content
    assert b"utm_source" not in client.get("/ru/privacy/").content


def test_only_the_cookies_of_a_session_and_of_messages_keep_a_visitor_out(client, page, settings):
    for name in ("_ym_uid", "csrftoken", settings.DRAFT_COOKIE_NAME, "contrast", "x" * 500):
        client.cookies[name] = "1"
    assert no_queries(client).content == page.content
    for name in (settings.SESSION_COOKIE_NAME, "messages"):
        other = Client()
        other.cookies[name] = "1"
        assert "ETag" not in other.get(PAGE)


def test_a_signed_in_person_neither_gets_nor_leaves_a_kept_page(client, site, kept):
    client.force_login(builders.an_editor())
    assert "ETag" not in client.get(PAGE)
    assert kept() == []


@pytest.mark.parametrize(
    "path",
    [
        "/admin/login/",
        "/",
        "/ru/nowhere/",
        "/ru",
        "/robots.txt",
        "/api/v1/docs",
        FORM,
        "/ru/search/?q=су",
    ],
)
def test_what_is_no_public_page_is_not_kept(client, site, kept, path):
    client.get(path)
    assert kept() == []


def test_another_host_or_scheme_keeps_no_page(client, site, kept, settings):
    settings.ALLOWED_HOSTS = ["testserver", ".example.kz"]
    for host in ("a.example.kz", "b.example.kz", "TESTSERVER", "testserver:81", "testserver."):
        client.get(PAGE, headers={"host": host})
    client.get(PAGE, secure=True)
    assert kept() == []


@pytest.mark.parametrize(
    "path",
    ["/ru/../admin/", "/ru/./x/", "/ru//x/", "/ru/.git/", "/ru/index.html/", "/ru/%5c/", "/ru/%2525/",
     "/ru/a%00b/", "/ru/" + "x" * 201 + "/", "/ru/" + "x/" * 600, "/ru/%0a/", "/fr/x/"],
)  # fmt: skip
def test_a_path_that_is_no_folder_name_is_never_looked_for(client, site, kept, page_folder, path):
    client.get(PAGE)
    before = set(page_folder.rglob("*"))
    assert client.get(path).status_code in {301, 302, 404}
    assert {
        file for file in set(page_folder.rglob("*")) - before if ".locks" not in file.parts
    } == set()


def test_a_page_that_ended_is_rendered_anew(client, page, monkeypatch):
    tomorrow = timezone.now() + timedelta(days=1)
    monkeypatch.setattr(timezone, "now", lambda: tomorrow)
    client.get(PAGE)
    assert copies.find("testserver/ru/accessibility").made == tomorrow.timestamp()
    # The clock was wrong and is set back: the page from the future counts no longer.
    yesterday = tomorrow - timedelta(days=1)
    monkeypatch.setattr(timezone, "now", lambda: yesterday)
    client.get(PAGE)
    assert copies.find("testserver/ru/accessibility").made == yesterday.timestamp()


def test_a_full_disk_serves_pages_without_keeping_them(client, site, kept, monkeypatch, caplog):
    def fail(copy):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(copies, "prepare_files", fail)
    for _ in range(3):
        assert client.get(PAGE).status_code == 200
    assert kept() == []
    assert [record.getMessage() for record in caplog.records if "kept" in record.getMessage()] == [
        "pages are not kept: [Errno 28] No space left on device"
    ]


def test_too_many_pages_make_room_for_new_ones(client, site, kept, settings):
    settings.PAGE_CACHE_MAX_PAGES = 2
    for path in (PAGE, "/ru/privacy/", "/kk/privacy/"):
        client.get(path)
    assert kept() == ["/kk/privacy", "/ru/privacy"]


def test_an_error_leaves_the_old_page(client, page, monkeypatch):
    monkeypatch.setattr("wagtail.models.Page.serve", lambda *args: 1 / 0)
    tomorrow = timezone.now() + timedelta(days=1)
    monkeypatch.setattr(timezone, "now", lambda: tomorrow)
    client.raise_request_exception = False
    assert client.get(PAGE).content == page.content


@pytest.mark.django_db(transaction=True)
def test_a_stampede_renders_a_page_once(site, kept, monkeypatch):
    rendered = []
    original = copies.make
    monkeypatch.setattr(copies, "make", lambda *args: rendered.append(1) or original(*args))
    Client().get("/ru/")  # loads what a first request loads
    with ThreadPoolExecutor(6) as pool:
        responses = list(pool.map(lambda _: get_and_close(PAGE), range(12)))
    assert len({response.content for response in responses}) == 1
    assert len(rendered) == 2


def get_and_close(path):
    from django.db import connections

    try:
        return Client().get(path)
    finally:
        connections.close_all()
        index.close()


def test_who_waits_in_vain_renders_the_page_without_keeping_it(client, site, kept, monkeypatch):
    monkeypatch.setattr(turns, "PATIENCE_SECONDS", 0.05)
    with turns.turn("testserver/ru/accessibility"):
        assert client.get(PAGE).status_code == 200
    assert kept() == []
    client.get(PAGE)
    assert kept() == ["/ru/accessibility"]
