"""Filled-in forms that only have to be sent, and the rows that sending one writes.

python bench/drafts.py COUNT             make them; prints JSON of what the sender needs
python bench/drafts.py COUNT --bare N    write the rows of an appeal in N processes instead;
                                         prints how many a second
"""

import argparse
import copy
import json
import re
import secrets
import sys
import time
from multiprocessing import get_context
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT)]

from django.db.models import UniqueConstraint

START = "/kk/appeals/new/"
ANSWERS = {
    "topic": {"kind": "complaint", "topic": "housing"},
    "who": {"applicant_kind": "person", "name": "Жүсіпова Әсел", "phone": "8 701 123 45 67",
            "postal_address": "Көкөзек ауылы, Абай көшесі, 14"},
    "office": {"office": "turkistan", "place": "Көкөзек"},
    "matter": {"point_1": "Көшемізде үшінші күн су жоқ. Су қашан қосылады?"},
    "files": {},
    "consents": {"processing": "on"},
}  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", type=int)
    parser.add_argument("--bare", type=int, default=0)
    options = parser.parse_args()
    import django

    django.setup()
    if options.bare:
        print(write_rows(options.count, options.bare))
    else:
        print(json.dumps(make_drafts(options.count)))


def make_drafts(count: int) -> dict:
    """Fill in one form as a citizen does and copy its draft; return what sends them."""
    from django.conf import settings
    from django.test import Client

    from forms.models import Draft, new_token

    client = Client(headers={"x-forwarded-for": "10.1.1.1"})
    draft = Draft.objects.get(token=fill_in(client))
    values = last_step(client, f"{START}{draft.token}/check/")
    tokens = [new_token() for _number in range(count)]
    for token in tokens:
        draft.pk, draft.token = None, token
        draft.save(force_insert=True)
    name = settings.DRAFT_COOKIE_NAME
    return {"tokens": tokens, "values": values, "cookie": [name, client.cookies[name].value]}


def fill_in(client) -> str:
    """Answer every step but the last; return the draft's token."""
    response = client.post(START)
    for step, values in ANSWERS.items():
        token = response.headers["Location"].split("/")[4]
        response = client.post(f"{START}{token}/{step}/", {**values, "go": "next"})
        assert "check=1" not in response.headers["Location"], f"{step} was refused"
    return token


def last_step(client, path: str) -> dict[str, str]:
    """Return what is sent with the last step: what it says of the answers that it shows."""
    found = re.search(r'name="seen"[^>]*value="(\w+)"', client.get(path).content.decode())
    assert found, "the form is not complete"
    return {"seen": found[1], "language": "kk", "go": "next"}


# --- the same rows without the portal ---


def write_rows(count: int, processes: int) -> float:
    """Send one appeal, then write copies of its rows; return transactions a second."""
    from django.db import connections

    rows = rows_of_one()
    connections.close_all()
    context = get_context("fork")
    ready = context.Barrier(processes + 1)
    writers = [
        context.Process(target=write_copies, args=(rows, count // processes, ready))
        for _number in range(processes)
    ]
    for writer in writers:
        writer.start()
    ready.wait()
    began = time.perf_counter()
    for writer in writers:
        writer.join()
        assert writer.exitcode == 0, "a transaction failed"
    return count // processes * processes / (time.perf_counter() - began)


def rows_of_one() -> tuple[list, object]:
    """Send an appeal through the form; return its new rows, parents first, and its draft."""
    from django.apps import apps
    from django.db.models import Max
    from django.test import Client

    from forms.models import Draft

    client = Client(headers={"x-forwarded-for": "10.1.1.2"})
    token = fill_in(client)
    path = f"{START}{token}/check/"
    values = last_step(client, path)
    models = [m for m in apps.get_models() if m._meta.managed and not m._meta.proxy]
    keys = [m._meta.pk.get_internal_type().endswith("AutoField") for m in models]
    counted = [m for m, is_counted in zip(models, keys, strict=True) if is_counted]
    before = {m: m._base_manager.aggregate(last=Max("pk"))["last"] or 0 for m in counted}
    response = client.post(path, values)
    assert "receipt" in response.headers["Location"], response.headers
    rows = [row for m, last in before.items() for row in m._base_manager.filter(pk__gt=last)]
    return parents_first(rows), Draft.objects.get(token=token)


def parents_first(rows: list) -> list:
    """Return the rows so that each comes after those it refers to."""
    ordered: list = []
    while rows:
        missing = {type(row) for row in rows}
        ready = [row for row in rows if not referred(row) & (missing - {type(row)})] or rows
        ordered += ready
        rows = [row for row in rows if row not in ready]
    return ordered


def referred(row) -> set[type]:
    return {field.related_model for field in row._meta.concrete_fields if field.is_relation}


def write_copies(rows: tuple[list, object], count: int, ready) -> None:
    from django.db import connection, transaction

    connection.ensure_connection()
    ready.wait()
    new, draft = rows
    for _number in range(count):
        with transaction.atomic():
            keys: dict = {}
            for row in new:
                write_copy(row, keys)
            draft.save()


def unique_fields(row) -> set:
    """Return the fields of a row that have a value only once, alone or with others."""
    constraints = [c for c in row._meta.constraints if isinstance(c, UniqueConstraint)]
    names = {name for constraint in constraints for name in constraint.fields}
    return {f for f in row._meta.concrete_fields if f.unique or f.name in names}


def write_copy(row, keys: dict) -> None:
    """Insert the row again with a new key, other unique words, and its new parents."""
    again, old = copy.copy(row), row.pk
    again._state = copy.copy(row._state)
    again.pk, again._state.adding = None, True
    unique = unique_fields(row)
    for field in row._meta.concrete_fields:
        value = getattr(row, field.attname)
        if field in unique and isinstance(value, str) and value:
            setattr(again, field.attname, secrets.token_urlsafe(24)[: field.max_length])
        elif field.is_relation and (field.related_model, value) in keys:
            setattr(again, field.attname, keys[field.related_model, value])
    again.save_base(raw=True, force_insert=True)
    keys[type(row), old] = again.pk


if __name__ == "__main__":
    main()
