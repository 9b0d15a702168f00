"""IIN and BIN: twelve digits with a control digit.

Since decree 853 of 26 August 2013 the digits need not follow the birth date, so a number is never
rejected for its date, and no age or sex is derived from it.
"""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.plain_text import strip_invisible

FIRST_WEIGHTS = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)
SECOND_WEIGHTS = (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)


def control_digit(digits: str) -> int:
    """Return the twelfth digit for the first eleven; 10 when no number begins with them."""
    for weights in (FIRST_WEIGHTS, SECOND_WEIGHTS):
        remainder = sum(int(d) * w for d, w in zip(digits, weights, strict=False)) % 11
        if remainder < 10:
            return remainder
    return 10


def check_id_number(text: str) -> str:
    """Return the twelve digits without spaces and dashes; raise ValidationError for other text."""
    digits = re.sub(r"[\W_]", "", strip_invisible(text))
    if len(digits) != 12 or not (digits.isascii() and digits.isdigit()):
        raise ValidationError(_("The number has 12 digits. Check it or leave the field empty."))
    if not int(digits):
        raise ValidationError(_("No number consists of zeros. Leave the field empty instead."))
    if control_digit(digits) != int(digits[-1]):
        raise ValidationError(
            _("One of the digits is wrong: the number does not add up. Check it against your card "
              "or leave the field empty.")
        )  # fmt: skip
    return digits
