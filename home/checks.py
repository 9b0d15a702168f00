"""System check of what the operator must set before citizens are asked for consent."""

from django.core.checks import Warning, register
from django.db import DatabaseError

from home.models import PortalSettings


@register("operator", deploy=True)
def check_operator_named(app_configs=None, **kwargs) -> list[Warning]:
    """Warn (home.W001) while texts of consent cannot name the operator of personal data."""
    try:
        named = PortalSettings.objects.exclude(bin_number="").exclude(owner_kk="").exists()
    except DatabaseError:
        return []  # before the first migration
    if named:
        return []
    return [
        Warning(
            "The owner and the BIN of the portal are not set: consents name no operator.",
            hint="Fill them in in the admin: Settings, Portal settings (law 94-V).",
            id="home.W001",
        )
    ]
