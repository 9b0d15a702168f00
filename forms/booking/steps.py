"""The steps of a booking: office → official → day → hour → person."""

from datetime import date, datetime, timedelta

from django import forms
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from core.form_fields import EmailAddressField, FullNameField, PhoneField, SingleLineField
from core.i18n import dates
from core.i18n.localtext import active_language
from core.phones import format_phone
from forms.consents import get_consent
from forms.fields import OfficeChoiceField, office_choices
from forms.steps import Details, Step, SummaryRow
from services.booking.rules import NO_VIDEO, is_interpreter_in_time
from services.models import Official
from services.schedule.slots import HORIZON_DAYS, Slot, free_slots, group_slots_by_day


class OfficeStep(Step):
    """The office where the reception takes place."""

    heading = _("Where do you want to be received?")

    office = OfficeChoiceField(
        label=_("Reception office"),
        error_messages={
            "required": _("Choose an office."),
            "invalid_choice": _("This office does not receive now. Choose another one."),
        },
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.set_choices("office", office_choices(gettext("Choose")))


class BookingStep(Step):
    """A step that knows what was chosen before it."""

    def get_choice(self, step: str):
        """Return what was chosen on an earlier step, or None."""
        return (self.context.get_cleaned_data(step) or {}).get(step)


class FreeSlotsStep(BookingStep):
    """A step whose choices are the slots that are free after the choices made before it."""

    has_no_free_slots = False

    def get_free_slots(
        self, official: Official | None = None, day: date | None = None
    ) -> list[Slot]:
        """Return the free slots of the chosen office, of one official and one day when given."""
        first = day or self.context.today
        last = day or self.context.today + timedelta(days=HORIZON_DAYS)
        office = self.get_choice("office")
        return free_slots(office, official, first, last, self.context.at) if office else []


class OfficialStep(FreeSlotsStep):
    """The official; those with the earliest free slot come first."""

    heading = _("Who should receive you?")
    lead = _("Beside each name is the first day on which a time is free.")

    official = forms.ChoiceField(
        label=_("Official"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose who should receive you."),
            "invalid_choice": _("This official has no free time now. Choose another one."),
        },
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        first_slots: dict[int, Slot] = {}
        for slot in self.get_free_slots():
            first_slots.setdefault(slot.official, slot)
        officials = Official.objects.filter(pk__in=first_slots)
        self.officials = {str(official.pk): official for official in officials}
        self.has_no_free_slots = not self.officials
        ordered = sorted(officials, key=lambda official: first_slots[official.pk].starts_at)
        self.set_choices(
            "official",
            [
                (str(official.pk), self.label(official, first_slots[official.pk]))
                for official in ordered
            ],
        )

    @staticmethod
    def label(official: Official, slot: Slot) -> str:
        """Return name, post and the day of the first free slot."""
        day = dates.format_day(timezone.localtime(slot.starts_at))
        text = gettext("first free: %(day)s") % {"day": day}
        return format_html(
            "{} <small>{}</small><small>{}</small>", official.name, official.post, text
        )

    def clean_official(self):
        """Return the Official."""
        return self.officials[self.cleaned_data["official"]]

    def summary_rows(self):
        official = self.cleaned_data["official"]
        return [SummaryRow(_("Who receives"), official.name_and_post)]


class DayStep(FreeSlotsStep):
    """The day, each with the number of its free slots."""

    heading = _("Which day suits you?")

    day = forms.ChoiceField(
        label=_("Day"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose a day."),
            "invalid_choice": _("There is no free time on that day any more. Choose another one."),
        },
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        official = self.get_choice("official")
        days = group_slots_by_day(self.get_free_slots(official)) if official else {}
        self.set_choices(
            "day", [(day.isoformat(), self.label(day, len(slots))) for day, slots in days.items()]
        )
        self.has_no_free_slots = not days

    @staticmethod
    def label(day: date, count: int) -> str:
        """Return the day and the number of its free slots."""
        free = ngettext("%(count)s free time", "%(count)s free times", count) % {"count": count}
        return format_html("{} <small>{}</small>", dates.format_day(day), free)

    def clean_day(self):
        """Return the date."""
        return date.fromisoformat(self.cleaned_data["day"])

    def summary_rows(self):
        return [SummaryRow(_("Day"), dates.format_date_with_weekday(self.cleaned_data["day"]))]


class HourStep(FreeSlotsStep):
    """The time of a slot."""

    heading = _("At what time?")

    hour = forms.ChoiceField(
        label=_("Time"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose a time."),
            "invalid_choice": _("This time has just been taken. Choose another one."),
        },
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        official, day = self.get_choice("official"), self.get_choice("day")
        slots = self.get_free_slots(official, day) if official and day else []
        self.slots = {slot.starts_at.isoformat(): slot for slot in slots}
        self.has_no_free_slots = not slots
        video = [slot.by_video for slot in slots]
        if slots and all(video):
            self.lead = _("You can come or talk by video call: you choose on the next page.")
        mixed = any(video) and not all(video)
        self.set_choices(
            "hour", [(key, self.label(slot, mixed)) for key, slot in self.slots.items()]
        )

    @staticmethod
    def label(slot: Slot, mixed: bool) -> str:
        """Return the time; where only some slots are by video, with a note beside those."""
        hour = f"{timezone.localtime(slot.starts_at):%H:%M}"
        if mixed and slot.by_video:
            return format_html("{} <small>{}</small>", hour, _("also by video"))
        return hour

    def clean_hour(self):
        """Return the start of the slot, an aware datetime."""
        return datetime.fromisoformat(self.cleaned_data["hour"])

    def clean(self):
        super().clean()
        data = self.cleaned_data
        if data.get("hour"):
            data["by_video"] = self.slots[self.data["hour"]].by_video
        return data

    def summary_rows(self):
        return [SummaryRow(_("Time"), f"{timezone.localtime(self.cleaned_data['hour']):%H:%M}")]


class PersonStep(BookingStep):
    """The visitor, the last step."""

    heading = _("Who will come?")
    button = _("Book")
    short_fields = ("phone",)

    name = FullNameField()
    phone = PhoneField(
        help_text=_("We call if the reception is moved. For example 8 701 123 45 67."),
        error_messages={"required": _("Write a phone: we call if the reception is moved.")},
    )
    email = EmailAddressField(label=_("E-mail"), required=False)
    subject = SingleLineField(
        label=_("What about"),
        max_length=300,
        required=False,
        help_text=_("In a few words, so that the official can prepare."),
    )
    needs_help = SingleLineField(
        label=_("Do you need help at the visit?"),
        max_length=200,
        required=False,
        help_text=_(
            "For example a wheelchair, an interpreter of sign language. An interpreter is asked "
            "for at least two working days before."
        ),
    )
    needs_consent = forms.BooleanField(
        label=_("I agree that what I wrote about help is processed to prepare the visit"),
        required=False,
        help_text=_("Only if you wrote about help: it may tell of your health."),
    )
    by_video = forms.BooleanField(label=_("By video call instead of coming"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.has_video = (self.context.get_cleaned_data("hour") or {}).get("by_video", False)
        if not self.has_video:
            if not self["by_video"].value():  # a tick from before stays, and is refused in words
                del self.fields["by_video"]
            return
        office = self.get_choice("office")
        self.fields["by_video"].help_text = office.video_connection if office else ""

    def clean(self):
        super().clean()
        data = self.cleaned_data
        if data.setdefault("by_video", False) and not self.has_video:
            self.add_error("by_video", NO_VIDEO)
        if data.get("needs_help") and not data.get("needs_consent"):
            self.add_error(
                "needs_consent",
                _(
                    "Tick the box, or leave the field about help empty and tell the office by "
                    "phone."
                ),
            )
        return data

    def details(self):
        """Return the text of the consent."""
        consent = get_consent("booking", active_language())
        return [Details(consent.title, consent.body)]

    @property
    def warning(self) -> str:
        """Return that an interpreter cannot be promised for so near a day, or ""."""
        day, office = self.get_choice("day"), self.get_choice("office")
        if day is None or office is None or is_interpreter_in_time(day, self.context.today):
            return ""
        return gettext(
            "Less than two working days are left: we cannot promise an interpreter of sign "
            "language for this day. If you need one, choose a later day or call us: %(phone)s."
        ) % {"phone": format_phone(office.phone) or "–"}


STEPS = [
    ("office", OfficeStep),
    ("official", OfficialStep),
    ("day", DayStep),
    ("hour", HourStep),
    ("person", PersonStep),
]
