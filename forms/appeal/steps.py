"""The steps of the appeal, one question each. Choices are stored as codes, never as texts."""

from typing import cast

from django import forms
from django.conf import settings
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from appeals.models import AppealKind
from core.form_fields import MultipleFileField, MultipleFileInput, SingleLineField
from core.i18n.localtext import active_language
from forms.appeal.matter import MatterStep
from forms.appeal.who import WhoStep
from forms.consents import get_consent
from forms.fields import (
    CHOICE_ERRORS,
    KindChoiceField,
    OfficeChoiceField,
    office_choices,
)
from forms.steps import Details, Step, SummaryRow, get_posted_values
from forms.uploads import attach
from search.analysis.language_detection import guess_language
from search.analysis.tokenizer import tokenize
from services.models import Topic


class TopicStep(Step):
    """Kind and topic of the appeal."""

    heading = _("What do you want to send?")
    lead = _("If you are not sure, choose what is closest: we will mend it.")

    kind = KindChoiceField(
        AppealKind.objects.none(),
        label=_("Kind of appeal"),
        to_field_name="slug",
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages=dict.fromkeys(CHOICE_ERRORS, _("Choose the kind of your appeal.")),
    )
    topic = forms.ModelChoiceField(
        Topic.objects.none(),
        label=_("What is it about?"),
        to_field_name="slug",
        empty_label=_("Choose"),
        error_messages=dict.fromkeys(CHOICE_ERRORS, _("Choose what the appeal is about.")),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        kind, topic = (cast("forms.ModelChoiceField", self.fields[n]) for n in ("kind", "topic"))
        kind.queryset = AppealKind.objects.in_force(self.context.today)
        topic.queryset = Topic.objects.all()


class OfficeStep(Step):
    """The office that considers the appeal, and the place it is about."""

    heading = _("Which office is it for, and where did it happen?")
    lead = _(
        "Choose the office of your district. If it is not ours to decide, we forward it for you."
    )

    office = OfficeChoiceField(
        label=_("Reception office"),
        error_messages={
            "required": _("Choose an office."),
            "invalid_choice": _("This office does not take appeals now. Choose another one."),
        },
    )
    place = SingleLineField(
        label=_("Where it happened"),
        max_length=200,
        required=False,
        help_text=_("Village, street, house: so that the right people go to the right place."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.set_choices("office", office_choices(gettext("Choose")))


class FilesStep(Step):
    """Attachments; the wizard stores them as they are uploaded."""

    heading = _("Do you want to attach something?")
    lead = _(
        "Photos and papers help to decide sooner. "
        "Without them we consider the appeal just the same."
    )

    documents = MultipleFileField(
        label=_("Files"),
        required=False,
        widget=MultipleFileInput(attrs=attach.file_input_attributes()),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["documents"].help_text = attach.describe_limits()

    @classmethod
    def extract_values(cls, post):
        return {"seen": ["1"]}  # the step may stay empty, but it has been passed

    def clean(self):
        """Show once, in the active language, why files of the last upload were refused."""
        for refusal in self.data.getlist("refused") if hasattr(self.data, "getlist") else []:
            reason, _bar, name = refusal.partition("|")
            self.add_error("documents", attach.FileRefusedError(reason, name).message)
        for name in self.find_signed_files():
            self.add_error("documents", attach.FileRefusedError("signed", name).message)
        return super().clean()

    def find_signed_files(self) -> list[str]:
        """Return the names of signed files that the office, changed since, does not keep."""
        names = self.context.draft.signed_file_names if self.context.draft else []
        office = (self.context.get_cleaned_data("office") or {}).get("office") if names else None
        return [] if attach.keeps_originals(office) else names

    def summary_rows(self):
        draft = self.context.draft
        names = [file.name for file in draft.files.all()] if draft else []
        count = ngettext("%(count)s file", "%(count)s files", len(names)) % {"count": len(names)}
        value = "\n".join([count, *names]) if names else gettext("No files")
        return [SummaryRow(_("Files"), value, "documents")]


class ConsentsStep(Step):
    """Consents to the processing of personal data and to publication."""

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

    def details(self):
        """Return the texts of both consents."""
        consents = [get_consent(name, active_language()) for name in ("processing", "publication")]
        return [Details(consent.title, consent.body) for consent in consents]

    def summary_rows(self):
        publication = self.cleaned_data["publication"]
        return [
            SummaryRow(_("Processing of personal data"), gettext("I agree"), "processing"),
            SummaryRow(
                _("Publication without personal data"),
                gettext("I agree") if publication else gettext("No"),
                "publication",
            ),
        ]


class CheckStep(Step):
    """The check page: the language of the answer, and a honeypot."""

    heading = _("Check your answers and send")
    button = _("Send the appeal")

    language = forms.ChoiceField(
        label=_("In which language shall we answer?"),
        choices=settings.LANGUAGES,
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(CHOICE_ERRORS, _("Choose the language of the answer.")),
    )
    # Robots fill in every field; people do not see this one. No browser fills in such a name.
    trap = forms.CharField(required=False, label=_("Leave this field empty"))

    def clean(self):
        """Refuse a filled honeypot; the message is no link to a field that nobody sees."""
        super().clean()
        if self.cleaned_data.get("trap"):
            self.add_error(
                None, _("A program filled in a hidden field. Press “Send the appeal” once more.")
            )
        return self.cleaned_data

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["language"].initial = self.suggest_language()

    def suggest_language(self) -> str:
        """Return the language of the matter where it is certain, else that of the interface."""
        points = (self.context.get_cleaned_data("matter") or {}).get("points", [])
        words = (token.word for token in tokenize("\n".join(points)))
        language, certain = guess_language(words)
        return language if certain else active_language()

    def initial_from_data(self):
        """Return the language that was chosen; without a choice the suggestion stays."""
        return {name: value for name, value in super().initial_from_data().items() if value}

    @classmethod
    def extract_values(cls, post):
        return {"language": get_posted_values(post, "language")} if "language" in post else {}


STEPS = [
    ("topic", TopicStep),
    ("who", WhoStep),
    ("office", OfficeStep),
    ("matter", MatterStep),
    ("files", FilesStep),
    ("consents", ConsentsStep),
    ("check", CheckStep),
]
