"""The download of a copy of one's own data."""

import tempfile

from django.contrib import messages
from django.http import FileResponse, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from appeals import own_data, status_session
from core import rate_limit

MAX_COPIES, HOUR = 5, 3600  # of one appeal: an archive is up to 25 MB of work


@never_cache
@require_POST
def download_own_data(request: HttpRequest) -> HttpResponseBase:
    """Send the archive of the appeal that is open in this browser."""
    at = timezone.now()
    appeal = status_session.OPEN_APPEAL.current(request, at)
    if appeal is None:
        return redirect("appeals:status")
    if not rate_limit.allow("own-data", appeal.number, MAX_COPIES, HOUR):
        messages.warning(request, _("You took several copies just now. Come back in an hour."))
        return redirect("appeals:status")
    archive = tempfile.TemporaryFile()  # noqa: SIM115 (the response closes it)
    own_data.write_copy(appeal, archive, at)
    archive.seek(0)
    name = f"{appeal.number}.zip"
    return FileResponse(archive, as_attachment=True, filename=name, content_type="application/zip")
