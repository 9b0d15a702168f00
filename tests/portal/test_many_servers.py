"""Two servers with pages of their own, a late replica, Redis and S3: which one answers is no matter."""

import os
import subprocess
import sys
import time
from contextlib import ExitStack
from dataclasses import dataclass
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from itertools import cycle
from pathlib import Path
from urllib.parse import urlencode

import psycopg
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.urls import reverse

from tests import replica_server, s3_server
from tests.citizen_form import AppealWizardClient
from tests.client import PageClient
from tests.web_servers import (
    BEHIND_PROXY,
    HOST,
    ROOT,
    SECRET_KEY,
    free_port,
    running,
    serve_portal,
)

pytestmark = [pytest.mark.long, pytest.mark.redis]
CONTENT = """
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from tests.builders import a_clerk, a_kind, a_topic, a_working_office
a_kind(), a_topic()
user = a_clerk(a_working_office("TUR"))
session = SessionStore()
session[SESSION_KEY] = str(user.pk)
session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
session[HASH_SESSION_KEY] = user.get_session_auth_hash()
session.save()
print(session.session_key)
"""
EDIT = """
from home.models import StandardPage
page = StandardPage.objects.get(slug="accessibility", locale__language_code="ru")
page.title = "Доступность для всех"
page.save_revision().publish()
"""


class Browser:
    """A browser whose every request goes to the next server; what tests/client.py needs."""

    def __init__(self, ports: list[int]):
        self.ports, self.cookies = cycle(ports), {}

    def get(self, path: str, data: dict | None = None, headers: dict | None = None):
        return self.send("GET", path + (f"?{urlencode(data, doseq=True)}" if data else ""))

    def post(self, path: str, data: dict):
        body = encode_multipart(BOUNDARY, data)
        headers = {"Content-Type": MULTIPART_CONTENT, "Origin": f"https://{HOST}"}
        return self.send("POST", path, body, headers)

    def send(self, method: str, path: str, body: bytes = b"", headers: dict | None = None):
        connection = HTTPConnection("127.0.0.1", next(self.ports), timeout=60)
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        connection.request(
            method, path, body or None, {**BEHIND_PROXY, "Cookie": cookies, **(headers or {})}
        )
        received = connection.getresponse()
        for line in received.headers.get_all("Set-Cookie") or []:
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
        kept = {
            name: received.headers[name]
            for name in ("Content-Type", "Location")
            if name in received.headers
        }
        response = HttpResponse(received.read(), status=received.status, headers=kept)
        response.request = {"PATH_INFO": path}
        connection.close()
        return response


@dataclass
class Machines:
    """What runs: the ports of two servers, their folders, and how to ask the primary."""

    ports: list[int]
    folders: list[Path]
    environment: dict[str, str]
    primary: dict
    session: str = ""

    def manage(self, *command: str) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *command], cwd=ROOT, capture_output=True, text=True,
            env={**os.environ, **self.environment}, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout

    def query(self, text: str) -> list[tuple]:
        address = "host=127.0.0.1 port={PORT} user=portal dbname=portal".format(**self.primary)
        with psycopg.connect(address) as connection:
            return connection.execute(text).fetchall()


@pytest.fixture(scope="module")
def machines(tmp_path_factory):
    """Start databases, Redis, S3 and two servers."""
    folder = tmp_path_factory.mktemp("machines")
    with ExitStack() as stack:
        primary = stack.enter_context(replica_server.primary_server())
        redis = free_port()
        command = ["redis-server", "--port", str(redis), "--bind", "127.0.0.1", "--save", ""]
        stack.enter_context(running(command, redis, folder))
        environment = {
            "DJANGO_SETTINGS_MODULE": "tests.served_settings",
            "SECRET_KEY": SECRET_KEY,
            "ALLOWED_HOSTS": HOST,
            "DEBUG": "0",
            "DATABASE_URL": f"postgres://portal@127.0.0.1:{primary['PORT']}/portal",
            "CACHE_URL": f"redis://127.0.0.1:{redis}/0",
            "STORAGE_URL": stack.enter_context(s3_server.serving()),
            "PAGE_CACHE": "1",
            "PAGE_CACHE_ROOT": str(folder / "worker"),  # of a third machine, without visitors
        }
        machines = Machines([], [folder / "a", folder / "b"], environment, primary)
        machines.manage("migrate", "--verbosity=0")
        machines.manage("prepare")
        machines.session = machines.manage("shell", "-c", CONTENT).split()[-1]
        replica = stack.enter_context(replica_server.following(primary))
        replica.set_delay("10s")
        environment["REPLICA_DATABASE_URL"] = f"postgres://portal@127.0.0.1:{replica.port}/portal"
        environment["REPLICA_MAX_LAG"] = "3600"
        for own in machines.folders:
            own.mkdir()
            settings = {**environment, "PAGE_CACHE_ROOT": str(own / "pages")}
            port, _log = stack.enter_context(serve_portal(own, database=own, **settings))
            machines.ports.append(port)
        yield machines


def wait_until(is_so) -> None:
    for _ in range(200):
        if is_so():
            return
        time.sleep(0.1)
    raise AssertionError(is_so)


def test_appeal_is_filled_in_sent_and_read_on_whatever_server(machines, db):
    citizen = AppealWizardClient(PageClient(Browser(machines.ports)), "kk").fill_to("files")
    citizen.press("upload", {"documents": [SimpleUploadedFile("хат.txt", "сәлем".encode())]})
    page = citizen.fill_to("check").press("next")
    ((appeal, number),) = machines.query("SELECT id, number FROM appeals_appeal")
    assert number in page.text
    ((file,),) = machines.query("SELECT id FROM appeals_attachment")

    for port in machines.ports:
        member = Browser([port])
        member.cookies["__Host-session"] = machines.session
        case = member.get(reverse("appeals_admin:case", args=[appeal]))
        assert number in case.content.decode()
        read = member.get(reverse("appeals_admin:file", args=[appeal, file]))
        assert read.content.decode().strip() == "сәлем"
        assert Browser([port]).get(f"/media/images/{appeal}").status_code == 404


def test_edit_anywhere_drops_the_page_on_every_server(machines):
    kept = [own / "pages" / HOST / "ru/accessibility/index.html" for own in machines.folders]

    def is_kept_everywhere() -> bool:
        return all(
            Browser([port]).get("/ru/accessibility/").status_code == 200 for port in machines.ports
        ) and all(path.exists() for path in kept)

    wait_until(is_kept_everywhere)
    machines.manage("shell", "-c", EDIT)
    wait_until(
        lambda: not any("для всех" not in path.read_text() for path in kept if path.exists())
    )
    for port in machines.ports:
        assert "Доступность для всех" in Browser([port]).get("/ru/accessibility/").content.decode()


def test_who_has_sent_something_reads_the_primary_on_every_server(machines):
    machines.manage("shell", "-c", "from tests.builders import an_office; an_office('NEW')")

    def shown(browser: Browser) -> bool:
        response = browser.get("/api/v1/offices", {"x": "1"})
        assert response.status_code == 200
        return "NEW қабылдау бөлмесі" in response.content.decode()

    assert [shown(Browser([port])) for port in machines.ports] == [False, False]
    sender = Browser(machines.ports)
    sender.post("/kk/appeals/status/", {})
    assert [shown(sender), shown(sender)] == [True, True]
