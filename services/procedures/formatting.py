"""Terms and sums in words."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from services.models.procedures import ServiceStandard, Unit


def term(amount: int, unit: str) -> str:
    """«15 working days» in the active language; `unit` is a procedures.Unit."""
    words = {
        Unit.WORKING_DAYS: ngettext("%(n)s working day", "%(n)s working days", amount),
        Unit.DAYS: ngettext("%(n)s calendar day", "%(n)s calendar days", amount),
        Unit.MONTHS: ngettext("%(n)s month", "%(n)s months", amount),
        Unit.HOURS: ngettext("%(n)s hour", "%(n)s hours", amount),
        Unit.MINUTES: ngettext("%(n)s minute", "%(n)s minutes", amount),
    }
    return words[Unit(unit)] % {"n": amount}


def price(standard: ServiceStandard) -> str:
    """«Free of charge» or the sum of the fees in tenge."""
    if not standard.total:
        return _("Free of charge")
    return _("%(sum)s tenge") % {"sum": f"{standard.total:,}".replace(",", "\u00a0")}
