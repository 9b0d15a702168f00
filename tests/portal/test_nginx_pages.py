"""Kept pages from nginx while the portal is down: who gets them, and how HTTP is kept."""

import gzip
import socket

import pytest

from tests.web_servers import HOST, any_certificate, finish, free_port, https, serve_nginx

pytestmark = pytest.mark.nginx
HTML = "<!doctype html><html lang='kk'><title>Қабылдау</title>" + "<p>Сәлем</p>" * 500
BROTLI = b"brotli: nginx sends these bytes as they are"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pages")
    for address in ("kk", "ru/жауаптар"):
        page = folder / "pages" / HOST / address
        page.mkdir(parents=True)
        (page / "index.html").write_text(HTML)
        (page / "index.html.gz").write_bytes(gzip.compress(HTML.encode()))
        (page / "index.html.br").write_bytes(BROTLI)
    (folder / "pages" / "index.sqlite3").write_text("not for visitors")
    (folder / "private").mkdir()
    (folder / "private" / "a").write_text("not for visitors")
    return folder


@pytest.fixture(scope="module")
def ports(folder):
    """Serve in front of a portal that is down."""
    with serve_nginx(folder, free_port()) as ports:
        yield ports


@pytest.fixture
def ask(ports):
    """Return a function that sends a request over HTTPS; the body is read."""

    def send(path: str = "/kk/", method: str = "GET", body: bytes | None = None, **headers: str):
        connection = https(ports[1])
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body, {"Host": HOST, **named})
        response = connection.getresponse()
        response.content = response.read()  # type: ignore[attr-defined]
        connection.close()
        return response

    return send


def test_page_is_plain_gzip_or_brotli_as_the_browser_reads(ask):
    plain = ask()
    assert (plain.status, plain.content.decode()) == (200, HTML)
    assert plain.getheader("Content-Type") == "text/html; charset=utf-8"
    assert plain.getheader("Content-Encoding") is None
    assert plain.getheader("Content-Language") == "kk"
    packed = ask(Accept_Encoding="deflate, gzip")
    assert packed.getheader("Content-Encoding") == "gzip"
    assert gzip.decompress(packed.content).decode() == HTML
    packed = ask(Accept_Encoding="gzip, deflate, br")
    assert (packed.getheader("Content-Encoding"), packed.content) == ("br", BROTLI)
    for page in (plain, packed):
        assert page.getheader("Vary") == "Accept-Encoding, Cookie"
    wishes = {
        "gzip;q=0, br;q=0": None,
        "br;q=0, gzip": "gzip",
        "gzip; q=0.5, br; q=0.0": "gzip",
        "br": "br",
        "zgzip, brr": None,
    }
    for wish, encoding in wishes.items():
        assert ask(Accept_Encoding=wish).getheader("Content-Encoding") == encoding, wish
    address = "/ru/%D0%B6%D0%B0%D1%83%D0%B0%D0%BF%D1%82%D0%B0%D1%80/"
    assert ask(address, Accept_Encoding="gzip").getheader("Content-Language") == "ru"


def test_unchanged_page_and_parts_and_head(ask):
    page = ask()
    unchanged = ask(If_None_Match=page.getheader("ETag"))
    assert (unchanged.status, unchanged.content) == (304, b"")
    assert unchanged.getheader("Cache-Control") == "no-cache"
    part = ask(Range="bytes=0-14")
    assert (part.status, part.content) == (206, b"<!doctype html>")
    assert ask(Range="bytes=99999999-").status == 416
    head = ask(method="HEAD")
    assert (head.status, head.content) == (200, b"")
    assert head.getheader("Content-Length") == page.getheader("Content-Length")


UNKEPT = {
    "a question": {"path": "/kk/?q=су"},
    "a page of a list": {"path": "/kk/?utm_source=a&page=2"},
    "no slash at the end": {"path": "/kk"},
    "a form": {"method": "POST", "body": b"a=b"},
    "someone signed in": {"Cookie": "a=b; __Host-session=x"},
    "a message": {"Cookie": "messages=x"},
    "another page": {"path": "/en/"},
    "the index": {"path": "/index.sqlite3"},
    "the index from within": {"path": "/kk/../../index.sqlite3/"},
    "its file": {"path": f"/{HOST}/kk/index.html"},
    "a private file": {"path": "/x-accel/private/a"},
}


@pytest.mark.parametrize("request_parts", UNKEPT.values(), ids=UNKEPT)
def test_everything_else_is_asked_of_the_portal(ask, request_parts):
    parts = {
        **request_parts,
        "path": request_parts.get("path", "/kk/").replace("су", "%D1%81%D1%83"),
    }
    refused = ask(**parts)
    assert refused.status in {400, 404, 503}
    assert b"not for visitors" not in refused.content
    if refused.status == 503:
        assert refused.getheader("Retry-After") == "10"
        assert refused.getheader("Cache-Control") == "no-store"
        for words in ("Он секунд күтіп", "Подождите десять секунд", "Wait ten seconds"):
            assert words in refused.content.decode()


def test_queries_of_advertisements_and_foreign_cookies_change_nothing(ask):
    for number in range(30):
        page = ask(f"/kk/?utm_source={number}&gclid={number}", Cookie=f"c{number}=1; theme=dark")
        assert (page.status, page.content.decode()) == (200, HTML)


def test_old_clients_and_slow_readers_get_the_page(ports):
    with any_certificate().wrap_socket(
        socket.create_connection(("127.0.0.1", ports[1]), timeout=20)
    ) as connection:
        connection.sendall(f"GET /kk/ HTTP/1.0\r\nHost: {HOST}\r\n\r\n".encode())
        answer = b""
        while part := connection.recv(1000):
            answer += part
    assert b" 200 OK" in answer.split(b"\r\n")[0]
    assert answer.endswith(HTML.encode())


def test_other_hosts_get_nothing(ports):
    connection = https(ports[1])
    connection.request("GET", "/kk/", headers={"Host": "evil.example"})
    assert finish(connection).status == 421
    with pytest.raises(OSError, match="unrecognized name"):
        https(ports[1], "evil.example").connect()
    with socket.create_connection(("127.0.0.1", ports[0]), timeout=20) as connection:
        connection.sendall(b"GET /kk/ HTTP/1.1\r\nHost: evil.example\r\n\r\n")
        assert connection.recv(1000) == b""


def test_log_names_the_page_without_its_query(ask, folder):
    ask("/kk/?utm_source=secret-letter")
    log = (folder / "qabyldau.log").read_text()
    assert '"GET /kk/" 200' in log
    assert "secret-letter" not in log
