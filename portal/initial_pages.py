"""The pages every portal stands on: a front page and four lists in each language."""

from wagtail.models import Locale, Page, Site

from core.i18n.localtext import CODES
from home.models import HomePage, MediaIndexPage
from services.models import OfficeIndexPage, ProcedureIndexPage, StandardIndexPage

HOME_TITLES = {
    "kk": "Қоғамдық қабылдау",
    "ru": "Общественная приёмная",
    "en": "Public reception",
}
LISTS = [
    (
        OfficeIndexPage,
        "offices",
        {"kk": "Қабылдау бөлмелері", "ru": "Приёмные", "en": "Reception offices"},
    ),
    (
        ProcedureIndexPage,
        "procedures",
        {"kk": "Рәсімдер", "ru": "Процедуры", "en": "Procedures"},
    ),
    (
        StandardIndexPage,
        "standards",
        {
            "kk": "Қызмет стандарттары",
            "ru": "Стандарты услуг",
            "en": "Service standards",
        },
    ),
    (
        MediaIndexPage,
        "reports",
        {
            "kk": "Қабылдау қорытындылары",
            "ru": "Итоги приёмов",
            "en": "Reception results",
        },
    ),
]


def child(
    parent: Page, model, slug: str, locale: Locale, title: str, original: Page | None
) -> Page:
    """The live page `slug` under `parent`, made when missing, a translation of `original`."""
    found = parent.get_children().filter(slug=slug).first()
    if found:
        return found.specific
    page = model(title=title, slug=slug, locale=locale, live=True)
    if original is not None:
        page.translation_key = original.translation_key
    # treebeard counts children on the object in hand: read the parent afresh each time.
    Page.objects.get(pk=parent.pk).add_child(instance=page)
    page.save_revision(clean=False).publish()
    return page


def plant(hostname: str = "localhost", port: int = 80) -> HomePage:
    """Make the locales, the front pages, the lists and the site; change nothing that is there."""
    locales = {code: Locale.objects.get_or_create(language_code=code)[0] for code in CODES}
    root = Page.get_first_root_node()
    homes: dict[str, Page] = {}
    lists: dict[str, Page] = {}
    for code in CODES:
        slug = "home" if code == "kk" else f"home-{code}"
        homes[code] = child(root, HomePage, slug, locales[code], HOME_TITLES[code], homes.get("kk"))
        for model, name, titles in LISTS:
            made = child(homes[code], model, name, locales[code], titles[code], lists.get(name))
            lists.setdefault(name, made)
    site, _new = Site.objects.get_or_create(
        is_default_site=True,
        defaults={"hostname": hostname, "port": port, "root_page": homes["kk"]},
    )
    if site.root_page_id != homes["kk"].pk:
        site.root_page, site.site_name = homes["kk"], HOME_TITLES["kk"]
        site.save()
    return homes["kk"]
