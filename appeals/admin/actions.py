"""The admin page of an act: a form and one call of lifecycle.py."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages

from appeals import (
    access,
    deletion_requests,
    lifecycle,
    numbers,
    reconsideration,
    registration,
    routing,
    states,
)
from appeals.admin import forms
from appeals.admin.close_proposals import describe_close_proposal
from appeals.admin.mixins import CaseMixin, log_access
from appeals.models import Appeal
from appeals.states import Act


def _always(appeal: Appeal, user) -> bool:
    return True


def _is_close_proposed(appeal: Appeal, user) -> bool:
    return bool(appeal.proposed_close_reason)


def _is_close_proposed_by_another(appeal: Appeal, user) -> bool:
    proposal = lifecycle.close_proposal(appeal)
    return proposal is not None and proposal.by_id != user.pk


@dataclass(frozen=True)
class CaseAction:
    """An act that staff may do: its label, its form, and the call made of the form."""

    label: str | Promise
    form: type[forms.ActForm]
    perform: Callable  # (appeal, form, by, at)
    main: bool = False  # a likely next step: a primary button
    is_applicable: Callable[[Appeal, Any], bool] = _always  # (appeal, user)

    def is_possible(self, act: str, appeal: Appeal, user) -> bool:
        """Return whether `act`, which this is, can be done to the appeal as it is now."""
        if appeal.anonymised_at or not states.is_allowed(appeal.state, act):
            return False
        return self.is_applicable(appeal, user)


def _route(appeal, form, by, at):
    data = form.cleaned_data
    lifecycle.route(
        appeal, data["office"], officer=data["officer"], body=data["body"], why=data["why"],
        by=by, at=at,
    )  # fmt: skip


def _answer(appeal, form, by, at):
    data = form.cleaned_data
    lifecycle.answer(
        appeal, form.points(), text=data["text"], signer=data["signer"], by=by, at=at
    )  # fmt: skip


def _forward(appeal, form, by, at):
    data = form.cleaned_data
    lifecycle.forward(appeal, data["body"], name=data["name"], why=data["why"], by=by, at=at)


def _extend(appeal, form, by, at):
    data = form.cleaned_data
    lifecycle.extend(appeal, data["until"], why=data["why"], by=by, at=at)


def _propose_close(appeal, form, by, at):
    data = form.cleaned_data
    lifecycle.propose_close(appeal, data["reason"], why=data["why"], by=by, at=at)


def _confirm_close(appeal, form, by, at):
    lifecycle.confirm_close(appeal, seen=form.cleaned_data["seen"], by=by, at=at)


def _decline_close(appeal, form, by, at):
    data = form.cleaned_data
    lifecycle.decline_close(appeal, seen=data["seen"], why=data["why"], by=by, at=at)


ACTS: dict[str, CaseAction] = {
    Act.START: CaseAction(
        gettext_lazy("Begin to consider"), forms.StartForm,
        lambda appeal, form, by, at: lifecycle.start(appeal, by=by, at=at), main=True,
    ),
    Act.ROUTE: CaseAction(
        gettext_lazy("Give to an office or executor"), forms.RouteForm, _route, main=True
    ),
    Act.SHORT_ANSWER: CaseAction(
        gettext_lazy("Give the short answer"), forms.ShortAnswerForm,
        lambda appeal, form, by, at: lifecycle.short_answer(
            appeal, form.cleaned_data["text"], by=by, at=at
        ),
        main=True, is_applicable=lambda appeal, user: appeal.short_answered_at is None,
    ),
    Act.ANSWER: CaseAction(
        gettext_lazy("Give the full answer"), forms.AnswerForm, _answer, main=True
    ),
    Act.FORWARD: CaseAction(gettext_lazy("Forward by competence"), forms.ForwardForm, _forward),
    Act.EXTEND: CaseAction(
        gettext_lazy("Extend the term"), forms.ExtendForm, _extend,
        is_applicable=lambda appeal, user: not appeal.extended,
    ),
    Act.ASSIGN: CaseAction(
        gettext_lazy("Change the executor"), forms.AssignForm,
        lambda appeal, form, by, at: lifecycle.assign(
            appeal, form.cleaned_data["officer"], by=by, at=at
        ),
    ),
    Act.ADD_DOCUMENT: CaseAction(
        gettext_lazy("Add a document"), forms.DocumentForm,
        lambda appeal, form, by, at: lifecycle.add_document(
            appeal, registration.clean_file(form.cleaned_data["file"], appeal.office), by=by, at=at
        ),
    ),
    Act.CONFIRM_CLOSE: CaseAction(
        gettext_lazy("Confirm the closing"), forms.ConfirmCloseForm, _confirm_close, main=True,
        is_applicable=_is_close_proposed_by_another,
    ),
    Act.DECLINE_CLOSE: CaseAction(
        gettext_lazy("Decline the closing"), forms.DeclineCloseForm, _decline_close,
        is_applicable=_is_close_proposed,
    ),
    Act.PROPOSE_CLOSE: CaseAction(
        gettext_lazy("Propose closing without an answer"), forms.ProposeCloseForm, _propose_close,
        is_applicable=lambda appeal, user: not appeal.proposed_close_reason,
    ),
    Act.CLOSE: CaseAction(
        gettext_lazy("Close"), forms.CloseForm,
        lambda appeal, form, by, at: lifecycle.close(
            appeal, why=form.cleaned_data["why"], by=by, at=at
        ),
    ),
    Act.REPLACE_SECRET: CaseAction(
        gettext_lazy("New secret"), forms.ReplaceSecretForm,
        lambda appeal, form, by, at: lifecycle.replace_secret(
            appeal, numbers.secret_for_draft(form.token),
            checked=form.cleaned_data["checked"], by=by, at=at,
        ),
    ),
    Act.ASK_AGAIN: CaseAction(
        gettext_lazy("Record a request for reconsideration"), forms.AskAgainForm,
        lambda appeal, form, by, at: lifecycle.ask_again(
            appeal, why=form.cleaned_data["why"], by=by, at=at
        ),
        is_applicable=lambda appeal, user: reconsideration.may_be_asked(appeal),
    ),
    Act.DECLINE_AGAIN: CaseAction(
        gettext_lazy("Decline the reconsideration"), forms.DeclineAgainForm,
        lambda appeal, form, by, at: lifecycle.decline_again(
            appeal, why=form.cleaned_data["why"], by=by, at=at
        ),
        is_applicable=lambda appeal, user: reconsideration.is_pending(appeal),
    ),
    Act.ASK_DELETION: CaseAction(
        gettext_lazy("Record a request for deletion"), forms.AskDeletionForm,
        lambda appeal, form, by, at: lifecycle.ask_deletion(
            appeal, why=form.cleaned_data["why"], by=by, at=at
        ),
        is_applicable=lambda appeal, user: not deletion_requests.is_pending(appeal),
    ),
    Act.DECLINE_DELETION: CaseAction(
        gettext_lazy("Decline the deletion"), forms.DeclineDeletionForm,
        lambda appeal, form, by, at: lifecycle.decline_deletion(
            appeal, why=form.cleaned_data["why"], by=by, at=at
        ),
        is_applicable=lambda appeal, user: deletion_requests.is_pending(appeal),
    ),
    Act.ANONYMISE: CaseAction(
        gettext_lazy("Delete the personal data"), forms.AnonymiseForm,
        lambda appeal, form, by, at: lifecycle.anonymise(appeal, by=by, at=at),
        is_applicable=lambda appeal, user: deletion_requests.is_pending(appeal),
    ),
    Act.HOLD: CaseAction(
        gettext_lazy("Put on hold"), forms.HoldForm,
        lambda appeal, form, by, at: lifecycle.put_on_hold(
            appeal, form.cleaned_data["why"], by=by, at=at
        ),
        is_applicable=lambda appeal, user: not appeal.hold_reason,
    ),
    Act.LIFT_HOLD: CaseAction(
        gettext_lazy("Lift the hold"), forms.HoldForm,
        lambda appeal, form, by, at: lifecycle.lift_hold(
            appeal, form.cleaned_data["why"], by=by, at=at
        ),
        is_applicable=lambda appeal, user: bool(appeal.hold_reason),
    ),
    Act.REOPEN: CaseAction(
        gettext_lazy("Open again"), forms.ReopenForm,
        lambda appeal, form, by, at: lifecycle.reopen(
            appeal, why=form.cleaned_data["why"], by=by, at=at
        ),
    ),
}  # fmt: skip


def add_errors(form, error: ValidationError) -> None:
    """Add the errors of the rules to their fields, the others to the form."""
    for field, field_errors in getattr(error, "message_dict", {None: error.messages}).items():
        form.add_error(field if field in form.fields else None, field_errors)


class ActView(CaseMixin, FormView):
    """Show the form; on POST do the act. After an error everything typed is kept."""

    template_name = "appeals/admin/act.html"

    @property
    def act(self) -> CaseAction:
        """Return the act of the address."""
        return ACTS[self.kwargs["act"]]

    def get_page_title(self) -> str:
        return str(self.act.label)

    def dispatch(self, request, *args, **kwargs) -> HttpResponse:
        """Open the page of a known act; Http404 for any other name."""
        if kwargs["act"] not in ACTS:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_form_class(self) -> type[forms.ActForm]:
        return self.act.form

    def get_form_kwargs(self) -> dict:
        return {**super().get_form_kwargs(), "appeal": self.appeal, "user": self.request.user}

    def get(self, request, *args, **kwargs) -> HttpResponse:
        """Show the form, or go back to the case when the act is not possible now."""
        act = kwargs["act"]
        access.require_permission(request.user, act, self.appeal.office)
        if not self.act.is_possible(act, self.appeal, request.user):
            messages.warning(request, _("This can't be done now: the appeal has moved on."))
            return redirect(self.case_url())
        return super().get(request, *args, **kwargs)

    def form_valid(self, form) -> HttpResponse:
        """Do the act; its errors are shown in the form."""
        try:
            with transaction.atomic():
                self._check_unchanged(form.cleaned_data["last_event"])
                self.act.perform(self.appeal, form, self.request.user, self.now)
        except ValidationError as error:
            add_errors(form, error)
            return self.form_invalid(form)
        return self.after_act(form)

    def after_act(self, form) -> HttpResponse:
        """Go back to the case, or to the inbox when it belongs to another office now."""
        message = _("%(number)s: done. %(act)s.") % {
            "number": self.appeal.number, "act": self.act.label,
        }  # fmt: skip
        messages.success(self.request, message)
        if not access.visible_appeals(self.request.user).filter(pk=self.appeal.pk).exists():
            return redirect("appeals_admin:inbox")  # it belongs to another office now
        return redirect(self.case_url())

    def _check_unchanged(self, last_event: int) -> None:
        """Raise ValidationError when somebody has acted since the form was opened."""
        Appeal.objects.select_for_update(of=("self",)).get(pk=self.appeal.pk)
        last = self.appeal.events.order_by("-pk").select_related("by").first()
        if last is not None and last.pk != last_event:
            who = last.by.get_full_name() if last.by else _("the applicant")
            raise ValidationError(
                _("Meanwhile %(who)s has done this: “%(act)s”. Look at the appeal and send again.")
                % {"who": who, "act": Act(last.act).label}
            )

    def form_invalid(self, form) -> HttpResponse:
        """Show the form again with what was typed."""
        form.accept_changes()
        return super().form_invalid(form)

    def get_context_data(self, **kwargs) -> dict:
        """Add the act, the points and a suggested body; the matter is logged as opened."""
        log_access(self.request, self.appeal, "appeals.open", once_a_day=True)
        form = kwargs.pop("form", None) or self.get_form()
        return super().get_context_data(
            act=self.act,
            suggested=list(routing.suggested_bodies(self.appeal))
            if self.kwargs["act"] in {Act.ROUTE, Act.FORWARD}
            else [],
            points=list(self.appeal.points.all()),
            form=form,
            proposal=describe_close_proposal(form.proposal, self.appeal, self.request.user),
            **kwargs,
        )
