"""Text messages about appeals: the number, what happened and a date, in one or two parts."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from appeals.models import Appeal, Event
from appeals.states import Act

SENTENCES = {
    Act.REGISTER: _("%(number)s is registered. We answer by %(due)s."),
    Act.START: _("%(number)s is being considered. We answer by %(due)s."),
    Act.SHORT_ANSWER: _("The short answer to %(number)s was given on %(day)s."),
    Act.ANSWER: _("%(number)s was answered on %(day)s. Read the answer:"),
    Act.EXTEND: _("%(number)s needs more time: we answer by %(due)s."),
    Act.MOVE_TERM: _("The working calendar has changed: we answer to %(number)s by %(due)s."),
    Act.FORWARD: _("%(number)s was forwarded to another body on %(day)s."),
    Act.CLOSE: _("%(number)s was closed on %(day)s. Read why:"),
    Act.CONFIRM_CLOSE: _("%(number)s was closed on %(day)s. Read why:"),
    Act.WITHDRAW: _("%(number)s was withdrawn on %(day)s."),
    Act.ASK_AGAIN: _("You asked on %(day)s to have %(number)s considered again."),
    Act.DECLINE_AGAIN: _("%(number)s: reconsideration was declined on %(day)s. Read why:"),
    Act.REOPEN: _("%(number)s is considered again. We answer by %(due)s."),
    Act.CHANGE_CONTACT: _("The contact of %(number)s was changed on %(day)s. Not you? Call us."),
    Act.REPLACE_SECRET: _("%(number)s got a new secret on %(day)s. Not you? Call us."),
    Act.WITHDRAW_CONSENT: _("Nothing of %(number)s is published any more, from %(day)s."),
    Act.ASK_DELETION: _("%(number)s: you asked on %(day)s to delete your data. Not you? Call us."),
    Act.DECLINE_DELETION: _("%(number)s: deletion of data was declined on %(day)s. Read why:"),
    Act.ADD_DOCUMENT: _("A document was added to %(number)s on %(day)s."),
    Act.REMOVE_FILE: _("A file with a virus was removed from %(number)s on %(day)s."),
}


def compose_sms(appeal: Appeal, event: Event) -> str:
    """Return the sentence about `event` in the active language."""
    return str(SENTENCES[Act(event.act)]) % {
        "number": appeal.number,
        "day": f"{timezone.localdate(event.at):%d.%m.%Y}",
        "due": f"{appeal.due_on:%d.%m.%Y}",
    }
