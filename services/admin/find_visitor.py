"""Find a visitor of an office by name or telephone; what is typed stands in no address."""

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from core.phones import clean_phone
from core.plain_text import normalize_line
from core.reading_record.writing import log_list_view
from services.admin.queue import accessible_queues
from services.models import Booking, Office

DAYS_BACK, MAX_RESULTS, MIN_LENGTH = 30, 30, 2


@never_cache
@require_POST
def find_visitor(request: HttpRequest, slug: str) -> HttpResponse:
    """List the bookings of a visitor from a month ago on; the reading record has them."""
    office = get_object_or_404(accessible_queues(request), slug=slug)
    typed = normalize_line(request.POST.get("visitor", ""))
    found: list[Booking] = []
    if len(typed) >= MIN_LENGTH:
        found = list(find_bookings(office, typed, timezone.now())[:MAX_RESULTS])
    log_list_view(request.user, "services.list", found)
    context = {
        "office": office,
        "rows": found,
        "typed": typed,
        "too_short": len(typed) < MIN_LENGTH,
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse("services_admin:queue", args=[slug]), "label": _("Visitors")},
            {"url": "", "label": _("Find a visitor")},
        ],
    }
    return render(request, "services/admin/find_visitor.html", context)


def find_bookings(office: Office, typed: str, at: datetime) -> QuerySet[Booking]:
    """Return the bookings of the office with these words in the name, or with this telephone."""
    by_name = Q()
    for word in typed.split():
        by_name &= Q(name__icontains=word)
    try:
        condition = by_name | Q(phone=clean_phone(typed))
    except ValidationError:
        condition = by_name
    rows = Booking.objects.filter(
        condition, office=office, starts_at__gte=at - timedelta(days=DAYS_BACK)
    )
    return rows.select_related("official").order_by("starts_at")
