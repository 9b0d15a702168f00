"""The public ledger: the control code of each day, and the applicant's own file for a program."""

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from appeals import ledger_status, status_session
from core.ledger.models import LedgerRoot

PAGE_SIZE = 31
SCRIPT = settings.BASE_DIR / "docs" / "verify_receipt.py"


def ledger(request: HttpRequest) -> HttpResponse:
    """List the control codes of the days that are over, newest first."""
    page = Paginator(LedgerRoot.objects.order_by("-day"), PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    return render(request, "appeals/ledger.html", {"days": page})


def script(request: HttpRequest) -> HttpResponse:
    """Return the program that checks a receipt."""
    response = HttpResponse(SCRIPT.read_bytes(), content_type="text/x-python; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{SCRIPT.name}"'
    return response


@never_cache
def own_file(request: HttpRequest) -> HttpResponse:
    """Return the file with which a program checks the appeal that is open in this browser."""
    appeal = status_session.OPEN_APPEAL.current(request, timezone.now())
    if appeal is None or not appeal.ledger_salt:
        return redirect("appeals:status")
    response = JsonResponse(
        ledger_status.own_file(appeal), json_dumps_params={"ensure_ascii": False, "indent": 1}
    )
    response["Content-Disposition"] = f'attachment; filename="ledger-{appeal.number}.json"'
    return response
