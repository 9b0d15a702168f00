"""Backups: the database, the public media and the private files in one archive, from S3 too.

create_backup(path)    writes under a temporary name first: a partial archive never has the name
restore_backup(path)   into an empty installation only, after every digest was checked
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
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath

from django.core.cache import cache
from django.db import connection, connections

from appeals.models import Appeal
from core import access_codes
from core.models import User
from forms.models import Draft
from portal.operations import stored_files
from portal.settings.databases import PARAMETERS
from services.models import Booking

FORMAT_VERSION = 1
USER_DATA = {Appeal: "appeals", Booking: "bookings", Draft: "drafts", User: "users"}
DATABASE_FILES = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}


class BackupError(Exception):
    """The archive cannot be made or restored; the message is for the operator."""


@dataclass(frozen=True)
class BackupResult:
    """How many files the archive holds, and which were removed while it was written."""

    files: int
    removed: list[str]


def create_backup(
    path: Path, at: datetime, progress: Callable[[str], None] = lambda name: None
) -> BackupResult:
    """Write the archive to `path`; when that fails, leave nothing of it."""
    partial = path.with_name(path.name + ".part")
    partial.unlink(missing_ok=True)
    try:
        result = _write_archive(partial, at, progress)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
    return result


def _write_archive(partial: Path, at: datetime, progress: Callable[[str], None]) -> BackupResult:
    digests: dict[str, str] = {}
    removed: list[str] = []
    with (
        tempfile.TemporaryDirectory() as folder,
        # Citizens' data: readable by the operator's account only.
        os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file,
        tarfile.open(fileobj=file, mode="w:gz") as archive,
    ):
        database, copy = Path(folder) / DATABASE_FILES[connection.vendor], Path(folder) / "copy"
        _dump_database(database)
        archive.add(database, database.name)
        digests[database.name] = _file_digest(database)
        for name in list(stored_files.iterate_names()):
            # The portal keeps running: archive and digest one copy that does not change.
            try:
                stored_files.copy_file(name, copy)
            except FileNotFoundError:
                removed.append(name)
                continue
            archive.add(copy, name)
            digests[name] = _file_digest(copy)
            progress(name)
        manifest = {
            "version": FORMAT_VERSION,
            "made_at": at.isoformat(),
            "database": connection.vendor,
            "keys": [_key_fingerprint(key) for key in access_codes.secret_keys()],
            "digests": digests,
        }
        text = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
        info = tarfile.TarInfo("contents.json")
        info.size = len(text)
        archive.addfile(info, io.BytesIO(text))
    return BackupResult(len(digests), removed)


def restore_backup(
    path: Path,
    progress: Callable[[str], None] = lambda name: None,
    *,
    another_key: bool = False,
    replace: bool = False,
) -> int:
    """Restore an archive into an empty installation; raise BackupError when that is impossible.

    `another_key` continues without the key of the backup: citizens' secrets are lost.
    `replace` overwrites the appeals, bookings, drafts and users of this database.
    """
    if not path.is_file():
        raise BackupError(f"There is no file {path}.")
    if not replace and (existing := list_user_data()):
        raise BackupError(
            f"There are {', '.join(existing)} in this database: restore only into an empty one, or "
            "lose what is there with --replace."
        )
    with tempfile.TemporaryDirectory() as folder:
        unpacked = Path(folder)
        try:
            with tarfile.open(path) as archive:
                _unpack(archive, unpacked)
        except (tarfile.TarError, OSError, EOFError) as error:
            raise BackupError(f"{path} is damaged: {error}") from error
        manifest = _read_manifest(unpacked)
        if not another_key:
            _check_keys(manifest)
        for name in manifest["digests"]:
            progress(name)
            stored_files.restore_file(unpacked / name, name)
        _restore_database(unpacked / DATABASE_FILES[connection.vendor])
    cache.clear()  # page ids in it may belong to the database that was here
    return len(manifest["digests"])


def _unpack(archive: tarfile.TarFile, folder: Path) -> None:
    """Write the files of the archive into `folder`, and nothing but plain files inside of it.

    The extraction filter of `tarfile` would do, but Debian 12's Python 3.11.2 has none.
    """
    for member in archive:
        _check_path(member.name)
        content = archive.extractfile(member) if member.isfile() else None
        if content is None:
            raise BackupError(f"{member.name} in the backup is not a plain file.")
        target = folder / member.name
        target.parent.mkdir(parents=True, exist_ok=True)
        with content, target.open("wb") as file:
            shutil.copyfileobj(content, file)


def _check_path(name: str) -> None:
    path = PurePosixPath(name)
    # «media//etc/x» would be joined to its folder as /etc/x.
    if path.is_absolute() or ".." in path.parts or str(path) != name:
        raise BackupError(f"{name} in the backup would lie outside of it.")


def _read_manifest(unpacked: Path) -> dict:
    try:
        manifest = json.loads((unpacked / "contents.json").read_text())
    except (OSError, ValueError) as error:
        raise BackupError("This is not a backup of this portal.") from error
    if manifest.get("version") != FORMAT_VERSION:
        raise BackupError(
            f"The backup is of version {manifest.get('version')}, this portal reads "
            f"{FORMAT_VERSION}: restore it with the portal that made it."
        )
    if manifest["database"] != connection.vendor:
        raise BackupError(f"The backup is of {manifest['database']}, this database is another.")
    for name, digest in manifest["digests"].items():
        _check_path(name)
        if not (unpacked / name).is_file() or _file_digest(unpacked / name) != digest:
            raise BackupError(f"{name} in the backup is damaged.")
    return manifest


def _key_fingerprint(key: str) -> str:
    """Return a digest that identifies a key without revealing it."""
    return hashlib.sha256(b"qabyldau.backup" + key.encode()).hexdigest()[:16]


def _check_keys(manifest: dict) -> None:
    known = {_key_fingerprint(key) for key in access_codes.secret_keys()}
    if set(manifest.get("keys", [])) - known:
        raise BackupError(
            "The backup was made with another SECRET_KEY: no citizen's secret would open anything "
            "and the journal's seals would not fit. Set SECRET_KEY or SECRET_KEY_FALLBACKS to the "
            "keys of that server, or lose the secrets with --another-key."
        )


def _file_digest(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def list_user_data() -> list[str]:
    """Return names of the kinds of user data in this database; none before its first user."""
    tables = connection.introspection.table_names()
    names = []
    with connection.cursor() as cursor:
        for model, name in USER_DATA.items():
            table = model._meta.db_table
            if table in tables:
                cursor.execute(f"SELECT EXISTS (SELECT 1 FROM {connection.ops.quote_name(table)})")  # noqa: S608
                names += [name] if cursor.fetchone()[0] else []
    return names


def _dump_database(target: Path) -> None:
    if connection.vendor == "sqlite":
        # SQLite's online backup on a connection of its own: consistent while others write.
        name = connection.settings_dict["NAME"]
        reader = sqlite3.connect(f"file:{name}?mode=ro", uri=True)
        with closing(reader) as source, closing(sqlite3.connect(target)) as copy:
            source.backup(copy)
        return
    _run_postgres_tool("pg_dump", "--format=custom", f"--file={target}")


def _restore_database(file: Path) -> None:
    if connection.vendor == "sqlite":
        connections.close_all()
        writer = sqlite3.connect(connection.settings_dict["NAME"], timeout=20)
        with closing(sqlite3.connect(file)) as copy, closing(writer) as target:
            copy.backup(target)
        return
    connections.close_all()
    name = connection.settings_dict["NAME"]
    _run_postgres_tool(
        "pg_restore", "--clean", "--if-exists", "--no-owner", f"--dbname={name}", str(file)
    )


def _run_postgres_tool(*command: str) -> None:
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
        raise BackupError(f"{command[0]} is missing: apt install postgresql-client") from error
    except subprocess.CalledProcessError as error:
        raise BackupError(f"{command[0]} failed: {error.stderr.strip()}") from error
