"""gunicorn with the documented settings: half-sent requests and large bodies stop nobody."""

import os
import subprocess
import sys
import time

import pytest

from portal import web_server
from tests.web_servers import BEHIND_PROXY, HOST, ROOT, get, half_sent, serve_portal

pytestmark = pytest.mark.sqlite
CAPACITY = web_server.workers * web_server.threads
HEADERS = "".join(f"{name}: {value}\r\n" for name, value in BEHIND_PROXY.items())


@pytest.fixture(scope="module")
def portal(django_db_setup, tmp_path_factory):
    """Serve the portal for the tests of this module."""
    with serve_portal(tmp_path_factory.mktemp("served")) as served:
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
