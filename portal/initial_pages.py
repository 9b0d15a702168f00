"""The pages of every installation in each language: home, sections, privacy, accessibility."""

from wagtail.models import Locale, Page, Site

from core.i18n.localtext import CODES
from home.models import HomePage, StandardPage
from portal import initial_content
from portal.content_files import build_blocks, serialize_blocks
from portal.sections import SECTIONS

HOME_TITLES = {
    "kk": "Қоғамдық қабылдау",
    "ru": "Общественная приёмная",
    "en": "Public reception",
}


def get_or_create_child(
    parent: Page, model, slug: str, locale: Locale, title: str, original: Page | None, **values
) -> Page:
    """Return the live page `slug` under `parent`; create it as a translation of `original`."""
    page = parent.get_children().filter(slug=slug).first()
    if page:
        return page.specific
    page = model(title=title, slug=slug, locale=locale, live=True, **values)
    if original is not None:
        page.translation_key = original.translation_key
    # treebeard counts children on the object it is given: read the parent again each time.
    Page.objects.get(pk=parent.pk).add_child(instance=page)
    page.save_revision(clean=False).publish()
    return page


def create_initial_pages(hostname: str = "localhost", port: int = 80) -> HomePage:
    """Create locales, home and index pages and the site where missing; return the Kazakh home."""
    locales = {code: Locale.objects.get_or_create(language_code=code)[0] for code in CODES}
    root = Page.get_first_root_node()
    homes: dict[str, Page] = {}
    originals: dict[str, Page] = {}
    for code in CODES:
        slug, locale = "home" if code == "kk" else f"home-{code}", locales[code]
        homes[code] = get_or_create_child(
            root, HomePage, slug, locale, HOME_TITLES[code], homes.get("kk")
        )
        for section in SECTIONS:
            title, original = section.titles[code], originals.get(section.slug)
            page = get_or_create_child(
                homes[code], section.model, section.slug, locale, title, original
            )
            originals.setdefault(section.slug, page)
        create_plain_pages(homes[code], originals)
    site, _new = Site.objects.get_or_create(
        is_default_site=True,
        defaults={"hostname": hostname, "port": port, "root_page": homes["kk"]},
    )
    if site.root_page_id != homes["kk"].pk:
        site.root_page, site.site_name = homes["kk"], HOME_TITLES["kk"]
        site.save()
    return homes["kk"]


def create_plain_pages(home: Page, originals: dict[str, Page]) -> None:
    """Create the plain pages under the `home` of a language; `originals` are the first by slug."""
    code = home.locale.language_code
    for row in initial_content.read_rows("pages", "page"):
        slug = row["slug"]
        page = get_or_create_child(
            home, StandardPage, slug, home.locale, row["title"][code], originals.get(slug),
            summary=row["summary"][code],
            body=serialize_blocks(slug, build_blocks(row["text"][code])),
        )  # fmt: skip
        originals.setdefault(slug, page)
