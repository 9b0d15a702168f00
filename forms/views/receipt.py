"""The receipt of a sent appeal or booking, as a page and as a PDF."""

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.safestring import mark_safe
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from appeals import receipts
from appeals.ledger_status import receipt_facts
from appeals.models import Appeal
from appeals.notifications import status_url
from core import qr
from forms import submit, visible_secret
from forms.models import Draft
from services.booking import tickets
from services.models import Booking


@method_decorator(never_cache, name="dispatch")
class ReceiptView(View):
    """The receipt of a sent draft; visible_secret.py says who may see the secret."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        """Show the receipt of an appeal or the ticket of a booking."""
        draft = get_sent_draft(token)
        at = timezone.now()
        if draft.wizard == Draft.Wizard.BOOKING:
            return render_ticket(request, draft, at)
        appeal = get_appeal_or_404(draft)
        secret = visible_secret.visible_secret(draft, appeal, request, at)
        context = {
            "draft": draft,
            "appeal": appeal,
            "secret": secret,
            "registered": receipts.format_registered(appeal),
            "accepted_by": receipts.accepted_by(appeal),
            "deadlines": receipts.deadlines(appeal),
            "late_notice": receipts.late_notice(appeal),
            "skipped_days": receipts.skipped_days(appeal),
            "ledger": receipt_facts(appeal) if secret else [],
            "ledger_note": receipts.ledger_note(),
            "steps": [{"text": text} for text in receipts.next_steps()],
            "qr": mark_safe(qr.render_svg(status_url())),
        }
        return render(request, "forms/receipt.html", context)

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        """Hide the secret: its reader has written it down."""
        draft = get_sent_draft(token)
        if visible_secret.visible_secret(draft, find_sent(draft), request, timezone.now()):
            visible_secret.hide_secret(draft)
        return redirect("forms:receipt", token=token)


def render_ticket(request: HttpRequest, draft: Draft, at: datetime) -> HttpResponse:
    """Return the page of a booking's ticket; with the secret, the ticket is unlocked as well."""
    booking = submit.find_booking(draft)
    if booking is None:
        raise Http404
    secret = visible_secret.visible_secret(draft, booking, request, at)
    if secret:
        tickets.OPEN_TICKET.remember(request, booking, at)
    context = {
        "draft": draft,
        "booking": booking,
        "secret": secret,
        "rows": tickets.ticket_facts(booking) if secret else [],
        "steps": [{"text": text} for text in tickets.visit_steps(booking)],
        "qr": mark_safe(tickets.render_ticket_qr(booking, secret)) if secret else "",
    }
    return render(request, "forms/ticket.html", context)


def find_sent(draft: Draft) -> Appeal | Booking | None:
    """Return the booking or the appeal that a sent draft became."""
    if draft.wizard == Draft.Wizard.BOOKING:
        return submit.find_booking(draft)
    return submit.find_appeal(draft)


def get_sent_draft(token: str) -> Draft:
    """Return the sent draft with this token; Http404 when there is none."""
    draft = get_object_or_404(Draft, token=token)
    if not draft.result:
        raise Http404
    return draft


def get_appeal_or_404(draft: Draft) -> Appeal:
    """Return the appeal that `draft` became; Http404 when there is none."""
    appeal = submit.find_appeal(draft)
    if appeal is None:
        raise Http404
    return appeal


@never_cache
@require_safe
def receipt_pdf(request: HttpRequest, token: str) -> HttpResponse:
    """Return the receipt as a PDF, with the secret only for those who may see it now."""
    draft = get_sent_draft(token)
    at = timezone.now()
    if draft.wizard == Draft.Wizard.BOOKING:
        booking = submit.find_booking(draft)
        secret = visible_secret.visible_secret(draft, booking, request, at)
        if booking is None or not secret:
            return redirect("services:ticket")
        content = tickets.render_ticket_pdf(booking, secret)
    else:
        appeal = get_appeal_or_404(draft)
        secret = visible_secret.visible_secret(draft, appeal, request, at)
        # The name and the files only for those who may see the secret: the address has a token.
        content = receipts.render_pdf(appeal, secret=secret, personal=bool(secret))
    disposition = f'attachment; filename="{draft.result}.pdf"'
    return HttpResponse(
        content, content_type="application/pdf", headers={"Content-Disposition": disposition}
    )
