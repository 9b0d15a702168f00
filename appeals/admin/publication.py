"""The public answer on the desk: prepared by one person, checked by another."""

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
from appeals.admin.mixins import CASE, DeskMixin, is_checker, is_staff
from appeals.models import Appeal, PublishedAnswer, Reply
from appeals.redaction import Finding
from appeals.states import Act

Stage = PublishedAnswer.Stage


def marked(text: str, findings: list[Finding]) -> SafeString:
    """The text with every finding in a <mark> that says what it is."""
    parts: list[tuple[str, str, str]] = []
    place = 0
    for each in findings:
        parts.append((text[place : each.start], redaction.MASKS["ru"][each.kind], each.text))
        place = each.end
    body = format_html_join("", '{}<mark class="desk-found" title="{}">{}</mark>', parts)
    return format_html("{}{}", body, text[place:])


def original(reply: Reply) -> list[dict]:
    """The citizen's words and the reply, with what the machine found marked."""
    person = publication.personal_data_of(reply.appeal)
    texts = [
        (_("Question"), publication.question_text(reply.appeal)),
        (_("Answer"), publication.answer_text(reply)),
    ]
    return [
        {"title": title, "text": marked(text, redaction.find_personal_data(text, person))}
        for title, text in texts
    ]


class PrepareForm(forms.Form):
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


class PrepareView(DeskMixin, FormView):
    """The original on the left, the anonymised text to correct on the right."""

    template_name = "appeals/admin/prepare.html"
    page_title = gettext_lazy("Prepare a public answer")
    form_class = PrepareForm

    @cached_property
    def reply(self) -> Reply:
        rows = Reply.objects.filter(appeal__in=access.visible_appeals(self.request.user))
        return get_object_or_404(rows.select_related("appeal__office"), pk=self.kwargs["pk"])

    def way(self) -> list[dict]:
        return [
            {"url": reverse(CASE, args=[self.reply.appeal_id]), "label": self.reply.appeal.number}
        ]

    def get_initial(self) -> dict:
        earlier = PublishedAnswer.objects.filter(reply=self.reply).first()
        if earlier is not None:
            return {"title": earlier.title, "question": earlier.question, "answer": earlier.answer}
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
            return self.form_invalid(form)
        messages.success(self.request, _("Prepared. A second person checks it now."))
        return redirect(reverse(CASE, args=[self.reply.appeal_id]))

    def get_context_data(self, **kwargs) -> dict:
        earlier = PublishedAnswer.objects.filter(reply=self.reply).first()
        return super().get_context_data(
            original=original(self.reply), appeal=self.reply.appeal,
            why=earlier.why if earlier else "", **kwargs,
        )  # fmt: skip


class QueueView(DeskMixin, ListView):
    """What waits for a second person; one's own stand there too, but can't be published."""

    template_name = "appeals/admin/queue.html"
    page_title = gettext_lazy("Public answers to check")
    paginate_by = 30

    def may_enter(self, user) -> bool:
        return is_staff(user) or is_checker(user)

    def get_queryset(self):
        stage = self.request.GET.get("stage")
        if stage not in Stage.values:
            stage = Stage.PREPARED
        rows = access.visible_answers(self.request.user).filter(stage=stage)
        return rows.select_related("office", "topic", "prepared_by", "reply__appeal").order_by(
            "-published_at", "number"
        )

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(stages=Stage.choices, Stage=Stage, **kwargs)


class CheckView(DeskMixin, FormView):
    """Original and public text side by side; publish, return, withdraw."""

    template_name = "appeals/admin/check.html"

    class form_class(forms.Form):
        why = forms.CharField(
            label=gettext_lazy("Why returned or withdrawn"), max_length=300, required=False
        )

    def may_enter(self, user) -> bool:
        return is_staff(user) or is_checker(user)

    @cached_property
    def answer(self) -> PublishedAnswer:
        rows = access.visible_answers(self.request.user).select_related(
            "reply__appeal__office", "office", "prepared_by", "checked_by"
        )
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def get_page_title(self) -> str:
        return self.answer.title

    def way(self) -> list[dict]:
        return [{"url": reverse("appeals_desk:queue"), "label": _("Public answers to check")}]

    def form_valid(self, form) -> HttpResponse:
        do = {
            "publish": lambda: publication.publish(self.answer, by=self.request.user, at=self.now),
            "return": lambda: publication.return_for_correction(
                self.answer, form.cleaned_data["why"], by=self.request.user, at=self.now
            ),
            "withdraw": lambda: publication.withdraw(
                self.answer, form.cleaned_data["why"], by=self.request.user, at=self.now
            ),
        }.get(self.request.POST.get("do", ""))
        if do is None:
            raise PermissionDenied
        try:
            row = do()
        except ValidationError as error:
            add_errors(form, error)
            return self.form_invalid(form)
        messages.success(self.request, f"{row.title}: {row.get_stage_display()}")
        return redirect("appeals_desk:queue")

    def get_context_data(self, **kwargs) -> dict:
        row, user = self.answer, self.request.user
        found = publication.find_personal_data(row)
        fields = [(_("Title"), "title"), (_("Question"), "question"), (_("Answer"), "answer")]
        public = [
            {"title": title, "text": marked(getattr(row, name), found[name])}
            for title, name in fields
        ]
        may_check = access.can_act_in(user, Act.PUBLISH, row.office)
        return super().get_context_data(
            answer=row,
            original=original(row.reply) if row.reply else [],
            public=public,
            left=any(found.values()),
            own=row.prepared_by_id == user.pk,
            may_publish=may_check and row.stage == Stage.PREPARED and row.prepared_by_id != user.pk,
            may_return=may_check and row.stage == Stage.PREPARED,
            may_withdraw=may_check and row.stage == Stage.PUBLISHED,
            **kwargs,
        )
