"""Admin pages of public answers: one person prepares, another checks."""

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, ListView
from wagtail.admin import messages

from appeals import access, publication, redaction
from appeals.admin.actions import add_errors
from appeals.admin.mixins import CASE, AppealsAdminMixin, is_checker, is_staff
from appeals.models import Appeal, PublishedAnswer, Reply
from appeals.redaction import Finding
from appeals.states import Act

Stage = PublishedAnswer.Stage


def mark_findings(text: str, findings: list[Finding]) -> SafeString:
    """Return the text as HTML with every finding in a <mark> whose title names its kind."""
    parts: list[tuple[str, str, str]] = []
    place = 0
    for finding in findings:
        mask = redaction.MASKS["ru"][finding.kind]
        parts.append((text[place : finding.start], mask, finding.text))
        place = finding.end
    body = format_html_join("", '{}<mark class="personal-data" title="{}">{}</mark>', parts)
    return format_html("{}{}", body, text[place:])


def original_texts(reply: Reply) -> list[dict]:
    """Return the citizen's text and the reply with personal data marked."""
    personal = publication.personal_data_of(reply.appeal)
    texts = [
        (_("Question"), publication.question_text(reply.appeal)),
        (_("Answer"), publication.answer_text(reply)),
    ]
    return [
        {"title": title, "text": mark_findings(text, redaction.find_personal_data(text, personal))}
        for title, text in texts
    ]


def public_texts(answer: PublishedAnswer) -> list[dict]:
    """Return the texts for everybody with personal data marked."""
    findings = publication.find_personal_data(answer)
    fields = [(_("Title"), "title"), (_("Question"), "question"), (_("Answer"), "answer")]
    return [
        {"title": title, "text": mark_findings(getattr(answer, name), findings[name])}
        for title, name in fields
    ]


class SeenForm(forms.Form):
    """A form about a text on the screen; `seen` is the digest of that text."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def accept(self, answer: PublishedAnswer | None) -> None:
        """Take the text now shown beside the form as the one that its user has seen."""
        data = self.data.copy()  # type: ignore[attr-defined]
        data["seen"] = publication.content_digest(answer)
        self.data = data


class PrepareForm(SeenForm):
    """The texts to be published."""

    title = forms.CharField(
        label=gettext_lazy("Title"),
        max_length=200,
        help_text=gettext_lazy("What the question is about, as a reader would ask it."),
    )
    question = forms.CharField(
        label=gettext_lazy("Question"), widget=forms.Textarea(attrs={"rows": 10})
    )
    answer = forms.CharField(
        label=gettext_lazy("Answer"), widget=forms.Textarea(attrs={"rows": 14})
    )


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

    def prepared(self) -> PublishedAnswer | None:
        """Return the public answer prepared before, as it is now."""
        return PublishedAnswer.objects.filter(reply=self.reply).first()

    def get_initial(self) -> dict:
        """Return the texts prepared before, or the redacted originals."""
        prepared = self.prepared()
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
            publication.prepare(self.reply, **form.cleaned_data, by=self.request.user, at=self.now)
        except ValidationError as error:
            add_errors(form, error)
            self.show_changed(form)
            return self.form_invalid(form)
        messages.success(self.request, _("Prepared. A second person checks it now."))
        return redirect(reverse(CASE, args=[self.reply.appeal_id]))

    def show_changed(self, form: PrepareForm) -> None:
        """Show the text that somebody else has prepared meanwhile beside the text typed."""
        prepared = self.prepared()
        if form.cleaned_data["seen"] != publication.content_digest(prepared):
            self.changed = prepared
            form.accept(prepared)

    changed: PublishedAnswer | None = None

    def get_context_data(self, **kwargs) -> dict:
        prepared = self.prepared()
        return super().get_context_data(
            original=original_texts(self.reply), appeal=self.reply.appeal,
            why=prepared.why if prepared else "",
            changed=public_texts(self.changed) if self.changed else [], **kwargs,
        )  # fmt: skip


class QueueView(AppealsAdminMixin, ListView):
    """List what waits for a second person; the user's own are listed but can't be published."""

    template_name = "appeals/admin/queue.html"
    page_title = gettext_lazy("Public answers to check")
    paginate_by = 30

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
        return super().get_context_data(stages=Stage.choices, Stage=Stage, **kwargs)


class CheckForm(SeenForm):
    """The reason of a return or a withdrawal."""

    why = forms.CharField(
        label=gettext_lazy("Why returned or withdrawn"), max_length=300, required=False
    )


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

    def get_page_title(self) -> str:
        return self.answer.title

    def parent_breadcrumbs(self) -> list[dict]:
        return [{"url": reverse("appeals_admin:queue"), "label": _("Public answers to check")}]

    def get_initial(self) -> dict:
        """Return the digest of the text on this page."""
        return {"seen": publication.content_digest(self.answer)}

    def form_valid(self, form) -> HttpResponse:
        why, seen = form.cleaned_data["why"], form.cleaned_data["seen"]
        by = {"by": self.request.user, "at": self.now, "seen": seen}
        action = {
            "publish": lambda: publication.publish(self.answer, **by),
            "return": lambda: publication.return_for_correction(self.answer, why, **by),
            "withdraw": lambda: publication.withdraw(self.answer, why, **by),
        }.get(self.request.POST.get("do", ""))
        if action is None:
            raise PermissionDenied
        try:
            row = action()
        except ValidationError as error:
            add_errors(form, error)
            del self.answer  # show it as it is now
            form.accept(self.answer)
            return self.form_invalid(form)
        messages.success(self.request, f"{row.title}: {row.get_stage_display()}")
        return redirect("appeals_admin:queue")

    def get_context_data(self, **kwargs) -> dict:
        row, user = self.answer, self.request.user
        public = public_texts(row)
        may_check = access.can_act_in(user, Act.PUBLISH, row.office)
        return super().get_context_data(
            answer=row,
            original=original_texts(row.reply) if row.reply else [],
            public=public,
            left=any(publication.find_personal_data(row).values()),
            own=row.prepared_by_id == user.pk,
            may_publish=may_check and row.stage == Stage.PREPARED and row.prepared_by_id != user.pk,
            may_return=may_check and row.stage == Stage.PREPARED,
            may_withdraw=may_check and row.stage == Stage.PUBLISHED,
            **kwargs,
        )
