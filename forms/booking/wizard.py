"""Booking a reception, step by step."""

from typing import Any

from django.core.exceptions import ValidationError

from forms import submit
from forms.models import Draft
from forms.wizard import DraftWizard
from services.booking.lifecycle import BookingRefusedError


class BookingWizard(DraftWizard):
    kind = Draft.Wizard.BOOKING
    start_name, receipt_name = "forms:booking", "forms:receipt"

    def own_template(self, step: str) -> str:
        return "forms/parts/chosen.html"

    def get_context_data(self, form, **kwargs) -> dict[str, Any]:
        """With what has been chosen so far, each with the way back to it."""
        context = super().get_context_data(form=form, **kwargs)
        chosen = []
        for step in self.steps.all[: self.steps.step0]:
            earlier = self.judged(step)
            if earlier.is_valid():
                url = self.get_step_url(step)
                chosen += [
                    {"key": r.key, "value": r.value, "change_url": url} for r in earlier.rows()
                ]
        context["chosen"] = chosen
        return context

    def finish(self, owner: str) -> None:
        try:
            submit.send_booking(self.draft, self.answers(), owner=owner, at=self.at)
        except BookingRefusedError as refused:
            raise ValidationError(str(refused)) from refused
