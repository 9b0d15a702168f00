"""The door of booking: the first question stands on the door itself, and makes the draft."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache

from forms.booking.steps import OfficeStep
from forms.models import Draft
from forms.steps import Known
from forms.views.drafts import begin
from services.models import Official


@method_decorator(never_cache, name="dispatch")
class StartBooking(View):
    """`?office=slug&official=id` chooses beforehand: links of offices and of the stand use it."""

    def get(self, request: HttpRequest) -> HttpResponse:
        official = self.official(request.GET.get("official", ""))
        office = official.office.slug if official else request.GET.get("office", "")
        form = OfficeStep(known=self.known(), initial={"office": office})
        return self.page(request, form, official)

    def post(self, request: HttpRequest) -> HttpResponse:
        official = self.official(request.POST.get("official", ""))
        form = OfficeStep(request.POST, known=self.known())
        if not form.is_valid():
            return self.page(request, form, official)
        steps = {"office": OfficeStep.kept(request.POST)}
        if official and official.office_id == form.cleaned_data["office"].pk:
            steps["official"] = {"official": [str(official.pk)]}
        first = "day" if "official" in steps else "official"
        return begin(request, Draft.Wizard.BOOKING, steps, "forms:booking_step", first)

    def page(
        self, request: HttpRequest, form: OfficeStep, official: Official | None
    ) -> HttpResponse:
        return render(request, "forms/booking_start.html", {"form": form, "official": official})

    @staticmethod
    def known() -> Known:
        return Known(timezone.now(), None, lambda step: None)

    @staticmethod
    def official(number: str) -> Official | None:
        rows = Official.objects.select_related("office").filter(active=True, office__active=True)
        return rows.filter(pk=number).first() if number.isdecimal() and len(number) < 12 else None
