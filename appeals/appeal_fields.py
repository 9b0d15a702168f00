"""The fields that somebody enters when an appeal is registered, each declared once.

A field is one line of NewAppeal. Derived from it: what the citizen's form hands over, the staff
form, the columns that are stored, the rows of the staff card and the personal data to be hidden
before publication. The label, the length and the choices are those of the model's column.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from typing import BinaryIO, cast

from django.core.files import File
from django.db.models import Field
from django.utils.functional import Promise

from appeals.models import Appeal, AppealKind
from appeals.models.appeal import ApplicantKind, Channel
from services.models import Booking, Office, Official, Topic

APPLICANT, MATTER = "applicant", "matter"


@dataclass(frozen=True, kw_only=True)
class NewFile:
    """A file already checked and cleaned; `content` is open and read from its start.

    `original`: the bytes that were sent, where their signature is kept (Office.keep_originals).
    """

    name: str
    mime: str
    size: int
    digest: str
    scan: str  # Attachment.Scan
    content: BinaryIO | File
    original: bytes = b""
    original_digest: str = ""


@dataclass(frozen=True, kw_only=True)
class FieldInfo:
    """Where a field of NewAppeal is used.

    `by_citizen`, `by_staff`: whose form asks for it. `section`: the section of the staff card that
    shows it; empty: none. `personal`: its kind in redaction.MASKS when it is personal data.
    """

    by_citizen: bool = False
    by_staff: bool = False
    section: str = ""
    personal: str = ""


def _info(**values) -> dict[str, FieldInfo]:
    return {"info": FieldInfo(**values)}


def _entered(section: str = "", personal: str = "") -> dict[str, FieldInfo]:
    return _info(by_citizen=True, by_staff=True, section=section, personal=personal)


@dataclass(kw_only=True)
class NewAppeal:
    """An appeal that is about to be registered, in the order of the staff form.

    `points` are the numbered matters, at least one; `matter` is an introduction to them. The same
    `draft_token` always names the same appeal, so a repeated sending is harmless.
    """

    channel: str = field(default=Channel.PORTAL, metadata=_info(by_staff=True))
    office: Office = field(metadata=_entered())
    official: Official | None = field(default=None, metadata=_info(by_staff=True))
    language: str = field(metadata=_entered())
    kind: AppealKind = field(metadata=_entered())
    topic: Topic = field(metadata=_entered())
    applicant_kind: str = field(default=ApplicantKind.PERSON, metadata=_entered())
    name: str = field(metadata=_entered(APPLICANT, "name"))
    patronymic: str = field(default="", metadata=_entered(personal="name"))
    organisation: str = field(default="", metadata=_entered(APPLICANT))
    id_number: str = field(default="", metadata=_entered(APPLICANT, "iin"))
    postal_address: str = field(default="", metadata=_entered(APPLICANT, "address"))
    phone: str = field(default="", metadata=_entered(APPLICANT, "phone"))
    email: str = field(default="", metadata=_entered(APPLICANT, "email"))
    subject: str = field(default="", metadata=_info(by_staff=True))
    matter: str = ""
    points: list[str] = field(metadata=_entered())
    place: str = field(default="", metadata=_entered(MATTER))
    files: list[NewFile] = field(default_factory=list, metadata=_info(by_staff=True))
    # Version and hash of the text agreed to, and when.
    consent_processing: dict = field(default_factory=dict, metadata=_info(by_staff=True))
    consent_publication: bool = field(default=False, metadata=_info(by_staff=True))
    draft_token: str | None = None
    visit: Booking | None = field(default=None, metadata=_info(by_staff=True))


# Every other field is stored in the column of its own name.
STORED_OTHERWISE = frozenset({"matter", "points", "files", "draft_token"})
INFO: dict[str, FieldInfo] = {
    entry.name: entry.metadata.get("info", FieldInfo()) for entry in fields(NewAppeal)
}


def citizen_field_names() -> list[str]:
    """Return the names of the fields that the citizen's form asks for."""
    return [name for name, info in INFO.items() if info.by_citizen]


def staff_field_names() -> list[str]:
    """Return the names of the fields that the staff form asks for, in its order."""
    return [name for name, info in INFO.items() if info.by_staff]


def stored_values(new: NewAppeal) -> dict:
    """Return the values of `new` that are stored as they are, by column."""
    return {name: getattr(new, name) for name in INFO if name not in STORED_OTHERWISE}


def model_field(name: str) -> Field:
    """Return the column of Appeal that stores the field."""
    return cast("Field", Appeal._meta.get_field(name))


@dataclass(frozen=True)
class CardRow:
    """A row of the staff card: the field's name, its label and its value in words."""

    name: str
    label: str | Promise
    value: str


def card_rows(appeal: Appeal, section: str) -> Iterator[CardRow]:
    """Yield the rows of a section of the staff card; empty fields are left out."""
    for name, info in INFO.items():
        if info.section == section and (value := _in_words(appeal, name)):
            yield CardRow(name, model_field(name).verbose_name, value)


def _in_words(appeal: Appeal, name: str) -> str:
    if name == "name":
        return f"{appeal.name} {appeal.patronymic}".strip()
    if model_field(name).choices:
        return str(getattr(appeal, f"get_{name}_display")())
    return str(getattr(appeal, name) or "")


def personal_data(appeal: Appeal) -> Iterator[tuple[str, str]]:
    """Yield the kind (a key of redaction.MASKS) and the value of each personal datum."""
    for name, info in INFO.items():
        if info.personal and (value := getattr(appeal, name)):
            yield info.personal, value
