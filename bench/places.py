"""Where a measurement keeps its databases, and the settings its servers and commands run with."""

import hashlib
import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "var" / "bench"
HOST = "localhost"
BEHIND_NGINX = {"X-Forwarded-Proto": "https"}  # as every request in production
SECRET_KEY = "a-measurement-has-no-secrets-" + "0123456789abcdef" * 2
# What the rows and the index of a database depend on.
SOURCES = ("*/migrations/*.py", "bench/appeals_dataset.py", "portal/demo/bulk_answers.py")
SOURCES += ("search/analysis/**/*.py", "search/index_writer.py")


def digest() -> str:
    """Return a word that changes with what the databases were made by."""
    seen = hashlib.sha256()
    for pattern in SOURCES:
        for path in sorted(ROOT.glob(pattern)):
            seen.update(path.read_bytes())
    return seen.hexdigest()[:8]


def tidy() -> None:
    """Delete the databases that other code made; one that is being made stays."""
    made = re.compile(r"(\d+|\d+-unindexed|demo|base)-[0-9a-f]{8}[-.](?!part)")
    for file in [*FOLDER.glob("*"), *FOLDER.glob("stock/*")]:
        if made.match(file.name) and digest() not in file.name:
            file.unlink()


def settings(database: Path | str, **more: str) -> dict[str, str]:
    """Return the environment of the portal on an SQLite file or at a database's address."""
    address = f"sqlite:///{database}" if isinstance(database, Path) else database
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "portal.settings.dev",
        "DATABASE_URL": address,
        "DEBUG": "0",  # or Django would keep every statement
        "SECRET_KEY": SECRET_KEY,
        "ALLOWED_HOSTS": f"{HOST},127.0.0.1,testserver",
        "MEDIA_ROOT": str(FOLDER / "media"),
        "PRIVATE_ROOT": str(FOLDER / "private"),
        "PAGE_CACHE": "0",
        "PAGE_CACHE_ROOT": str(FOLDER / "pages"),
        "CACHE_URL": "",
        "CLAMD_URL": "",
        "ELASTICSEARCH_URL": "",
        "PYTHONWARNINGS": "ignore",
        "DATABASE_WAIT": "30",  # a crowd waits on a slow machine, instead of sending again
        "PROXIES": "1",  # each visitor names an address, or one would reach his limits
        **more,
    }


def run(script: str, *arguments: object, env: dict[str, str]) -> str:
    """Run a script of this folder by itself and return what it prints; its errors are shown."""
    command = [sys.executable, str(ROOT / "bench" / script), *map(str, arguments)]
    done = subprocess.run(command, env=env, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    return done.stdout
