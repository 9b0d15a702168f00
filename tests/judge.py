"""What every public page must be, whoever asked for it. Each rule is a function that yields faults.

A test that needs a page to be otherwise names the rule it sets aside: visit(url, allow={"latin"}).
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

HEAVIEST = 60 * 1024
LANGUAGES = ("kk", "ru", "en")
# Words that are written in Latin letters in Kazakh and Russian too.
LATIN_WORDS = {
    "qabyldau", "english", "pdf", "docx", "xlsx", "jpeg", "jpg", "png", "txt", "csv", "json", "atom",
    "rss", "ical", "icalendar", "api", "qr", "sms", "telegram", "whatsapp", "excel", "word", "wagtail",
    "elasticsearch", "sqlite", "postgresql", "mit", "github",
}  # fmt: skip
ADDRESS = re.compile(r"@|://|^/|\.(?:kz|com|org|gov|ics|pdf|xml)\b")
LATIN_WORD = re.compile(r"(?<![\w-])[A-Za-z][A-Za-z'-]*[a-z][A-Za-z'-]*(?![\w-])")
SPOKEN_ATTRIBUTES = ("aria-label", "title", "alt", "placeholder")
DEBRIS = re.compile(r"\{\{|\{%|%\(\w+\)[sd]|\bNone\b|<object |&lt;[a-z]+|\bNaN\b|__proxy__")
OWN_SCHEMES = {"", "http", "https", "data", "mailto", "tel", "sms"}

RULES: dict[str, Callable[["Judged"], Iterator[str]]] = {}


class Judged:
    """A page under judgement: its soup, its language by address, its bytes."""

    def __init__(self, path: str, html: bytes, host: str = "testserver") -> None:
        self.path = path
        self.html = html
        self.host = host
        self.soup = BeautifulSoup(html, "lxml")
        first = path.lstrip("/").split("/")[0].split("?")[0]
        self.language = first if first in LANGUAGES else ""


def rule(function: Callable[[Judged], Iterator[str]]) -> Callable[[Judged], Iterator[str]]:
    RULES[function.__name__] = function
    return function


def faults(page: Judged, allow: set[str] | frozenset[str] = frozenset()) -> list[str]:
    """Everything wrong with a page, each fault led by the name of its rule."""
    unknown = set(allow) - set(RULES)
    if unknown:
        raise ValueError(f"no such rule: {unknown}; there are {sorted(RULES)}")
    return [
        f"{name}: {fault}"
        for name, check in RULES.items()
        if name not in allow
        for fault in check(page)
    ]


def words(tag: Tag) -> str:
    """The visible text of an element, spaces made one."""
    return " ".join(tag.get_text(" ", strip=True).split())


def spoken(tag: Tag) -> str:
    """What a screen reader says for a link or a button."""
    images = " ".join(str(image.get("alt", "")) for image in tag.find_all("img"))
    titles = " ".join(words(title) for title in tag.find_all("title"))
    return f"{tag.get('aria-label', '')} {words(tag)} {images} {titles}".strip()


@rule
def lang(page: Judged) -> Iterator[str]:
    root = page.soup.find("html")
    said = root.get("lang") if root else None
    if not said or (page.language and said != page.language):
        yield f"<html lang> is {said!r}"


@rule
def heading(page: Judged) -> Iterator[str]:
    found = page.soup.find_all("h1")
    if len(found) != 1 or not words(found[0]):
        yield f"{len(found)} h1: {[words(h1) for h1 in found]}"
    title = page.soup.find("title")
    if title is None or not words(title):
        yield "no <title>"


@rule
def landmark(page: Judged) -> Iterator[str]:
    mains = page.soup.select("main, [role=main]")
    if len(mains) != 1:
        yield f"{len(mains)} main"


@rule
def labels(page: Judged) -> Iterator[str]:
    named = {label.get("for") for label in page.soup.find_all("label") if words(label)}
    for field in page.soup.select("input, select, textarea"):
        if field.get("type") in {"hidden", "submit", "button", "image", "reset"}:
            continue
        wrapped = field.find_parent("label")
        if (
            field.get("id") in named
            or (wrapped is not None and words(wrapped))
            or field.get("aria-label")
            or field.get("aria-labelledby")
        ):
            continue
        yield f"no label for {field.get('name')!r}"


@rule
def names(page: Judged) -> Iterator[str]:
    for tag in page.soup.select("a[href], button"):
        if not spoken(tag):
            yield f"nothing to read in {str(tag)[:90]}"
    for image in page.soup.find_all("img"):
        if image.get("alt") is None:
            yield f"no alt in {str(image)[:90]}"
    for button in page.soup.select("input[type=submit], input[type=button]"):
        if not button.get("value") and not button.get("aria-label"):
            yield "a button without words"


@rule
def ids(page: Judged) -> Iterator[str]:
    seen = Counter(str(tag["id"]) for tag in page.soup.select("[id]"))
    for name, times in seen.items():
        if times > 1:
            yield f"id {name!r} stands {times} times"
    for attribute in ("for", "aria-describedby", "aria-labelledby", "aria-controls", "list"):
        for tag in page.soup.select(f"[{attribute}]"):
            for name in str(tag[attribute]).split():
                if name not in seen:
                    yield f"{attribute}={name!r} points at nothing"
    for link in page.soup.select("a[href^='#']"):
        target = unquote(str(link["href"])[1:])
        if target and target not in seen:
            yield f"link to #{target} leads nowhere"


@rule
def foreign(page: Judged) -> Iterator[str]:
    """Nothing is loaded from, or sent to, another host."""
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
            if parts.scheme not in OWN_SCHEMES or parts.netloc not in {"", page.host}:
                yield f"<{tag.name}> asks {address}"


@rule
def inline(page: Judged) -> Iterator[str]:
    """The content security policy forbids them, so they would silently not work."""
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
def tokens(page: Judged) -> Iterator[str]:
    for form in page.soup.select("form"):
        if str(form.get("method", "")).lower() == "post" and not form.select_one(
            "input[name=csrfmiddlewaretoken]"
        ):
            yield f"no CSRF token in the form to {form.get('action')!r}"


@rule
def debris(page: Judged) -> Iterator[str]:
    """What a program says and a person never should read."""
    for text in prose(page, everything=True):
        found = DEBRIS.search(text)
        if found:
            yield f"{found.group(0)!r} in {text[:80]!r}"


@rule
def latin(page: Judged) -> Iterator[str]:
    """English words on a Kazakh or Russian page: something was not translated."""
    if page.language not in {"kk", "ru"}:
        return
    for text in prose(page):
        rest = " ".join(word for word in text.split() if not ADDRESS.search(word))
        strange = [w for w in LATIN_WORD.findall(rest) if w.lower() not in LATIN_WORDS]
        if strange:
            yield f"{strange} in {text[:80]!r}"


@rule
def languages(page: Judged) -> Iterator[str]:
    """The way to the other languages stands on every page."""
    if page.language:
        offered = {str(link["hreflang"]) for link in page.soup.select("a[hreflang]")}
        # In a form the way is a button, which takes what is typed along.
        offered |= {str(tag["value"]) for tag in page.soup.select("button[name=to_language]")}
        missing = set(LANGUAGES) - offered - {page.language}
        if missing:
            yield f"no link to {sorted(missing)}"


@rule
def weight(page: Judged) -> Iterator[str]:
    """The first load: the page, its styles and its scripts, compressed."""
    total = len(gzip.compress(page.html, 6))
    for tag in page.soup.select("link[rel~=stylesheet][href], script[src]"):
        address = urlsplit(str(tag.get("href") or tag.get("src")))
        if address.netloc in {"", page.host}:
            total += compressed_size(address.path)
    if total > HEAVIEST:
        yield f"{total / 1024:.0f} KB compressed"


def prose(page: Judged, everything: bool = False) -> Iterator[str]:
    """Visible texts and spoken attributes; parts marked as another language are left out."""
    for text in page.soup.find_all(string=True):
        parent = text.parent
        if parent is None or not text.strip() or type(text).__name__ != "NavigableString":
            continue
        if parent.name in {"script", "style", "code", "pre", "kbd", "samp", "textarea", "noscript"}:
            continue
        if everything or not elsewhere(parent, page.language):
            yield " ".join(text.split())
    for tag in page.soup.find_all(True):
        for attribute in SPOKEN_ATTRIBUTES:
            value = tag.get(attribute)
            if value and (everything or not elsewhere(tag, page.language)):
                yield str(value)
        if tag.name == "input" and tag.get("type") in {"submit", "button"}:
            yield str(tag.get("value", ""))


def elsewhere(tag: Tag, language: str) -> bool:
    """Is the element said to be in another language, or not to be translated?"""
    for each in (tag, *tag.parents):
        if each.get("translate") == "no":
            return True
        said = each.get("lang")
        if said:
            return said != language
    return False


@cache
def compressed_size(path: str) -> int:
    """Compressed bytes of a style or script of ours, as a file or as the portal serves it."""
    found = finders.find(unquote(path.split("/static/", 1)[1])) if "/static/" in path else None
    if found:
        return len(gzip.compress(Path(str(found)).read_bytes(), 6))
    answer = Client().get(path)
    if answer.status_code != 200:
        return 0
    return len(gzip.compress(b"".join(answer) if answer.streaming else answer.content, 6))
