"""Production does not start with an unsafe setting, and names it."""

import os
import subprocess
import sys
from pathlib import Path

import checks
import pytest

from portal.settings import databases

ROOT = Path(__file__).resolve().parents[2]


def run_manage(*command: str, **changed: str | None) -> subprocess.CompletedProcess:
    """Run manage.py with the production environment, changed by keyword."""
    # Browser tests set this variable for their own process.
    inherited = {**os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE": None}
    environment = {**inherited, **checks.production_environment(), **changed}
    return subprocess.run(
        [sys.executable, "manage.py", *command], cwd=ROOT, capture_output=True, text=True,
        env={name: value for name, value in environment.items() if value is not None}, check=False,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"SECRET_KEY": None}, "SECRET_KEY"),
        ({"SECRET_KEY": "development-only-never-in-production-" + "x" * 30}, "SECRET_KEY"),
        ({"SECRET_KEY": "a" * 60, "ALLOWED_HOSTS": "*", "DEBUG": "1"}, "SECRET_KEY ALLOWED_HOSTS DEBUG"),
        ({"SECRET_KEY": None, "SECRET_KEY_FILE": "/nowhere/key"}, "SECRET_KEY_FILE"),
        ({"ALLOWED_HOSTS": None}, "ALLOWED_HOSTS"),
        ({"ALLOWED_HOSTS": "reception.example.kz,*"}, "ALLOWED_HOSTS"),
        ({"DEBUG": "maybe"}, "DEBUG"),
        ({"PROXIES": "-1"}, "PROXIES"),
        ({"EMAIL_URL": "post"}, "EMAIL_URL"),
        ({"EMAIL_URL": "smtp+ssl://mail.example"}, "EMAIL_URL"),
        ({"DATABASE_URL": "postgres://u:p@h/name?sslmod=verify-full"}, "DATABASE_URL sslmod"),
        ({"DATABASE_URL": "postgres://u:p/a@h/name"}, "DATABASE_URL %2F"),
        ({"DATABASE_URL": "sqlite:////tmp/a?mode=ro"}, "DATABASE_URL mode"),
        ({"SMS_URL": "nonsense"}, "SMS_URL"),
        ({"SMS_URL": "https://user:pass/word@gateway.example/send"}, "SMS_URL"),
        ({"ELASTICSEARCH_URL": "localhost:9200"}, "ELASTICSEARCH_URL"),
        ({"ELASTICSEARCH_URL": "https://one:9200,https://two"}, "ELASTICSEARCH_URL"),
        ({"ELASTICSEARCH_URL": "https://one:port"}, "ELASTICSEARCH_URL"),
        ({"ELASTICSEARCH_CA": "/nowhere/ca.crt"}, "ELASTICSEARCH_CA"),
        ({"BACKUP_TARGET": "/backup"}, "BACKUP_KEY BACKUP_TARGET"),
        ({"BACKUP_KEEP": "all"}, "BACKUP_KEEP"),
    ],
)  # fmt: skip
def test_unsafe_setting_stops_the_start_and_is_named(changed, named):
    process = run_manage("check", **changed)
    last = process.stderr.strip().splitlines()[-1]
    assert process.returncode
    assert "ImproperlyConfigured" in last
    for name in named.split():
        assert name in last


def test_deploy_check_has_no_warnings():
    """`make check` runs this too; no database is connected to."""
    process = run_manage("check", "--deploy", "--fail-level", "WARNING")
    assert process.returncode == 0, process.stderr


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://mail.example", "mail.example 25 False False - -"),
        ("smtp+tls://post%40a.kz:p%2Fw@mail.example", "mail.example 587 True False post@a.kz p/w"),
        ("smtps://post:pw@mail.example", "mail.example 465 False True post pw"),
    ],
)
def test_email_url_is_parsed(url, expected):
    code = (
        "from django.conf import settings as s;"
        "print(s.EMAIL_HOST, s.EMAIL_PORT, s.EMAIL_USE_TLS, s.EMAIL_USE_SSL,"
        " s.EMAIL_HOST_USER or '-', s.EMAIL_HOST_PASSWORD or '-')"
    )
    process = run_manage("shell", "--no-imports", "-c", code, EMAIL_URL=url)
    assert process.stdout.strip() == expected, process.stderr


def test_database_url_is_parsed():
    url = "postgresql://portal:p%23w@db.example/portal?sslmode=verify-full&sslrootcert=/etc/ca.crt"
    database = databases.from_url(url, ROOT, 5)
    assert (database["HOST"], database["PORT"], database["PASSWORD"]) == ("db.example", "", "p#w")
    assert database["OPTIONS"]["sslmode"] == "verify-full"
    assert database["OPTIONS"]["sslrootcert"] == "/etc/ca.crt"
    assert "lock_timeout=5s" in database["OPTIONS"]["options"]
    socket = databases.from_url("postgres:///portal?host=/run/postgresql", ROOT, 5)
    assert (socket["HOST"], socket["NAME"]) == ("/run/postgresql", "portal")


def test_production_cookies_are_secure_and_bound_to_the_host():
    code = (
        "from django.conf import settings as s;"
        "print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SESSION_COOKIE_HTTPONLY,"
        " s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SECURE_SSL_REDIRECT, s.DEBUG, s.PROXIES,"
        " s.DEMO_ACCOUNTS, s.DRAFT_COOKIE_NAME)"
    )
    process = run_manage("shell", "--no-imports", "-c", code)
    values = process.stdout.split()
    assert values == [
        "True", "True", "True", "__Host-session", "__Host-csrf", "True", "False", "1", "False",
        "__Host-drafts",
    ], process.stderr  # fmt: skip
