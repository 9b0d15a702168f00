"""A server that citizens trust does not start with an unsafe value, and says which one."""

import os
import subprocess
import sys
from pathlib import Path

import checks
import pytest

from portal.settings import databases

ROOT = Path(__file__).resolve().parents[2]


def started(*command: str, **changed: str | None) -> subprocess.CompletedProcess:
    """manage.py in production with some of the environment otherwise."""
    # The browser's tests set this one for their own process.
    inherited = {**os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE": None}
    environment = {**inherited, **checks.production(), **changed}
    return subprocess.run(
        [sys.executable, "manage.py", *command], cwd=ROOT, capture_output=True, text=True,
        env={name: value for name, value in environment.items() if value is not None}, check=False,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"SECRET_KEY": None}, "SECRET_KEY"),
        ({"SECRET_KEY": "development-only-never-in-production-" + "x" * 30}, "SECRET_KEY"),
        ({"SECRET_KEY": "a" * 60, "ALLOWED_HOSTS": "*", "DEBUG": "1"}, "SECRET_KEY ALLOWED_HOSTS DEBUG"),
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
    ],
)  # fmt: skip
def test_an_unsafe_value_is_named_and_stops_the_start(wrong, named):
    done = started("check", **wrong)
    last = done.stderr.strip().splitlines()[-1]
    assert done.returncode
    assert "ImproperlyConfigured" in last
    for name in named.split():
        assert name in last


def test_the_deploy_check_is_clean():
    """What `make check` runs too; the database it names is not asked."""
    done = started("check", "--deploy", "--fail-level", "WARNING")
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("url", "understood"),
    [
        ("smtp://mail.example", "mail.example 25 False False - -"),
        ("smtp+tls://post%40a.kz:p%2Fw@mail.example", "mail.example 587 True False post@a.kz p/w"),
        ("smtps://post:pw@mail.example", "mail.example 465 False True post pw"),
    ],
)
def test_the_mail_server_is_asked_as_its_address_says(url, understood):
    code = (
        "from django.conf import settings as s;"
        "print(s.EMAIL_HOST, s.EMAIL_PORT, s.EMAIL_USE_TLS, s.EMAIL_USE_SSL,"
        " s.EMAIL_HOST_USER or '-', s.EMAIL_HOST_PASSWORD or '-')"
    )
    done = started("shell", "--no-imports", "-c", code, EMAIL_URL=url)
    assert done.stdout.strip() == understood, done.stderr


def test_the_database_is_asked_as_its_address_says():
    url = "postgresql://portal:p%23w@db.example/portal?sslmode=verify-full&sslrootcert=/etc/ca.crt"
    found = databases.from_url(url, ROOT)
    assert (found["HOST"], found["PORT"], found["PASSWORD"]) == ("db.example", "", "p#w")
    assert found["OPTIONS"]["sslmode"] == "verify-full"
    assert found["OPTIONS"]["sslrootcert"] == "/etc/ca.crt"
    assert "lock_timeout" in found["OPTIONS"]["options"]
    socket = databases.from_url("postgres:///portal?host=/run/postgresql", ROOT)
    assert (socket["HOST"], socket["NAME"]) == ("/run/postgresql", "portal")


def test_in_production_cookies_stay_on_https_and_this_host():
    code = (
        "from django.conf import settings as s;"
        "print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SESSION_COOKIE_HTTPONLY,"
        " s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SECURE_SSL_REDIRECT, s.DEBUG, s.PROXIES,"
        " s.DEMO_ACCOUNTS)"
    )
    done = started("shell", "--no-imports", "-c", code)
    found = done.stdout.split()
    assert found == [
        "True", "True", "True", "__Host-session", "__Host-csrf", "True", "False", "1", "False",
    ], done.stderr  # fmt: skip
