"""nginx with deploy/nginx.conf: only names, ports and paths are those of the measurement."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.places import HOST, ROOT
from bench.servers import Server, running
from scripts.ports import free_port

NAMED = "reception.example.kz"  # in deploy/nginx.conf


def program() -> str | None:
    """Return nginx, None where it is not installed."""
    return shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")


@contextmanager
def server(var: Path, portal_port: int) -> Iterator[Server]:
    """Serve deploy/nginx.conf with HTTPS in front of the portal; `var` has its folders."""
    site, port = var / "site.conf", free_port()
    subject = ["-subj", f"/CN={HOST}", "-keyout", var / "key.pem", "-out", var / "certificate.pem"]
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *subject],
        check=True, capture_output=True,
    )  # fmt: skip
    site.write_text(site_file(var, portal_port, free_port(), port))
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temporary = "".join(f"{kind}_temp_path {var}/{kind};\n" for kind in kinds)
    main = var / "nginx.conf"
    main.write_text(
        f"{'user root;' if os.geteuid() == 0 else ''} worker_processes auto; daemon off;\n"
        f"pid {var}/nginx.pid; error_log {var}/error.log; events {{ worker_connections 1024; }}\n"
        f"http {{ include /etc/nginx/mime.types; sendfile on; tcp_nopush on;\n"
        f"{temporary} include {site}; }}\n"
    )
    command = [str(program()), "-p", str(var), "-c", str(main)]
    with running(command, port, dict(os.environ), ROOT) as started:
        yield Server(port, started.pid, "https")


def site_file(var: Path, portal_port: int, http_port: int, https_port: int) -> str:
    """Return deploy/nginx.conf with this measurement's names, ports and paths; copy the rest."""
    deploy = var / "deploy"
    deploy.mkdir()
    for file in [*(ROOT / "deploy").glob("nginx-*.conf"), *(ROOT / "deploy").glob("*.html")]:
        moved = file.read_text().replace("/srv/qabyldau/deploy", str(deploy))
        (deploy / file.name).write_text(moved)
    text = (ROOT / "deploy" / "nginx.conf").read_text()
    replaced = {
        r"listen \[::\]:\d+.*;\n": "",
        r"listen 80\b": f"listen 127.0.0.1:{http_port}",
        r"listen 443\b": f"listen 127.0.0.1:{https_port}",
        r"127\.0\.0\.1:8000": f"127.0.0.1:{portal_port}",
        re.escape(NAMED): HOST,
        r"/etc/ssl/reception\.pem": f"{var}/certificate.pem",
        r"/etc/ssl/private/reception\.key": f"{var}/key.pem",
        r"/srv/qabyldau/var": str(var),
        r"/srv/qabyldau/deploy": str(deploy),
        r"/var/log/nginx": str(var),
    }
    for pattern, replacement in replaced.items():
        text = re.sub(pattern, replacement, text)
    return text
