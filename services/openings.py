"""The opening of bookings that the reading record has, with its button and its words."""

from django.utils.translation import gettext_lazy as _

from core.reading_record import kinds

OPENINGS = {"services.list": (_("List"), _("List of visitors shown"))}

kinds.register(*OPENINGS)
