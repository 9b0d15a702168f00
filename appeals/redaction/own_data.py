"""The applicant's own data: each word of the name in any case and spelling, the rest whole."""

import re
from collections.abc import Iterator, Sequence

from appeals.redaction.kinds import Finding, PersonalData
from appeals.redaction.reading import Reading, read
from appeals.redaction.spelling import is_form_of, spell, stems
from appeals.redaction.words import Word

# Searched for as they are, in this order.
MATCHED_AS_A_WHOLE = ("email", "address", "iin", "number")
PATRONYMIC_ENDING = re.compile(r"(?:ули|кизи|[ое]виш|[ое]вна|иниш?на|иш)$")
INITIALS_BEFORE = re.compile(r"(?<!\w)(?:[^\W\d_]\. ?){1,2}$")
INITIALS_AFTER = re.compile(r" ?(?:[^\W\d_]\. ?)?[^\W\d_]\.")
SHORT = 4  # letters; a shorter name is a common word too: it needs a capital


class OwnNames:
    """The words of the applicant's names, to be compared with the words of a text."""

    def __init__(self, names: Sequence[str]):
        words = [re.sub(r"[^\w-]", "", word) for name in names for word in name.split()]
        words = [part for word in words for part in word.split("-")]
        spelled = [word for word in words if len(word) > 1 and not word.isdigit()]
        self.forms = [(stems(word), len(stems(word)[-1]) < SHORT) for word in spelled]
        roots = (PATRONYMIC_ENDING.sub("", spell(word)) for word in spelled)
        self.roots = tuple(
            root
            for root, word in zip(roots, spelled, strict=True)
            if root != spell(word) and len(root) > 2
        )

    def include(self, word: Word) -> bool:
        """Return whether `word` is a form of one of the names."""
        if len(word.text) < 2:
            return False
        if word.is_patronymic and word.spelling.startswith(self.roots):
            return True
        return any(
            is_form_of(word.spelling, name_stems)
            for name_stems, is_short in self.forms
            if word.is_capitalised or not is_short
        )


def find_own_data(
    reading: Reading, words: Sequence[Word], personal: PersonalData
) -> Iterator[Finding]:
    """Yield the applicant's own data in the text: names first, then what is matched as a whole."""
    names = OwnNames(personal.of_kind("name"))
    for word in words:
        if names.include(word):
            start, end = _with_initials(reading.text, word)
            yield Finding("name", start, end, reading.text[start:end])
    for kind in MATCHED_AS_A_WHOLE:
        for value in personal.of_kind(kind):
            parts = read(value).cyrillic.replace(",", " ").split()
            loose = r"[\s,.]{0,9}".join(map(re.escape, parts))
            for match in re.finditer(loose, reading.cyrillic, re.IGNORECASE):
                yield Finding(kind, match.start(), match.end(), match.group())


def _with_initials(text: str, word: Word) -> tuple[int, int]:
    """Return the place of the word with the initials beside it: П. С. Ковальский."""
    start, end = word.start, word.end
    if before := INITIALS_BEFORE.search(text, max(0, start - 8), start):
        start = before.start()
    elif after := INITIALS_AFTER.match(text, end):
        end = after.end()
    return start, end
