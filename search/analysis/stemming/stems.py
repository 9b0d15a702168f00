"""Frequent Kazakh stems, written by hand: they decide where the suffixes leave a choice."""

from collections.abc import Iterator
from pathlib import Path

NOUN, VERB = 1, 2
_FILES = ((NOUN, "stems_nouns.txt"), (VERB, "stems_verbs.txt"))


def known_stems() -> Iterator[tuple[int, str]]:
    """Yield (NOUN or VERB, stem) of every word in the lists; a line with # is a comment."""
    for kind, name in _FILES:
        for line in Path(__file__).with_name(name).read_text(encoding="utf-8").splitlines():
            for word in () if line.startswith("#") else line.split():
                yield kind, word
