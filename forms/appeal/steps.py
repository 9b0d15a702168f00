"""The pages of the appeal: one question each. Choices are kept as codes, never as words."""

from typing import cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from appeals.models import AppealKind
from core.i18n.localtext import active_language
from forms import guard
from forms.appeal.matter import MatterStep
from forms.appeal.who import WhoStep
from forms.fields import CHOICE, KindField, ManyFiles, ManyFilesInput, OfficeField, office_choices
from forms.steps import Fold, Line, Row, Step
from forms.uploads import attach
from services.models import Topic


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
        self.of("kind").queryset = AppealKind.objects.in_force(self.known.today)
        self.of("topic").queryset = Topic.objects.all()

    def of(self, name: str) -> forms.ModelChoiceField:
        return cast("forms.ModelChoiceField", self.fields[name])

    def rows(self):
        data = self.cleaned_data
        return [
            Row(_("Kind of appeal"), data["kind"].title),
            Row(_("What is it about?"), data["topic"].title),
        ]


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


class FilesStep(Step):
    heading = _("Do you want to attach something?")
    lead = _(
        "Photos and papers help to decide sooner. "
        "Without them we consider the appeal just the same."
    )

    documents = ManyFiles(
        label=_("Files"),
        required=False,
        widget=ManyFilesInput(attrs={"accept": attach.ACCEPT}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["documents"].help_text = attach.limits()

    @classmethod
    def kept(cls, post):
        return {"seen": ["1"]}  # the step may stay empty, but it has been passed

    def clean(self):
        """What was refused at the last upload is told once, in the language now read."""
        for each in self.data.getlist("refused") if hasattr(self.data, "getlist") else []:
            reason, _bar, name = each.partition("|")
            self.add_error("documents", attach.Refused(reason, name).message)
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
        texts = [guard.consent(name, active_language()) for name in ("processing", "publication")]
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
