"""The wizard of the appeal."""

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.defaultfilters import filesizeformat
from django.utils import timezone

from core.i18n.localtext import active_language
from forms import drafts, rate_limits, submit
from forms.models import Draft
from forms.uploads import attach
from forms.wizard import CHECK_STEP, DraftWizard
from search import query_log
from search.backends import Hit, get_backend
from services.models import Office

MAX_FILES_PER_REQUEST = 10
SUGGESTED_KINDS = ("answer", "standard")  # kinds of search entries that may answer a matter
MAX_SUGGESTIONS = 3


class AppealWizard(DraftWizard):
    """Steps of the appeal, with uploads and published answers on the step of the files."""

    kind = Draft.Wizard.APPEAL
    start_url_name, receipt_url_name = "forms:appeal", "forms:receipt"
    step_templates = {
        "matter": "forms/parts/points.html",
        "files": "forms/parts/files.html",
        "consents": "forms/parts/consents.html",
        CHECK_STEP: "forms/parts/check.html",
    }

    def get_step_template(self, step: str) -> str:
        return self.step_templates.get(step, "")

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        """On the step of the files, store and delete files first; else as on any step."""
        if kwargs["step"] != "files":
            return super().post(request, *args, **kwargs)
        button = request.POST.get("go", "")
        if button.startswith("solved-"):
            return self.confirm_solved(button.removeprefix("solved-"))
        if button.startswith("close-solved-"):
            return self.close_as_solved(button.removeprefix("close-solved-"))
        if button.startswith("drop-file-"):
            self.delete_file(button.removeprefix("drop-file-"))
        uploads = request.FILES.getlist("documents")[:MAX_FILES_PER_REQUEST]
        if uploads and not rate_limits.is_allowed("upload", request):
            return rate_limits.too_many_requests(request)
        refused = self.attach_files(uploads)
        if refused:
            drafts.save_step(self.draft, "files", {"seen": ["1"], "refused": refused}, at=self.at)
            return redirect(self.get_step_url("files", check=True) or "")
        if button.startswith("drop-file-") or button == "upload":
            drafts.save_step(self.draft, "files", {"seen": ["1"]}, at=self.at)
            return redirect(self.get_step_url("files", check=button == "upload" and not uploads))
        return super().post(request, *args, **kwargs)

    def attach_files(self, uploads: list[UploadedFile]) -> list[str]:
        """Store the acceptable files; return "reason|name" of each refused one."""
        refused, office = [], self.chosen_office() if uploads else None
        for upload in uploads:
            try:
                attach.attach_to_draft(self.draft, upload, office=office, at=self.at)
            except attach.FileRefusedError as error:
                refused.append(f"{error.reason}|{error.name}")
        return refused

    def chosen_office(self) -> Office | None:
        """Return the office of the appeal, None while none is chosen."""
        return (self.get_cleaned_data_for_step("office") or {}).get("office")

    def delete_file(self, pk: str) -> None:
        """Delete the draft's file with this primary key; ignore an unknown one."""
        row = self.draft.files.filter(pk=pk).first() if pk.isdecimal() else None
        if row:
            drafts.delete_file(row)

    def find_suggestions(self) -> list[Hit]:
        """Return the published answers and standards most similar to the matter, three at most.

        Of several with one title only the most similar is returned.
        """
        matter = self.get_cleaned_data_for_step("matter")
        if not matter:
            return []
        text = "\n".join(matter["points"])
        similar = get_backend().similar(
            text, active_language(), SUGGESTED_KINDS, 3 * MAX_SUGGESTIONS
        )
        titles: dict[str, Hit] = {}
        for hit in similar:
            titles.setdefault(hit.entry.title, hit)
        return list(titles.values())[:MAX_SUGGESTIONS]

    def find_suggestion(self, group: str) -> Hit | None:
        """Return the suggestion of this group of search entries, None when it is not one."""
        return next((hit for hit in self.find_suggestions() if hit.entry.group == group), None)

    def confirm_solved(self, group: str) -> HttpResponse:
        """Ask whether the suggestion is really enough; nothing is changed yet."""
        hit = self.find_suggestion(group)
        url = self.get_step_url("files") or ""
        if hit is None:
            return redirect(url)
        return render(self.request, "forms/solve.html", {"entry": hit.entry, "step_url": url})

    def close_as_solved(self, group: str) -> HttpResponse:
        """Close the draft for a day and count the suggestion that answered the question."""
        hit = self.find_suggestion(group)
        if hit is not None:
            entry = hit.entry
            answer = {"title": entry.title, "url": entry.url, "language": entry.language}
            drafts.close_as_solved(self.draft, answer, at=self.at)
            query_log.record_solved(group, timezone.localdate(self.at))
        return redirect(self.get_step_url("files") or "")

    def get_context_data(self, form, **kwargs) -> dict[str, Any]:
        """Add suggestions and files, or the answers of all steps, where the step shows them."""
        context = super().get_context_data(form=form, **kwargs)
        step = self.steps.current
        if step == "files":
            context["suggested_answers"] = self.find_suggestions()
            context["stored_files"] = [
                {
                    "pk": file.pk,
                    "name": file.name,
                    "size": filesizeformat(file.size),
                    "scan": file.scan,
                    "sealed": file.original and attach.keeps_originals(self.chosen_office()),
                }
                for file in self.draft.files.all()
            ]
        if step == CHECK_STEP:
            context["sections"] = self.get_sections()
        return context

    def get_sections(self) -> list[dict[str, Any]]:
        """Return the answers of each step with the address to change them, for the check page."""
        sections = []
        for step in self.steps.all[:-1]:
            form = self.bound_form(step)
            if form.is_valid():
                url = self.get_step_url(step) + f"?from={CHECK_STEP}"
                rows = [
                    {
                        "key": row.key,
                        "value": row.value,
                        "change_url": f"{url}#id_{row.field}" if row.field else f"{url}#main",
                    }
                    for row in form.summary_rows()
                ]
                sections.append({"title": form.heading, "rows": rows})
        return sections

    def complete(self, owner: str) -> None:
        """Register the appeal."""
        submit.submit_appeal(self.draft, self.answers(), owner=owner, at=self.at)
