"""Admin pages of public answers: one person prepares, another checks."""

from collections.abc import Sequence

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, ListView
from wagtail.admin import messages

from appeals import access, publication
from appeals.admin.actions import add_errors
from appeals.admin.mixins import CASE, AppealsAdminMixin, is_checker, is_staff, log_access
from appeals.admin.publication_forms import (
    CheckForm,
    PrepareForm,
    hash_word,
    original_texts,
    public_texts,
)
from appeals.models import Appeal, PublishedAnswer, Reply
from appeals.redaction import Finding
from appeals.states import Act
from core.capped_paginator import CappedPaginator
from core.reading_record.writing import log_list_view

Stage = PublishedAnswer.Stage


class PrepareView(AppealsAdminMixin, FormView):
    """Show the original on the left and the anonymised text to correct on the right."""

    template_name = "appeals/admin/prepare.html"
    page_title = gettext_lazy("Prepare a public answer")
    form_class = PrepareForm

    @cached_property
    def reply(self) -> Reply:
        """Return the reply of the address. Http404: there is none in the user's offices."""
        rows = Reply.objects.filter(appeal__in=access.visible_appeals(self.request.user))
        return get_object_or_404(rows.select_related("appeal__office"), pk=self.kwargs["pk"])

    def parent_breadcrumbs(self) -> list[dict]:
        return [
            {"url": reverse(CASE, args=[self.reply.appeal_id]), "label": self.reply.appeal.number}
        ]

    @cached_property
    def prepared(self) -> PublishedAnswer | None:
        """Return the public answer prepared before, as it is now."""
        return PublishedAnswer.objects.filter(reply=self.reply).first()

    def get_form_kwargs(self) -> dict:
        """Add the words to give a reason for: of the texts sent, else of those prepared before."""
        kwargs = super().get_form_kwargs()
        source = kwargs.get("data") or kwargs["initial"]
        texts = {name: source.get(name, "") for name in ("title", "question", "answer")}
        marked = publication.words_to_excuse(PublishedAnswer(reply=self.reply, **texts))
        for word, reason in getattr(self.prepared, "excuses", {}).items():
            kwargs["initial"][f"reason_{hash_word(word)}"] = reason
        return {**kwargs, "marked": marked}

    def get_initial(self) -> dict:
        """Return the texts prepared before, or the redacted originals."""
        prepared = self.prepared
        if prepared is not None:
            return {
                "seen": publication.content_digest(prepared),
                "title": prepared.title,
                "question": prepared.question,
                "answer": prepared.answer,
            }
        appeal: Appeal = self.reply.appeal
        return {
            "title": publication.redact_text(appeal.subject, appeal).text,
            "question": publication.redact_text(publication.question_text(appeal), appeal).text,
            "answer": publication.redact_text(publication.answer_text(self.reply), appeal).text,
        }

    def form_valid(self, form: PrepareForm) -> HttpResponse:
        try:
            data = form.cleaned_data
            publication.prepare(
                self.reply,
                title=data["title"],
                question=data["question"],
                answer=data["answer"],
                by=self.request.user,
                at=self.now,
                seen=data["seen"],
                reasons=form.reasons(),
            )
        except ValidationError as error:
            add_errors(form, error)
            self.show_changed(form)
            return self.form_invalid(form)
        messages.success(self.request, _("Prepared. A second person checks it now."))
        return redirect(reverse(CASE, args=[self.reply.appeal_id]))

    def show_changed(self, form: PrepareForm) -> None:
        """Show the text that somebody else has prepared meanwhile beside the text typed."""
        del self.prepared  # read it as it is now
        prepared = self.prepared
        if form.cleaned_data["seen"] != publication.content_digest(prepared):
            if prepared is not None:
                self.changed = public_texts(prepared, publication.find_personal_data(prepared))
            form.accept(prepared)

    changed: Sequence[dict] = ()

    def get_context_data(self, **kwargs) -> dict:
        """Add the texts; the original is logged as opened."""
        log_access(self.request, self.reply.appeal, "appeals.open", once_a_day=True)
        prepared = self.prepared
        return super().get_context_data(
            original=original_texts(self.reply), appeal=self.reply.appeal,
            why=prepared.why if prepared else "",
            changed=self.changed, **kwargs,
        )  # fmt: skip


class QueueView(AppealsAdminMixin, ListView):
    """List what waits for a second person, or another stage: returned ones lead to correction."""

    template_name = "appeals/admin/queue.html"
    page_title = gettext_lazy("Public answers")
    paginate_by = 30
    paginator_class = CappedPaginator

    def has_access(self, user) -> bool:
        return is_staff(user) or is_checker(user)

    def get_queryset(self):
        """Return the public answers of the requested stage; prepared ones by default."""
        stage = self.request.GET.get("stage")
        if stage not in Stage.values:
            stage = Stage.PREPARED
        rows = access.visible_answers(self.request.user).filter(stage=stage)
        return rows.select_related("office", "topic", "prepared_by", "reply__appeal").order_by(
            "-published_at", "number"
        )

    def get_context_data(self, **kwargs) -> dict:
        """Add the stages; log which public answers are listed."""
        context = super().get_context_data(stages=Stage.choices, Stage=Stage, **kwargs)
        log_list_view(self.request.user, "appeals.list_answers", context["object_list"])
        return context


class CheckView(AppealsAdminMixin, FormView):
    """Show original and public text side by side; publish, return or withdraw."""

    template_name = "appeals/admin/check.html"
    form_class = CheckForm

    def has_access(self, user) -> bool:
        return is_staff(user) or is_checker(user)

    @cached_property
    def answer(self) -> PublishedAnswer:
        """Return the public answer of the address. Http404: none in the user's offices."""
        rows = access.visible_answers(self.request.user).select_related(
            "reply__appeal__office", "office", "prepared_by", "checked_by"
        )
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    @cached_property
    def findings(self) -> dict[str, list[Finding]]:
        """Return the personal data found in the public texts, by field."""
        return publication.find_personal_data(self.answer)

    def get_page_title(self) -> str:
        return self.answer.title

    def parent_breadcrumbs(self) -> list[dict]:
        return [{"url": reverse("appeals_admin:queue"), "label": _("Public answers")}]

    def get_form_kwargs(self) -> dict:
        """Add the marked words that the preparer gave no reason for."""
        words = publication.excusable_words(self.findings)
        waits = self.answer.stage == Stage.PREPARED
        marked = [word for word in words if waits and word not in self.answer.excuses]
        published = self.answer.stage == Stage.PUBLISHED
        return {**super().get_form_kwargs(), "marked": marked, "published": published}

    def get_initial(self) -> dict:
        """Return the digest of the text on this page."""
        return {"seen": publication.content_digest(self.answer)}

    def form_valid(self, form) -> HttpResponse:
        why, seen = form.cleaned_data["why"], form.cleaned_data["seen"]
        by = {"by": self.request.user, "at": self.now, "seen": seen}
        action = {
            "publish": lambda: publication.publish(self.answer, reasons=form.reasons(), **by),
            "return": lambda: publication.return_for_correction(self.answer, why, **by),
            "withdraw": lambda: publication.withdraw(
                self.answer, why, reason=form.cleaned_data.get("reason", ""), **by
            ),
        }.get(self.request.POST.get("do", ""))
        if action is None:
            raise PermissionDenied
        try:
            row = action()
        except ValidationError as error:
            add_errors(form, error)
            del self.answer, self.findings  # show it as it is now
            form.accept(self.answer)
            return self.form_invalid(form)
        messages.success(self.request, f"{row.title}: {row.get_stage_display()}")
        return redirect("appeals_admin:queue")

    def get_context_data(self, **kwargs) -> dict:
        """Add the texts; the original is logged as opened."""
        row, user = self.answer, self.request.user
        if row.reply:
            log_access(self.request, row.reply.appeal, "appeals.open", once_a_day=True)
        may_check = access.can_act_in(user, Act.PUBLISH, row.office)
        return super().get_context_data(
            answer=row,
            original=original_texts(row.reply) if row.reply else [],
            public=public_texts(row, self.findings),
            left=any(self.findings.values()),
            own=row.prepared_by_id == user.pk,
            may_publish=may_check and row.stage == Stage.PREPARED and row.prepared_by_id != user.pk,
            may_return=may_check and row.stage == Stage.PREPARED,
            may_withdraw=may_check and row.stage == Stage.PUBLISHED,
            **kwargs,
        )
