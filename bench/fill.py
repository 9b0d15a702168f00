"""Fill a database, named by DATABASE_URL, or say what it holds.

python bench/fill.py offices         what an appeal needs, and nothing else
python bench/fill.py demo            the demo with few appeals
python bench/fill.py answers SIZE    so many published answers more, not yet in the index
python bench/fill.py rows SIZE       so many answers, appeals and entries of the index more
python bench/fill.py held            print as JSON what visitors need to know of it
"""

import json
import random
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT)]

QUERIES = 200
STAFF = "bench"


def main(what: str, size: int = 0) -> None:
    import django

    django.setup()
    from django.db import connections

    match what:
        case "offices":
            create_offices()
        case "demo":
            create_demo()
        case "answers" | "rows":
            fill(size, with_index=what == "rows")
        case "held":
            print(json.dumps(what_it_holds()))
        case _:
            raise SystemExit(__doc__)
    connections.close_all()  # the last one empties the write-ahead log


def create_offices() -> None:
    """Create what an appeal needs, and nothing else."""
    from django.core.management import call_command

    from portal.demo import reference_data

    call_command("migrate", verbosity=0)
    call_command("prepare", verbosity=0)
    reference_data.create_offices()
    reference_data.create_bodies()


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
        if connection.vendor == "sqlite":
            # The rebuild left a limit here; statistics of a part mislead the planner.
            cursor.execute("PRAGMA analysis_limit = 0")
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
    main(sys.argv[1], *map(int, sys.argv[2:]))
