"""Bookings left outside changed hours: who may see them opens the queue, others hand them over."""

from collections.abc import Iterable

from django.contrib.auth import get_user_model
from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin import messages

from core.phones import format_phone
from services.admin.queue import CHANGE_BOOKING
from services.models import Booking, Office, Official
from services.office_access import accessible_offices
from services.schedule.slots import bookings_outside_hours

MAX_NAMES = 5


def warn_of_bookings_outside(request: HttpRequest, officials: Iterable[Official]) -> None:
    """Name the bookings with `officials` that their hours no longer cover, office by office."""
    by_office: dict[Office, list[Booking]] = {}
    for booking in bookings_outside_hours(officials, timezone.now()):
        by_office.setdefault(booking.office, []).append(booking)
    for office, bookings in by_office.items():
        numbers = ", ".join(booking.number for booking in bookings)
        if _may_open_queue(request.user, office):
            text = ngettext(
                "A visitor is booked outside the hours now: %(numbers)s. Call and ask for another "
                "time: the visitor moves the booking, or you cancel it in the queue.",
                "Visitors are booked outside the hours now: %(numbers)s. Call and ask for another "
                "time: the visitors move their bookings, or you cancel them in the queue.",
                len(bookings),
            )
            day = timezone.localdate(bookings[0].starts_at)
            address = f"{reverse('services_admin:queue', args=[office.slug])}?day={day:%Y-%m-%d}"
            buttons = [messages.button(address, _("Visitors"))]
            messages.warning(request, text % {"numbers": numbers}, buttons=buttons)
        else:
            messages.warning(request, describe_handover(office, numbers, len(bookings)))


def describe_handover(office: Office, numbers: str, count: int) -> str:
    """Return to whom an editor hands the numbers of bookings that he may not open."""
    text = ngettext(
        "A visitor is booked outside the hours now: %(numbers)s. Only the staff of the office see "
        "whom to call. Tell them the number: %(office)s, %(contact)s.",
        "Visitors are booked outside the hours now: %(numbers)s. Only the staff of the office see "
        "whom to call. Tell them the numbers: %(office)s, %(contact)s.",
        count,
    )
    people = [user.get_full_name() or user.get_username() for user in _staff(office)]
    contact = [", ".join(people), format_phone(office.phone) if office.phone else ""]
    return text % {
        "numbers": numbers,
        "office": office.title,
        "contact": ", ".join(filter(None, contact)) or _("no staff or phone is entered"),
    }


def _may_open_queue(user, office: Office) -> bool:
    return user.has_perm(CHANGE_BOOKING) and accessible_offices(user).filter(pk=office.pk).exists()


def _staff(office: Office):
    app_label, codename = CHANGE_BOOKING.split(".")
    permission = {"content_type__app_label": app_label, "codename": codename}
    of_group = {f"groups__permissions__{name}": value for name, value in permission.items()}
    own = {f"user_permissions__{name}": value for name, value in permission.items()}
    users = get_user_model().objects.filter(is_active=True, memberships__office=office)
    users = users.filter(Q(**of_group) | Q(**own))
    return users.order_by("last_name", "first_name").distinct()[:MAX_NAMES]
