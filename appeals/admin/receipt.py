"""The receipt of an appeal to print at the desk, in the language of the appeal."""

from django.http import HttpResponse
from django.utils import translation
from django.views.generic import View

from appeals import receipts
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
        return HttpResponse(
            content,
            content_type="application/pdf",
            headers={"Content-Disposition": f'inline; filename="{self.appeal.number}.pdf"'},
        )
