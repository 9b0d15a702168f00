"""The form of reception hours: a change begins on a day that has not been held yet."""

from datetime import timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from services.admin.forms import ScheduleForm
from services.schedule.hours_changes import has_begun, replace_hours

DAYS_IN_FORCE = {"valid_from", "valid_until"}


class HoursForm(ScheduleForm):
    """Reception hours; changes of hours that have begun start new hours on `valid_from`."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.today = timezone.localdate()
        self.held_since = self.held_until = None
        if has_begun(self.instance, self.today):
            self.held_since, self.held_until = self.instance.valid_from, self.instance.valid_until
            self.initial["valid_from"] = self.today
            self.fields["valid_from"].label = _("The change is in force from")
            self.fields["valid_from"].help_text = _(
                "These hours are held since %(day)s. What was held before the change stays in the "
                "calendar as it was."
            ) % {"day": date_format(self.held_since)}

    @property
    def starts_new_hours(self) -> bool:
        """Return whether hours that have begun get other facts than the days in force."""
        return self.held_since is not None and bool(set(self.changed_data) - DAYS_IN_FORCE)

    def clean(self) -> dict:
        """Refuse changes of what has been held; keep the first day when only the last one moves."""
        data = super().clean()
        if self.held_since is None or not self.has_changed():
            pass
        elif self.held_until is not None and self.held_until < self.today:
            self.add_error(
                None, _("These hours are over and stay as they were held. Add new hours instead.")
            )
        elif self.starts_new_hours:
            self._refuse_past_change(data.get("valid_from"))
        else:
            self._refuse_past_end(data)
        if self.held_since is not None and not self.starts_new_hours:
            data["valid_from"] = self.held_since
        return data

    def _refuse_past_change(self, first_day) -> None:
        if first_day and first_day < self.today:
            self.add_error(
                "valid_from",
                _("Receptions before today have been held: choose today or a later day."),
            )

    def _refuse_past_end(self, data: dict) -> None:
        if "valid_from" in self.changed_data:
            self.add_error(
                "valid_from",
                _("Nothing else is changed. To end these hours, give their last day."),
            )
        last_day = data.get("valid_until")
        if last_day and last_day < self.today - timedelta(days=1):
            self.add_error(
                "valid_until",
                _("Receptions before today have been held: choose yesterday or a later day."),
            )

    def save(self, commit=True):
        """Save the hours; those that have begun end the day before the change."""
        if commit and self.starts_new_hours:
            replace_hours(self.instance)
            return self.instance
        return super().save(commit=commit)
