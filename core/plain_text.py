"""Text that people type or paste, made plain before anything reads it. Pure.

Removed: control characters, format and direction marks, zero-width signs, soft hyphens. What joins
an emoji stays. Line ends become \\n, letters are composed (NFC), any space is a plain one.
"""

import re
import unicodedata

JOINER = "\u200d"  # between two emoji: a family, a profession
INVISIBLE = re.compile(r"[^ -~\n\t]")  # what has to be looked at: all but printable ASCII
SYMBOLS = frozenset({"So", "Sk", "Mn"})  # an emoji, its skin colour, its variation selector
LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
SPACES = re.compile(r"[^\S\n]")


def strip_invisible(text: str) -> str:
    """Return the text without signs that nobody sees; line ends and tabs stay."""
    return INVISIBLE.sub(_keep_visible, text)


def _keep_visible(match: re.Match[str]) -> str:
    sign = match.group()
    if unicodedata.category(sign) not in {"Cc", "Cf"}:
        return sign
    before, after = match.string[match.start() - 1 : match.start()], match.string[match.end() :][:1]
    return sign if sign == JOINER and _joins_emoji(before, after) else ""


def _joins_emoji(before: str, after: str) -> bool:
    return (
        bool(before and after)
        and unicodedata.category(before) in SYMBOLS
        and unicodedata.category(after) == "So"
    )


def normalize_lines(text: str) -> str:
    """Return a text of several lines made plain, without empty ends."""
    text = unicodedata.normalize("NFC", strip_invisible(LINE_ENDS.sub("\n", text)))
    return SPACES.sub(" ", text).strip()


def normalize_line(text: str) -> str:
    """Return the text made plain, as one line with single spaces."""
    return " ".join(normalize_lines(text).split())


def holds_markup(text: str) -> bool:
    """Return whether the text holds an HTML tag: pasted from a page, or tried on purpose."""
    return bool(re.search(r"<[/!?]?[A-Za-z][^<>]{0,1000}>", text))
