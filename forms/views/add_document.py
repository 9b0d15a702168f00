"""The page that adds a document to a registered appeal, beside its status page."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from appeals import status_session
from forms import rate_limits
from forms.uploads import attach


@never_cache
def add_document(request: HttpRequest) -> HttpResponse:
    """Add one file to the appeal that is unlocked in this browser, or say why it is refused."""
    at = timezone.now()
    appeal = status_session.OPEN_APPEAL.current(request, at)
    if appeal is None:
        return redirect("appeals:status")
    error = ""
    if request.method == "POST":
        upload = request.FILES.get("file")
        if upload is not None and not rate_limits.is_allowed("upload", request):
            return rate_limits.too_many_requests(request)
        error = _("Choose a file first.") if upload is None else ""
        try:
            if upload is not None:
                attach.add_to_appeal(appeal, upload, at=at)
        except attach.FileRefusedError as refusal:
            error = refusal.message
        except ValidationError as refusal:
            error = " ".join(refusal.messages)
        if not error:
            messages.success(request, _("The document is added to your appeal."))
            return redirect("appeals:status")
    context = {
        "appeal": appeal,
        "error": error,
        "limits": attach.describe_limits(),
        "accept": attach.ACCEPT_ATTRIBUTE,
    }
    return render(request, "forms/add_document.html", context)
