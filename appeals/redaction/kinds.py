"""Kinds of personal data, their masks, and what a search for them takes and gives."""

from dataclasses import dataclass

MASKS = {
    "kk": {
        "iin": "[ЖСН/БСН]", "phone": "[телефон]", "email": "[e-mail]", "account": "[шот нөмірі]",
        "plate": "[көлік нөмірі]", "document": "[құжат нөмірі]", "address": "[мекенжай]",
        "name": "[аты-жөні]", "person": "[адам аты]", "number": "[жолданым нөмірі]",
        "birth_date": "[туған күні]", "handle": "[желідегі аты]", "health": "[денсаулығы]",
    },
    "ru": {
        "iin": "[ИИН/БИН]", "phone": "[телефон]", "email": "[e-mail]", "account": "[номер счёта]",
        "plate": "[номер машины]", "document": "[номер документа]", "address": "[адрес]",
        "name": "[имя заявителя]", "person": "[имя]", "number": "[номер обращения]",
        "birth_date": "[дата рождения]", "handle": "[имя в сети]", "health": "[о здоровье]",
    },
    "en": {
        "iin": "[IIN/BIN]", "phone": "[phone]", "email": "[e-mail]", "account": "[account number]",
        "plate": "[car plate]", "document": "[document number]", "address": "[address]",
        "name": "[applicant]", "person": "[a person]", "number": "[appeal number]",
        "birth_date": "[date of birth]", "handle": "[name in a network]", "health": "[health]",
    },
}  # fmt: skip
# A text with any of these is not published. The others are masked, or excused with a reason.
BLOCKING_KINDS = frozenset(
    {"iin", "phone", "email", "account", "plate", "document", "name", "number"}
)


@dataclass(frozen=True)
class Finding:
    """Personal data found in a text: the kind (a key of MASKS), the place and the words."""

    kind: str
    start: int
    end: int
    text: str


@dataclass(frozen=True)
class RedactedText:
    """A masked text and what was masked in it."""

    text: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class PersonalData:
    """What must be hidden beside what the patterns find, and what may stay.

    `values`: pairs of a kind (a key of MASKS) and a value; a name is hidden in every grammatical
    case and in Latin letters, each of its words apart. Phones are found by pattern in any case.
    """

    values: tuple[tuple[str, str], ...] = ()
    allowed_names: tuple[str, ...] = ()  # of officials
    allowed_phones: tuple[str, ...] = ()  # of the office

    def of_kind(self, kind: str) -> list[str]:
        """Return the values of a kind that are not empty."""
        return [value for name, value in self.values if name == kind and value.strip()]
