"""The staff form: register an appeal that came in person, by phone or by post."""

import secrets
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView
from wagtail.admin import messages

from appeals import access, lifecycle, receipts, registration
from appeals.admin import desk_secret
from appeals.admin.actions import add_errors
from appeals.admin.mixins import AppealsAdminMixin
from appeals.appeal_fields import NewAppeal, NewFile, model_field, staff_field_names
from appeals.models import AppealKind
from appeals.models.appeal import Channel
from appeals.registration import MAX_POINTS
from appeals.states import Act
from core.form_fields import (
    EmailAddressField,
    FullNameField,
    IdNumberField,
    MultiLineField,
    MultipleFileField,
    MultipleFileInput,
    PersonNameField,
    PhoneField,
    SingleLineField,
    plain_form_field,
)
from core.models import LANGUAGE_CHOICES
from core.reading_record.writing import log_list_view
from services.models import Booking, Office, Official, Topic

STAFF_CHANNELS = [pair for pair in Channel.choices if pair[0] != Channel.PORTAL]


class RegisterForm(forms.Form):
    """The fields of appeal_fields that staff enter. An empty line separates the points.

    A field that needs nothing of its own is made from the column of the appeal.
    """

    fields: dict[str, Any]  # each field by its own class
    token = forms.CharField(widget=forms.HiddenInput, max_length=64)
    visit = forms.ModelChoiceField(
        Booking.objects.none(), to_field_name="number", required=False, widget=forms.HiddenInput
    )
    channel = forms.ChoiceField(label=_("Came by"), choices=STAFF_CHANNELS)
    office = forms.ModelChoiceField(label=_("Office"), queryset=Office.objects.none())
    official = forms.ModelChoiceField(
        label=_("Received by"), queryset=Official.objects.none(), required=False
    )
    language = forms.ChoiceField(label=_("Language of the answer"), choices=LANGUAGE_CHOICES)
    kind = forms.ModelChoiceField(label=_("Kind"), queryset=AppealKind.objects.none())
    topic = forms.ModelChoiceField(label=_("Topic"), queryset=Topic.objects.none())
    name = FullNameField(
        label=_("Surname and name"), widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    patronymic = PersonNameField(label=_("Patronymic"), max_length=80, required=False)
    id_number = IdNumberField(required=False)
    phone = PhoneField(required=False)
    email = EmailAddressField(label=_("E-mail"), required=False)
    subject = SingleLineField(
        label=_("In short"),
        max_length=200,
        required=False,
        help_text=_("Without names: it stands in lists."),
    )
    points = MultiLineField(
        label=_("The matter"),
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Leave an empty line between the points: each is answered by itself."),
    )
    files = MultipleFileField(  # type: ignore[assignment]  # a field, not the form's uploads
        label=_("Scans and documents"),
        required=False,
        widget=MultipleFileInput,
        help_text=_("Photos, PDF, DOCX, XLSX or TXT of up to 10 MB each; several at once."),
    )
    consent_processing = forms.BooleanField(
        label=_("The applicant agrees to the processing of personal data"),
        help_text=_("Asked aloud or signed on paper."),
    )
    consent_publication = forms.BooleanField(
        label=_("The applicant agrees that the answer is published without personal data"),
        required=False,
    )

    def __init__(self, *args, user, on: date, **kwargs):
        super().__init__(*args, **kwargs)
        names = staff_field_names()
        for name in names:
            if name not in self.fields:
                self.fields[name] = plain_form_field(model_field(name))
        self.order_fields(names)
        offices = access.offices_of(user).filter(active=True)
        self.fields["office"].queryset = offices
        self.fields["visit"].queryset = Booking.objects.filter(office__in=offices)
        self.fields["official"].queryset = Official.objects.filter(office__in=offices, active=True)
        self.fields["kind"].queryset = AppealKind.objects.in_force(on)
        self.fields["topic"].queryset = Topic.objects.all()

    def clean_files(self) -> list[NewFile]:
        """Return the files cleaned as those of citizens are; each refused one gets a sentence."""
        uploads, files, errors = self.cleaned_data["files"], [], []
        office = self.cleaned_data.get("office")
        if len(uploads) > settings.ATTACHMENT_MAX_COUNT:
            raise ValidationError(
                _("No more than %(count)s files can be attached."),
                params={"count": settings.ATTACHMENT_MAX_COUNT},
            )
        for upload in uploads:
            try:
                files.append(registration.clean_file(upload, office))
            except ValidationError as error:
                errors += error.messages
        if (
            sum(file.size + len(file.original) for file in files)
            > settings.ATTACHMENT_MAX_TOTAL_BYTES
        ):
            errors.append(gettext("All files together are too large: attach some of them later."))
        if errors:
            raise ValidationError(errors)
        return files

    def clean(self) -> dict[str, Any]:
        """Ask for the address of who wrote by mail and left nothing else to answer to."""
        data = super().clean() or {}
        if (
            data.get("channel") == Channel.POST
            and not {"postal_address", "email", "phone"} & self.errors.keys()
            and not (data.get("postal_address") or data.get("email") or data.get("phone"))
        ):
            self.add_error(
                "postal_address",
                _(
                    "Write the address from the envelope: the answer goes there. "
                    "If there is none, say so."
                ),
            )
        return data

    def clean_points(self) -> list[str]:
        """Return the text as a list of points, split at empty lines."""
        text = self.cleaned_data["points"]
        points = [part.strip() for part in text.split("\n\n") if part.strip()]
        if len(points) > MAX_POINTS:
            raise ValidationError(
                _("An appeal has at most %(most)s points."), params={"most": MAX_POINTS}
            )
        return points


class RegisterView(AppealsAdminMixin, FormView):
    """Show the form; on POST register and show number and secret, the same when sent again."""

    template_name = "appeals/admin/register.html"
    page_title = _("Register an appeal")
    form_class = RegisterForm

    def get_form_kwargs(self) -> dict:
        return {**super().get_form_kwargs(), "user": self.request.user, "on": self.today}

    def get_initial(self) -> dict:
        """Preselect the office, the language and what a booking has already."""
        offices = access.offices_of(self.request.user).filter(active=True)
        requested = offices.filter(slug=self.request.GET.get("office", "")).first()
        return {
            "token": secrets.token_urlsafe(24),
            "language": (get_language() or "kk")[:2],
            "office": requested or (offices.first() if offices.count() == 1 else None),
            "channel": Channel.VISIT,
            **self._visit_initial(offices),
        }

    def _visit_initial(self, offices) -> dict:
        """Return what the visitor entered when booking; ?visit= is the number of the ticket."""
        number = self.request.GET.get("visit", "")
        visit = Booking.objects.filter(number=number, office__in=offices).first()
        if visit is None:
            return {}
        log_list_view(self.request.user, "services.list", [visit])
        names = ("office", "official", "language", "name", "phone", "email")
        return {"visit": visit, "points": visit.subject} | {
            name: getattr(visit, name) for name in names
        }

    def form_invalid(self, form: RegisterForm) -> HttpResponse:
        """Show what was typed; a browser gives files only once."""
        if self.request.FILES:
            messages.warning(self.request, _("Please choose the files again."))
        return super().form_invalid(form)

    def form_valid(self, form: RegisterForm) -> HttpResponse:
        """Register the appeal and show its number and secret."""
        data = dict(form.cleaned_data)
        token = data.pop("token")
        data["consent_processing"] = {
            "how": data["channel"], "at": self.now.isoformat(), "by": self.request.user.pk,
        }  # fmt: skip
        draft_token = f"staff:{self.request.user.pk}:{token}"
        new = NewAppeal(**data, draft_token=draft_token)
        try:
            done = lifecycle.register(new, by=self.request.user, at=self.now)
        except ValidationError as error:
            add_errors(form, error)
            return self.form_invalid(form)
        desk_secret.remember(self.request, done.appeal, draft_token)
        context = self.get_context_data(
            appeal=done.appeal,
            secret=done.secret,
            registered=receipts.format_registered(done.appeal),
            accepted_by=receipts.accepted_by(done.appeal),
            next_url=reverse("appeals_admin:act", args=[done.appeal.pk, Act.ROUTE]),
        )
        return render(self.request, "appeals/admin/registered.html", context)
