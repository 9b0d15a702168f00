"""A database of the demo with so many published answers and appeals more, kept for the next run.

    python bench/dataset.py SIZE FILE [--without-index]

The last line it prints is JSON: what visitors need to know of it.
"""

import argparse
import json
import random
import shutil
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT)]

from bench import places

QUERIES = 200
STAFF = "bench"


def prepare(size: int, *, without_index: bool = False) -> tuple[Path, dict[str, Any]]:
    """Return the file of a database, made unless it is there, and what it holds."""
    places.FOLDER.mkdir(parents=True, exist_ok=True)
    name = f"{size}{'-unindexed' if without_index else ''}"
    path = places.FOLDER / f"{name}-{places.digest()}.sqlite3"
    if not path.exists():
        shutil.copy(demo_path(), path.with_suffix(".part"))
        _make(path, size, *(["--without-index"] if without_index else []))
    told = places.run("dataset.py", 0, path, env=places.settings(path))
    return path, json.loads(told.splitlines()[-1])


def demo_path() -> Path:
    """Return the file of the demo alone, made unless it is there; the others are copied from it."""
    path = places.FOLDER / f"demo-{places.digest()}.sqlite3"
    if not path.exists():
        _make(path, 0)
    return path


def _make(path: Path, *arguments: object) -> None:
    part = path.with_suffix(".part")
    size, *options = arguments
    places.run("dataset.py", size, part, *options, "--fill", env=places.settings(part))
    for beside in ("-wal", "-shm"):
        with suppress(FileNotFoundError):
            part.with_name(part.name + beside).unlink()
    part.rename(path)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("size", type=int)
    parser.add_argument("file")
    parser.add_argument("--fill", action="store_true")
    parser.add_argument("--without-index", action="store_true")
    options = parser.parse_args()
    import django

    django.setup()
    if options.fill and options.size == 0:
        create_demo()
    elif options.fill:
        fill(options.size, with_index=not options.without_index)
    else:
        print(json.dumps(what_it_holds()))
    from django.db import connections

    connections.close_all()  # the last one empties the write-ahead log


def create_demo() -> None:
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("demo", appeals=40, stdout=sys.stderr)


def fill(size: int, *, with_index: bool) -> None:
    """Add rows in bulk until there are `size` of both, then the index and the statistics."""
    from django.db import connection
    from django.utils import timezone

    from bench.appeals_dataset import create_appeals
    from portal.demo import bulk_answers
    from search import sources

    bulk_answers.create_answers(size, 1, timezone.now())
    if with_index:
        create_appeals(size)
        sources.rebuild()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def what_it_holds() -> dict[str, Any]:
    """Return queries, paths of answers and a session of someone who may do everything."""
    from django.contrib.auth import (
        BACKEND_SESSION_KEY,
        HASH_SESSION_KEY,
        SESSION_KEY,
        get_user_model,
    )
    from django.contrib.sessions.backends.db import SessionStore

    from appeals.models import Appeal, PublishedAnswer

    user, _created = get_user_model().objects.get_or_create(
        username=STAFF, defaults={"is_superuser": True, "is_staff": True}
    )
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    case = Appeal.objects.filter(state="in_progress").order_by("-pk").values_list("pk", flat=True)
    answers = PublishedAnswer.objects.filter(language="kk", stage="published").order_by("pk")[:50]
    return {
        "queries": make_queries(),
        "answers": [answer.get_absolute_url() for answer in answers],
        "case": case.first(),
        "session": session.session_key,
    }


def make_queries() -> list[str]:
    """Return one and two words of the texts each, a tenth of them with a letter missing."""
    from appeals.models import PublishedAnswer
    from search import analysis

    chance = random.Random(7)
    texts = list(PublishedAnswer.objects.order_by("pk").values_list("answer", flat=True)[:5000])
    queries: list[str] = []
    while len(queries) < QUERIES:
        words = [t.word for t in analysis.tokenize(chance.choice(texts)) if len(t.word) > 3]
        if len(words) < 2:
            continue
        picked = chance.sample(words, chance.choice((1, 2)))
        if chance.random() < 0.1:
            place = chance.randrange(1, len(picked[0]))
            picked[0] = picked[0][:place] + picked[0][place + 1 :]
        queries.append(" ".join(picked))
    return queries


if __name__ == "__main__":
    main()
