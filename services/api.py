"""The read-only JSON API of offices and free slots, documented at /api/v1/docs."""

from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from core.i18n.localtext import CODES, get_localized
from services.models import Office, Official
from services.offices.opening_hours import OpeningStatus, opening_statuses
from services.schedule.slots import free_slots

MAX_DAYS = 62


class BadRequestError(ValueError):
    """The query is invalid; str() is the message of the JSON response, in English."""


@require_safe
@cache_control(public=True, max_age=60)
def offices(request: HttpRequest) -> JsonResponse:
    """Return {"count", "offices": [...]}: every active office with its hours."""
    rows = list(
        Office.objects.filter(active=True).select_related("parent").prefetch_related("hours")
    )
    statuses = opening_statuses(rows, timezone.now())
    offices = [_office_data(request, office, statuses[office.pk]) for office in rows]
    return _json({"count": len(offices), "offices": offices})


@require_safe
def slots(request: HttpRequest) -> JsonResponse:
    """Return {"office", "from", "to", "officials", "slots"}: the free slots; 400 for a bad query.

    Never 404: Django would redirect the client to the page of a language.
    """
    at = timezone.now()
    try:
        first, last = _parse_period(request, timezone.localdate(at))
        official = _find_official(request)
    except BadRequestError as error:
        return _json({"error": str(error)}, status=400)
    slug = request.GET.get("office", "")
    office = Office.objects.filter(slug=slug, active=True).first()
    if office is None or (official is not None and official.office_id != office.pk):
        return _json({"error": "No such office, or no such official in it."}, status=400)
    free = free_slots(office, official, first, last, at)
    return _json(
        {
            "office": office.slug,
            "from": first.isoformat(),
            "to": last.isoformat(),
            "officials": [_official_data(row) for row in office.officials.filter(active=True)],
            "slots": [
                {
                    "official": slot.official,
                    "starts_at": slot.starts_at.isoformat(),
                    "ends_at": slot.ends_at.isoformat(),
                    "free": slot.free,
                    "room": slot.room,
                    "by_video": slot.by_video,
                }
                for slot in free
            ],
        }
    )


def _json(body: dict[str, Any], status: int = 200) -> JsonResponse:
    return JsonResponse(body, status=status, json_dumps_params={"ensure_ascii": False})


def _parse_date(text: str, name: str, default: date) -> date:
    try:
        return date.fromisoformat(text) if text else default
    except ValueError:
        raise BadRequestError(f"'{name}' must be a date: YYYY-MM-DD.") from None


def _parse_period(request: HttpRequest, today: date) -> tuple[date, date]:
    first = _parse_date(request.GET.get("from", ""), "from", today)
    if not today.year - 1 <= first.year <= today.year + 1:
        raise BadRequestError("'from' must be within a year of today.")
    last = _parse_date(request.GET.get("to", ""), "to", first + timedelta(days=14))
    if last < first or (last - first).days > MAX_DAYS:
        raise BadRequestError(f"'to' must be 0 to {MAX_DAYS} days after 'from'.")
    return first, last


def _find_official(request: HttpRequest) -> Official | None:
    text = request.GET.get("official", "")
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise BadRequestError("'official' must be a number.")
    official = Official.objects.filter(pk=int(text)).first()
    if official is None:
        raise BadRequestError("'official' is not known.")
    return official


def _texts(row, name: str) -> dict[str, str]:
    return {code: get_localized(row, name, code) for code in CODES}


def _official_data(official: Official) -> dict[str, Any]:
    return {
        "id": official.pk,
        "kind": official.kind,
        "name": _texts(official, "name"),
        "post": _texts(official, "post"),
    }


def _office_data(request: HttpRequest, office: Office, status: OpeningStatus) -> dict[str, Any]:
    urls = {}
    for code in CODES:
        with translation.override(code):
            path = reverse("services:office", args=[office.slug])
            urls[code] = request.build_absolute_uri(path)
    return {
        "slug": office.slug,
        "code": office.code,
        "level": office.level,
        "part_of": office.parent.slug if office.parent else None,
        "title": _texts(office, "title"),
        "address": _texts(office, "address"),
        "settlements": _texts(office, "settlements"),
        "phone": office.phone,
        "trust_line": office.trust_line,
        "email": office.email,
        "latitude": float(office.latitude) if office.latitude is not None else None,
        "longitude": float(office.longitude) if office.longitude is not None else None,
        "facilities": office.facilities,
        "hours": [
            {
                "purpose": row.purpose,
                "weekday": row.weekday,
                "opens": f"{row.opens:%H:%M}",
                "closes": f"{row.closes:%H:%M}",
            }
            for row in office.hours.all()
        ],
        "open_now": status.is_open,
        "open_until": status.closes_at.isoformat() if status.closes_at else None,
        "opens_at": status.opens_at.isoformat() if status.opens_at else None,
        "urls": urls,
    }
