"""Public calendars to subscribe to: the receptions of an office, without any visitor."""

from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from core import page_cache
from core.ical import Event, render_calendar
from core.moments import next_midnight
from services.models import Office
from services.schedule.slots import Reception, receptions

DAYS_BACK, DAYS_AHEAD = 7, 90


@require_safe
@cache_control(public=True, max_age=300)
def office_ics(request: HttpRequest, slug: str) -> HttpResponse:
    """Return the receptions of the next three months, those not held as cancelled events."""
    office = get_object_or_404(Office, slug=slug, active=True)
    at = timezone.now()
    page_cache.valid_until(next_midnight(at))
    return HttpResponse(
        render_office_calendar(office, at), content_type="text/calendar; charset=utf-8"
    )


def render_office_calendar(office: Office, at: datetime) -> bytes:
    """Return the office's receptions as an iCalendar file in the active language."""
    today = timezone.localdate(at)
    first, last = today - timedelta(days=DAYS_BACK), today + timedelta(days=DAYS_AHEAD)
    rows = receptions(office, first, last, include_closed=True)
    return render_calendar(office.title, [_to_event(office, row, at) for row in rows])


def _to_event(office: Office, reception: Reception, at: datetime) -> Event:
    return Event(
        uid=f"reception-{reception.hours_id}-{reception.day:%Y%m%d}@qabyldau",
        starts=reception.starts_at,
        ends=reception.ends_at,
        title=_("Reception: %(official)s") % {"official": reception.official.name},
        place=", ".join(filter(None, [office.title_and_address, reception.room_label])),
        description="\n".join(filter(None, [reception.official.post, reception.reason])),
        cancelled=not reception.held,
        changed_at=at,
    )
