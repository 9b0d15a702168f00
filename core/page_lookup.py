"""Find the site of a request without a query, and the page of an address in two at any depth."""

from itertools import accumulate

from django.http import HttpRequest
from django.utils.translation import get_language
from wagtail.models import Page, Site

from core import page_cache


def find_site(request: HttpRequest) -> Site | None:
    """Return Wagtail's site of the request; where there is one, it is that."""
    sites = page_cache.kept_value("sites", lambda: list(Site.objects.all()))
    return sites[0] if len(sites) == 1 else Site.find_for_request(request)


def find_page(path: str) -> Page | None:
    """Return the live page at `path` below the front page of the active language, e.g. "a/b/".

    None where Wagtail has to decide: a page that is not live, or the languages of several sites.
    """
    roots = [row.root_path for row in Site.get_site_root_paths()
             if row.language_code == get_language()]  # fmt: skip
    if len(roots) != 1:
        return None
    names = [f"{name}/" for name in path.split("/") if name]
    addresses = list(accumulate(names, initial=roots[0]))
    slugs = [address.split("/")[-2] for address in addresses]  # an index has the slugs alone
    rows = Page.objects.live().filter(url_path__in=addresses, slug__in=slugs).order_by()
    pages = {row.url_path: row for row in rows}
    if len(pages) != len(addresses):
        return None
    page = pages[addresses[-1]].specific
    if names:
        page._cached_parent_obj = pages[addresses[-2]]  # as Page.route does
    return page
