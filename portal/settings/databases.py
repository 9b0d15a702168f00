"""Django's DATABASES from DATABASE_URL."""

from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

# synchronous=FULL: a confirmed appeal must survive a power cut.
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; "
        "PRAGMA foreign_keys=ON; PRAGMA cache_size=-20000;"
    ),
}
CONNECTION_SECONDS = 60  # a thread keeps its connection: opening one costs 3 ms
# Parameters after the ? of a postgres:// URL → the environment variables of pg_dump.
PARAMETERS = {
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
    "sslcrl": "PGSSLCRL",
    "channel_binding": "PGCHANNELBINDING",
    "gssencmode": "PGGSSENCMODE",
    "target_session_attrs": "PGTARGETSESSIONATTRS",
    "connect_timeout": "PGCONNECT_TIMEOUT",
    "application_name": "PGAPPNAME",
}


def sqlite(path: Path | str, wait: int) -> dict:
    """Return settings of an SQLite database with the journal and locks the portal relies on."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "CONN_MAX_AGE": CONNECTION_SECONDS,
        "OPTIONS": {**SQLITE_OPTIONS, "timeout": wait},
    }


def cache_file(database: dict, folder: Path) -> str:
    """Return where the cache of a database lies: beside an SQLite file, else in `folder`.

    Page ids and paths in the cache belong to one database.
    """
    if "sqlite" not in database["ENGINE"]:
        return str(folder / "cache.sqlite3")
    path = Path(database["NAME"])
    return str(path.with_name(f"{path.stem}-cache.sqlite3"))


def from_url(url: str, default: Path, wait: int) -> dict:
    """Return settings for `url` (postgres:// or sqlite:///); SQLite at `default` when empty.

    A lock of other writers is waited for `wait` seconds; then a visitor is told to send again, with
    what was typed (portal/errors.py).
    """
    if not url:
        return sqlite(default, wait)
    parts, port = _split(url)
    if parts.scheme == "sqlite":
        _parameters(parts, known=set())
        return sqlite(unquote(parts.path[1:]) or default, wait)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured("DATABASE_URL must begin with postgres:// or sqlite:///.")
    options = _parameters(parts, known={"host", "port", *PARAMETERS})
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        # The folder of a Unix socket can only be given as a parameter.
        "HOST": options.pop("host", parts.hostname or ""),
        "PORT": options.pop("port", port),
        "CONN_MAX_AGE": CONNECTION_SECONDS,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"options": f"-c lock_timeout={wait}s", **options},
    }


def replica_from_url(url: str, wait: int) -> dict:
    """Return settings of a replica at `url`; it refuses to write and is not waited for."""
    try:
        values = from_url(url, Path(), wait)
    except ImproperlyConfigured as error:
        text = str(error).replace("DATABASE_URL", "REPLICA_DATABASE_URL")
        raise ImproperlyConfigured(text) from error
    if "sqlite" in values["ENGINE"]:
        raise ImproperlyConfigured("REPLICA_DATABASE_URL must begin with postgres://.")
    options = values["OPTIONS"]
    options["options"] += " -c default_transaction_read_only=on"
    options.setdefault("connect_timeout", "2")
    return {**values, "TEST": {"MIRROR": "default"}}


def _split(url: str) -> tuple[SplitResult, str]:
    """Return parts and port; raise when an unescaped password would end up among them."""
    try:
        parts = urlsplit(url)
        port = str(parts.port or "")
        if not parts.fragment:
            return parts, port
    except ValueError:
        pass  # the same message as below
    raise ImproperlyConfigured(
        "DATABASE_URL is no address: in a password # is written %23, / is %2F, ? is %3F, @ is %40."
    )


def _parameters(parts: SplitResult, known: set[str]) -> dict[str, str]:
    parameters = dict(parse_qsl(parts.query, keep_blank_values=True))
    for name, value in parameters.items():
        # A misspelt sslmode, ignored, would leave the connection unencrypted.
        if name not in known or not value:
            possible = ", ".join(sorted(known)) or "none"
            raise ImproperlyConfigured(
                f"DATABASE_URL: {name} is not understood or empty; after the ? may be: {possible}."
            )
    return parameters
