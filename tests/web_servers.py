"""Real servers in front of the portal: gunicorn as documented, and nginx with deploy/nginx.conf."""

import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPResponse, HTTPSConnection
from pathlib import Path

from scripts.ports import free_port, wait_for_port
from tests.database import SNAPSHOT

ROOT = Path(__file__).resolve().parent.parent
HOST = "reception.example.kz"  # as in deploy/nginx.conf
GUNICORN = "gunicorn --config python:portal.web_server portal.wsgi"  # as in deploy/systemd
SECRET_KEY = "served-by-a-test-" + "0123456789abcdef" * 4
BEHIND_PROXY = {"Host": HOST, "X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.9"}


@contextmanager
def running(command: list[str], port: int, folder: Path, **env: str) -> Iterator[Path]:
    """Run a server until the end of the block; yield the file of what it prints."""
    output = folder / f"{Path(command[0]).name}-{port}.log"
    with output.open("wb") as log:
        process = subprocess.Popen(
            command, cwd=ROOT, env={**os.environ, **env}, stdout=log, stderr=log
        )
        try:
            wait_for_port(port, process, output)
            yield output
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(30)


@contextmanager
def serve_portal(
    folder: Path, *, database: Path | None = None, **settings: str
) -> Iterator[tuple[int, Path]]:
    """Serve the portal as deploy/systemd does; yield port and log.

    Its database is by default a copy of the one that each test starts with.
    """
    port = free_port()
    if database is None:
        database = folder / "served.sqlite3"
        shutil.copy(SNAPSHOT.content, database)
    for name in ("media", "private"):
        (folder / name).mkdir(exist_ok=True)
    program, *arguments = GUNICORN.split()
    command = [f"{Path(sys.executable).parent}/{program}", *arguments]
    command += ["--bind", f"127.0.0.1:{port}"]
    environment = {
        "DJANGO_SETTINGS_MODULE": "tests.served_settings",
        "SECRET_KEY": SECRET_KEY,
        "ALLOWED_HOSTS": HOST,
        "DATABASE_URL": f"sqlite:///{database}",
        "CACHE_URL": "",
        "DEBUG": "0",
        "MEDIA_ROOT": str(folder / "media"),
        "PRIVATE_ROOT": str(folder / "private"),
        "PAGE_CACHE_ROOT": str(folder / "pages"),
        **settings,
    }
    with running(command, port, folder, **environment) as log:
        yield port, log


def get(port: int, path: str, timeout: float = 60) -> HTTPResponse:
    """Fetch a page from gunicorn as nginx would; the body has been read into `text`."""
    connection = HTTPConnection("127.0.0.1", port, timeout=timeout)
    connection.request("GET", path, headers=BEHIND_PROXY)
    return finish(connection)


def finish(connection: HTTPConnection) -> HTTPResponse:
    """Read the response, its body as the attribute `text`; close the connection."""
    response = connection.getresponse()
    response.text = response.read().decode("utf-8", "replace")  # type: ignore[attr-defined]
    connection.close()
    return response


def half_sent(port: int, text: str, *, tls: bool = False) -> socket.socket:
    """Open a connection that sends this and then nothing."""
    connection = socket.create_connection(("127.0.0.1", port), timeout=60)
    if tls:
        connection = any_certificate().wrap_socket(connection)
    connection.sendall(text.encode())
    return connection


class AnyCertificate(ssl.SSLContext):
    """Accept the certificate of a test, and ask for the portal's host whatever the address is."""

    host = HOST

    def wrap_socket(self, sock, **options):
        return super().wrap_socket(sock, **{**options, "server_hostname": self.host})


def any_certificate(host: str = HOST) -> ssl.SSLContext:
    """Return a context that accepts the certificate of a test."""
    context = AnyCertificate(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode, context.host = False, ssl.CERT_NONE, host
    return context


# --- nginx --------------------------------------------------------------------------------------


def site_file(folder: Path, portal_ports: list[int], http_port: int, https_port: int) -> str:
    """Return deploy/nginx.conf with the ports and paths of a test; copy what it includes."""
    text = (ROOT / "deploy" / "nginx.conf").read_text()
    (folder / "deploy").mkdir()
    for file in [*(ROOT / "deploy").glob("nginx-*.conf"), ROOT / "deploy" / "unavailable.html"]:
        moved = file.read_text().replace("/srv/qabyldau/deploy", f"{folder}/deploy")
        (folder / "deploy" / file.name).write_text(moved)
    replaced = {
        r"listen \[::\]:\d+.*;\n": "",
        r"listen 80\b": f"listen 127.0.0.1:{http_port}",
        r"listen 443 ": f"listen 127.0.0.1:{https_port} ",
        r"( +server )127\.0\.0\.1:8000(.*)": "\n".join(
            rf"\g<1>127.0.0.1:{port}\g<2>" for port in portal_ports
        ),
        r"/etc/ssl/reception\.pem": f"{folder}/certificate.pem",
        r"/etc/ssl/private/reception\.key": f"{folder}/key.pem",
        r"/srv/qabyldau/var": str(folder),
        r"/srv/qabyldau/deploy": f"{folder}/deploy",
        r"/var/log/nginx": str(folder),
    }
    for pattern, replacement in replaced.items():
        text, count = re.subn(pattern, replacement, text)
        assert count, f"deploy/nginx.conf has no {pattern}"
    return text


@contextmanager
def serve_nginx(folder: Path, *portal_ports: int) -> Iterator[tuple[int, int]]:
    """Serve deploy/nginx.conf in front of the portal; yield its ports of HTTP and HTTPS."""
    http_port, https_port = free_port(), free_port()
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
         "-subj", f"/CN={HOST}", "-keyout", folder / "key.pem", "-out", folder / "certificate.pem"],
        check=True, capture_output=True,
    )  # fmt: skip
    (folder / "site.conf").write_text(site_file(folder, [*portal_ports], http_port, https_port))
    temporary = "".join(
        f"{name}_temp_path {folder}/{name};\n"
        for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    main = folder / "nginx.conf"
    main.write_text(
        f"{'user root;' if os.geteuid() == 0 else ''} daemon off; pid {folder}/nginx.pid;\n"
        f"error_log {folder}/error.log; events {{}}\n"
        f"http {{ include /etc/nginx/mime.types; {temporary} include {folder}/site.conf; }}\n"
    )
    nginx = shutil.which("nginx") or "/usr/sbin/nginx"
    checked = subprocess.run(
        [nginx, "-t", "-q", "-p", folder, "-c", main], capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stderr
    with running([nginx, "-p", str(folder), "-c", str(main)], https_port, folder):
        yield http_port, https_port


def https(port: int, host: str = HOST) -> HTTPSConnection:
    """Return a connection to nginx, whose certificate is its own."""
    return HTTPSConnection("127.0.0.1", port, timeout=60, context=any_certificate(host))
