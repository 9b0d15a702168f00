"""The pages of the appeal: one question each. Choices are kept as codes, never as words."""

import re
from typing import cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from appeals.models import AppealKind
from appeals.models.appeal import ApplicantKind
from core.idnumbers import check_id_number
from core.localtext import language
from core.phones import clean_phone, shown
from forms import files, guard
from forms.fields import KindField, ManyFiles, ManyFilesInput, OfficeField, office_choices
from forms.steps import Email, Fold, Line, Row, Step, Text, as_typed
from services.models import Topic

MOST_POINTS = 10
LONGEST_POINT = 4_000
CHOICE = ("required", "invalid_choice")  # nothing chosen, or what was not offered


class TopicStep(Step):
    heading = _("What do you want to send?")
    lead = _("If you are not sure, choose what is closest: we will mend it.")

    kind = KindField(
        AppealKind.objects.none(),
        label=_("Kind of appeal"),
        to_field_name="slug",
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages=dict.fromkeys(CHOICE, _("Choose the kind of your appeal.")),
    )
    topic = forms.ModelChoiceField(
        Topic.objects.none(),
        label=_("What is it about?"),
        to_field_name="slug",
        empty_label=_("Choose"),
        error_messages=dict.fromkeys(CHOICE, _("Choose what the appeal is about.")),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        in_force = Q(valid_until=None) | Q(valid_until__gte=self.known.today)
        kinds = AppealKind.objects.filter(in_force, valid_from__lte=self.known.today)
        self.of("kind").queryset = kinds
        self.of("topic").queryset = Topic.objects.all()

    def of(self, name: str) -> forms.ModelChoiceField:
        return cast("forms.ModelChoiceField", self.fields[name])

    def rows(self):
        data = self.cleaned_data
        return [
            Row(_("Kind of appeal"), data["kind"].title),
            Row(_("What is it about?"), data["topic"].title),
        ]


class WhoStep(Step):
    heading = _("Who is writing?")
    lead = _("We answer only the one who wrote. Nobody else sees these data.")
    short = ("id_number", "phone")

    applicant_kind = forms.ChoiceField(
        label=_("In whose name do you write?"),
        choices=[
            (ApplicantKind.PERSON, _("In my own")),
            (ApplicantKind.ORGANISATION, _("For an organisation")),
        ],
        widget=forms.RadioSelect,
        initial=ApplicantKind.PERSON,
        error_messages=dict.fromkeys(CHOICE, _("Choose in whose name you write.")),
    )
    organisation = Line(
        label=_("Name of the organisation"),
        max_length=200,
        required=False,
        help_text=_("Only if you write for an organisation."),
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    name = Line(
        label=_("Your surname and first name"),
        max_length=150,
        help_text=_("As in your identity card, in one line."),
        widget=forms.TextInput(attrs={"autocomplete": "name", "spellcheck": "false"}),
        error_messages={"required": _("Write your surname and first name.")},
    )
    patronymic = Line(
        label=_("Patronymic"),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "additional-name", "spellcheck": "false"}),
    )
    id_number = Line(
        label=_("IIN or BIN"),
        max_length=40,
        required=False,
        help_text=_("12 digits. You can leave it empty."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    postal_address = Line(
        label=_("Postal address"),
        max_length=300,
        help_text=_("City or village, street, house, flat. A paper answer goes here."),
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
        error_messages={"required": _("Write the address to which a paper answer can come.")},
    )
    phone = Line(
        label=_("Phone"),
        max_length=40,
        required=False,
        help_text=_("For example 8 701 123 45 67."),
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel"}),
    )
    email = Email(
        label=_("E-mail"),
        required=False,
        help_text=_("We write here when your appeal moves."),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
    )

    def clean_id_number(self):
        typed = self.cleaned_data["id_number"].strip()
        return check_id_number(typed) if typed else ""

    def clean_phone(self):
        typed = self.cleaned_data["phone"].strip()
        return clean_phone(typed) if typed else ""

    def clean_name(self):
        name = self.cleaned_data["name"]
        if sum(letter.isalpha() for letter in name) < 2:
            raise ValidationError(_("Write your name in letters."))
        return name

    def clean(self):
        super().clean()
        data = self.cleaned_data
        if data.get("applicant_kind") == ApplicantKind.PERSON:
            data["organisation"] = ""
        elif not data.get("organisation") and "organisation" not in self.errors:
            self.add_error("organisation", _("Write the name of the organisation."))
        return data

    def rows(self):
        data = self.cleaned_data
        rows = [
            Row(_("Organisation"), data["organisation"]),
            Row(pgettext_lazy("of a person", "Name"), data["name"]),
            Row(_("Patronymic"), data["patronymic"]),
            Row(_("IIN or BIN"), data["id_number"]),
            Row(_("Postal address"), data["postal_address"]),
            Row(_("Phone"), shown(data["phone"]) if data["phone"] else ""),
            Row(_("E-mail"), data["email"]),
        ]
        return [row for row in rows if row.value]


class OfficeStep(Step):
    heading = _("Which office is it for, and where did it happen?")
    lead = _(
        "Choose the office of your district. If it is not ours to decide, we forward it for you."
    )

    office = OfficeField(
        label=_("Reception office"),
        error_messages={
            "required": _("Choose an office."),
            "invalid_choice": _("This office does not take appeals now. Choose another one."),
        },
    )
    place = Line(
        label=_("Where it happened"),
        max_length=200,
        required=False,
        help_text=_("Village, street, house: so that the right people go to the right place."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.offer("office", office_choices(gettext("Choose")))

    def rows(self):
        data = self.cleaned_data
        rows = [Row(_("Reception office"), data["office"].title)]
        return [*rows, Row(_("Where it happened"), data["place"])] if data["place"] else rows


class MatterStep(Step):
    heading = _("What happened, and what do you ask for?")
    lead = _(
        "Say when and where it was and what you expect. "
        "Each question in a point of its own gets an answer of its own."
    )
    name_of_point = re.compile(r"^point_(\d{1,2})$")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        source = self.data if self.is_bound else self.initial
        self.count = min(max(1, *self.numbers(source), 1), MOST_POINTS)
        for number in range(1, self.count + 1):
            self.fields[f"point_{number}"] = self.point(number)

    def point(self, number: int) -> Text:
        label = gettext("Point %(number)s") % {"number": number}
        return Text(
            label=label if self.count > 1 else gettext("Your matter"),
            max_length=LONGEST_POINT,
            required=number == 1,
            widget=forms.Textarea(attrs={"rows": 8}),
            error_messages={
                "required": _("Write what happened and what you ask for."),
                "max_length": _("This is too long by some: up to 4000 letters fit in a point."),
            },
        )

    @classmethod
    def numbers(cls, source) -> list[int]:
        found = (cls.name_of_point.match(name) for name in source)
        return [int(match.group(1)) for match in found if match]

    @classmethod
    def kept(cls, post):
        numbers = sorted(set(cls.numbers(post)))[:MOST_POINTS]
        return {f"point_{n}": as_typed(post, f"point_{n}")[-1:] for n in numbers}

    @classmethod
    def changed(cls, values, go):
        """«add-point» opens an empty one; «drop-point-2» takes the second away and renumbers."""
        verb, _dash, number = go.rpartition("-point")
        texts = [values[f"point_{n}"] for n in sorted(cls.numbers(values))]
        if verb == "add" and not number:
            texts = [*texts, [""]][:MOST_POINTS]
        elif verb == "drop" and number[1:].isdecimal():
            texts = [each for n, each in enumerate(texts, 1) if n != int(number[1:])] or [[""]]
        else:
            return False
        values.clear()
        values.update({f"point_{n}": each for n, each in enumerate(texts, 1)})
        return True

    def clean(self):
        super().clean()
        data = self.cleaned_data
        points = [data.get(f"point_{n}", "").strip() for n in range(1, self.count + 1)]
        data["points"] = [point for point in points if point]
        if data["points"] and len("".join(data["points"])) < 10:
            self.add_error("point_1", _("Write a little more: what happened, where and when."))
        return data

    @property
    def may_add(self) -> bool:
        return self.count < MOST_POINTS

    def rows(self):
        points = self.cleaned_data["points"]
        if len(points) == 1:
            return [Row(_("Your matter"), points[0])]
        return [
            Row(gettext("Point %(number)s") % {"number": n}, text)
            for n, text in enumerate(points, 1)
        ]


class FilesStep(Step):
    heading = _("Do you want to attach something?")
    lead = _(
        "Photos and papers help to decide sooner. "
        "Without them we consider the appeal just the same."
    )

    documents = ManyFiles(
        label=_("Files"),
        required=False,
        widget=ManyFilesInput(attrs={"accept": files.ACCEPT}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["documents"].help_text = files.limits()

    @classmethod
    def kept(cls, post):
        return {"seen": ["1"]}  # the step may stay empty, but it has been passed

    def clean(self):
        """What was refused at the last upload is told once, in the language now read."""
        for each in self.data.getlist("refused") if hasattr(self.data, "getlist") else []:
            reason, _bar, name = each.partition("|")
            self.add_error("documents", files.Refused(reason, name).message)
        return super().clean()

    def rows(self):
        draft = self.known.draft
        names = [each.name for each in draft.files.all()] if draft else []
        count = ngettext("%(count)s file", "%(count)s files", len(names)) % {"count": len(names)}
        value = "\n".join([count, *names]) if names else gettext("No files")
        return [Row(_("Files"), value)]


class ConsentsStep(Step):
    heading = _("May we work with your data?")

    processing = forms.BooleanField(
        label=_("I agree that my personal data are processed to consider this appeal"),
        error_messages={
            "required": _("Without this consent we may not register the appeal. Tick the box.")
        },
    )
    publication = forms.BooleanField(
        label=_("I agree that the question and the answer are published without my personal data"),
        required=False,
        help_text=_("It helps others with the same trouble. You may refuse: the term is the same."),
    )

    def folds(self):
        texts = [guard.consent(name, language()) for name in ("processing", "publication")]
        return [Fold(text.title, text.body) for text in texts]

    def rows(self):
        agreed = self.cleaned_data["publication"]
        return [
            Row(_("Processing of personal data"), gettext("I agree")),
            Row(
                _("Publication without personal data"),
                gettext("I agree") if agreed else gettext("No"),
            ),
        ]


class CheckStep(Step):
    heading = _("Check your answers and send")
    button = _("Send the appeal")

    # Robots fill every field; people do not see this one.
    website = forms.CharField(required=False, label=_("Leave this field empty"))

    def clean_website(self):
        if self.cleaned_data["website"]:
            raise ValidationError(_("Leave this field empty: it is a trap for robots."))
        return ""

    @classmethod
    def kept(cls, post):
        return {}


STEPS = [
    ("topic", TopicStep),
    ("who", WhoStep),
    ("office", OfficeStep),
    ("matter", MatterStep),
    ("files", FilesStep),
    ("consents", ConsentsStep),
    ("check", CheckStep),
]
