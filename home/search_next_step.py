"""The telephone among the links of a search without results."""

from django.http import HttpRequest
from django.utils.translation import gettext as _

from core.phones import format_phone, format_tel_uri
from home.models import PortalSettings
from search import next_steps


def phone_link(request: HttpRequest) -> next_steps.Link | None:
    """Return a link that dials the hotline, else the phone; None without a number."""
    portal = PortalSettings.for_request(request)
    number = portal.hotline or portal.phone
    if not number:
        return None
    label = _("Call us: %(phone)s") % {"phone": format_phone(number)}
    return f"tel:{format_tel_uri(number)}", label


next_steps.register(phone_link, order=30)
