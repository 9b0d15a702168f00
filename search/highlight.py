"""Mark in a text the words that answer a question, by the rules that found them."""

from collections.abc import Iterable
from functools import lru_cache

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from . import language

LENGTH = 240  # letters of a snippet
BEFORE = 60


@lru_cache(maxsize=20_000)
def _keys(word: str) -> frozenset[tuple[str, str]]:
    return language.match_keys(word)


def marked(text: str, keys: frozenset[tuple[str, str]]) -> SafeString:
    """The whole text, its matching words in <mark>."""
    return _joined(text, _spans(text, keys))


def snippet(text: str, keys: frozenset[tuple[str, str]], length: int = LENGTH) -> SafeString:
    """The part of a text that says most, with the words found marked."""
    text = " ".join(text.split())
    spans = _spans(text, keys)
    start = max(spans[0][0] - BEFORE, 0) if spans else 0
    if start:
        start = text.find(" ", start) + 1 or start
    end = min(start + length, len(text))
    if end < len(text):
        end = text.rfind(" ", start + 1, end) if " " in text[start + 1 : end] else end
    inside = [(a - start, b - start) for a, b in spans if a >= start and b <= end]
    body = _joined(text[start:end], inside)
    return format_html("{}{}{}", "… " if start else "", body, " …" if end < len(text) else "")


def _spans(text: str, keys: frozenset[tuple[str, str]]) -> list[tuple[int, int]]:
    if not keys:
        return []
    return [
        (token.start, token.end)
        for token in language.tokens(text)
        if not keys.isdisjoint(_keys(token.word))
    ]


def _joined(text: str, spans: Iterable[tuple[int, int]]) -> SafeString:
    parts, at = [], 0
    for start, end in spans:
        parts.append((text[at:start], text[start:end]))
        at = end
    body = format_html_join("", "{}<mark>{}</mark>", parts)
    return body + format_html("{}", text[at:]) if parts else mark_safe(format_html("{}", text))
