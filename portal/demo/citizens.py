"""Invented citizens: names, addresses and numbers that belong to nobody."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from appeals import redaction
from appeals.models.appeal import ApplicantKind
from portal.demo.content import read_toml

STREET = {"kk": "{street} көшесі, {n}", "ru": "улица {street}, {n}", "en": "{n} {street} Street"}


@dataclass(frozen=True)
class Citizen:
    """An applicant; the fields are those of appeals.appeal_fields.NewAppeal."""

    name: str
    patronymic: str
    organisation: str
    applicant_kind: str
    postal_address: str
    phone: str
    email: str


def create_citizen(chance: Random, language: str, city: str, number: int) -> Citizen:
    """Return a person of `city`, one in ten for an organisation; `number` makes the e-mail unique."""
    names, script = read_toml("names"), "ru" if language == "ru" else "kk"
    given = chance.choice(names["given"])
    form = f"{given['sex']}_{script}"
    surname = chance.choice([row for row in names["surname"] if row["group"] == given["group"]])
    fathers = [row for row in names["patronymic"] if row["group"] == given["group"]]
    for_organisation = chance.random() < 0.1
    street = STREET[language].format(
        street=chance.choice(names["street"])[language], n=chance.randint(1, 140)
    )
    organisations = read_toml("people")["organisations"]["names"]
    return Citizen(
        name=f"{surname[form]} {given[script]}",
        patronymic=chance.choice(fathers)[form] if chance.random() < 0.7 else "",
        organisation=chance.choice(organisations) if for_organisation else "",
        applicant_kind=ApplicantKind.ORGANISATION if for_organisation else ApplicantKind.PERSON,
        postal_address=f"{city}, {street}",
        phone=create_phone(chance),
        email=f"writer{number}@mail.example" if chance.random() < 0.55 else "",
    )


def create_citizen_not_named_in(text: str, make: Callable[[], Citizen]) -> Citizen:
    """Return a citizen whose name is no word of `text`: Болат is a name and a Kazakh verb."""
    citizen = make()
    while _is_named_in(citizen, text):
        citizen = make()
    return citizen


def _is_named_in(citizen: Citizen, text: str) -> bool:
    names = (("name", citizen.name), ("name", citizen.patronymic))
    findings = redaction.find_personal_data(text, redaction.PersonalData(values=names))
    return any(finding.kind == "name" for finding in findings)


def create_phone(chance: Random) -> str:
    """Return a mobile number +7 70x 000-xx-xx, which no subscriber has."""
    return f"+770{chance.choice('01278')}000{chance.randint(0, 9999):04d}"
