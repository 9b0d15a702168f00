"""The openings of appeals that the reading record has: each with its button and its words."""

from django.utils.translation import gettext_lazy as _

from core.reading_record import kinds

OPENINGS = {
    "appeals.open": (_("Open"), _("Appeal opened")),
    "appeals.reveal": (_("Show"), _("IIN shown in full")),
    "appeals.download": (_("Download"), _("Attachment downloaded")),
    "appeals.original": (_("Download"), _("Signed original downloaded")),
    "appeals.print": (_("Print"), _("Appeal printed")),
    "appeals.secret": (_("New secret"), _("New secret of an appeal shown")),
    "appeals.receipt": (_("Receipt"), _("Receipt of an appeal printed")),
    "appeals.find": (_("Find"), _("Person searched for")),
    "appeals.list": (_("List"), _("List of appeals shown")),
    "appeals.list_answers": (_("List"), _("List of public answers shown")),
    "appeals.export": (_("Export"), _("List of appeals exported")),
    "appeals.who_saw": (_("Breach table"), _("Table of a breach notice made, with contacts")),
}

kinds.register(*OPENINGS)
