"""Whether the forms are open: on a new portal there may be nobody yet who takes an appeal."""

from datetime import date

from django.db.models import Exists
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from appeals.models import AppealKind
from services.models import Office, Topic


def takes_appeals(on: date) -> bool:
    """Return whether an appeal can be filed: some office works, and topics and kinds exist."""
    return Office.objects.filter(
        Exists(Topic.objects.all()), Exists(AppealKind.objects.in_force(on)), active=True
    ).exists()


def not_open_page(request: HttpRequest, title: str) -> HttpResponse:
    """Return the page that says that a form is not open yet, under the form's title."""
    return render(request, "forms/not_open.html", {"title": title})
