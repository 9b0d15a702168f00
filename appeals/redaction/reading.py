"""A text in one spelling for the patterns, with the way back to the original. Linear in length.

Composed forms and wide digits become plain ones (NFKC), every hyphen and dash a hyphen, every space
a space; signs that nobody sees are dropped.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property

from core.lookalikes import CYRILLIC_TO_LATIN_CAPITALS, KAZAKH_TO_RUSSIAN, LATIN_TO_RUSSIAN

CLUSTER = re.compile(r"[^\u0300-\u036f][\u0300-\u036f]*")  # a letter with its combining marks
KEPT_AS_IT_IS = "№…½¼¾"  # NFKC would make letters of them
DASHES = "−⁃﹣"  # beside the category Pd
DROPPED = frozenset({"Cc", "Cf", "Mn", "Me"})
LOWER_FOLD = KAZAKH_TO_RUSSIAN | LATIN_TO_RUSSIAN
FOLD = str.maketrans(LOWER_FOLD | {a.upper(): b.upper() for a, b in LOWER_FOLD.items()})
LATIN = str.maketrans(
    CYRILLIC_TO_LATIN_CAPITALS
    | {cyrillic.lower(): latin for cyrillic, latin in CYRILLIC_TO_LATIN_CAPITALS.items()}
)
# A number with letters typed for 0, 1 and 3: 85О1З1. Half of it at least are digits.
TYPED_NUMBER = re.compile(r"(?<![^\W\d])[0-9OОoоlІIіЗз]{2,}(?![^\W\d])")
DIGITS = str.maketrans("OОoоlІIіЗз", "0000111133")


@dataclass(frozen=True)
class Reading:
    """The text in one spelling and, for each of its characters, its place in the original."""

    original: str
    text: str
    starts: list[int]
    ends: list[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the place in the original of text[start:end], which is not empty."""
        return self.starts[start], self.ends[end - 1]

    @cached_property
    def digits(self) -> str:
        """The text with the letters typed for digits replaced, of the same length."""
        return TYPED_NUMBER.sub(_replace_letters, self.text)

    @cached_property
    def latin(self) -> str:
        """The text in capitals with Cyrillic look-alikes in Latin, of the same length."""
        capitals = "".join(up if len(up := c.upper()) == 1 else c for c in self.digits)
        return capitals.translate(LATIN)

    @cached_property
    def cyrillic(self) -> str:
        """The text with Latin look-alikes in Cyrillic and Kazakh letters as a Russian types."""
        return self.text.translate(FOLD)


def _replace_letters(match: re.Match[str]) -> str:
    typed = match.group()
    digits = sum("0" <= sign <= "9" for sign in typed)
    return typed.translate(DIGITS) if 2 * digits >= len(typed) else typed


def read(text: str) -> Reading:
    """Return the reading of `text`."""
    signs: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for match in CLUSTER.finditer(text):
        cluster = match.group()
        plain = cluster if " " <= cluster <= "~" and len(cluster) == 1 else _spell(cluster)
        signs.extend(plain)
        starts.extend([match.start()] * len(plain))
        ends.extend([match.end()] * len(plain))
    return Reading(text, "".join(signs), starts, ends)


def _spell(cluster: str) -> str:
    if cluster in KEPT_AS_IT_IS or cluster == "\n":
        return cluster
    if cluster[0] in "\r\t\u2028\u2029":
        return " "
    spelled = []
    for sign in unicodedata.normalize("NFKC", cluster):
        category = unicodedata.category(sign)
        if category == "Pd" or sign in DASHES:
            spelled.append("-")
        elif category == "Zs":
            spelled.append(" ")
        elif category == "Nd":
            spelled.append(str(unicodedata.decimal(sign)))
        elif category not in DROPPED:
            spelled.append(sign)
    return "".join(spelled)
