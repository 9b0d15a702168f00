"""The start page of the appeal, and the creation of a draft."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache

from core.i18n.localtext import active_language
from forms import availability, browser_key, drafts, rate_limits
from forms.models import Draft
from services.models import Office


@method_decorator(never_cache, name="dispatch")
class StartAppealView(View):
    """Say what the form needs and how long it takes; a draft is created by the button only."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the start page with the open drafts of this browser."""
        if not availability.takes_appeals(timezone.localdate()):
            return availability.not_open_page(request, _("Send an appeal"))
        owner = browser_key.hash_browser_key(browser_key.get_browser_key(request))
        own_drafts = drafts.list_by_owner(owner, timezone.localdate())
        context = {
            "office": Office.objects.filter(
                slug=request.GET.get("office", ""), active=True
            ).first(),
            "open_drafts": [
                row
                for row in own_drafts
                if row.wizard == Draft.Wizard.APPEAL and not drafts.is_solved(row)
            ],
        }
        return render(request, "forms/start.html", context)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Create a draft, with the office preselected when one is given."""
        if not availability.takes_appeals(timezone.localdate()):
            return availability.not_open_page(request, _("Send an appeal"))
        office = request.POST.get("office", "").replace("\0", "")[:60]
        steps = {"office": {"office": [office]}} if office else {}
        return start_draft(request, Draft.Wizard.APPEAL, steps, "forms:appeal_step", "topic")


def start_draft(
    request: HttpRequest, wizard: str, steps: dict, url_name: str, first_step: str
) -> HttpResponse:
    """Create a draft for this browser and redirect to its step `first_step`."""
    if not rate_limits.is_allowed("start", request):
        return rate_limits.too_many_requests(request)
    key = browser_key.get_or_create_browser_key(request)
    draft = drafts.create_draft(
        wizard,
        owner=browser_key.hash_browser_key(key),
        language=active_language(),
        at=timezone.now(),
        steps=steps,
    )
    response = redirect(url_name, token=draft.token, step=first_step)
    return browser_key.set_browser_key(response, key)
