"""Calendars that anybody may subscribe to: the receptions of an office, no visitor in them."""

from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from core.ical import Event, render_calendar
from services.models import Office
from services.schedule.slots import Reception, receptions

DAYS_BACK, DAYS_AHEAD = 7, 90


@require_safe
@cache_control(public=True, max_age=300)
def office_ics(request: HttpRequest, slug: str) -> HttpResponse:
    """The receptions of an office for the next three months, cancelled ones marked so."""
    office = get_object_or_404(Office, slug=slug, active=True)
    return HttpResponse(
        office_calendar(office, timezone.now()), content_type="text/calendar; charset=utf-8"
    )


def office_calendar(office: Office, at: datetime) -> bytes:
    """The office's receptions as a calendar file in the active language."""
    today = timezone.localdate(at)
    first, last = today - timedelta(days=DAYS_BACK), today + timedelta(days=DAYS_AHEAD)
    found = receptions(office, first, last, with_closed=True)
    return render_calendar(office.title, [_event(office, each, at) for each in found])


def _event(office: Office, reception: Reception, at: datetime) -> Event:
    where = [office.title, office.address]
    if reception.room:
        where.append(_("room %(room)s") % {"room": reception.room})
    return Event(
        uid=f"reception-{reception.hours_id}-{reception.day:%Y%m%d}@qabyldau",
        starts=reception.starts_at,
        ends=reception.ends_at,
        title=_("Reception: %(official)s") % {"official": reception.official.name},
        place=", ".join(filter(None, where)),
        description="\n".join(filter(None, [reception.official.post, reception.reason])),
        cancelled=not reception.held,
        changed_at=at,
    )
