"""Phone numbers as people write them here."""

import phonenumbers
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


def clean_phone(text: str) -> str:
    """The number in E.164 (+77011234567); ValidationError when it cannot be one."""
    try:
        number = phonenumbers.parse(text, "KZ")
    except phonenumbers.NumberParseException as error:
        raise ValidationError(_("This is not a phone number. Example: 8 701 123 45 67.")) from error
    if not phonenumbers.is_possible_number(number):
        raise ValidationError(_("The phone number has too few or too many digits."))
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def shown(number: str) -> str:
    """A stored number as people read it: +7 701 123 4567."""
    try:
        parsed = phonenumbers.parse(number, "KZ")
    except phonenumbers.NumberParseException:
        return number
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
