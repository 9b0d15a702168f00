"""The start page of a booking: it asks for the office and creates the draft."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache

from forms import availability
from forms.booking.steps import OfficeStep
from forms.models import Draft
from forms.steps import StepContext
from forms.views.start import start_draft
from services.models import Official


@method_decorator(never_cache, name="dispatch")
class StartBookingView(View):
    """`?office=slug&official=id` preselects: pages of offices and the stand link here."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the choice of the office, preselected by the query string."""
        official = find_official(request.GET.get("official", ""))
        office = official.office.slug if official else request.GET.get("office", "")
        form = OfficeStep(context=empty_context(), initial={"office": office})
        return self.render_page(request, form, official)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Create a draft that starts at the official, or at the day when one was given."""
        official = find_official(request.POST.get("official", ""))
        form = OfficeStep(request.POST, context=empty_context())
        if not form.is_valid():
            return self.render_page(request, form, official)
        steps = {"office": OfficeStep.extract_values(request.POST)}
        if official and official.office_id == form.cleaned_data["office"].pk:
            steps["official"] = {"official": [str(official.pk)]}
        first_step = "day" if "official" in steps else "official"
        return start_draft(request, Draft.Wizard.BOOKING, steps, "forms:booking_step", first_step)

    def render_page(
        self, request: HttpRequest, form: OfficeStep, official: Official | None
    ) -> HttpResponse:
        """Return the start page with its form."""
        if len(form.fields["office"].choices) == 1:  # only the empty one
            return availability.not_open_page(request, _("Book a reception"))
        return render(request, "forms/booking_start.html", {"form": form, "official": official})


def empty_context() -> StepContext:
    """Return the context of a first step: no draft and no earlier answers."""
    return StepContext(timezone.now(), None, lambda step: None)


def find_official(pk: str) -> Official | None:
    """Return the active official of an active office with this primary key, typed in an address."""
    officials = Official.objects.select_related("office").filter(active=True, office__active=True)
    return officials.filter(pk=pk).first() if pk.isdecimal() and len(pk) < 12 else None
