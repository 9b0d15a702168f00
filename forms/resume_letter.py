"""A letter with the resume code of a draft, to the e-mail or phone typed in it, when asked for."""

from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _

from core import outbox
from core.form_fields import EmailAddressField, PhoneField
from core.i18n.dates import format_date_with_weekday
from core.i18n.localtext import active_language
from core.phones import accepts_sms
from forms import drafts
from forms.models import Draft

CONTACT_STEPS = ("who", "person")  # of the appeal and of the booking


def find_contact(draft: Draft) -> tuple[str, str]:
    """Return channel and address of the letter: a valid e-mail, else a phone; ("", "") for none."""
    for step in CONTACT_STEPS:
        values = draft.data.get("steps", {}).get(step, {})
        for name, channel, field in (
            ("email", "email", EmailAddressField(required=False)),
            ("phone", "sms", PhoneField(required=False)),
        ):
            typed = "".join(values.get(name, [])[-1:])
            try:
                to = field.clean(typed)
            except ValidationError:
                continue
            if to and (channel == "email" or accepts_sms(to)):
                return channel, to
    return "", ""


def send_resume_code(draft: Draft, *, at: datetime) -> None:
    """Write the letter to the outbox; the code stands in its body, never in the subject."""
    channel, to = find_contact(draft)
    code = drafts.resume_code(draft.token)
    url = settings.WAGTAILADMIN_BASE_URL.rstrip("/") + reverse("forms:resume")
    words = {"code": code, "day": format_date_with_weekday(draft.expires_on), "url": url}
    text = _("The code of your unsent form: %(code)s. We keep it until %(day)s. %(url)s") % words
    if channel == "email":
        text = (
            _(
                "Hello!\n\nThe code of your unsent form: %(code)s\nOpen %(url)s on any device and "
                "type it. We keep the form until %(day)s.\n\nWhoever has the code sees what you "
                "typed. Do not give it to others."
            )
            % words
        )
    outbox.enqueue(
        to=to,
        channel=channel,
        language=active_language(),
        subject=_("Your saved form"),
        body=text,
        about=f"draft:{draft.pk}",
        key=f"draft:{draft.pk}:{at.isoformat()}",
        at=at,
    )
