"""A copy of all that the portal holds of an applicant's case, for the applicant.

A ZIP archive: the same rows as a page to read and as JSON for programs, and the applicant's files.
"""

import json
import zipfile
from collections.abc import Iterator
from datetime import datetime
from typing import IO, NamedTuple

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from appeals import appeal_fields, status_text
from appeals.models import Appeal, Attachment
from appeals.states import Act
from core.models import Notice


class Row(NamedTuple):
    """A code for programs, a label for people, what is stored."""

    name: str
    label: str
    value: str


class Section(NamedTuple):
    """A part of the copy; `rows` in the order in which they came to be."""

    name: str
    title: str
    rows: list[Row]


def write_copy(appeal: Appeal, target: IO[bytes], at: datetime) -> None:
    """Write the archive to `target`, in the active language. An infected file is left out."""
    sections = [section for section in list_sections(appeal) if section.rows]
    context = {
        "appeal": appeal, "sections": sections, "at": at, "LANGUAGE_CODE": get_language(),
    }  # fmt: skip
    content = {
        "number": appeal.number,
        "copied_at": at.isoformat(),
        **{section.name: [row._asdict() for row in section.rows] for section in sections},
    }
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("index.html", render_to_string("appeals/own_data.html", context))
        archive.writestr("data.json", json.dumps(content, ensure_ascii=False, indent=1))
        for number, file in enumerate(own_files(appeal), 1):
            with file.file.open("rb") as stored:
                archive.writestr(f"files/{number:02d} {file.name}", stored.read())


def own_files(appeal: Appeal):
    """Return the applicant's files, without those that have a virus."""
    return appeal.attachments.filter(by_staff=False).exclude(scan=Attachment.Scan.INFECTED)


def list_sections(appeal: Appeal) -> list[Section]:
    """Return everything that is stored of the applicant and the case."""
    fields = [
        Row(row.name, str(row.label), row.value)
        for name in (appeal_fields.APPLICANT, appeal_fields.MATTER)
        for row in appeal_fields.card_rows(appeal, name)
    ]
    return [
        Section("fields", _("What you entered"), fields),
        Section("points", _("What you wrote"), _points(appeal)),
        Section("answers", _("Answers"), list(_answers(appeal))),
        Section("events", _("What has happened"), _events(appeal)),
        Section("rating", _("Your rating"), list(_rating(appeal))),
        Section("consents", _("Consents"), list(_consents(appeal))),
        Section("letters", _("Letters to you"), list(_letters(appeal))),
        Section("files", _("Files"), _files(appeal)),
    ]


def _moment(at: datetime) -> str:
    return date_format(timezone.localtime(at), "DATETIME_FORMAT")


def _points(appeal: Appeal) -> list[Row]:
    points = appeal.points.all()
    return [
        Row(f"point_{point.number}", _("Point %(number)s") % {"number": point.number}, point.text)
        for point in points
    ]


def _answers(appeal: Appeal) -> Iterator[Row]:
    for reply in status_text.list_replies(appeal):
        label = f"{reply.get_kind_display()}, {_moment(reply.at)}"
        texts = [reply.get_decision_display(), reply.text, reply.signer]
        for answer in reply.points.all():
            texts.append(f"{answer.point.number}. {answer.get_decision_display()}\n{answer.text}")
        yield Row(reply.kind, label, "\n\n".join(filter(None, texts)))


def _events(appeal: Appeal) -> list[Row]:
    return [
        Row(event.act, _moment(event.at), f"{Act(event.act).label}\n{event.why}".strip())
        for event in appeal.events.filter(public=True)
    ]


def _rating(appeal: Appeal) -> Iterator[Row]:
    if rating := getattr(appeal, "rating", None):
        yield Row("rating", _moment(rating.at), f"{rating}\n{rating.comment}".strip())


def _consents(appeal: Appeal) -> Iterator[Row]:
    given_once = dict(appeal.consent_processing)
    publication = given_once.pop("publication", {})
    if given_once:
        yield Row("processing", _("Processing of personal data"), _in_lines(given_once))
    if publication:
        yield Row(
            "publication_text", _("Publication without personal data"), _in_lines(publication)
        )
    given = _("Yes") if appeal.consent_publication else _("No")
    yield Row("publication", _("Publication without personal data"), given)


def _in_lines(record: dict) -> str:
    """Return version, language, digest of the text and moment, a line each."""
    return "\n".join(f"{name}: {value}" for name, value in record.items())


def _letters(appeal: Appeal) -> Iterator[Row]:
    mine = {appeal.email, appeal.phone} - {""}
    for letter in Notice.objects.filter(about=appeal.number, to__in=mine).order_by("created_at"):
        label = f"{letter.get_channel_display()}, {_moment(letter.created_at)}"
        yield Row(letter.channel, label, f"{letter.to}\n{letter.subject}\n\n{letter.body}")


def _files(appeal: Appeal) -> list[Row]:
    return [
        Row(file.digest, file.name, f"{file.mime}, {_moment(file.added_at)}")
        for file in own_files(appeal)
    ]
