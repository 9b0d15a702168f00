"""Sections of the site: index pages that every installation has in each language."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.pages import BasePage
from home.models import MediaIndexPage
from services.models import OfficeIndexPage, ProcedureIndexPage, StandardIndexPage


@dataclass(frozen=True)
class Section:
    """An index page: its path in each language, titles by language code, and label in the menu."""

    slug: str
    model: type[BasePage]
    titles: dict[str, str]
    label: str | Promise


SECTIONS = (
    Section(
        "offices",
        OfficeIndexPage,
        {"kk": "Қабылдау бөлмелері", "ru": "Приёмные", "en": "Reception offices"},
        _("Reception offices"),
    ),
    Section(
        "procedures",
        ProcedureIndexPage,
        {"kk": "Рәсімдер", "ru": "Процедуры", "en": "Procedures"},
        _("Procedures"),
    ),
    Section(
        "standards",
        StandardIndexPage,
        {"kk": "Қызмет стандарттары", "ru": "Стандарты услуг", "en": "Service standards"},
        _("Service standards"),
    ),
    Section(
        "reports",
        MediaIndexPage,
        {"kk": "Қабылдау қорытындылары", "ru": "Итоги приёмов", "en": "Reception results"},
        _("Reports for the press"),
    ),
)
