"""How each language writes dates and numbers (FORMAT_MODULE_PATH), and the months in a sentence.

Django's Kazakh months begin with a capital; inside a date they are written small. Our own
catalogue's words win over Django's, and they live here so that the catalogue keeps them.
"""

from django.utils.translation import gettext_noop

MONTHS = [
    gettext_noop("January"),
    gettext_noop("February"),
    gettext_noop("March"),
    gettext_noop("April"),
    gettext_noop("May"),
    gettext_noop("June"),
    gettext_noop("July"),
    gettext_noop("August"),
    gettext_noop("September"),
    gettext_noop("October"),
    gettext_noop("November"),
    gettext_noop("December"),
]
