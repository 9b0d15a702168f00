"""Invented citizens: names, addresses and numbers that belong to nobody."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from appeals import redaction
from appeals.models.appeal import ApplicantKind
from portal.demo.content import read

STREET = {"kk": "{street} көшесі, {n}", "ru": "улица {street}, {n}", "en": "{n} {street} Street"}


@dataclass(frozen=True)
class Citizen:
    """Who writes; the fields are those of appeals.appeal_fields.NewAppeal."""

    name: str
    patronymic: str
    organisation: str
    applicant_kind: str
    postal_address: str
    phone: str
    email: str


def citizen(chance: Random, language: str, city: str, number: int) -> Citizen:
    """A person of `city`, every tenth for an organisation. `number` keeps the e-mail their own."""
    words, written = read("names"), "ru" if language == "ru" else "kk"
    given = chance.choice(words["given"])
    own = f"{given['sex']}_{written}"
    surname = chance.choice([row for row in words["surname"] if row["group"] == given["group"]])
    fathers = [row for row in words["patronymic"] if row["group"] == given["group"]]
    for_organisation = chance.random() < 0.1
    street = STREET[language].format(
        street=chance.choice(words["street"])[language], n=chance.randint(1, 140)
    )
    organisations = read("people")["organisations"]["names"]
    return Citizen(
        name=f"{surname[own]} {given[written]}",
        patronymic=chance.choice(fathers)[own] if chance.random() < 0.7 else "",
        organisation=chance.choice(organisations) if for_organisation else "",
        applicant_kind=ApplicantKind.ORGANISATION if for_organisation else ApplicantKind.PERSON,
        postal_address=f"{city}, {street}",
        phone=phone(chance),
        email=f"writer{number}@mail.example" if chance.random() < 0.55 else "",
    )


def unlike(text: str, make: Callable[[], Citizen]) -> Citizen:
    """A citizen whose name is no word of `text`: Болат is a name, and in a text it says "is"."""
    who = make()
    while any(each.kind == "name" for each in redaction.find_personal_data(text, _named(who))):
        who = make()
    return who


def _named(who: Citizen) -> redaction.PersonalData:
    return redaction.PersonalData(values=(("name", who.name), ("name", who.patronymic)))


def phone(chance: Random) -> str:
    """A mobile number of the +7 70x 000-xx-xx kind: no subscriber has one."""
    return f"+770{chance.choice('01278')}000{chance.randint(0, 9999):04d}"
