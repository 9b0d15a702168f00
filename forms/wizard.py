"""The walk through a form, on formtools' steps and conditions, over a draft in the database.

What formtools does not promise and this does: the step is the address's and not the session's, so
two tabs do not disturb each other; whatever is typed is kept, right or wrong, by every button; a
step behind an unanswered one cannot be opened; sending twice sends once.
"""

import hashlib
import json
import logging
from abc import ABC, abstractmethod
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.storage import storages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse, translate_url
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from formtools.wizard.views import NamedUrlWizardView

from core.i18n.localtext import CODES
from forms import drafts, guard
from forms.guard import too_many
from forms.steps import Known, Step

log = logging.getLogger(__name__)
LAST = "check"


class DraftWizard(NamedUrlWizardView, ABC):
    """The steps of one draft. Below it say: `kind` of draft, addresses, and `finish`."""

    storage_name = "forms.draft_storage.DraftStorage"
    template_name = "forms/step.html"
    file_storage = property(lambda self: storages["private"])  # formtools asks; files.py keeps them
    kind = ""
    start_name = receipt_name = ""

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        draft = drafts.find(kwargs["token"], self.kind)
        if draft is None:
            return self.gone(request)
        if draft.result:
            return self.receipt(draft)
        if drafts.expired(draft, timezone.localdate()):
            return self.expired(request, draft)
        self.draft = draft
        request.draft = draft  # type: ignore[attr-defined]  # where the storage finds it
        self.at = timezone.now()
        try:
            response = super().dispatch(request, *args, **kwargs)
        except drafts.AlreadySent:
            response = self.receipt(draft)
        # On a shared computer «back» must not show the last person's words; what was typed is kept
        # in the draft, so that the page comes back from there.
        add_never_cache_headers(response)
        return response

    # --- where one is ---

    def get_step_url(self, step: str, check: bool = False) -> str:
        url = reverse(self.url_name, kwargs={"token": self.draft.token, "step": step})
        query = []
        if self.came_from_check and step != LAST:
            query.append(f"from={LAST}")
        if check:
            query.append("check=1")
        return url + ("?" + "&".join(query) if query else "")

    @property
    def came_from_check(self) -> bool:
        asked = self.request.POST.get("from") or self.request.GET.get("from")
        return asked == LAST and LAST in self.form_list

    def get_form_prefix(self, step=None, form=None) -> str:
        return ""

    def get_form_kwargs(self, step=None) -> dict[str, Any]:
        return {"known": Known(self.at, self.draft, self.get_cleaned_data_for_step)}

    def judged(self, step: str) -> Step:
        """The step with what is kept of it, judged."""
        return self.get_form(step, data=self.storage.get_step_data(step) or {})

    def first_incomplete(self, before: str | None = None) -> str | None:
        """The first step, of those before `before`, that cannot stand as it is."""
        for step in self.get_form_list():
            if step == before:
                return None
            if self.storage.get_step_data(step) is None or not self.judged(step).is_valid():
                return step
        return None

    # --- looking ---

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        step = kwargs["step"]
        if step not in self.get_form_list():
            return redirect(self.get_step_url(self.first_incomplete() or self.steps.last))
        self.storage.current_step = step
        missing = self.first_incomplete(before=step)
        if missing:
            return redirect(self.get_step_url(missing, check=self.was_typed(missing)))
        return self.render(self.shown(step))

    def was_typed(self, step: str) -> bool:
        return self.storage.get_step_data(step) is not None

    def shown(self, step: str) -> Step:
        """The step as it is looked at: judged when it has been tried, else only filled in."""
        kept = self.storage.get_step_data(step)
        if "check" in self.request.GET:
            return self.judged(step)
        if kept is None:
            return self.get_form(step)
        form = self.get_form(step, data=kept)
        known = self.get_form_kwargs(step)["known"]
        return type(form)(known=known, initial={**kept_keys(kept), **form.typed()}, prefix="")

    # --- answering ---

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        step, go = kwargs["step"], request.POST.get("go", "next")
        if step not in self.get_form_list():
            return redirect(self.get_step_url(self.steps.first))
        self.storage.current_step = step
        form_class = self.get_form_list()[step]
        values = form_class.kept(request.POST)
        changed = form_class.changed(values, go)
        if values or form_class.base_fields:
            self.storage.set_step_data(step, values)
        if language := request.POST.get("to_language"):
            return self.switch(language)
        if changed:
            return redirect(self.get_step_url(step))
        if go in {"back", "save", "keep"}:
            return getattr(self, f"go_{go}")(step)
        return self.go_on(step, form_class)

    def go_on(self, step: str, form_class: type[Step]) -> HttpResponse:
        """Forward if the answers stand, else to the same page with what is wrong."""
        if step == self.steps.last:
            return self.send(step)
        if not self.judged(step).is_valid():
            return redirect(self.get_step_url(step, check=True))
        forget_conditions(self)
        if self.came_from_check:
            return redirect(self.get_step_url(self.first_incomplete(before=LAST) or LAST))
        return redirect(self.get_step_url(self.get_next_step(step)))

    def send(self, step: str) -> HttpResponse:
        """The last step: everything before it must stand, and be what its reader has seen."""
        missing = self.first_incomplete(before=step)
        if missing:
            return redirect(self.get_step_url(missing, check=True))
        form = self.get_form(step, data=self.request.POST)
        if not form.is_valid():
            return self.render(form)
        if self.request.POST.get("seen", "") != self.fingerprint():
            form.add_error(None, _("The answers were changed in another window. Check them again."))
            return self.render(form)
        if not guard.allow("send", self.request):
            return too_many(self.request)
        forget_conditions(self)
        key = guard.give_key(self.request)
        try:
            self.finish(drafts.browser_mark(key))
        except ValidationError as error:
            missing = self.first_incomplete(before=step)  # a time was taken, an office was closed
            if missing:
                return redirect(self.get_step_url(missing, check=True))
            form.add_error(None, error.messages)
            return self.render(form)
        except OSError as error:  # a full disk: nothing is half sent, the draft is as it was
            log.error("a form cannot be sent: %s", error.strerror)
            form.add_error(
                None,
                _("This cannot be sent now: the trouble is ours. What you wrote is kept here; "
                  "try again a little later."),
            )  # fmt: skip
            return self.render(form)
        return guard.remember(self.receipt(self.draft), key)

    def fingerprint(self) -> str:
        """What is about to be sent, as one short word."""
        steps = {
            name: data
            for name, data in self.draft.data.get("steps", {}).items()
            if name != self.steps.last
        }
        files = sorted(self.draft.files.values_list("digest", flat=True))
        text = json.dumps([steps, files], sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    def answers(self) -> dict[str, dict[str, Any]]:
        """Every step's cleaned data."""
        return {step: self.get_cleaned_data_for_step(step) for step in self.get_form_list()}

    def go_back(self, step: str) -> HttpResponse:
        previous = self.get_prev_step(step)
        if self.came_from_check:
            return redirect(self.get_step_url(LAST))
        return redirect(self.get_step_url(previous) if previous else reverse(self.start_name))

    def go_save(self, step: str) -> HttpResponse:
        return redirect("forms:saved", token=self.draft.token)

    def go_keep(self, step: str) -> HttpResponse:
        """The page's own script keeps what is typed while one types."""
        return HttpResponse(status=204)

    def switch(self, language: str) -> HttpResponse:
        """The same step in another language; typed words stay as they are."""
        if language not in CODES:
            language = get_language() or "kk"
        self.draft.language = language
        self.draft.save(update_fields=["language"])
        return HttpResponseRedirect(translate_url(self.request.get_full_path(), language))

    @abstractmethod
    def finish(self, owner: str) -> None:
        """Hand the words over for the browser marked `owner`."""

    # --- what the page shows ---

    def get_context_data(self, form, **kwargs) -> dict[str, Any]:
        context = super().get_context_data(form=form, **kwargs)
        context |= {
            "step_form": True,  # the language switch of the frame becomes buttons of this form
            "draft": self.draft,
            "came_from": LAST if self.came_from_check else "",
            "seen": self.fingerprint() if self.steps.current == self.steps.last else "",
            "own_template": self.own_template(self.steps.current),
        }
        return context

    def own_template(self, step: str) -> str:
        """What a step shows besides its fields, if it does."""
        return ""

    def receipt(self, draft) -> HttpResponse:
        return redirect(self.receipt_name, token=draft.token)

    def gone(self, request: HttpRequest) -> HttpResponse:
        context = {"start": reverse(self.start_name)}
        return render(request, "forms/gone.html", context, status=404)

    def expired(self, request: HttpRequest, draft) -> HttpResponse:
        context = {"draft": draft, "start": reverse(self.start_name)}
        return render(request, "forms/expired.html", context, status=410)


def kept_keys(kept) -> dict[str, str]:
    """Kept fields with their last value: for steps whose number of fields follows the answers."""
    return {name: values[-1] if values else "" for name, values in kept.lists()}


def forget_conditions(wizard: DraftWizard) -> None:
    """Drop what formtools remembered within this request: the answers have just changed."""
    for name in list(wizard.__dict__):
        if name.startswith(("_cleaned_data_cache_", "_resolved_form_list", "_cache_signature")):
            delattr(wizard, name)
