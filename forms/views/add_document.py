"""The page that adds a document to a registered appeal, beside its status page."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from appeals import status_session
from forms import rate_limits
from forms.uploads import attach


class AddDocumentForm(forms.Form):
    """One file; uploads/attach.py checks it."""

    file = forms.FileField(
        label=gettext_lazy("Document"),
        allow_empty_file=True,  # attach refuses it with its name
        widget=forms.FileInput(attach.file_input_attributes()),
        error_messages={"required": gettext_lazy("Choose the document to add first.")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = attach.describe_limits()


@never_cache
def add_document(request: HttpRequest) -> HttpResponse:
    """Add one file to the appeal that is unlocked in this browser, or say why it is refused."""
    at = timezone.now()
    appeal = status_session.OPEN_APPEAL.current(request, at)
    if appeal is None:
        return redirect("appeals:status")
    form = AddDocumentForm()
    if request.method == "POST":
        if request.FILES and not rate_limits.is_allowed("upload", request):
            return rate_limits.too_many_requests(request)
        form = AddDocumentForm(request.POST, request.FILES)
        if form.is_valid():
            try:
                attach.add_to_appeal(appeal, form.cleaned_data["file"], at=at)
            except attach.FileRefusedError as refusal:
                form.add_error("file", refusal.message)
            except ValidationError as refusal:
                form.add_error(None, refusal.messages)
            else:
                messages.success(request, _("The document is added to your appeal."))
                return redirect("appeals:status")
    return render(request, "forms/add_document.html", {"appeal": appeal, "form": form})
