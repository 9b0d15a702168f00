"""Forms of the acts. They know the fields; lifecycle.py knows the rules."""

import secrets
from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput

from appeals import access, deadlines, lifecycle
from appeals.models import Appeal
from appeals.models.reply import Decision
from core.form_fields import MultiLineField, SingleLineField
from services.models import Body, Office

TEXTAREA = forms.Textarea(attrs={"rows": 6})
DECISION_CHOICES = [("", "—"), *Decision.choices]


def office_members(office: Office) -> QuerySet:
    """Return the users who may be the executor of an appeal of `office`."""
    users = get_user_model().objects.filter(is_active=True)
    return users.filter(Q(memberships__office=office)).distinct().order_by("last_name")


class UserChoiceField(forms.ModelChoiceField):
    """A choice of a user, shown by full name."""

    def label_from_instance(self, user) -> str:
        """Return the full name, or the user name without one."""
        return user.get_full_name() or user.get_username()


class ActForm(forms.Form):
    """The form of an act. `last_event` is the last journal entry when the form was opened."""

    fields: dict[str, Any]  # each field by its own class
    data: Any  # a QueryDict
    last_event = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, appeal: Appeal, user, **kwargs):
        self.appeal, self.user = appeal, user
        super().__init__(*args, **kwargs)
        event = appeal.events.order_by("-pk").first()
        self.fields["last_event"].initial = event.pk if event else 0
        self.proposal = lifecycle.close_proposal(appeal)

    def accept_changes(self) -> None:
        """Take what is on the screen now as seen: the person reads it beside the errors."""
        self.data = self.data.copy()
        self.data["last_event"] = self.fields["last_event"].initial


class StartForm(ActForm):
    """Begin to consider the appeal: no fields, only a button."""


class RouteForm(ActForm):
    """Give the appeal to an office, a body and an executor; the suggestion is preselected."""

    office = forms.ModelChoiceField(label=_("Office"), queryset=Office.objects.none())
    officer = UserChoiceField(
        label=_("Executor"),
        queryset=get_user_model().objects.none(),
        required=False,
        help_text=_("Leave empty when the office itself shall choose."),
    )
    body = forms.ModelChoiceField(
        label=_("Competent body"),
        queryset=Body.objects.none(),
        required=False,
        help_text=_("Whose answer it will be. The suggestion stands first."),
    )
    why = MultiLineField(
        label=_("Why"), widget=TEXTAREA, required=False, help_text=_("The applicant reads it.")
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["office"].queryset = Office.objects.filter(active=True)
        self.fields["office"].initial = self.appeal.office
        offices = {
            self.appeal.office_id,
            *access.offices_of(self.user).values_list("pk", flat=True),
        }
        people = get_user_model().objects.filter(is_active=True, memberships__office__in=offices)
        self.fields["officer"].queryset = people.distinct().order_by("last_name")
        self.fields["officer"].initial = self.appeal.officer
        self.fields["body"].queryset = Body.objects.filter(ours=True)
        ranked = self.appeal.suggestion.get("bodies") or []
        suggested = Body.objects.filter(slug=ranked[0]["slug"]).first() if ranked else None
        self.fields["body"].initial = self.appeal.body or suggested


class AssignForm(ActForm):
    """Choose another executor of the office."""

    officer = UserChoiceField(label=_("Executor"), queryset=get_user_model().objects.none())

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["officer"].queryset = office_members(self.appeal.office)
        self.fields["officer"].initial = self.appeal.officer


class ShortAnswerForm(ActForm):
    """Write the short answer."""

    text = MultiLineField(
        label=_("Short answer"),
        widget=TEXTAREA,
        help_text=_("What is being done, who does it and by when. The applicant reads it."),
    )


class AnswerForm(ActForm):
    """A decision and a text for every point, then the general part and the signer."""

    text = MultiLineField(
        label=_("General part"),
        widget=TEXTAREA,
        required=False,
        help_text=_(
            "Stands after the points: the grounds. How to complain is added by the portal."
        ),
    )
    signer = SingleLineField(label=_("Signed by"), max_length=200, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["signer"].initial = self.user.get_full_name()
        general_fields = {name: self.fields.pop(name) for name in ("text", "signer")}
        for point in self.appeal.points.all():
            number = point.number
            self.fields[f"decision_{number}"] = forms.ChoiceField(
                label=_("Decision on point %(number)s") % {"number": number},
                choices=DECISION_CHOICES,
                required=False,
                help_text=point.text,
            )
            self.fields[f"point_{number}"] = MultiLineField(
                label=_("Answer to point %(number)s") % {"number": number},
                widget=forms.Textarea(attrs={"rows": 5}),
                required=False,
            )
        self.fields.update(general_fields)

    def points(self) -> list[lifecycle.PointAnswer]:
        """Return the answers to the points, as lifecycle.answer takes them."""
        data = self.cleaned_data
        return [
            lifecycle.PointAnswer(
                point.number, data[f"point_{point.number}"], data[f"decision_{point.number}"]
            )
            for point in self.appeal.points.all()
        ]


class ForwardForm(ActForm):
    """Choose the body to forward to, or write its name."""

    body = forms.ModelChoiceField(label=_("Body"), queryset=Body.objects.none(), required=False)
    name = SingleLineField(label=_("Body that is not on the list"), max_length=200, required=False)
    why = MultiLineField(label=_("Why"), widget=TEXTAREA, help_text=_("The applicant reads it."))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["body"].queryset = Body.objects.all()


class ExtendForm(ActForm):
    """Choose the new due date."""

    until = forms.DateField(label=_("New day of the answer"), widget=AdminDateInput)
    why = MultiLineField(label=_("Why"), widget=TEXTAREA, help_text=_("The applicant reads it."))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        calendar = deadlines.appeal_calendar(self.appeal)
        last = deadlines.term_dates_from(self.appeal.counted_from, calendar).extension
        self.fields["until"].help_text = _(
            "A working day after %(due)s and not after %(last)s: two months in all."
        ) % {"due": f"{self.appeal.due_on:%d.%m.%Y}", "last": f"{last:%d.%m.%Y}"}


class CloseForm(ActForm):
    """Close the appeal after its answer."""

    why = MultiLineField(
        label=_("In words"),
        widget=TEXTAREA,
        required=False,
        help_text=_("The applicant reads it."),
    )


class ProposeCloseForm(ActForm):
    """Choose the reason of closing without an answer, and explain it."""

    reason = forms.ChoiceField(label=_("Reason"), choices=())
    why = MultiLineField(
        label=_("In words"),
        widget=TEXTAREA,
        help_text=_(
            "A head confirms the closing; after that the applicant reads this. If the applicant "
            "withdrew the appeal, write how and on which day."
        ),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        reasons = lifecycle.reasons_without_answer(self.appeal)
        self.fields["reason"].choices = [(reason, reason.label) for reason in reasons]


class ConfirmCloseForm(ActForm):
    """Confirm the proposal on the screen; `seen` is its id."""

    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["seen"].initial = self.proposal.pk if self.proposal else 0

    def accept_changes(self) -> None:
        super().accept_changes()
        self.data["seen"] = self.fields["seen"].initial


class DeclineCloseForm(ConfirmCloseForm):
    """Decline the proposal on the screen, with a reason."""

    why = MultiLineField(
        label=_("Why"), widget=TEXTAREA, help_text=_("Staff read it; the applicant does not.")
    )


class DocumentForm(ActForm):
    """Attach a file."""

    file = forms.FileField(
        label=_("Document"), help_text=_("A photo, PDF, DOCX, XLSX or TXT of up to 10 MB.")
    )


class ReplaceSecretForm(ActForm):
    """Confirm who asks for a new secret; each form makes another secret of its token."""

    identity = forms.BooleanField(
        label=_("I have checked that this is the applicant or a representative"),
    )
    checked = SingleLineField(
        label=_("What was checked"),
        max_length=200,
        help_text=_(
            "For example: identity card; power of attorney and identity card. No numbers of papers."
        ),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.token = f"replace:{secrets.token_urlsafe(24)}"


class AskAgainForm(ActForm):
    """Write down the request of an applicant who came or called."""

    why = MultiLineField(
        label=_("What the applicant does not agree with"),
        widget=TEXTAREA,
        help_text=_("In the applicant's words, and how and when they asked."),
    )


class DeclineAgainForm(ActForm):
    """Give the reasons for which the appeal is not considered again."""

    why = MultiLineField(
        label=_("Reasons"),
        widget=TEXTAREA,
        help_text=_("The applicant reads them, with the way to the higher body and the court."),
    )


class AskDeletionForm(ActForm):
    """Write down the request of an applicant who came or called."""

    why = MultiLineField(
        label=_("What the applicant asks for"),
        widget=TEXTAREA,
        help_text=_("In the applicant's words, and how and when they asked."),
    )


class DeclineDeletionForm(ActForm):
    """Give the reasons for which the personal data are kept."""

    why = MultiLineField(
        label=_("Reasons"),
        widget=TEXTAREA,
        help_text=_("The article that requires keeping, until when. The applicant reads it."),
    )


class AnonymiseForm(ActForm):
    """Confirm that the personal data of the case are deleted."""

    sure = forms.BooleanField(
        label=_("Names, contact, words, files and letters of this case are deleted for good"),
    )


class HoldForm(ActForm):
    """Say why the case has to be kept, or need not be any longer."""

    why = MultiLineField(
        label=_("Why"), widget=TEXTAREA, help_text=_("Staff read it; the applicant does not.")
    )


class ReopenForm(ActForm):
    """Say why the appeal is considered again."""

    why = MultiLineField(label=_("Why"), widget=TEXTAREA, help_text=_("The applicant reads it."))
