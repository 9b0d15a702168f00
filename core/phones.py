"""Phone numbers as people write them here."""

import re

import phonenumbers
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

DIALLED = re.compile(r"\+?[\d\s()–-]+")


def clean_phone(text: str) -> str:
    """The number in E.164 (+77011234567); ValidationError when it cannot be one."""
    try:
        number = phonenumbers.parse(text, "KZ")
    except phonenumbers.NumberParseException as error:
        raise ValidationError(_("This is not a phone number. Example: 8 701 123 45 67.")) from error
    if not phonenumbers.is_possible_number(number):
        raise ValidationError(_("The phone number has too few or too many digits."))
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def takes_texts(number: str) -> bool:
    """Whether a text message may go to `number` (E.164): to +7 only, since anybody may write down a
    number abroad that earns by being texted."""
    return number.startswith("+7")


def dialled(number: str) -> str:
    """A number as a dialler wants it: the leading plus and digits, up to an extension."""
    text = DIALLED.match(str(number).strip())
    return re.sub(r"[^+\d]", "", text.group()) if text else ""


def shown(number: str) -> str:
    """A number as a person reads it aloud: +7 7172 00 00 14, +7 701 123 45 67, 1414."""
    digits = dialled(number).lstrip("+")
    if len(digits) != 11 or not digits.startswith(("7", "8")):
        return str(number)
    # Almaty and mobile networks have codes of three figures, the other towns of four.
    town = 5 if digits[1:3] in {"71", "72"} and digits[1:4] != "727" else 4
    code, rest = digits[1:town], digits[town:]
    first = 3 if len(rest) % 2 else 2
    pairs = [rest[at : at + 2] for at in range(first, len(rest), 2)]
    return "\u00a0".join(["+7", code, rest[:first], *pairs])
