"""Validation of the admin forms: overlapping hours, fees and totals, closed days with bookings.

Every error is a sentence beside its field.
"""

from datetime import date, time, timedelta
from itertools import pairwise

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.row_conflicts import RowForm
from services.models.offices import Facility
from services.office_access import offices_with_editable_schedule
from services.office_tree import ids_with_branches
from services.schedule.closures import affected_bookings


def valid_rows(formset) -> list[dict]:
    """Return the data of the valid rows of an inline formset that are not marked for deletion."""
    return [
        form.cleaned_data
        for form in formset.forms
        if form.is_valid() and form.cleaned_data and not form.cleaned_data.get("DELETE")
    ]


class OfficeForm(RowForm):
    """An office with its hours; facilities are checkboxes."""

    facilities = forms.MultipleChoiceField(
        label=_("Facilities"),
        choices=Facility.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            self.initial["active"] = False  # a new office is public once somebody says so

    def clean(self) -> dict:
        """Refuse a parent below the office itself and overlapping hours of one purpose."""
        data = super().clean()
        parent = data.get("parent")
        if parent and self.instance.pk and parent.pk in ids_with_branches([self.instance.pk]):
            self.add_error("parent", _("An office cannot be a part of itself or of its branch."))
        for purpose, rows in self._hours().items():
            rows.sort()
            for (day, _opens, closes), (next_day, opens, _closes) in pairwise(rows):
                if day == next_day and opens < closes:
                    self.add_error(
                        None,
                        _("The hours overlap: %(purpose)s, %(time)s.")
                        % {"purpose": purpose, "time": f"{opens:%H:%M}"},
                    )
        return data

    def _hours(self) -> dict[str, list[tuple[int, time, time]]]:
        hours: dict[str, list[tuple[int, time, time]]] = {}
        formset = self.formsets.get("hours")
        labels = dict(formset.model.Purpose.choices) if formset is not None else {}
        for row in valid_rows(formset) if formset is not None else []:
            purpose = str(labels[row["purpose"]])
            hours.setdefault(purpose, []).append((row["weekday"], row["opens"], row["closes"]))
        return hours


class OfficialForm(RowForm):
    """An official; when he or she no longer receives, yesterday is the last day in the calendar."""

    def save(self, commit=True):
        """Keep the days on which the official has received."""
        if "active" in self.changed_data:
            yesterday = timezone.localdate() - timedelta(days=1)
            self.instance.receives_until = None if self.instance.active else yesterday
        return super().save(commit=commit)


class StandardForm(RowForm):
    """A service standard with its fees: the total must be their sum."""

    def clean(self) -> dict:
        """Refuse a total that is not the sum of the fees."""
        data = super().clean()
        formset = self.formsets.get("fees")
        if formset is None or data.get("total") is None:
            return data
        if any(form.errors for form in formset.forms):
            return data  # the fees themselves come first
        total = sum(row.get("amount") or 0 for row in valid_rows(formset))
        if total != data["total"]:
            self.add_error(
                "total",
                _("The fees add up to %(sum)s tenge, not %(total)s.")
                % {"sum": total, "total": data["total"]},
            )
        return data


class ScheduleForm(RowForm):
    """A row of the schedule, of an office whose schedule the user may change."""

    def clean(self) -> dict:
        """Refuse an office whose schedule the user may not change."""
        data = super().clean()
        office = data.get("office") or getattr(data.get("official"), "office", None)
        if (
            office is not None
            and not offices_with_editable_schedule(self.for_user).filter(pk=office.pk).exists()
        ):
            field = "office" if "office" in self.fields else "official"
            self.add_error(field, _("You do not keep the schedule of this office."))
        return data


class ClosureForm(ScheduleForm):
    """A closure; when visitors are booked on its days, cancelling them must be confirmed."""

    cancel_bookings = forms.BooleanField(
        label=_("Cancel the bookings of these days and tell the visitors"),
        required=False,
        help_text=_("Needed only when somebody is booked on these days."),
    )
    # The number that was shown when the box was ticked: it confirms these, not later visitors.
    shown_bookings = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.stored_days = (self.instance.first_day, self.instance.last_day)

    def clean(self) -> dict:
        """Refuse to close days with bookings unless their cancellation is confirmed."""
        data = super().clean()
        if self.instance.pk:
            self._keep_past_days(data, timezone.localdate())
        required = ("office", "first_day", "last_day")
        if self.errors or not all(data.get(name) for name in required):
            return data
        days = (data["first_day"], data["last_day"])
        booked = affected_bookings(
            data["office"], data.get("official"), *days, timezone.now()
        ).count()
        confirmed = data.get("cancel_bookings") and data.get("shown_bookings") == booked
        if booked and not confirmed:
            # A later press of the button confirms what is shown now.
            self.data = self.data.copy()
            self.data[self.add_prefix("shown_bookings")] = str(booked)
            self.data.pop(self.add_prefix("cancel_bookings"), None)
            self.add_error(
                "cancel_bookings",
                ngettext(
                    "%(n)s visitor is booked on these days. Tick this to cancel and tell them.",
                    "%(n)s visitors are booked on these days. Tick this to cancel and tell them.",
                    booked,
                )
                % {"n": booked},
            )
        return data

    def _keep_past_days(self, data: dict, today: date) -> None:
        """Refuse to open or close days that are over: the calendar shows them as they were."""
        first_day, last_day = self.stored_days
        if first_day >= today:
            return
        for name in {"office", "official", "first_day"} & set(self.changed_data):
            self.add_error(name, _("These days have begun. Add another exception instead."))
        end = data.get("last_day")
        if end and end != last_day and min(end, last_day) < today - timedelta(days=1):
            self.add_error(
                "last_day", _("Days before today are over: choose yesterday or a later day.")
            )
