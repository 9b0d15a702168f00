"""Phone numbers of Kazakhstan: parsing, formatting, links."""

import re

import phonenumbers
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.plain_text import normalize_line

# Almaty and mobile networks have area codes of three digits, regional centres (7172), Temirtau and
# Ekibastuz of four, districts of five: 71638 2 10 11. The library's own formats end in four digits
# without a space, which people here write as two and two.
REGION = r"7(?:1\d|2[0-689])"
GROUPS = [
    phonenumbers.NumberFormat(rf"({REGION}2|7213|7187)(\d{{2}})(\d{{2}})(\d{{2}})", r"\1 \2 \3 \4"),
    phonenumbers.NumberFormat(rf"({REGION}\d{{2}})(\d)(\d{{2}})(\d{{2}})", r"\1 \2 \3 \4"),
    phonenumbers.NumberFormat(r"(\d{3})(\d{3})(\d{2})(\d{2})", r"\1 \2 \3 \4"),
]
DIALLABLE = re.compile(r"\+?[\d\s()–-]+")


def clean_phone(text: str) -> str:
    """Return the number in E.164 (+77011234567); raise ValidationError when it cannot be one.

    An extension, a second number or words beside the number would be lost: they are refused.
    """
    text = normalize_line(text)
    _refuse_what_would_be_lost(text)
    try:
        number = phonenumbers.parse(text, "KZ")
    except phonenumbers.NumberParseException as error:
        raise ValidationError(_("This is not a phone number. Example: 8 701 123 45 67.")) from error
    if number.extension:
        raise ValidationError(
            _("Write the number without the extension %(extension)s: we call the number itself."),
            params={"extension": number.extension},
        )
    if not phonenumbers.is_possible_number(number):
        raise ValidationError(_("The phone number has too few or too many digits."))
    if not phonenumbers.is_valid_number(number):
        raise ValidationError(_("There is no such phone number. Check its code and digits."))
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _refuse_what_would_be_lost(text: str) -> None:
    found = list(phonenumbers.PhoneNumberMatcher(text, "KZ"))
    if len(found) > 1:
        raise ValidationError(_("Write one number here, the others in your text."))
    if found and not found[0].number.extension:
        rest = text[: found[0].start] + text[found[0].end :]
        if any(letter.isalnum() for letter in rest):
            raise ValidationError(_("Write the number alone, without words: 8 701 123 45 67."))


def accepts_sms(number: str) -> bool:
    """Return whether a text message may be sent to `number` (E.164).

    Only to +7: anybody may enter a number abroad that charges the sender.
    """
    return number.startswith("+7")


def format_tel_uri(number: str) -> str:
    """Return the number for a tel: link: plus sign and digits, without an extension."""
    text = DIALLABLE.match(str(number).strip())
    return re.sub(r"[^+\d]", "", text.group()) if text else ""


def format_phone(number: str) -> str:
    """Return the number as people read it: +7 7172 00 00 14, +7 701 123 45 67, 1414."""
    digits = format_tel_uri(number).lstrip("+")
    if len(digits) != 11 or not digits.startswith(("7", "8")):
        return str(number)
    parsed = phonenumbers.parse(f"+7{digits[1:]}")
    text = phonenumbers.format_by_pattern(
        parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL, GROUPS
    )
    return text.replace(" ", "\u00a0")
