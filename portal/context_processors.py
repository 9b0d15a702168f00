"""Context of the base template: links to other languages, settings, navigation."""

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse, translate_url
from django.utils import timezone
from django.utils.translation import get_language
from wagtail.models import Page, Site

from core import page_cache
from core.page_lookup import find_site
from home.models import PortalSettings
from portal.navigation import Navigation


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
        url = urls.get(code)
        if not url:
            url = f"/{code}/" if page is not None else translate_url(request.get_full_path(), code)
        full = request.build_absolute_uri(url)  # search engines need the absolute URL
        current = code == language
        links.append({"code": code, "label": label, "url": url, "full": full, "current": current})
    return links


def _translation_urls(page: Page, request: HttpRequest, site: Site | None) -> dict[str, str]:
    """Return language code → address of the live translations of `page`, itself included."""
    translations = Page.objects.live().filter(translation_key=page.translation_key)
    return {
        translation.locale.language_code: translation.get_url(request, site)
        for translation in translations.select_related("locale")
    }


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
        "site_search": {
            "results": reverse("search:results"),
            "suggestions": reverse("search:suggest"),
            "description": reverse("search:opensearch"),
        },
        "banner": portal.banner if show_banner else "",
    }
