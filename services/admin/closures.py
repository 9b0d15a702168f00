"""Deletion of exceptions to the schedule: days that are over stay closed in the calendar."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from services.models import Closure


def keep_past_closures(request: HttpRequest, rows: list) -> HttpResponse | None:
    """End closures that have begun instead of deleting them; a hook of Wagtail."""
    today = timezone.localdate()
    begun = [row for row in rows if isinstance(row, Closure) and row.first_day < today]
    if not begun or request.method != "POST":
        return None
    for row in rows:
        if row not in begun:
            row.delete()
        elif row.last_day >= today:
            row.last_day = today - timedelta(days=1)
            row.save(update_fields=["last_day"])
            log(instance=row, action="wagtail.edit", user=request.user)
    messages.warning(
        request, _("Days that are over stay closed in the calendar; from today on they are open.")
    )
    return redirect("wagtailsnippets_services_closure:list")
