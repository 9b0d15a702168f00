"""The step about the applicant: who writes, for whom, and where the answer is sent."""

from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from appeals.models.appeal import ApplicantKind
from core.form_fields import (
    EmailAddressField,
    FullNameField,
    IdNumberField,
    OrganisationField,
    PersonNameField,
    PhoneField,
    SingleLineField,
)
from forms.fields import CHOICE_ERRORS
from forms.steps import Step, Text


class WhoStep(Step):
    """The applicant's name and addresses."""

    heading = _("Who is writing?")
    lead = _("We answer only the one who wrote. Nobody else sees these data.")
    short_fields = ("id_number", "phone")
    summary_labels: ClassVar[dict[str, Text]] = {
        "organisation": _("Organisation"),
        "name": pgettext_lazy("of a person", "Name"),
    }
    summary_excluded = ("applicant_kind",)

    applicant_kind = forms.ChoiceField(
        label=_("In whose name do you write?"),
        choices=[
            (ApplicantKind.PERSON, _("In my own")),
            (ApplicantKind.ORGANISATION, _("For an organisation")),
        ],
        widget=forms.RadioSelect,
        initial=ApplicantKind.PERSON,
        error_messages=dict.fromkeys(CHOICE_ERRORS, _("Choose in whose name you write.")),
    )
    organisation = OrganisationField(
        label=_("Name of the organisation"),
        max_length=200,
        required=False,
        help_text=_("Only if you write for an organisation."),
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    name = FullNameField(
        label=_("Your surname and first name"),
        help_text=_("As in your identity card, in one line."),
    )
    patronymic = PersonNameField(
        label=_("Patronymic"),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "additional-name", "spellcheck": "false"}),
    )
    id_number = IdNumberField(required=False, help_text=_("12 digits. You can leave it empty."))
    postal_address = SingleLineField(
        label=_("Postal address"),
        max_length=300,
        help_text=_("City or village, street, house, flat. A paper answer goes here."),
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
        error_messages={"required": _("Write the address to which a paper answer can come.")},
    )
    phone = PhoneField(required=False, help_text=_("For example 8 701 123 45 67."))
    email = EmailAddressField(
        label=_("E-mail"),
        required=False,
        help_text=_("We write here when your appeal moves."),
    )

    def clean(self):
        """Require the organisation's name where one writes for an organisation; else drop it."""
        super().clean()
        data = self.cleaned_data
        if data.get("applicant_kind") == ApplicantKind.PERSON:
            data["organisation"] = ""
        elif not data.get("organisation") and "organisation" not in self.errors:
            self.add_error("organisation", _("Write the name of the organisation."))
        return data
