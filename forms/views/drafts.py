"""Doors of the room: start, save, come back, receipt, consents. The steps are in the wizards."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from appeals.notifications import status_url
from core import qr
from core.i18n.localtext import active_language
from forms import drafts, guard, receipts, submit
from forms.models import Draft
from services.booking import tickets
from services.models import Office

WITHOUT = ("consents",)  # a consent is given anew when an expired draft is revived


@method_decorator(never_cache, name="dispatch")
class StartAppeal(View):
    """What one needs, how long it takes; a draft is made only when the button is pressed."""

    def get(self, request: HttpRequest) -> HttpResponse:
        mark = drafts.browser_mark(guard.browser_key(request))
        open_ones = drafts.of_owner(mark, timezone.localdate())
        context = {
            "office": Office.objects.filter(slug=request.GET.get("office", "")).first(),
            "open_drafts": [each for each in open_ones if each.wizard == Draft.Wizard.APPEAL],
        }
        return render(request, "forms/start.html", context)

    def post(self, request: HttpRequest) -> HttpResponse:
        office = request.POST.get("office", "").replace("\0", "")[:60]
        steps = {"office": {"office": [office]}} if office else {}
        return begin(request, Draft.Wizard.APPEAL, steps, "forms:appeal_step", "topic")


def begin(request: HttpRequest, wizard: str, steps: dict, address: str, first: str) -> HttpResponse:
    """Make a draft for this browser and lead to its step `first`."""
    if not guard.allow("start", request):
        return guard.too_many(request)
    key = guard.give_key(request)
    draft = drafts.start(
        wizard,
        owner=drafts.browser_mark(key),
        language=active_language(),
        at=timezone.now(),
        steps=steps,
    )
    return guard.remember(redirect(address, token=draft.token, step=first), key)


def step_address(draft: Draft) -> str:
    """Where a draft goes on: the wizard leads from here to the first step that is not done."""
    if draft.wizard == Draft.Wizard.BOOKING:
        return reverse("forms:booking_step", kwargs={"token": draft.token, "step": "person"})
    return reverse("forms:appeal_step", kwargs={"token": draft.token, "step": "check"})


@never_cache
@require_safe
def saved(request: HttpRequest, token: str) -> HttpResponse:
    """The draft is kept: its address, its code, until when."""
    draft = drafts.find(token)
    if draft is None or draft.result or drafts.expired(draft, timezone.localdate()):
        return redirect("forms:resume")
    context = {
        "draft": draft,
        "code": drafts.code(token),
        "address": request.build_absolute_uri(step_address(draft)),
        "go_on": step_address(draft),
    }
    return render(request, "forms/saved.html", context)


@method_decorator(never_cache, name="dispatch")
class Resume(View):
    """Come back to a draft: from this browser's list, or with its code."""

    def page(self, request: HttpRequest, error: str = "", typed: str = "", status: int = 200):
        mark = drafts.browser_mark(guard.browser_key(request))
        today = timezone.localdate()
        mine = [{"draft": each, "url": step_address(each)} for each in drafts.of_owner(mark, today)]
        context = {"mine": mine, "error": error, "typed": typed}
        return render(request, "forms/resume.html", context, status=status)

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(request)

    def post(self, request: HttpRequest) -> HttpResponse:
        typed = request.POST.get("code", "").strip()[:200]
        if not guard.allow("resume", request):
            error = _("Too many tries. Wait a quarter of an hour or call us.")
            return self.page(request, error, typed, status=429)
        token = typed.rstrip("/").rsplit("/", 2)
        draft = drafts.find_by_code(typed, timezone.localdate())
        if draft is None and len(token) == 3:  # the whole address was pasted
            draft = drafts.find(token[1])
        if draft is None:
            error = _("No saved form has this code. Check the letters: there are twelve.")
            return self.page(request, error, typed)
        guard.forgive("resume", request)
        return redirect(step_address(draft))


@require_POST
def revive(request: HttpRequest, token: str) -> HttpResponse:
    """Start again with what is left of an expired draft; any other goes on as it stands."""
    draft = drafts.find(token)
    if draft is None or draft.result:
        return redirect("forms:resume")
    key = guard.give_key(request)
    mark = drafts.browser_mark(key)
    fresh = drafts.revive(draft, owner=mark, without=WITHOUT, at=timezone.now())
    if fresh is None:
        return redirect("forms:resume")
    return guard.remember(redirect(step_address(fresh)), key)


@require_POST
def discard(request: HttpRequest, token: str) -> HttpResponse:
    """Delete an unsent draft at once, files included: for a shared computer."""
    draft = drafts.find(token)
    if draft is not None and not draft.result:
        drafts.drop([draft])
    return redirect("forms:resume")


@method_decorator(never_cache, name="dispatch")
class Receipt(View):
    """The receipt of a sent draft; see receipts.py for who sees the secret."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        draft = sent(token)
        at = timezone.now()
        code = receipts.secret(draft, request, at)
        if draft.wizard == Draft.Wizard.BOOKING:
            return self.ticket(request, draft, code, at)
        appeal = submit.appeal_of(draft)
        if appeal is None:
            raise Http404
        context = {
            "draft": draft,
            "appeal": appeal,
            "secret": code,
            "dates": receipts.dates(appeal),
            "came_late": receipts.came_late(appeal),
            "skipped": receipts.skipped(appeal),
            "steps": [{"text": text} for text in receipts.next_steps(appeal)],
            "qr": mark_safe(qr.render_svg(status_url())),
        }
        return render(request, "forms/receipt.html", context)

    def ticket(self, request, draft: Draft, code: str, at) -> HttpResponse:
        booking = submit.booking_of(draft)
        if booking is None:
            raise Http404
        if code:
            tickets.OPEN_TICKET.remember(request, booking, at)
        context = {
            "draft": draft,
            "booking": booking,
            "secret": code,
            "rows": tickets.ticket_facts(booking) if code else [],
            "steps": [{"text": text} for text in tickets.visit_steps()],
            "qr": mark_safe(tickets.render_ticket_qr(booking, code)) if code else "",
        }
        return render(request, "forms/ticket.html", context)

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        """«I have written it down»: the secret is shown no more."""
        draft = sent(token)
        if receipts.secret(draft, request, timezone.now()):
            receipts.hide(draft)
        return redirect("forms:receipt", token=token)


def sent(token: str) -> Draft:
    """The draft that was sent, or 404."""
    draft = get_object_or_404(Draft, token=token)
    if not draft.result:
        raise Http404
    return draft


@never_cache
@require_safe
def receipt_pdf(request: HttpRequest, token: str) -> HttpResponse:
    """The receipt on paper; with the secret only for those who may see it now."""
    draft = sent(token)
    code = receipts.secret(draft, request, timezone.now())
    if draft.wizard == Draft.Wizard.BOOKING:
        booking = submit.booking_of(draft)
        if booking is None or not code:
            return redirect("services:ticket")
        content = tickets.render_ticket_pdf(booking, code)
    else:
        appeal = submit.appeal_of(draft)
        if appeal is None:
            raise Http404
        content = receipts.document(appeal, code)
    name = f'attachment; filename="{draft.result}.pdf"'
    return HttpResponse(
        content, content_type="application/pdf", headers={"Content-Disposition": name}
    )


@require_safe
def consent(request: HttpRequest, name: str) -> HttpResponse:
    """A text of consent as it is now in force, with its version and hash."""
    try:
        text = guard.consent(name, get_language() or "kk")
    except KeyError as error:
        raise Http404 from error
    return render(request, "forms/consent.html", {"text": text})
