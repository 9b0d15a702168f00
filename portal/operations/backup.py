"""One file that holds everything: the database, the pictures, the private files.

backup(path)    writes it whole, under another name first: a torn copy never looks like a good one
restore(path)   into an empty installation only, after every digest was checked
"""

import hashlib
import io
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath

from django.conf import settings
from django.db import connection, connections

from appeals.models import Appeal
from core import access_codes
from core.models import User
from forms.models import Draft
from portal.settings.databases import PARAMETERS
from services.models import Booking

VERSION = 1
MADE_BY_PEOPLE = {Appeal: "appeals", Booking: "bookings", Draft: "drafts", User: "users"}
DATABASE = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}


class Unusable(Exception):
    """Why an archive cannot be taken, in a sentence for the operator."""


def folders() -> dict[str, Path]:
    """What is kept beside the database."""
    return {"media": Path(settings.MEDIA_ROOT), "private": Path(settings.PRIVATE_ROOT)}


@dataclass(frozen=True)
class Written:
    """How many files the archive holds, and which were removed while it was being written."""

    files: int
    gone: list[str]


def backup(
    path: Path, at: datetime, progress: Callable[[str], None] = lambda name: None
) -> Written:
    """Write the archive to `path`; when that fails nothing is left of it."""
    torn = path.with_name(path.name + ".part")
    torn.unlink(missing_ok=True)
    try:
        written = _write(torn, at, progress)
        torn.replace(path)
    finally:
        torn.unlink(missing_ok=True)
    return written


def _write(torn: Path, at: datetime, progress: Callable[[str], None]) -> Written:
    digests: dict[str, str] = {}
    gone: list[str] = []
    with (
        tempfile.TemporaryDirectory() as folder,
        # Citizens' data: for nobody but its maker.
        os.fdopen(os.open(torn, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file,
        tarfile.open(fileobj=file, mode="w:gz") as archive,
    ):
        database, still = Path(folder) / DATABASE[connection.vendor], Path(folder) / "still"
        _copy_database(database)
        archive.add(database, database.name)
        digests[database.name] = _digest(database)
        for name, kept in list(_files()):
            # The portal is at work: what is packed and what is digested is one copy that rests.
            try:
                shutil.copy2(kept, still)
            except FileNotFoundError:
                gone.append(name)
                continue
            archive.add(still, name)
            digests[name] = _digest(still)
            progress(name)
        head = {
            "version": VERSION,
            "made_at": at.isoformat(),
            "database": connection.vendor,
            "keys": [_mark(key) for key in access_codes.secret_keys()],
            "digests": digests,
        }
        text = json.dumps(head, ensure_ascii=False, indent=1).encode()
        info = tarfile.TarInfo("contents.json")
        info.size = len(text)
        archive.addfile(info, io.BytesIO(text))
    return Written(len(digests), gone)


def restore(
    path: Path,
    progress: Callable[[str], None] = lambda name: None,
    *,
    another_key: bool = False,
    replace: bool = False,
) -> int:
    """Put an archive into an empty installation; Unusable says why it cannot be done.

    `another_key` goes on without the key the backup was made with: citizens' secrets are lost.
    `replace` goes on over what people made here: it is lost.
    """
    if not path.is_file():
        raise Unusable(f"There is no file {path}.")
    if not replace and (present := _present()):
        raise Unusable(
            f"There are {', '.join(present)} in this database: restore only into an empty one, or "
            "lose what is there with --replace."
        )
    with tempfile.TemporaryDirectory() as folder:
        inside = Path(folder)
        try:
            with tarfile.open(path) as archive:
                archive.extractall(inside, filter="data")
        except (tarfile.TarError, OSError, EOFError) as error:
            raise Unusable(f"{path} is damaged: {error}") from error
        head = _checked_head(inside)
        if not another_key:
            _check_keys(head)
        for name in head["digests"]:
            progress(name)
            _put(inside / name, name)
        _put_database(inside / DATABASE[connection.vendor])
    return len(head["digests"])


def _checked_head(inside: Path) -> dict:
    try:
        head = json.loads((inside / "contents.json").read_text())
    except (OSError, ValueError) as error:
        raise Unusable("This is not a backup of this portal.") from error
    if head.get("version") != VERSION:
        raise Unusable(
            f"The backup is of version {head.get('version')}, this portal reads {VERSION}: restore "
            "it with the portal that made it."
        )
    if head["database"] != connection.vendor:
        raise Unusable(f"The backup is of {head['database']}, this database is another.")
    for name, digest in head["digests"].items():
        path = PurePosixPath(name)
        # «media//etc/x» would be joined to its folder as /etc/x.
        if path.is_absolute() or ".." in path.parts or str(path) != name:
            raise Unusable(f"{name} in the backup would lie outside of it.")
        if not (inside / name).is_file() or _digest(inside / name) != digest:
            raise Unusable(f"{name} in the backup is damaged.")
    return head


def _mark(key: str) -> str:
    """Tells one of the server's keys from another, and nothing of the key."""
    return hashlib.sha256(b"qabyldau.backup" + key.encode()).hexdigest()[:16]


def _check_keys(head: dict) -> None:
    if set(head.get("keys", [])) - {_mark(key) for key in access_codes.secret_keys()}:
        raise Unusable(
            "The backup was made with another SECRET_KEY: no citizen's secret would open anything "
            "and the journal's seals would not fit. Set SECRET_KEY or SECRET_KEY_FALLBACKS to the "
            "keys of that server, or lose the secrets with --another-key."
        )


def _files() -> Iterator[tuple[str, Path]]:
    for name, folder in folders().items():
        for inside, below, names in os.walk(folder, onerror=_unless_gone):
            below.sort()
            for file in (Path(inside) / each for each in sorted(names)):
                yield f"{name}/{file.relative_to(folder)}", file


def _unless_gone(error: OSError) -> None:
    """A folder that was removed is no loss; one that may not be read would be."""
    if not isinstance(error, FileNotFoundError):
        raise error


def _put(file: Path, name: str) -> None:
    kind, _slash, rest = name.partition("/")
    if kind in folders() and rest:
        target = folders()[kind] / rest
        before = os.umask(0o077 if kind == "private" else 0o022)
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, target)
        finally:
            os.umask(before)


def _digest(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _present() -> list[str]:
    """What people made in this database, in words; nothing before or after prepare."""
    tables = connection.introspection.table_names()
    found = []
    with connection.cursor() as cursor:
        for model, name in MADE_BY_PEOPLE.items():
            table = model._meta.db_table
            if table in tables:
                cursor.execute(f"SELECT EXISTS (SELECT 1 FROM {connection.ops.quote_name(table)})")  # noqa: S608
                found += [name] if cursor.fetchone()[0] else []
    return found


def _copy_database(target: Path) -> None:
    if connection.vendor == "sqlite":
        # SQLite's own online copy over a reader of its own: consistent while others write.
        name = connection.settings_dict["NAME"]
        reader = sqlite3.connect(f"file:{name}?mode=ro", uri=True)
        with closing(reader) as source, closing(sqlite3.connect(target)) as copy:
            source.backup(copy)
        return
    _run("pg_dump", "--format=custom", f"--file={target}")


def _put_database(file: Path) -> None:
    if connection.vendor == "sqlite":
        connections.close_all()
        writer = sqlite3.connect(connection.settings_dict["NAME"], timeout=20)
        with closing(sqlite3.connect(file)) as copy, closing(writer) as target:
            copy.backup(target)
        return
    connections.close_all()
    name = connection.settings_dict["NAME"]
    _run("pg_restore", "--clean", "--if-exists", "--no-owner", f"--dbname={name}", str(file))


def _run(*command: str) -> None:
    values = connection.settings_dict
    environment = {
        "PATH": "/usr/bin:/bin:/usr/local/bin",
        "PGHOST": values["HOST"],
        "PGPORT": values["PORT"],
        "PGUSER": values["USER"],
        "PGPASSWORD": values["PASSWORD"],
        "PGDATABASE": values["NAME"],
        **{
            PARAMETERS[name]: value
            for name, value in values["OPTIONS"].items()
            if name in PARAMETERS
        },
    }
    try:
        subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    except FileNotFoundError as error:
        raise Unusable(f"{command[0]} is missing: apt install postgresql-client") from error
    except subprocess.CalledProcessError as error:
        raise Unusable(f"{command[0]} failed: {error.stderr.strip()}") from error
