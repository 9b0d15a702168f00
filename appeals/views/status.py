"""The status page: an appeal opened with number and secret; reading, rating, withdrawal."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from appeals import (
    deletion_requests,
    lifecycle,
    publication,
    reconsideration,
    remedies,
    status_session,
    status_text,
)
from appeals.forms import AskAgainForm, DeletionForm, OpenForm, RatingForm, WithdrawForm
from appeals.ledger_status import status_context
from appeals.models import Appeal
from appeals.states import OPEN, Act, is_allowed
from core.unlock import TooManyAttemptsError


@never_cache
def status(request: HttpRequest) -> HttpResponse:
    """Show the form, or the appeal that is open in this browser; POST opens one."""
    at = timezone.now()
    if request.method == "POST":
        return _open(request, at)
    appeal = status_session.OPEN_APPEAL.current(request, at)
    if appeal is None:
        return render(request, "appeals/status_form.html", {"form": OpenForm()})
    return _page(request, appeal, at)


def _open(request: HttpRequest, at) -> HttpResponse:
    form = OpenForm(request.POST)
    if form.is_valid():
        try:
            appeal = status_session.open_appeal(request, at=at, **form.cleaned_data)
        except TooManyAttemptsError:
            form.add_error(None, _("Too many tries. Come back in an hour or call the office."))
            return render(request, "appeals/status_form.html", {"form": form}, status=429)
        if appeal is not None:
            return redirect("appeals:status")
        form.add_error(
            None, _("There is no appeal with this number and secret. Check both on your receipt.")
        )
    return render(request, "appeals/status_form.html", {"form": form})


def _page(request: HttpRequest, appeal: Appeal, at, **forms) -> HttpResponse:
    on = timezone.localdate(at)
    if appeal.anonymised_at:
        return _page_of_anonymised(request, appeal, on)
    rating = getattr(appeal, "rating", None)
    answered = bool(appeal.answered_at)
    context = {
        "appeal": appeal,
        "sentence": status_text.status_sentence(appeal, on),
        "why": status_text.explain_due_date(appeal) if appeal.state in OPEN else "",
        "strip": status_text.due_strip(appeal, at) if appeal.state in OPEN else None,
        "timeline": status_text.build_timeline(appeal),
        "points": list(appeal.points.all()),
        "files": status_text.list_own_files(appeal),
        "replies": status_text.list_replies(appeal),
        "rated": rating,
        "rating_form": RatingForm() if answered and rating is None else None,
        "withdraw_form": WithdrawForm() if is_allowed(appeal.state, Act.WITHDRAW) else None,
        "ask_again_form": AskAgainForm() if reconsideration.may_be_asked(appeal) else None,
        "reconsideration": status_text.describe_reconsideration(appeal),
        "remedies": remedies.list_remedies() if reconsideration.has_outcome(appeal) else [],
        "deletion_form": DeletionForm() if _may_ask_deletion(appeal) else None,
        "deletion": status_text.describe_deletion_request(appeal),
        "may_add": is_allowed(appeal.state, Act.ADD_DOCUMENT),
        **status_context(appeal),
        **forms,
    }
    return render(request, "appeals/status.html", context)


def _may_ask_deletion(appeal: Appeal) -> bool:
    return is_allowed(appeal.state, Act.ASK_DELETION) and not deletion_requests.is_pending(appeal)


def _page_of_anonymised(request: HttpRequest, appeal: Appeal, on) -> HttpResponse:
    """Show what is left of an anonymised case: that it was, when, and how it ended."""
    replies = status_text.list_replies(appeal)
    context = {
        "appeal": appeal,
        "sentence": status_text.status_sentence(appeal, on),
        "timeline": status_text.build_timeline(appeal),
        "public": [reply.published for reply in replies if hasattr(reply, "published")],
    }
    return render(request, "appeals/status_anonymised.html", context)


@never_cache
@require_POST
def rate(request: HttpRequest) -> HttpResponse:
    """Rate the answer, once."""
    at = timezone.now()
    appeal = status_session.OPEN_APPEAL.current(request, at)
    if appeal is None:
        return redirect("appeals:status")
    form = RatingForm(request.POST)
    if form.is_valid():
        try:
            lifecycle.rate(appeal, form.cleaned_data["stars"], form.cleaned_data["comment"], at=at)
        except ValidationError as error:
            messages.info(request, " ".join(error.messages))
            return redirect("appeals:status")
        messages.success(request, _("Thank you. Your rating is counted."))
        return redirect("appeals:status")
    return _page(request, appeal, at, rating_form=form)


def _ask(request: HttpRequest, form_class, name: str, act, field: str, done: str) -> HttpResponse:
    """Do `act` to the open appeal with the words of `field`; a wrong form comes back as `name`."""
    at = timezone.now()
    appeal = status_session.OPEN_APPEAL.current(request, at)
    if appeal is None:
        return redirect("appeals:status")
    form = form_class(request.POST)
    if not form.is_valid():
        return _page(request, appeal, at, **{name: form})
    try:
        act(appeal, why=form.cleaned_data[field], at=at)
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    else:
        messages.success(request, done)
    return redirect("appeals:status")


@never_cache
@require_POST
def withdraw(request: HttpRequest) -> HttpResponse:
    """Withdraw the appeal."""
    done = _("Your appeal is taken back.")
    return _ask(request, WithdrawForm, "withdraw_form", lifecycle.withdraw, "why", done)


@never_cache
@require_POST
def ask_again(request: HttpRequest) -> HttpResponse:
    """Ask a head to have the appeal considered again."""
    done = _("Your request is with the head of the office.")
    return _ask(request, AskAgainForm, "ask_again_form", lifecycle.ask_again, "why", done)


@never_cache
@require_POST
def ask_deletion(request: HttpRequest) -> HttpResponse:
    """Ask a head to delete the personal data of the case."""
    done = _("Your request is with the head of the office.")
    return _ask(
        request, DeletionForm, "deletion_form", lifecycle.ask_deletion, "deletion_why", done
    )


@never_cache
@require_POST
def withdraw_consent(request: HttpRequest) -> HttpResponse:
    """End the consent to publication."""
    at = timezone.now()
    appeal = status_session.OPEN_APPEAL.current(request, at)
    if appeal is not None:
        publication.withdraw_consent(appeal, at=at)
        messages.success(request, _("Nothing of your appeal is published any more."))
    return redirect("appeals:status")


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Close the appeal in this browser."""
    status_session.OPEN_APPEAL.forget(request)
    return redirect("appeals:status")
