"""Save a draft for later, come back to it, revive it when it has expired, delete it."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from core.form_fields import SingleLineField
from forms import browser_key, drafts, rate_limits, resume_letter
from forms.models import Draft

# A consent is given anew when an expired draft is revived.
CONSENT_STEPS, CONSENT_FIELDS = ("consents",), ("needs_consent",)


class ResumeForm(forms.Form):
    """The resume code of a draft."""

    code = SingleLineField(
        label=gettext_lazy("Code of the saved form"),
        help_text=gettext_lazy("Twelve letters and digits."),
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": gettext_lazy("Type the code of the saved form.")},
    )


def draft_url(draft: Draft) -> str:
    """Return the address of the last step; the wizard redirects to the first incomplete one."""
    if draft.wizard == Draft.Wizard.BOOKING:
        return reverse("forms:booking_step", kwargs={"token": draft.token, "step": "person"})
    return reverse("forms:appeal_step", kwargs={"token": draft.token, "step": "check"})


@never_cache
@require_safe
def saved(request: HttpRequest, token: str) -> HttpResponse:
    """Show the address and the resume code of a saved draft, and until when it is kept."""
    draft = drafts.find_by_token(token)
    if draft is None or draft.result or drafts.is_expired(draft, timezone.localdate()):
        return redirect("forms:resume")
    if not browser_key.may_open(request, draft):
        return browser_key.ask_for_code(request)
    if drafts.is_solved(draft):
        return redirect(draft_url(draft))
    context = {
        "draft": draft,
        "code": drafts.resume_code(token),
        "absolute_url": request.build_absolute_uri(draft_url(draft)),
        "draft_url": draft_url(draft),
        "channel": resume_letter.find_contact(draft)[0],
    }
    return render(request, "forms/saved.html", context)


@require_POST
def send_code(request: HttpRequest, token: str) -> HttpResponse:
    """Send the resume code to the e-mail or phone typed in the draft."""
    draft = drafts.find_by_token(token)
    if draft is None or draft.result or not browser_key.may_open(request, draft):
        return redirect("forms:resume")
    _channel, to = resume_letter.find_contact(draft)
    if to and rate_limits.is_allowed("code", request) and rate_limits.may_send_code(to):
        resume_letter.send_resume_code(draft, at=timezone.now())
        messages.success(request, _("The code is on its way."))
    else:
        messages.warning(request, _("The code cannot be sent now. Write it down from this page."))
    return redirect("forms:saved", token=token)


@method_decorator(never_cache, name="dispatch")
class ResumeView(View):
    """Open a draft again from the list of this browser or with its resume code."""

    def render_page(self, request: HttpRequest, form: ResumeForm, status=200):
        """Return the page with the drafts of this browser and the form for a code."""
        owner = browser_key.hash_browser_key(browser_key.get_browser_key(request))
        own_drafts = drafts.list_by_owner(owner, timezone.localdate())
        context = {
            "own_drafts": [
                {"draft": draft, "url": draft_url(draft)}
                for draft in own_drafts
                if not drafts.is_solved(draft)
            ],
            "solved_drafts": [
                {"draft": draft, "until": drafts.solved_until(draft)}
                for draft in own_drafts
                if drafts.is_solved(draft)
            ],
            "form": form,
        }
        return render(request, "forms/resume.html", context, status=status)

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the page."""
        return self.render_page(request, ResumeForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        """Redirect to the draft whose code was typed, and open it to this browser."""
        form = ResumeForm({"code": request.POST.get("code", "").replace("\0", "")[:200]})
        if not form.is_valid():
            return self.render_page(request, form)
        typed = form.cleaned_data["code"]
        if not rate_limits.is_allowed("resume", request):
            form.add_error("code", _("Too many tries. Wait a quarter of an hour or call us."))
            return self.render_page(request, form, status=429)
        draft = drafts.find_by_code(typed, timezone.localdate())
        if draft is None:
            error = _("No saved form has this code. Check the letters: there are twelve.")
            form.add_error("code", error)
            return self.render_page(request, form)
        rate_limits.refund("resume", request)
        key = browser_key.get_or_create_browser_key(request)
        drafts.admit_browser(draft, browser_key.hash_browser_key(key))
        return browser_key.set_browser_key(redirect(draft_url(draft)), key)


@require_POST
def revive(request: HttpRequest, token: str) -> HttpResponse:
    """Continue with a draft closed as solved or with what is left of an expired one.

    Any other draft continues unchanged.
    """
    draft = drafts.find_by_token(token)
    if draft is None or draft.result:
        return redirect("forms:resume")
    if not browser_key.may_open(request, draft):
        return browser_key.ask_for_code(request)
    drafts.reopen_solved(draft, at=timezone.now())
    owner = browser_key.hash_browser_key(browser_key.get_browser_key(request))
    revived = drafts.revive_draft(
        draft,
        owner=owner,
        excluded_steps=CONSENT_STEPS,
        excluded_fields=CONSENT_FIELDS,
        at=timezone.now(),
    )
    return redirect(draft_url(revived) if revived else "forms:resume")


@require_POST
def discard(request: HttpRequest, token: str) -> HttpResponse:
    """Delete an unsent draft and its files at once: for a shared computer."""
    draft = drafts.find_by_token(token)
    if draft is None or draft.result:
        return redirect("forms:resume")
    if not browser_key.may_open(request, draft):
        return browser_key.ask_for_code(request)
    drafts.delete_drafts([draft])
    return redirect("forms:resume")
