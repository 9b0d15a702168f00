"""Redis, clamd, the mail server and the SMS gateway die while the portal serves: nobody notices."""

import json
import shutil
import signal
import socketserver
import subprocess
import threading
import time
from contextlib import ExitStack
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.utils import timezone

from appeals.models import Appeal, Attachment
from core import outbox, rate_limit
from core.models import Notice
from core.redis_cache import RedisCache
from core.uploads import antivirus
from scripts.ports import free_port, wait_for_port
from tests.builders import a_kind, a_topic, an_office
from tests.citizen_form import AppealWizardClient

pytestmark = pytest.mark.django_db


class Server:
    """A server of this machine on a port of its own, which a test can kill and start again."""

    def __init__(self, command: list[str], port: int, folder) -> None:
        self.command, self.port, self.output = command, port, folder / f"{port}.log"
        self.start()

    def start(self) -> None:
        with self.output.open("wb") as log:
            self.process = subprocess.Popen(self.command, stdout=log, stderr=log)
        wait_for_port(self.port, self.process, self.output)

    def send(self, number: signal.Signals) -> None:
        self.process.send_signal(number)
        if number == signal.SIGKILL:
            self.process.wait(20)


@pytest.fixture
def run_server(tmp_path):
    """Return a function that starts a server, killed when the test ends."""
    with ExitStack() as stack:

        def start(command: list[str], port: int) -> Server:
            server = Server(command, port, tmp_path)
            stack.callback(lambda: server.send(signal.SIGKILL))
            return server

        yield start


@pytest.fixture
def redis_server(run_server, settings, tmp_path):
    port = free_port()
    program = shutil.which("redis-server")
    server = run_server(
        [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(tmp_path)],
        port,
    )
    location = f"redis://127.0.0.1:{port}/0"
    settings.CACHES = {"default": {"BACKEND": "core.redis_cache.RedisCache", "LOCATION": location}}
    RedisCache.retry_at, RedisCache.problem = 0.0, ""
    yield server
    RedisCache.retry_at, RedisCache.problem = 0.0, ""


def open_pages(client) -> float:
    """Open pages and send a form; return the seconds that took."""
    started = time.monotonic()
    for path in ("/kk/", "/kk/offices/", "/kk/appeals/status/"):
        assert client.get(path, follow=True).status_code == 200, path
    data = {"number": "TUR-2026-000001", "secret": "ABCD-EFGH-JKLM"}
    assert client.post("/kk/appeals/status/", data).status_code == 200
    return time.monotonic() - started


@pytest.mark.redis
@pytest.mark.parametrize("loss", [signal.SIGKILL, signal.SIGSTOP], ids=["killed", "hanging"])
def test_redis_is_lost_and_comes_back(redis_server, client, loss):
    open_pages(client)
    assert [rate_limit.allow("door", "a", 2, 60) for _ in range(2)] == [True, True]
    redis_server.send(loss)
    assert open_pages(client) < 8
    assert [rate_limit.allow("door", "b", 2, 60) for _ in range(3)] == [True, True, False]
    assert RedisCache.problem
    if loss == signal.SIGKILL:
        redis_server.start()
    else:
        redis_server.send(signal.SIGCONT)
    RedisCache.retry_at = 0.0  # five seconds later
    open_pages(client)
    assert RedisCache.problem == ""


@pytest.fixture
def clamd_server(run_server, settings, tmp_path):
    base, port = tmp_path / "base", free_port()
    base.mkdir()
    base.chmod(0o755)
    (base / "local.hdb").write_text("44d88612fea8a8f36de82e1278abb02f:68:Eicar-Test\n")
    config = tmp_path / "clamd.conf"
    config.write_text(
        f"DatabaseDirectory {base}\nTCPSocket {port}\nTCPAddr 127.0.0.1\nForeground yes\n"
        f"TemporaryDirectory {tmp_path}\n"
    )
    program = shutil.which("clamd") or "/usr/sbin/clamd"
    server = run_server([program, "-c", str(config)], port)
    settings.CLAMD_URL = f"tcp://127.0.0.1:{port}"
    return server


@pytest.mark.clamav
def test_clamd_is_killed_while_an_appeal_is_written(clamd_server, visit):
    a_kind(), a_topic(), an_office()
    citizen = AppealWizardClient(visit).fill_to("files")
    citizen.press("upload", {"documents": [SimpleUploadedFile("бір.txt", "бір".encode())]})
    clamd_server.send(signal.SIGKILL)
    citizen.press("upload", {"documents": [SimpleUploadedFile("екі.txt", "екі".encode())]})
    assert not citizen.page.errors
    citizen.fill_to("check").press("next")
    scans = {file.name: file.scan for file in Appeal.objects.get().attachments.all()}
    assert scans == {"бір.txt": "clean", "екі.txt": "waiting"}
    clamd_server.start()
    call_command("rescan_files", verbosity=0)
    assert set(Attachment.objects.values_list("scan", flat=True)) == {"clean"}


@pytest.mark.clamav
def test_clamd_that_hangs_is_waited_for_once(clamd_server, monkeypatch):
    monkeypatch.setattr(antivirus, "TIMEOUT_SECONDS", 1)
    assert antivirus.scan(b"one") == "clean"
    clamd_server.send(signal.SIGSTOP)
    started = time.monotonic()
    assert [antivirus.scan(b"two") for _ in range(5)] == ["waiting"] * 5
    assert time.monotonic() - started < 4
    clamd_server.send(signal.SIGCONT)


# --- letters ------------------------------------------------------------------------------------


class Mailbox(socketserver.StreamRequestHandler):
    """As much of SMTP as takes a letter; the connection breaks once `server.room` is used up."""

    def handle(self) -> None:
        self.wfile.write(b"220 test\r\n")
        while line := self.rfile.readline().strip().upper():
            if line == b"DATA":
                self.wfile.write(b"354 go\r\n")
                while self.rfile.readline().strip() != b".":
                    pass
                if len(self.server.taken) >= self.server.room:
                    return
                self.server.taken.append(self.rcpt)
            if line.startswith(b"RCPT"):
                self.rcpt = line.split(b"<")[1].split(b">")[0].decode().lower()
            self.wfile.write(b"221 bye\r\n" if line == b"QUIT" else b"250 ok\r\n")


class Gateway(BaseHTTPRequestHandler):
    """An SMS gateway whose connection breaks once `server.room` is used up."""

    def do_POST(self) -> None:
        message = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if len(self.server.taken) >= self.server.room:
            self.close_connection = True
            return
        self.server.taken.append(message["to"])
        self.send_response(200)
        self.end_headers()

    def log_message(self, *args) -> None:
        """Print nothing."""


class SmtpServer(socketserver.ThreadingTCPServer):
    allow_reuse_address = True


@pytest.fixture(params=["email", "sms"])
def channel(request, settings):
    """Serve a channel that takes two messages and breaks; yield its name and server."""
    if request.param == "email":
        server = SmtpServer(("127.0.0.1", 0), Mailbox)
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address
    else:
        server = ThreadingHTTPServer(("127.0.0.1", 0), Gateway)
        settings.SMS_URL = f"http://127.0.0.1:{server.server_address[1]}/"
    server.taken, server.room = [], 2
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield request.param, server
    server.shutdown()
    server.server_close()


def test_letters_wait_for_a_server_that_broke_and_each_is_sent_once(channel):
    name, server = channel
    at = timezone.now()
    people = [f"+7701000000{n}" if name == "sms" else f"a{n}@mail.example" for n in range(6)]
    for person in people:
        outbox.enqueue(
            to=person,
            language="kk",
            subject="x",
            body="y",
            about="A-1",
            key=person,
            at=at,
            channel=name,
        )
    assert outbox.send_due(at) == outbox.SendResult(2, 1)
    untouched = Notice.objects.filter(attempts=0, delivery="queued")
    assert untouched.count() == 3  # nobody waits for the broken server six times
    server.room = 100
    for minutes in range(0, 30, 6):
        outbox.send_due(at + timedelta(minutes=minutes))
    assert sorted(server.taken) == people
