"""Context of the base template: links to other languages, settings, navigation."""

from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse, translate_url
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from wagtail.models import Page, Site

from core import page_cache
from core.page_lookup import find_site
from home.models import PortalSettings
from portal.navigation import Navigation, site_nav


def language_links(request: HttpRequest) -> list[dict]:
    """Return the same page in every language: code, label, url, absolute url, current or not."""
    page = getattr(request, "wagtail_page", None)
    urls = {}
    if page is not None:
        site = find_site(request)
        urls = page_cache.kept_value(
            ("translations", page.translation_key, site and site.pk),
            lambda: _translation_urls(page, request, site),
        )
    language = get_language()
    links = []
    for code, label in settings.LANGUAGES:
        current = code == language
        url = urls.get(code)
        if not url and page is not None:
            url = f"/{code}/"
        elif not url:
            here = request.get_full_path()
            url = here if current else translate_url(here, code)
        full = request.build_absolute_uri(url)  # search engines need the absolute URL
        links.append({"code": code, "label": label, "url": url, "full": full, "current": current})
    return links


def _translation_urls(page: Page, request: HttpRequest, site: Site | None) -> dict[str, str]:
    """Return language code → address of the live translations of `page`, itself included."""
    translations = Page.objects.live().filter(translation_key=page.translation_key)
    return {
        translation.locale.language_code: translation.get_url(request, site)
        for translation in translations.select_related("locale")
    }


def site_footer(request: HttpRequest) -> SafeString:
    """Return the footer of all pages but the steps of a form, kept while nobody edits it."""
    site = find_site(request)
    return page_cache.kept_value(
        ("site footer", get_language(), site and site.pk),
        lambda: render_to_string(
            "components/site_footer/site_footer.html",
            {
                "site_settings": PortalSettings.for_request(request),
                "navigation": Navigation(request.path),
            },
        ),
    )


def site_context(request: HttpRequest) -> dict:
    """Return the context of base.html on public pages; nothing in the admin."""
    if request.path.startswith("/admin/"):
        return {}
    portal = PortalSettings.for_request(request)
    show_banner = bool(portal.banner) and (
        portal.banner_until is None or portal.banner_until > timezone.now()
    )
    if show_banner and portal.banner_until:
        page_cache.valid_until(portal.banner_until)
    return {
        "language_links": language_links(request),
        "site_settings": portal,
        "navigation": Navigation(request.path),
        "site_nav": lambda: site_nav(request.path),
        "site_footer": lambda: site_footer(request),
        "site_search": {
            "results": reverse("search:results"),
            "suggestions": reverse("search:suggest"),
            "description": reverse("search:opensearch"),
        },
        "banner": portal.banner if show_banner else "",
    }
