"""gunicorn with the documented settings: half-sent requests and large bodies stop nobody."""

import json
import os
import subprocess
import sys
import time
from http.client import HTTPConnection

import pytest

from portal import web_server
from tests.web_servers import BEHIND_PROXY, HOST, ROOT, finish, get, half_sent, serve_portal

pytestmark = pytest.mark.sqlite
CAPACITY = web_server.workers * web_server.threads
HEADERS = "".join(f"{name}: {value}\r\n" for name, value in BEHIND_PROXY.items())


@pytest.fixture(scope="module")
def portal(django_db_setup, tmp_path_factory):
    """Serve the portal for the tests of this module."""
    with serve_portal(tmp_path_factory.mktemp("served"), LOG_FORMAT="json") as served:
        for _ in range(3 * web_server.workers):  # each worker compiles its templates
            assert get(served[0], "/kk/").status == 200
        yield served


@pytest.fixture
def port(portal) -> int:
    return portal[0]


REQUEST = (
    f"POST /kk/appeals/status/ HTTP/1.1\r\n{HEADERS}Cookie: __Host-csrf={'a' * 32}\r\n"
    "Content-Type: application/x-www-form-urlencoded\r\n"
)
HALF_SENT = {
    "headers": f"{REQUEST}Content-Le",
    "body": f"{REQUEST}Origin: https://{HOST}\r\nContent-Length: 2000\r\n\r\nnumber=TUR",
    "body of a forged request": f"{REQUEST}Content-Length: 2000\r\n\r\nnumber=TUR",
}


def test_answers_do_not_name_the_software(port):
    assert get(port, "/kk/").getheader("Server") == "portal"


def test_metrics_count_the_requests_of_all_processes(portal):
    port, _log = portal
    for _ in range(12):
        assert get(port, "/robots.txt?name=Canary").status == 200
    assert get(port, "/metrics").status == 404, "a visitor behind the proxy"
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", "/metrics", headers={"Host": HOST})
    text = finish(connection).text
    assert 'portal_requests_total{status="200",view="robots"} 12.0' in text
    assert 'portal_request_seconds_count{view="robots"} 12.0' in text


def test_log_of_requests_is_json_without_address_and_query(portal):
    port, log = portal
    number = get(port, "/robots.txt?name=Canary").getheader("X-Request-Id")
    half_sent(port, "GET /?name=Canary HTTP/9.9\r\n\r\n").close()
    get(port, "/robots.txt")
    entries = [json.loads(line) for line in log.read_text().splitlines()]
    entry = next(entry for entry in entries if entry.get("request_id") == number)
    assert entry.pop("time")
    assert entry.pop("ms") >= 0
    assert entry == {
        "level": "INFO", "logger": "portal.http", "message": "request", "method": "GET",
        "view": "robots", "status": 200, "bytes": entry["bytes"], "request_id": number,
    }  # fmt: skip
    text = log.read_text()
    assert "Canary" not in text
    assert "203.0.113" not in text


@pytest.mark.parametrize("text", HALF_SENT.values(), ids=HALF_SENT)
def test_half_sent_requests_stop_nobody(port, text):
    slow = [half_sent(port, text) for _ in range(CAPACITY - 2)]
    time.sleep(1)
    started = time.monotonic()
    for _ in range(4):
        assert get(port, "/kk/").status == 200
    assert time.monotonic() - started < 10
    for connection in slow:
        connection.close()


def test_more_half_sent_requests_than_threads_are_ended(port):
    slow = [half_sent(port, HALF_SENT["body"]) for _ in range(CAPACITY + 4)]
    assert get(port, "/kk/", timeout=60).status == 200
    for connection in slow:
        connection.close()


def test_half_sent_request_is_ended_with_a_message(port):
    connection = half_sent(port, HALF_SENT["body"])
    assert b" 400 " in connection.recv(4096).split(b"\r\n")[0]
    connection.close()


def test_refusal_of_a_large_body_arrives(port):
    """The connection is closed only when the visitor has read the answer."""
    connection = half_sent(port, f"{REQUEST}Content-Length: 60000000\r\n\r\n")
    connection.sendall(b"a" * 1_000_000)
    answer = b""
    while part := connection.recv(65_536):
        answer += part
    head = answer.split(b"\r\n\r\n")[0]
    assert b" 413 " in head.split(b"\r\n")[0]
    assert b"Connection: close" in head
    assert "Бірден тым көп".encode() in answer
    connection.close()


def test_loading_the_application_opens_no_connection():
    """The workers are forked afterwards: one connection of PostgreSQL would serve all of them."""
    program = (
        "from portal import web_server, wsgi; web_server.warm_up();"
        "from django.db import connection; import threading;"
        "print(connection.connection, threading.active_count())"
    )
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "portal.settings.dev"}
    result = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert result.stdout.split() == ["None", "1"], result.stderr
