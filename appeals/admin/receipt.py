"""Papers for the applicant, printed at the desk in the language of the appeal."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import translation
from django.views.generic import View

from appeals import answer_letter, receipts
from appeals.admin import desk_secret
from appeals.admin.mixins import CaseMixin, log_access


class ReceiptView(CaseMixin, View):
    """The receipt as PDF; the secret stands only on the first one after it was made here."""

    def get(self, request, *args, **kwargs) -> HttpResponse:
        """Return the receipt without the secret."""
        return self._pdf("")

    def post(self, request, *args, **kwargs) -> HttpResponse:
        """Return the receipt with the secret that was just made in this session, once."""
        return self._pdf(desk_secret.take(request, self.appeal))

    def _pdf(self, secret: str) -> HttpResponse:
        log_access(self.request, self.appeal, "appeals.receipt", secret=bool(secret))
        with translation.override(self.appeal.language):
            content = receipts.render_pdf(self.appeal, secret=secret, personal=True)
        return _pdf_response(content, self.appeal.number)


class AnswerLetterView(CaseMixin, View):
    """An answer as a letter: for an applicant who has neither e-mail nor telephone."""

    def get(self, request, *args, **kwargs) -> HttpResponse:
        """Return the PDF; the reading record says that it was printed."""
        replies = self.appeal.replies.prefetch_related("points__point")
        reply = get_object_or_404(replies, pk=kwargs["reply"])
        log_access(request, self.appeal, "appeals.print", reply=reply.pk)
        with translation.override(self.appeal.language):
            return _pdf_response(answer_letter.render_pdf(reply), self.appeal.number)


def _pdf_response(content: bytes, name: str) -> HttpResponse:
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}.pdf"'},
    )
