"""deploy/nginx.conf as it is, with ports and paths of the test, in front of the portal."""

import pytest

from tests.web_servers import HOST, finish, half_sent, https, serve_nginx, serve_portal

pytestmark = [pytest.mark.sqlite, pytest.mark.nginx]
TOKEN = "a" * 32
FORM = {
    "Host": HOST,
    "Origin": f"https://{HOST}",
    "Cookie": f"__Host-csrf={TOKEN}",
    "X-CSRFToken": TOKEN,
    "Content-Type": "multipart/form-data; boundary=limit",
}
MEGABYTE = 1024 * 1024


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("nginx")
    for name in ("static/core", "media/images", "media/documents", "private"):
        (folder / name).mkdir(parents=True)
        (folder / name / "a.css").write_text(f"/* {name} */")
    return folder


@pytest.fixture(scope="module")
def ports(django_db_setup, folder):
    """Serve; yield the ports of HTTP and HTTPS."""
    with serve_portal(folder) as (portal, _log), serve_nginx(folder, portal) as ports:
        yield ports


@pytest.fixture
def open_page(ports):
    """Return a function that fetches a page over HTTPS."""

    def fetch(path: str, **headers: str):
        connection = https(ports[1])
        connection.request("GET", path, headers={"Host": HOST, **headers})
        return finish(connection)

    return fetch


@pytest.fixture
def post(ports):
    """Return a function that posts a file of this many bytes."""

    def send(path: str, size: int):
        head = b'--limit\r\nContent-Disposition: form-data; name="f"; filename="a"\r\n\r\n'
        connection = https(ports[1])
        connection.request("POST", path, head + b"x" * size + b"\r\n--limit--\r\n", FORM)
        return finish(connection)

    return send


def test_portal_answers_over_https_only(ports, open_page):
    page = open_page("/ru/")
    assert page.status == 200
    assert 'lang="ru"' in page.text
    assert page.getheader("Strict-Transport-Security")
    assert page.getheader("Server") == "nginx"
    answer = half_sent(ports[0], f"GET /ru/ HTTP/1.1\r\nHost: {HOST}\r\n\r\n").recv(4096).decode()
    assert " 301 " in answer
    assert f"Location: https://{HOST}/ru/" in answer


def test_kept_page_has_the_headers_of_the_portal(open_page, folder):
    """Those of the connection and of the file differ; the question makes the portal answer."""
    fresh = open_page("/kk/accessibility/?x=1")
    open_page("/kk/accessibility/")
    assert (folder / "pages" / HOST / "kk" / "accessibility" / "index.html").exists()
    again = open_page("/kk/accessibility/")
    of_the_file = {"Date", "Connection", "Transfer-Encoding", "ETag", "Last-Modified"}
    of_the_file |= {"Accept-Ranges", "Content-Length", "X-Request-Id"}
    sent, expected = (
        {name: value for name, value in page.getheaders() if name not in of_the_file}
        for page in (again, fresh)
    )
    assert sent.pop("Cache-Control") == "no-cache"
    assert expected.pop("Cache-Control", "no-cache") == "no-cache"
    assert set(expected.pop("Vary", "").split(", ")) <= set(sent.pop("Vary").split(", "))
    assert sent == expected


def test_static_files_and_resized_pictures_are_the_only_files(open_page):
    static = open_page("/static/core/a.css")
    assert static.text == "/* static/core */"
    assert "immutable" in static.getheader("Cache-Control")
    assert open_page("/media/images/a.css").text == "/* media/images */"
    for path in (
        "/media/documents/a.css", "/private/a.css", "/static/../private/a.css",
        "/static../private/a.css", "/media/images/../documents/a.css", "/media/images../private/a.css",
    ):  # fmt: skip
        assert open_page(path).status in {301, 302, 400, 404}, path


@pytest.mark.parametrize("megabytes", [3, 40])
def test_too_large_form_is_refused_in_the_readers_language(post, megabytes):
    """Three megabytes pass nginx, forty do not: the page is the same."""
    refused = post("/kk/appeals/status/", megabytes * MEGABYTE)
    assert refused.status == 413
    assert "Бірден тым көп" in refused.text
    refused = post("/ru/appeals/new/some-token/files/", 40 * MEGABYTE)
    assert refused.status == 413
    assert "Слишком много сразу" in refused.text
    assert "30" in refused.text


def test_files_of_an_appeal_pass(post):
    """No such form: the request was read, and not refused by nginx or by the check of forgery."""
    assert post("/kk/appeals/new/some-token/files/", 25 * MEGABYTE).status == 404


def test_half_sent_requests_wait_in_nginx(ports, open_page):
    text = f"POST /kk/ HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: 2000\r\n\r\nhalf"
    slow = [half_sent(ports[1], text, tls=True) for _ in range(60)]
    for _ in range(4):
        assert open_page("/kk/").status == 200
    for connection in slow:
        connection.close()


def test_log_has_neither_queries_nor_tokens(open_page, folder):
    open_page("/kk/search/?q=qazyna")
    open_page("/kk/appeals/new/secret-token/who/")
    open_page("/admin/password_reset/confirm/MQ/secret-token/")
    log = (folder / "qabyldau.log").read_text()
    assert '"GET /kk/search/" 200' in log
    assert "?" not in log
    assert "secret-token" not in log
