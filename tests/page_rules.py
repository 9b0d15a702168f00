"""Rules that every public page must meet. Each rule is a function that yields faults.

A test that needs an exception names the rule: visit(url, allow={"untranslated_text"}).
"""

import gzip
import re
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

from bs4 import BeautifulSoup, Tag
from django.contrib.staticfiles import finders
from django.test import Client

from core.i18n.localtext import CODES

MAX_BYTES = 60 * 1024  # of a first load, compressed
# Words written in Latin letters in Kazakh and Russian too.
LATIN_WORDS = {
    "qabyldau", "english", "pdf", "docx", "xlsx", "jpeg", "jpg", "png", "txt", "csv", "json", "atom",
    "rss", "ical", "icalendar", "api", "qr", "sms", "telegram", "whatsapp", "excel", "word", "wagtail",
    "elasticsearch", "sqlite", "postgresql", "mit", "github",
}  # fmt: skip
ADDRESS = re.compile(r"@|://|^/|\.(?:kz|com|org|gov|ics|pdf|xml)\b")
LATIN_WORD = re.compile(r"(?<![\w-])[A-Za-z][A-Za-z'-]*[a-z][A-Za-z'-]*(?![\w-])")
TEXT_ATTRIBUTES = ("aria-label", "title", "alt", "placeholder")
TEMPLATE_DEBRIS = re.compile(
    r"\{\{|\{%|%\(\w+\)[sd]|\bNone\b|<object |&lt;[a-z]+|\bNaN\b|__proxy__"
)
MACHINE_DATE = re.compile(
    r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:?\d\d)?)?|\d\d:\d\d"
)
ALLOWED_SCHEMES = {"", "http", "https", "data", "mailto", "tel", "sms"}

RULES: dict[str, Callable[["CheckedPage"], Iterator[str]]] = {}


class CheckedPage:
    """A page to check: its bytes, its parsed HTML and its language by address."""

    def __init__(self, path: str, html: bytes, host: str = "testserver") -> None:
        self.path = path
        self.html = html
        self.host = host
        self.soup = BeautifulSoup(html, "lxml")
        first = path.lstrip("/").split("/")[0].split("?")[0]
        self.language = first if first in CODES else ""


def rule(
    function: Callable[[CheckedPage], Iterator[str]],
) -> Callable[[CheckedPage], Iterator[str]]:
    """Register a rule under the name of its function."""
    RULES[function.__name__] = function
    return function


def find_faults(page: CheckedPage, allow: set[str] | frozenset[str] = frozenset()) -> list[str]:
    """Return the faults of a page, each prefixed with the name of its rule."""
    unknown = set(allow) - set(RULES)
    if unknown:
        raise ValueError(f"no such rule: {unknown}; there are {sorted(RULES)}")
    return [
        f"{name}: {fault}"
        for name, check in RULES.items()
        if name not in allow
        for fault in check(page)
    ]


def visible_text(tag: Tag) -> str:
    """Return the text of an element with whitespace collapsed."""
    return " ".join(tag.get_text(" ", strip=True).split())


def accessible_name(tag: Tag) -> str:
    """Return what a screen reader announces for a link or a button."""
    images = " ".join(str(image.get("alt", "")) for image in tag.find_all("img"))
    titles = " ".join(visible_text(title) for title in tag.find_all("title"))
    return f"{tag.get('aria-label', '')} {visible_text(tag)} {images} {titles}".strip()


@rule
def html_lang(page: CheckedPage) -> Iterator[str]:
    root = page.soup.find("html")
    language = root.get("lang") if root else None
    if not language or (page.language and language != page.language):
        yield f"<html lang> is {language!r}"


@rule
def single_heading(page: CheckedPage) -> Iterator[str]:
    headings = page.soup.find_all("h1")
    if len(headings) != 1 or not visible_text(headings[0]):
        yield f"{len(headings)} h1: {[visible_text(h1) for h1 in headings]}"
    title = page.soup.find("title")
    if title is None or not visible_text(title):
        yield "no <title>"


@rule
def main_landmark(page: CheckedPage) -> Iterator[str]:
    mains = page.soup.select("main, [role=main]")
    if len(mains) != 1:
        yield f"{len(mains)} main"


@rule
def field_labels(page: CheckedPage) -> Iterator[str]:
    named = {label.get("for") for label in page.soup.find_all("label") if visible_text(label)}
    for field in page.soup.select("input, select, textarea"):
        if field.get("type") in {"hidden", "submit", "button", "image", "reset"}:
            continue
        wrapped = field.find_parent("label")
        if (
            field.get("id") in named
            or (wrapped is not None and visible_text(wrapped))
            or field.get("aria-label")
            or field.get("aria-labelledby")
        ):
            continue
        yield f"no label for {field.get('name')!r}"


@rule
def accessible_names(page: CheckedPage) -> Iterator[str]:
    for tag in page.soup.select("a[href], button"):
        if not accessible_name(tag):
            yield f"no accessible name: {str(tag)[:90]}"
    for image in page.soup.find_all("img"):
        if image.get("alt") is None:
            yield f"no alt: {str(image)[:90]}"
    for button in page.soup.select("input[type=submit], input[type=button]"):
        if not button.get("value") and not button.get("aria-label"):
            yield "a button without text"


@rule
def unique_ids(page: CheckedPage) -> Iterator[str]:
    seen = Counter(str(tag["id"]) for tag in page.soup.select("[id]"))
    for name, times in seen.items():
        if times > 1:
            yield f"id {name!r} is used {times} times"
    for attribute in ("for", "aria-describedby", "aria-labelledby", "aria-controls", "list"):
        for tag in page.soup.select(f"[{attribute}]"):
            for name in str(tag[attribute]).split():
                if name not in seen:
                    yield f"{attribute}={name!r} refers to no element"
    for link in page.soup.select("a[href^='#']"):
        target = unquote(str(link["href"])[1:])
        if target and target not in seen:
            yield f"link to #{target} has no target"


@rule
def external_resources(page: CheckedPage) -> Iterator[str]:
    """Allow no resource of, and no form to, another host."""
    for selector, attribute in (
        ("script[src], img[src], iframe[src], source[src], video[src], audio[src]", "src"),
        (
            "link[rel~=stylesheet], link[rel~=icon], link[rel~=preload], link[rel~=preconnect]",
            "href",
        ),
        ("link[rel~=dns-prefetch], link[rel~=manifest], link[rel~=modulepreload]", "href"),
        ("form[action]", "action"),
    ):
        for tag in page.soup.select(selector):
            address = str(tag.get(attribute, ""))
            parts = urlsplit(address)
            if parts.scheme not in ALLOWED_SCHEMES or parts.netloc not in {"", page.host}:
                yield f"<{tag.name}> refers to {address}"


@rule
def inline_code(page: CheckedPage) -> Iterator[str]:
    """Refuse inline code: the content security policy would silently block it."""
    for tag in page.soup.select("style, [style]"):
        yield f"inline style in <{tag.name}>: {str(tag)[:80]}"
    for tag in page.soup.find_all("script"):
        if not tag.get("src") and tag.get("type") not in {
            "application/json",
            "application/ld+json",
        }:
            yield "inline script"
    for tag in page.soup.find_all(True):
        for attribute in tag.attrs:
            if attribute.startswith("on"):
                yield f"{attribute} in <{tag.name}>"


@rule
def csrf_tokens(page: CheckedPage) -> Iterator[str]:
    for form in page.soup.select("form"):
        if str(form.get("method", "")).lower() == "post" and not form.select_one(
            "input[name=csrfmiddlewaretoken]"
        ):
            yield f"no CSRF token in the form to {form.get('action')!r}"


@rule
def valid_html(page: CheckedPage) -> Iterator[str]:
    """Require a machine date in every <time> and no empty action; Wagtail's own pages are exempt."""
    if not page.language:
        return
    for tag in page.soup.find_all("time"):
        value = str(tag.get("datetime", visible_text(tag)))
        if not MACHINE_DATE.fullmatch(value):
            yield f"<time> of {value!r}"
    if page.soup.select("form[action=''], [formaction='']"):
        yield "an empty action"


@rule
def template_debris(page: CheckedPage) -> Iterator[str]:
    """Refuse unrendered template tags, placeholders and reprs of objects."""
    for text in page_texts(page, everything=True):
        match = TEMPLATE_DEBRIS.search(text)
        if match:
            yield f"{match.group(0)!r} in {text[:80]!r}"


@rule
def untranslated_text(page: CheckedPage) -> Iterator[str]:
    """Refuse English words on a Kazakh or Russian page: they were not translated."""
    if page.language not in {"kk", "ru"}:
        return
    for text in page_texts(page):
        rest = " ".join(word for word in text.split() if not ADDRESS.search(word))
        untranslated = [w for w in LATIN_WORD.findall(rest) if w.lower() not in LATIN_WORDS]
        if untranslated:
            yield f"{untranslated} in {text[:80]!r}"


@rule
def language_links(page: CheckedPage) -> Iterator[str]:
    """Require a link or a button to every other language."""
    if page.language:
        offered = {str(link["hreflang"]) for link in page.soup.select("a[hreflang]")}
        # In a form it is a button, which keeps what was typed.
        offered |= {str(tag["value"]) for tag in page.soup.select("button[name=to_language]")}
        missing = set(CODES) - offered - {page.language}
        if missing:
            yield f"no link to {sorted(missing)}"


@rule
def page_weight(page: CheckedPage) -> Iterator[str]:
    """Limit the first load: the page, its styles and its scripts, compressed."""
    total = len(gzip.compress(page.html, 6))
    for tag in page.soup.select("link[rel~=stylesheet][href], script[src]"):
        address = urlsplit(str(tag.get("href") or tag.get("src")))
        if address.netloc in {"", page.host}:
            total += compressed_size(address.path)
    if total > MAX_BYTES:
        yield f"{total / 1024:.0f} KB compressed"


def page_texts(page: CheckedPage, everything: bool = False) -> Iterator[str]:
    """Yield visible texts and text attributes, without parts marked as another language."""
    for text in page.soup.find_all(string=True):
        parent = text.parent
        if parent is None or not text.strip() or type(text).__name__ != "NavigableString":
            continue
        if parent.name in {"script", "style", "code", "pre", "kbd", "samp", "textarea", "noscript"}:
            continue
        if everything or not is_other_language(parent, page.language):
            yield " ".join(text.split())
    for tag in page.soup.find_all(True):
        for attribute in TEXT_ATTRIBUTES:
            value = tag.get(attribute)
            if value and (everything or not is_other_language(tag, page.language)):
                yield str(value)
        if tag.name == "input" and tag.get("type") in {"submit", "button"}:
            yield str(tag.get("value", ""))


def is_other_language(tag: Tag, language: str) -> bool:
    """Return whether the element is marked as another language or as not to translate."""
    for element in (tag, *tag.parents):
        if element.get("translate") == "no":
            return True
        if element.get("lang"):
            return element["lang"] != language
    return False


@cache
def compressed_size(path: str) -> int:
    """Return the compressed size of a style or script, from its file or as it is served."""
    source = finders.find(unquote(path.split("/static/", 1)[1])) if "/static/" in path else None
    if source:
        return len(gzip.compress(Path(str(source)).read_bytes(), 6))
    response = Client().get(path)
    if response.status_code != 200:
        return 0
    return len(gzip.compress(b"".join(response) if response.streaming else response.content, 6))
