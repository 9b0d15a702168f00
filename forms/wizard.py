"""The base of both wizards: formtools' steps over a draft in the database.

Beyond formtools: the current step is that of the address and not of the session, so two tabs do not
disturb each other; every button saves what was typed, valid or not; a step after an incomplete one
cannot be opened; a form sent twice is registered once.
"""

import hashlib
import json
import logging
from abc import ABC, abstractmethod
from http import HTTPStatus
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.storage import storages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse, translate_url
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.datastructures import MultiValueDict
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from formtools.wizard.views import NamedUrlWizardView

from core.i18n.localtext import CODES
from forms import browser_key, drafts, rate_limits
from forms.steps import Step, StepContext

log = logging.getLogger(__name__)
CHECK_STEP = "check"
OTHER_BUTTONS = {"back", "save", "keep"}  # of every step; the rest go on


class DraftWizard(NamedUrlWizardView, ABC):
    """The steps of one draft. Subclasses set `kind`, both URL names, and implement `complete`."""

    storage_name = "forms.draft_storage.DraftStorage"
    template_name = "forms/step.html"
    file_storage = property(lambda self: storages["private"])  # formtools requires one
    kind = ""
    start_url_name = receipt_url_name = ""

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        """Redirect a sent, expired, unknown or foreign draft; else run the step."""
        draft = drafts.find_by_token(kwargs["token"], self.kind)
        if draft is None:
            return self.not_found_response(request)
        if draft.result:
            return self.receipt_redirect(draft)
        if not browser_key.may_open(request, draft):
            return browser_key.ask_for_code(request)
        if drafts.is_expired(draft, timezone.localdate()):
            return self.expired_response(request, draft)
        if drafts.is_solved(draft):
            return self.solved_response(request, draft)
        self.draft = draft
        request.draft = draft  # type: ignore[attr-defined]  # read by DraftStorage
        self.at = timezone.now()
        self.cleaned_steps: dict[str, dict[str, Any] | None] = {}
        try:
            response = super().dispatch(request, *args, **kwargs)
        except drafts.AlreadySentError:
            response = self.receipt_redirect(draft)
        # On a shared computer «back» must not show what the last person typed. It is saved in the
        # draft, from which the page is filled again.
        add_never_cache_headers(response)
        # The cookie lives as long as the draft, whose last day moves with each answer.
        return browser_key.set_browser_key(response, browser_key.get_browser_key(request))

    # --- steps and their forms ---

    def get_step_url(self, step: str, check: bool = False) -> str:
        """Return the address of a step; `check` shows its errors."""
        url = reverse(self.url_name, kwargs={"token": self.draft.token, "step": step})
        query = []
        if self.came_from_check and step != CHECK_STEP:
            query.append(f"from={CHECK_STEP}")
        if check:
            query.append("check=1")
        return url + ("?" + "&".join(query) if query else "")

    @property
    def came_from_check(self) -> bool:
        """Whether the step was opened by «Change» on the check page."""
        source = self.request.POST.get("from") or self.request.GET.get("from")
        return source == CHECK_STEP and CHECK_STEP in self.form_list

    def get_form_prefix(self, step=None, form=None) -> str:
        """Return no prefix: a page has one form, and field names are the same in every step."""
        return ""

    def get_form_kwargs(self, step=None) -> dict[str, Any]:
        """Return the context that every step takes."""
        return {"context": StepContext(self.at, self.draft, self.get_cleaned_data_for_step)}

    def get_form_list(self) -> dict[str, type[Step]]:
        """Return all steps: there are no conditional ones, so formtools' cache is not needed."""
        return self.form_list.copy()

    def get_cleaned_data_for_step(self, step: str) -> dict[str, Any] | None:
        """Return the cleaned answers of a step, None while they are missing or invalid.

        They are cached until `forget_cleaned_steps`, since a step asks for those before it.
        """
        if step not in self.cleaned_steps:
            form = self.get_form(step, data=self.storage.get_step_data(step))
            self.cleaned_steps[step] = form.cleaned_data if form.is_valid() else None
        return self.cleaned_steps[step]

    def forget_cleaned_steps(self) -> None:
        """Validate all steps again: an answer has changed, or time has passed."""
        self.cleaned_steps.clear()

    def bound_form(self, step: str) -> Step:
        """Return the form of a step bound to its saved values."""
        return self.get_form(step, data=self.storage.get_step_data(step) or {})

    def first_incomplete(self, before: str | None = None) -> str | None:
        """Return the first step before `before` that is missing or invalid."""
        for step in self.get_form_list():
            if step == before:
                return None
            if self.get_cleaned_data_for_step(step) is None:
                return step
        return None

    # --- GET ---

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        """Show a step, or redirect to the first incomplete one before it."""
        step = kwargs["step"]
        if step not in self.get_form_list():
            return redirect(self.get_step_url(self.first_incomplete() or self.steps.last))
        self.storage.current_step = step
        missing = self.first_incomplete(before=step)
        if missing:
            return redirect(self.get_step_url(missing, check=self.is_saved(missing)))
        return self.render(self.display_form(step))

    def is_saved(self, step: str) -> bool:
        """Return whether the step was answered, validly or not."""
        return self.storage.get_step_data(step) is not None

    def display_form(self, step: str) -> Step:
        """Return the form to show: validated when `check` is asked for, else only filled in."""
        saved = self.storage.get_step_data(step)
        if "check" in self.request.GET:
            return self.bound_form(step)
        if saved is None:
            return self.get_form(step)
        form = self.get_form(step, data=saved)
        initial = {**last_values(saved), **form.initial_from_data()}
        return type(form)(**self.get_form_kwargs(step), initial=initial, prefix="")

    # --- POST ---

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        """Save what was typed, then act on the button that was pressed."""
        step, button = kwargs["step"], request.POST.get("go", "next")
        if step not in self.get_form_list():
            return redirect(self.get_step_url(self.steps.first))
        self.storage.current_step = step
        form_class = self.get_form_list()[step]
        values = form_class.extract_values(request.POST)
        next_field = form_class.apply_button(values, button)
        language = request.POST.get("to_language")
        sends = step == self.steps.last and not language and button not in OTHER_BUTTONS
        if values or form_class.base_fields:
            # Sending empties the draft: what is typed in the last step is saved if it is not sent.
            keep = self.storage.hold_step_data if sends else self.storage.set_step_data
            try:
                keep(step, values)
            except drafts.StepTooLongError as error:
                return self.refuse_too_long(step, values, error.over)
            self.forget_cleaned_steps()
        if sends:
            return self.submit(step, values)
        if language:
            return self.switch_language(language)
        if next_field:
            return redirect(f"{self.get_step_url(step)}#id_{next_field}")
        if button == "back":
            return self.go_back(step)
        if button == "save":
            return redirect("forms:saved", token=self.draft.token)
        if button == "keep":  # the page's own script saves while somebody types
            return HttpResponse(status=204)
        return self.advance(step)

    def refuse_too_long(self, step: str, values: dict[str, list[str]], over: int) -> HttpResponse:
        """Show what was typed with the sentence that nothing of it is saved; status 413."""
        form = self.get_form(step, data=MultiValueDict(values))
        message = ngettext(
            "This is too long to be kept, by %(over)s character. Nothing of it is saved yet: "
            "shorten it here.",
            "This is too long to be kept, by %(over)s characters. Nothing of it is saved yet: "
            "shorten it here.",
            over,
        )
        form.add_error(None, message % {"over": over})
        response = self.render(form)
        response.status_code = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
        return response

    def advance(self, step: str) -> HttpResponse:
        """Redirect to the next step if this one is valid, else to itself with its errors."""
        if not self.bound_form(step).is_valid():
            return redirect(self.get_step_url(step, check=True))
        if self.came_from_check:
            missing = self.first_incomplete(before=CHECK_STEP)
            check = missing is not None and self.is_saved(missing)
            return redirect(self.get_step_url(missing or CHECK_STEP, check=check))
        return redirect(self.get_step_url(self.get_next_step(step)))

    def submit(self, step: str, values: dict[str, list[str]]) -> HttpResponse:
        """Complete the draft if all steps are valid and unchanged since the page was shown.

        Else save what was typed in this one, and show what is wrong.
        """
        messages: list[str] = []
        form = self.get_form(step, data=self.request.POST)
        if not self.first_incomplete(before=step) and form.is_valid():
            if self.request.POST.get("seen", "") != self.fingerprint():
                messages = [drafts.changed_elsewhere()]
            elif not rate_limits.is_allowed("send", self.request):
                self.storage.set_step_data(step, values)
                return rate_limits.too_many_requests(self.request)
            else:
                messages = self.try_to_complete()
                if not messages:
                    return self.receipt_redirect(self.draft)
        self.storage.set_step_data(step, values)
        self.forget_cleaned_steps()  # a time was taken, an office was closed
        missing = self.first_incomplete(before=step)
        if missing:
            return redirect(self.get_step_url(missing, check=True))
        form = self.get_form(step, data=self.request.POST)
        if messages and form.is_valid():
            form.add_error(None, messages)
        return self.render(form)

    def try_to_complete(self) -> list[str]:
        """Complete the draft; return why it cannot be, in sentences for the person who sent it."""
        try:
            key = browser_key.get_browser_key(self.request)
            self.complete(browser_key.hash_browser_key(key))
        except ValidationError as error:
            return error.messages
        except OSError as error:  # a full disk: nothing is half sent, the draft is unchanged
            log.error("a form cannot be submitted: %s", error.strerror)
            return [
                _("This cannot be sent now: the trouble is ours. What you wrote is kept here; "
                  "try again a little later.")
            ]  # fmt: skip
        return []

    def fingerprint(self) -> str:
        """Return a short hash of everything that would be submitted."""
        steps = {
            name: data
            for name, data in self.draft.data.get("steps", {}).items()
            if name != self.steps.last
        }
        files = sorted(self.draft.files.values_list("digest", flat=True))
        text = json.dumps([steps, files], sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    def answers(self) -> dict[str, dict[str, Any]]:
        """Return the cleaned data of every step.

        ValidationError: since the steps were checked, a time was taken or an office was closed.
        """
        answers = {}
        for step in self.get_form_list():
            cleaned_data = self.get_cleaned_data_for_step(step)
            if cleaned_data is None:
                raise ValidationError(_("Some answers are no longer possible. Check them again."))
            answers[step] = cleaned_data
        return answers

    def go_back(self, step: str) -> HttpResponse:
        """Redirect to the previous step, or to the check page that the reader came from."""
        previous = self.get_prev_step(step)
        if self.came_from_check:
            return redirect(self.get_step_url(CHECK_STEP))
        return redirect(self.get_step_url(previous) if previous else reverse(self.start_url_name))

    def switch_language(self, language: str) -> HttpResponse:
        """Redirect to the same step in another language."""
        if language not in CODES:
            language = get_language() or "kk"
        self.draft.language = language
        self.draft.save(update_fields=["language"])
        return HttpResponseRedirect(translate_url(self.request.get_full_path(), language))

    @abstractmethod
    def complete(self, owner: str) -> None:
        """Turn the draft into what it is for; `owner` is the hashed key of this browser."""

    # --- responses ---

    def get_context_data(self, form, **kwargs) -> dict[str, Any]:
        """Add what the page of every step needs besides its form."""
        context = super().get_context_data(form=form, **kwargs)
        context |= {
            "step_form": True,  # the language switch of the page becomes buttons of this form
            "draft": self.draft,
            "came_from": CHECK_STEP if self.came_from_check else "",
            "seen": self.fingerprint() if self.steps.current == self.steps.last else "",
            "step_template": self.get_step_template(self.steps.current),
        }
        return context

    def get_step_template(self, step: str) -> str:
        """Return the template of a step's fields; empty: the default one."""
        return ""

    def receipt_redirect(self, draft) -> HttpResponse:
        """Redirect to the receipt of a sent draft."""
        return redirect(self.receipt_url_name, token=draft.token)

    def not_found_response(self, request: HttpRequest) -> HttpResponse:
        """Return the page for an unknown token, status 404."""
        context = {"start": reverse(self.start_url_name)}
        return render(request, "forms/not_found.html", context, status=404)

    def solved_response(self, request: HttpRequest, draft) -> HttpResponse:
        """Return the page of a draft closed as solved, with the button that reopens it."""
        context = {
            "draft": draft,
            "answer": draft.data["solved"],
            "until": drafts.solved_until(draft),
        }
        response = render(request, "forms/solved.html", context)
        add_never_cache_headers(response)
        return response

    def expired_response(self, request: HttpRequest, draft) -> HttpResponse:
        """Return the page that offers to revive an expired draft, status 410."""
        context = {"draft": draft, "start": reverse(self.start_url_name)}
        return render(request, "forms/expired.html", context, status=410)


def last_values(saved) -> dict[str, str]:
    """Return the last value of each saved field: MatterStep derives its fields from them."""
    return {name: values[-1] if values else "" for name, values in saved.lists()}
