"""Invented citizens: names, addresses and numbers that belong to nobody."""

from dataclasses import dataclass
from random import Random

from appeals.models.appeal import ApplicantKind

from .content import read

STREET = {"kk": "{street} көшесі, {n}", "ru": "улица {street}, {n}", "en": "{n} {street} Street"}


@dataclass(frozen=True)
class Citizen:
    """Who writes; the fields are those of appeals.intake.NewAppeal."""

    name: str
    patronymic: str
    organisation: str
    applicant_kind: str
    postal_address: str
    phone: str
    email: str


def citizen(chance: Random, language: str, city: str, number: int) -> Citizen:
    """A person of `city`, every tenth for an organisation. `number` keeps the e-mail their own."""
    words = read("people")
    sex = words[chance.choice(["men", "women"])]
    for_organisation = chance.random() < 0.1
    street = STREET[language].format(
        street=chance.choice(words["organisations"]["streets"]), n=chance.randint(1, 140)
    )
    return Citizen(
        name=f"{chance.choice(sex['surnames'])} {chance.choice(sex['names'])}",
        patronymic=chance.choice(sex["patronymics"]) if chance.random() < 0.7 else "",
        organisation=chance.choice(words["organisations"]["names"]) if for_organisation else "",
        applicant_kind=ApplicantKind.ORGANISATION if for_organisation else ApplicantKind.PERSON,
        postal_address=f"{city}, {street}",
        phone=phone(chance),
        email=f"writer{number}@mail.example" if chance.random() < 0.55 else "",
    )


def phone(chance: Random) -> str:
    """A mobile number of the +7 70x 000-xx-xx kind: no subscriber has one."""
    return f"+770{chance.choice('01278')}000{chance.randint(0, 9999):04d}"
