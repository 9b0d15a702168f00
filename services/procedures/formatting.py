"""Terms and fees in words."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from services.models.procedures import ServiceStandard, Unit


def format_term(amount: int, unit: str) -> str:
    """Return «15 working days» in the active language; `unit` is a procedures.Unit."""
    phrases = {
        Unit.WORKING_DAYS: ngettext("%(n)s working day", "%(n)s working days", amount),
        Unit.DAYS: ngettext("%(n)s calendar day", "%(n)s calendar days", amount),
        Unit.MONTHS: ngettext("%(n)s month", "%(n)s months", amount),
        Unit.HOURS: ngettext("%(n)s hour", "%(n)s hours", amount),
        Unit.MINUTES: ngettext("%(n)s minute", "%(n)s minutes", amount),
    }
    return phrases[Unit(unit)] % {"n": amount}


def format_price(standard: ServiceStandard) -> str:
    """Return «Free of charge» or the sum of the fees in tenge."""
    if not standard.total:
        return _("Free of charge")
    return _("%(sum)s tenge") % {"sum": f"{standard.total:,}".replace(",", "\u00a0")}
