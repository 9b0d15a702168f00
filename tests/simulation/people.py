"""Citizens whose data are recognised wherever they are: each name, number and address is unique.

CANARIES match the data of all of them at once.
"""

import re
from dataclasses import dataclass

from core.idnumbers import control_digit

CANARIES = re.compile(
    r"қанаргүл|990101[ -]?5\d{5}|\+?[78][ (-]*70[17][ )-]*98\d[ -]?\d\d[ -]?\d\d|canary\d+@",
    re.IGNORECASE,
)
SYLLABLES = ("ба", "жа", "қа", "ла", "ма", "на", "са", "та", "ша", "ра")


@dataclass(frozen=True)
class Person:
    """A citizen: the fields of the form."""

    index: int
    name: str
    patronymic: str
    id_number: str
    phone: str
    email: str
    street: str

    @property
    def stored_phone(self) -> str:
        """Return the phone as the portal stores it."""
        return self.phone.replace(" ", "").replace("8", "+7", 1)

    def fields(self) -> dict[str, str]:
        """Return the answers to the step about the applicant."""
        return {
            "applicant_kind": "person", "name": self.name, "patronymic": self.patronymic,
            "id_number": self.id_number, "postal_address": self.street, "phone": self.phone,
            "email": self.email,
        }  # fmt: skip


def make_person(index: int) -> Person:
    """Return the citizen with this index, always the same."""
    word = "".join(SYLLABLES[int(digit)] for digit in f"{index:04d}")
    serial = index
    while control_digit(f"9901015{serial % 10_000:04d}") > 9:
        serial += 5000
        if serial > 20_000:
            serial += 1
    digits = f"9901015{serial % 10_000:04d}"
    return Person(
        index=index,
        name=f"Қанаргүл{word}ова Айгүл",
        patronymic=f"Қанаргүл{word}қызы",
        id_number=f"{digits}{control_digit(digits)}",
        phone=f"8 701 98{index // 1000 % 10} {index // 10 % 100:02d} {index % 10}{index % 7}",
        email=f"canary{index}@mail.example",
        street=f"Кентау қаласы, Қанаргүл{word} көшесі, {index % 90 + 1}",
    )
