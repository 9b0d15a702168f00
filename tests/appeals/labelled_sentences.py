"""The labelled sentences of tests/appeals/redaction: read them, and measure what redaction finds.

`{kind|words}` is personal data. A line `# applicant:` names the applicant of the lines after it:
name | patronymic | IIN | phone | e-mail | address | number of the appeal.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from appeals.redaction import Finding, PersonalData, find_personal_data

FOLDER = Path(__file__).parent / "redaction"
MARK = re.compile(r"\{(\w+)\|([^}]*)\}")
KINDS = ("name", "name", "iin", "phone", "email", "address", "number")
OFFICIALS = (
    "Асқаров Нұрлан", "Жанұзақов Бауыржан Сәкенұлы", "Литвинова Ольга Петровна",
    "Бейсеков Талғат", "Мұратова Сәуле Ерікқызы",
)  # fmt: skip
OFFICE_PHONES = ("+77253300010", "1414")


@dataclass(frozen=True)
class Label:
    """Personal data in a sentence."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True)
class Sentence:
    """A sentence without its marks, its labels, and the applicant."""

    text: str
    labels: tuple[Label, ...]
    personal: PersonalData

    @property
    def findings(self) -> list[Finding]:
        return find_personal_data(self.text, self.personal)


def read_sentences(*names: str) -> Iterator[Sentence]:
    """Yield the sentences of the files."""
    for name in names:
        personal = PersonalData()
        for line in (FOLDER / f"{name}.txt").read_text("utf-8").splitlines():
            if line.startswith("# applicant:"):
                values = [value.strip() for value in line.partition(":")[2].split("|")]
                personal = PersonalData(
                    tuple(zip(KINDS, values, strict=True)), OFFICIALS, OFFICE_PHONES
                )
            else:
                yield _parse(line, personal)


def _parse(line: str, personal: PersonalData) -> Sentence:
    parts, labels, place = [], [], 0
    length = 0
    for match in MARK.finditer(line):
        before = line[place : match.start()]
        start = length + len(before)
        labels.append(Label(match[1], start, start + len(match[2])))
        parts += [before, match[2]]
        length, place = start + len(match[2]), match.end()
    return Sentence("".join([*parts, line[place:]]), tuple(labels), personal)


def leaks(sentence: Sentence, label: Label, findings: list[Finding]) -> str:
    """Return what would stay readable of the labelled words; empty: they are found.

    In an address and a date the figures count, in a name the words of two letters or more.
    """
    words = sentence.text
    covered = {place for each in findings for place in range(each.start, each.end)}
    left = [place for place in range(label.start, label.end) if place not in covered]
    if label.kind in {"address", "birth_date"}:
        return "".join(words[place] for place in left if words[place].isdigit())
    return "".join(words[place] for place in left if words[place].isalnum())


@dataclass
class Score:
    """How many labels of each kind there are, which leaked, and which findings were wrong."""

    labels: Counter
    leaked: dict[str, list[str]]
    wrong: list[str]
    found: int

    def recall(self, *kinds: str) -> float:
        """Return the share of the labels of these kinds that were found whole."""
        there = sum(self.labels[kind] for kind in kinds)
        return 1 - sum(len(self.leaked.get(kind, ())) for kind in kinds) / there if there else 1

    @property
    def precision(self) -> float:
        """Return the share of the findings that touch a label."""
        return 1 - len(self.wrong) / self.found


def measure(*names: str) -> Score:
    """Return the score of redaction on the sentences of the files."""
    score = Score(Counter(), {}, [], 0)
    for sentence in read_sentences(*names):
        findings = sentence.findings
        for label in sentence.labels:
            score.labels[label.kind] += 1
            if left := leaks(sentence, label, findings):
                score.leaked.setdefault(label.kind, []).append(f"{sentence.text} → {left}")
        for finding in findings:
            score.found += 1
            if not any(
                finding.start < label.end and label.start < finding.end for label in sentence.labels
            ):
                score.wrong.append(f"{sentence.text} → {finding.kind}: {finding.text}")
    return score
