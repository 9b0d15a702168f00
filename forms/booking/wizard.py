"""The wizard of a booking."""

from typing import Any

from django.core.exceptions import ValidationError

from forms import submit
from forms.models import Draft
from forms.wizard import DraftWizard
from services.booking.lifecycle import BookingRefusedError


class BookingWizard(DraftWizard):
    """Steps of a booking; each page shows what has been chosen before it."""

    kind = Draft.Wizard.BOOKING
    start_url_name, receipt_url_name = "forms:booking", "forms:receipt"

    def get_step_template(self, step: str) -> str:
        return "forms/parts/chosen.html"

    def get_context_data(self, form, **kwargs) -> dict[str, Any]:
        """Add what has been chosen so far, each with the address to change it."""
        context = super().get_context_data(form=form, **kwargs)
        chosen = []
        for step in self.steps.all[: self.steps.step0]:
            form_before = self.bound_form(step)
            if form_before.is_valid():
                url = self.get_step_url(step)
                chosen += [
                    {"key": row.key, "value": row.value, "change_url": url}
                    for row in form_before.summary_rows()
                ]
        context["chosen"] = chosen
        return context

    def complete(self, owner: str) -> None:
        """Book the chosen time. ValidationError: the booking is refused."""
        try:
            submit.submit_booking(self.draft, self.answers(), owner=owner, at=self.at)
        except BookingRefusedError as error:
            raise ValidationError(str(error)) from error
