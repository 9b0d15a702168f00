"""The pages of booking a reception: office → official → day → hour → person."""

from datetime import date, datetime, timedelta

from django import forms
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from core.i18n import dates
from core.phones import format_phone
from forms.fields import OfficeField, office_choices
from forms.steps import Email, FullName, Line, Phone, Row, Step
from services.models import Official
from services.schedule.slots import HORIZON_DAYS, Slot, free_slots, group_slots_by_day


class OfficeStep(Step):
    heading = _("Where do you want to be received?")

    office = OfficeField(
        label=_("Reception office"),
        error_messages={
            "required": _("Choose an office."),
            "invalid_choice": _("This office does not receive now. Choose another one."),
        },
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.offer("office", office_choices(gettext("Choose")))

    def rows(self):
        return [Row(_("Reception office"), self.cleaned_data["office"].title)]


class FreeTimes(Step):
    """A step that asks which times are free, of the choices made before it."""

    def chosen(self, step: str):
        """What was chosen on an earlier step, or None."""
        return (self.known.answers(step) or {}).get(step)

    def free(self, official: Official | None = None, day: date | None = None) -> list[Slot]:
        first = day or self.known.today
        last = day or self.known.today + timedelta(days=HORIZON_DAYS)
        office = self.chosen("office")
        return free_slots(office, official, first, last, self.known.at) if office else []


class OfficialStep(FreeTimes):
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
        first: dict[int, Slot] = {}
        for slot in self.free():
            first.setdefault(slot.official, slot)
        officials = Official.objects.filter(pk__in=first)
        self.officials = {str(each.pk): each for each in officials}
        ordered = sorted(officials, key=lambda each: first[each.pk].starts_at)
        self.offer("official", [(str(e.pk), self.words(e, first[e.pk])) for e in ordered])

    @staticmethod
    def words(official: Official, slot: Slot) -> str:
        day = dates.format_day(timezone.localtime(slot.starts_at))
        text = gettext("first free: %(day)s") % {"day": day}
        return format_html(
            "{} <small>{}</small><small>{}</small>", official.name, official.post, text
        )

    def clean_official(self):
        return self.officials[self.cleaned_data["official"]]

    @property
    def nothing(self) -> bool:
        """Nobody here has a free time."""
        return not self.officials

    def rows(self):
        official = self.cleaned_data["official"]
        return [Row(_("Who receives"), ", ".join(filter(None, [official.name, official.post])))]


class DayStep(FreeTimes):
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
        official = self.chosen("official")
        days = group_slots_by_day(self.free(official)) if official else {}
        self.offer(
            "day", [(day.isoformat(), self.words(day, len(slots))) for day, slots in days.items()]
        )
        self.nothing = not days

    @staticmethod
    def words(day: date, count: int) -> str:
        free = ngettext("%(count)s free time", "%(count)s free times", count) % {"count": count}
        return format_html("{} <small>{}</small>", dates.format_day(day), free)

    def clean_day(self):
        return date.fromisoformat(self.cleaned_data["day"])

    def rows(self):
        return [Row(_("Day"), dates.format_date_with_weekday(self.cleaned_data["day"]))]


class HourStep(FreeTimes):
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
        official, day = self.chosen("official"), self.chosen("day")
        slots = self.free(official, day) if official and day else []
        self.slots = {each.starts_at.isoformat(): each for each in slots}
        self.nothing = not slots
        video = [each.by_video for each in slots]
        if slots and all(video):
            self.lead = _("You can come or talk by video call: you choose on the next page.")
        mixed = any(video) and not all(video)
        self.offer("hour", [(key, self.words(slot, mixed)) for key, slot in self.slots.items()])

    @staticmethod
    def words(slot: Slot, mixed: bool) -> str:
        hour = f"{timezone.localtime(slot.starts_at):%H:%M}"
        if mixed and slot.by_video:
            return format_html("{} <small>{}</small>", hour, _("also by video"))
        return hour

    def clean_hour(self):
        return datetime.fromisoformat(self.cleaned_data["hour"])

    def clean(self):
        super().clean()
        data = self.cleaned_data
        if data.get("hour"):
            data["by_video"] = self.slots[self.data["hour"]].by_video
        return data

    def rows(self):
        return [Row(_("Time"), f"{timezone.localtime(self.cleaned_data['hour']):%H:%M}")]


class PersonStep(Step):
    heading = _("Who will come?")
    button = _("Book")
    short = ("phone",)

    name = FullName()
    phone = Phone(
        help_text=_("We call if the reception is moved. For example 8 701 123 45 67."),
        error_messages={"required": _("Write a phone: we call if the reception is moved.")},
    )
    email = Email(label=_("E-mail"), required=False)
    subject = Line(
        label=_("What about"),
        max_length=300,
        required=False,
        help_text=_("In a few words, so that the official can prepare."),
    )
    needs_help = Line(
        label=_("Do you need help at the visit?"),
        max_length=200,
        required=False,
        help_text=_("For example a wheelchair, an interpreter of sign language."),
    )
    by_video = forms.BooleanField(label=_("By video call instead of coming"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not (self.known.answers("hour") or {}).get("by_video"):
            del self.fields["by_video"]

    def clean(self):
        super().clean()
        data = self.cleaned_data
        data.setdefault("by_video", False)
        return data

    def rows(self):
        return [
            Row(pgettext_lazy("of a person", "Name"), self.cleaned_data["name"]),
            Row(_("Phone"), format_phone(self.cleaned_data["phone"])),
        ]


STEPS = [
    ("office", OfficeStep),
    ("official", OfficialStep),
    ("day", DayStep),
    ("hour", HourStep),
    ("person", PersonStep),
]
