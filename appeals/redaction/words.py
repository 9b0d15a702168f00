"""The words of a reading, each with what can be seen of it without its neighbours."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from appeals.redaction.given_names import AMBIGUOUS, GIVEN_NAMES
from appeals.redaction.reading import Reading
from appeals.redaction.spelling import find_stem, spell
from core.personal_patterns import (
    FEMALE_PATRONYMIC,
    ILYINICHNA,
    KAZAKH_PATRONYMIC,
    MALE_PATRONYMIC,
)

LETTER = r"[^\W\d_]"
# A word; «менАйгүл» are two. An apostrophe joins: Aigul'ge.
WORD = re.compile(rf"{LETTER}{{1,60}}(?:['’ʼ`]{LETTER}{{1,20}})?")
GLUED = re.compile(r"(?<=[a-zа-яёәіңғүұқөһ])(?=[A-ZА-ЯЁӘІҢҒҮҰҚӨҺ])")
SPELLED_CASES = (
    r"(?:а|у|е|и|ом|ем|ои|еи|им|их|ого|ому|уиу|нин|дин|тин|га|ге|ка|ке|ди|ти|ни|да|де|та|те|нда|"
    r"дан|ден|тан|тен|нан|нен|мен|бен|пен)?"
)
PATRONYMIC = re.compile(
    rf".{{3,}}(?:{KAZAKH_PATRONYMIC}|{MALE_PATRONYMIC}|{FEMALE_PATRONYMIC}а?|{ILYINICHNA}|ович)"
    .replace("ы", "и").replace("ч", "ш") + SPELLED_CASES
)  # fmt: skip
SURNAME = re.compile(r".{2,}(?:(?:[ое]в|ин)а?|енко|шук|дзе|швили)" + SPELLED_CASES)
SKY_SURNAME = re.compile(r".{3,}ск(?:и|аиа|ого|ои|ому|им|уиу)")
ADJECTIVE = re.compile(
    r".*(?:вый|вое|вые|ний|ное|ные|ң|[^ц]ын|[ое]вк[аиеу]|[ое]вкой|.*ін.{0,4})"
)  # «Кадастровый», «жауабын»


LIKE_GIVEN = re.compile(
    r".{2,}(?:бек|баи|жан|гул|нур|гали|султан|мурат|кул|болат|берди|келди|аиим|жамал|сауле|даулет|хан|наз|ислам|назар|"
    r"мухамед|жамила)" + SPELLED_CASES
)


@dataclass(frozen=True)
class Word:
    """A word of a reading: its place, its letters, its spelling, whether a sentence begins."""

    start: int
    end: int
    text: str
    opens_sentence: bool

    @cached_property
    def spelling(self) -> str:
        """The spelling by which names are compared."""
        return spell(self.text)

    @property
    def is_capitalised(self) -> bool:
        """Whether the first letter, or every letter, is a capital."""
        return self.text[0].isupper()

    @property
    def is_initial(self) -> bool:
        """Whether it is one capital letter."""
        return len(self.text) == 1 and self.text.isupper()

    @cached_property
    def given(self) -> str | None:
        """The stem of the given name whose form it is."""
        return find_stem(self.spelling, GIVEN_NAMES) if self.is_capitalised else None

    @property
    def is_ambiguous(self) -> bool:
        """Whether the given name is a common word too."""
        return self.given in AMBIGUOUS

    @cached_property
    def is_like_given(self) -> bool:
        """Whether a capitalised word is built like a Kazakh given name: Нұрислам, Оразкүл."""
        return (
            self.is_capitalised
            and len(self.text) > 4
            and LIKE_GIVEN.fullmatch(self.spelling) is not None
        )

    @cached_property
    def is_patronymic(self) -> bool:
        """Whether it has the ending of a patronymic; «Атаулы», «таулы» have not."""
        if len(self.text) < 6 or not PATRONYMIC.fullmatch(self.spelling):
            return False
        if self.text.lower().endswith(("улы", "лы", "лу")) and "ұлы" not in self.text.lower():
            return find_stem(re.split("ули", self.spelling)[0], GIVEN_NAMES) is not None
        return True

    @cached_property
    def is_surname(self) -> bool:
        """Whether a capitalised word has the ending of a surname."""
        return (
            self.is_capitalised
            and len(self.text) > 4
            and SURNAME.fullmatch(self.spelling) is not None
            and ADJECTIVE.fullmatch(self.text.lower()) is None
        )


def split_words(reading: Reading) -> Iterator[Word]:
    """Yield the words of `reading`, from left to right."""
    text, place = reading.text, 0
    for match in WORD.finditer(text):
        between = text[place : match.start()].strip(" \"«“'(-")
        opens = (
            place == 0
            or between.endswith((".", "!", "?", ":", "\n", "•", "…"))
            or ("\n" in text[place : match.start()])
        )
        start = match.start()
        for end in [glue.start() for glue in GLUED.finditer(text, match.start(), match.end())] + [
            match.end()
        ]:
            yield Word(start, end, text[start:end], opens)
            start, opens = end, False
        place = match.end()
