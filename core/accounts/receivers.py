"""What follows from a sign-in and a sign-out."""

from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.utils import timezone

from core.accounts import devices, kept_forms, second_factor, sessions
from core.accounts.models import AccountSession


def begin_session(sender, request, user, **kwargs) -> None:
    """List the session that begins; the browser is looked at when the request is answered."""
    at = timezone.now()
    sessions.forget_ended(user, at)
    sessions.begin(request, user, at)
    second_factor.begin(request, user)
    kept_forms.discard_foreign(request, user)
    setattr(request, devices.SIGNED_IN, user)


def end_session(sender, request, **kwargs) -> None:
    """Take the session that ends from the list."""
    AccountSession.objects.filter(session_key=request.session.session_key).delete()


def connect() -> None:
    """Connect the receivers."""
    user_logged_in.connect(begin_session, dispatch_uid="core.accounts")
    user_logged_out.connect(end_session, dispatch_uid="core.accounts")
