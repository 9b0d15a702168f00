"""The register of appeals as CSV or XLSX, without data of the applicant."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import chain
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from appeals.models import AppealKind
from appeals.models.appeal import Channel
from appeals.states import State
from services.models import Body, Office, Topic

CHUNK = 1000


def user_name(user) -> str:
    """Return the name of a member of staff in lists; empty for None."""
    return (user.get_full_name() or user.get_username()) if user else ""


def register_table(parts: Sequence[QuerySet]) -> tuple[list[str], Iterator[list]]:
    """Return header and rows of the register of appeals; the rows are read as they are taken.

    Everything in the active language is looked up now, so the rows may be taken in another one.
    """
    columns = register_columns()
    names = [name for name, _label, _value in columns]
    values = [value for _name, _label, value in columns]
    rows = chain.from_iterable(_rows(part.values_list(*names), values) for part in parts)
    return [label for _name, label, _value in columns], rows


def _rows(rows: QuerySet, values: list[Callable[[Any], object]]) -> Iterator[list]:
    for row in rows.iterator(chunk_size=CHUNK):
        yield [value(cell) for value, cell in zip(values, row, strict=True)]


def register_columns() -> list[tuple[str, str, Callable[[Any], object]]]:
    """Return the columns of the register: field, label, and what is written for a value."""
    yes = _("yes")
    return [
        ("number", _("Number"), str),
        ("registered_at", _("Received"), _moment),
        ("counted_from", _("Counts from"), _day),
        ("short_due_on", _("Short answer until"), _day),
        ("short_answered_at", _("Short answer given"), _moment),
        ("due_on", _("Answer until"), _day),
        ("answered_at", _("Answered"), _moment),
        ("state", _("State"), _one_of(State.choices)),
        ("channel", _("Came by"), _one_of(Channel.choices)),
        ("kind", _("Kind"), _title_of(AppealKind.objects.all())),
        ("topic", _("Topic"), _title_of(Topic.objects.all())),
        ("office", _("Office"), _title_of(Office.objects.all())),
        ("body", _("Body"), _title_of(Body.objects.all())),
        ("officer", _("Executor"), _title_of(get_user_model().objects.all(), user_name)),
        ("subject", _("In short"), str),
        ("extended", _("Term extended"), lambda extended: yes if extended else ""),
    ]


def _one_of(choices: Iterable[tuple]) -> Callable[[Any], str]:
    labels: Mapping[Any, str] = {value: str(label) for value, label in choices}
    return lambda value: labels.get(value, value)


def _title_of(objects: Iterable, title: Callable[[Any], str] = str) -> Callable[[Any], str]:
    titles = {each.pk: title(each) for each in objects}
    return lambda pk: titles.get(pk, "")


def _day(value: date) -> str:
    return f"{value:%d.%m.%Y}"


def _moment(value: datetime | None) -> str:
    return f"{timezone.localtime(value):%d.%m.%Y %H:%M}" if value else ""
