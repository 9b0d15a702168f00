"""The appeal, step by step."""

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.defaultfilters import filesizeformat
from django.utils import timezone

from core.i18n.localtext import active_language
from forms import drafts, guard, submit
from forms.models import Draft
from forms.uploads import attach
from forms.wizard import LAST, DraftWizard
from search import query_log
from search.backends import Hit, get_engine

MOST_AT_ONCE = 10  # files judged in one request
ANSWERED_BY = ("answer", "standard")  # kinds of published things that may answer a question
MOST_ANSWERS = 3


class AppealWizard(DraftWizard):
    kind = Draft.Wizard.APPEAL
    start_name, receipt_name = "forms:appeal", "forms:receipt"
    own_templates = {
        "matter": "forms/parts/points.html",
        "files": "forms/parts/files.html",
        "consents": "forms/parts/consents.html",
        LAST: "forms/parts/check.html",
    }

    def own_template(self, step: str) -> str:
        return self.own_templates.get(step, "")

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        """As any step; on the files' one, files are taken and dropped first."""
        if kwargs["step"] != "files":
            return super().post(request, *args, **kwargs)
        go = request.POST.get("go", "")
        if go.startswith("solved-"):
            return self.solved(go.removeprefix("solved-"))
        if go.startswith("drop-file-"):
            self.drop_file(go.removeprefix("drop-file-"))
        uploads = request.FILES.getlist("documents")[:MOST_AT_ONCE]
        if uploads and not guard.allow("upload", request):
            return guard.too_many(request)
        refused = self.take(uploads)
        if refused:
            drafts.keep(self.draft, "files", {"seen": ["1"], "refused": refused}, at=self.at)
            return redirect(self.get_step_url("files", check=True) or "")
        if go.startswith("drop-file-") or go == "upload":
            drafts.keep(self.draft, "files", {"seen": ["1"]}, at=self.at)
            return redirect(self.get_step_url("files", check=go == "upload" and not uploads))
        return super().post(request, *args, **kwargs)

    def take(self, uploads: list[UploadedFile]) -> list[str]:
        """Take what can be taken; of the rest, the reason and the name."""
        refused = []
        for upload in uploads:
            try:
                attach.accept(self.draft, upload, at=self.at)
            except attach.Refused as error:
                refused.append(f"{error.reason}|{error.name}")
        return refused

    def drop_file(self, number: str) -> None:
        row = self.draft.files.filter(pk=number).first() if number.isdecimal() else None
        if row:
            drafts.forget_file(row)

    def already_answered(self) -> list[Hit]:
        """The three published answers and standards nearest to the matter, if any is near.

        Of several under one title the nearest is enough.
        """
        matter = self.get_cleaned_data_for_step("matter")
        if not matter:
            return []
        text = "\n".join(matter["points"])
        near = get_engine().similar(text, active_language(), ANSWERED_BY, 3 * MOST_ANSWERS)
        titles: dict[str, Hit] = {}
        for hit in near:
            titles.setdefault(hit.entry.title, hit)
        return list(titles.values())[:MOST_ANSWERS]

    def solved(self, group: str) -> HttpResponse:
        """One of them answers the question: the form ends here, and nothing of it is kept."""
        hit = next((hit for hit in self.already_answered() if hit.entry.group == group), None)
        if hit is None:
            return redirect(self.get_step_url("files") or "")
        query_log.record_solved(group, timezone.localdate(self.at))
        drafts.drop([self.draft])
        return render(self.request, "forms/solved.html", {"entry": hit.entry})

    def get_context_data(self, form, **kwargs) -> dict[str, Any]:
        context = super().get_context_data(form=form, **kwargs)
        step = self.steps.current
        if step == "files":
            context["already_answered"] = self.already_answered()
            context["kept_files"] = [
                {
                    "pk": each.pk,
                    "name": each.name,
                    "size": filesizeformat(each.size),
                    "scan": each.scan,
                }
                for each in self.draft.files.all()
            ]
        if step == LAST:
            context["sections"] = self.sections()
        return context

    def sections(self) -> list[dict[str, Any]]:
        """The check page: each step's heading, its answers, and the way back to it."""
        found = []
        for step in self.steps.all[:-1]:
            form = self.judged(step)
            if form.is_valid():
                url = self.get_step_url(step) + f"?from={LAST}"
                rows = [
                    {"key": row.key, "value": row.value, "change_url": url} for row in form.rows()
                ]
                found.append({"rows": rows})
        return found

    def finish(self, owner: str) -> None:
        submit.send_appeal(self.draft, self.answers(), owner=owner, at=self.at)
