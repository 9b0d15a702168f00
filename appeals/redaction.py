"""Find personal data in a text and mask it. Pure: no database, no clock.

The result is a suggestion: a second person reads every text before it is published. Letters are
folded one for one (ә→а, і→и, Latin look-alikes) before matching, so that a name
written in Kazakh is found in its Russian spelling and every finding keeps its place in the text.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from core.lookalikes import KAZAKH_TO_RUSSIAN, LATIN_TO_RUSSIAN
from core.personal_patterns import (
    FEMALE_PATRONYMIC,
    ILYINICHNA,
    KAZAKH_PATRONYMIC,
    MALE_PATRONYMIC,
)

MASKS = {
    "kk": {
        "iin": "[ЖСН/БСН]", "phone": "[телефон]", "email": "[e-mail]", "account": "[шот нөмірі]",
        "plate": "[көлік нөмірі]", "document": "[құжат нөмірі]", "address": "[мекенжай]",
        "name": "[аты-жөні]", "person": "[адам аты]", "number": "[жолданым нөмірі]",
    },
    "ru": {
        "iin": "[ИИН/БИН]", "phone": "[телефон]", "email": "[e-mail]", "account": "[номер счёта]",
        "plate": "[номер машины]", "document": "[номер документа]", "address": "[адрес]",
        "name": "[имя заявителя]", "person": "[имя]", "number": "[номер обращения]",
    },
    "en": {
        "iin": "[IIN/BIN]", "phone": "[phone]", "email": "[e-mail]", "account": "[account number]",
        "plate": "[car plate]", "document": "[document number]", "address": "[address]",
        "name": "[applicant]", "person": "[a person]", "number": "[appeal number]",
    },
}  # fmt: skip
# A text with any of these is not published.
BLOCKING_KINDS = frozenset(
    {"iin", "phone", "email", "account", "plate", "document", "name", "number"}
)
# The applicant's own data of these kinds are searched for as they are, in this order.
MATCHED_AS_A_WHOLE = ("email", "address", "iin", "number")

LOWER_FOLD = KAZAKH_TO_RUSSIAN | LATIN_TO_RUSSIAN
FOLD = str.maketrans(LOWER_FOLD | {a.upper(): b.upper() for a, b in LOWER_FOLD.items()})
SPACE = r"[ \t\u00a0\u2009\u202f]"
GAP = rf"(?:{SPACE}|[-–.]){{0,2}}"
DIGIT = r"[0-9OОoоlІI]"  # with the letters typed for 0 and 1


@dataclass(frozen=True)
class Finding:
    """Personal data found in a text: the kind (a key of MASKS), the place and the words."""

    kind: str
    start: int
    end: int
    text: str


@dataclass(frozen=True)
class RedactedText:
    """A masked text and what was masked in it."""

    text: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class PersonalData:
    """What must be hidden beside what the patterns find, and what may stay.

    `values`: pairs of a kind (a key of MASKS) and a value; a name is hidden in every grammatical
    case, each of its words apart. Phones are found by pattern in any case.
    """

    values: tuple[tuple[str, str], ...] = ()
    allowed_names: tuple[str, ...] = ()  # of officials
    allowed_phones: tuple[str, ...] = ()  # of the office

    def of_kind(self, kind: str) -> list[str]:
        """Return the values of a kind that are not empty."""
        return [value for name, value in self.values if name == kind and value.strip()]


PATTERNS: list[tuple[str, re.Pattern[str]]] = [
    ("email", re.compile(
        rf"[\w.+-]{{2,}}{SPACE}*(?:@|\((?:собака|ит|at|dog)\)|\[at\]|{SPACE}собака{SPACE})"
        rf"{SPACE}*[\w-]+(?:{SPACE}*(?:\.|\((?:точка|нүкте|dot)\)){SPACE}*[a-zа-я]{{2,}})+",
        re.IGNORECASE)),
    ("account", re.compile(rf"\bKZ{SPACE}?\d{{2}}(?:{SPACE}?[A-Z0-9]){{16}}\b", re.IGNORECASE)),
    ("account", re.compile(r"(?<!\d)\d{4}(?:[ \u00a0-]?\d{4}){3}(?!\d)")),
    ("document", re.compile(r"(?<!\d)\d{2}[-:]\d{3}[-:]\d{3}[-:]\d{2,5}(?!\d)")),  # cadastre
    ("iin", re.compile(rf"(?<![\w])(?:{DIGIT}{GAP}){{11}}{DIGIT}(?![\w])")),
    ("phone", re.compile(
        rf"(?<![\w])(?:\+{SPACE}?7|8|7){GAP}\(?\d{{3}}\)?{GAP}\d{{2,3}}{GAP}\d{{2}}{GAP}\d{{2,3}}"
        r"(?!\d)")),
    ("phone", re.compile(
        rf"(?<![\w])(?:\+?7|8)?{GAP}\(\d{{3,5}}\){GAP}\d(?:{GAP}\d){{4,6}}(?!\d)")),
    ("phone", re.compile(
        rf"(?<![\w.-])7\d{{2}}{GAP}\d{{3}}{GAP}\d{{2}}{GAP}\d{{2}}(?![\w-])")),
    ("phone", re.compile(r"(?<![\w.-])\d{1,3}-\d{2}-\d{2}(?![\w-])")),
    ("plate", re.compile(
        rf"(?<![\w])\d{{3}}{SPACE}?[A-ZАВЕКМНОРСТУХ]{{2,3}}{SPACE}?(?:0[1-9]|1\d|20)(?![\w])")),
    ("plate", re.compile(
        rf"(?<![\w])[A-ZАВЕКМНОРСТУХ]{SPACE}?\d{{3}}{SPACE}?[A-ZАВЕКМНОРСТУХ]{{2,3}}(?![\w])")),
    ("document", re.compile(rf"(?:№|N|No){SPACE}?\d{{6,}}(?!\d)")),
    ("document", re.compile(r"(?<![\w])N\d{7,8}(?!\d)")),
    ("document", re.compile(r"(?<![\w-])\d{9}(?![\w-])")),
    ("number", re.compile(r"\b[A-Z]{2,6}-20\d{2}-\d{6}\b")),
]  # fmt: skip

NUM = r"\d{1,4}(?:[/-]?\d{1,3})?[а-яА-Я]?\b"
TYPE_RU = (
    r"(?:ул(?:\.|иц[аеуы]й?)|пр(?:\.|оспект[ае]?|-т)|пер(?:\.|еул\w+)|мкр\.?|микрорайон\w*|"
    r"б-р|бульвар\w*)"
)
TYPE_KK = r"(?:көше\w*|к-с[іи]\w*|даңғыл\w*|шағын\s+аудан\w*|ш/а|мөлтек\s+аудан\w*|тұйық\w*)"
UPPER = "A-ZА-ЯЁӘІҢҒҮҰҚӨҺ"
TITLES = r"(?:хан|би|батыр|ата|баба|әулие|ақын)[а-я]{0,2}"  # «Тәуке хан даңғылы»
NAME_OF = rf"[{UPPER}][\w.-]*(?:\s+(?:[{UPPER}][\w.-]*|{TITLES})){{0,2}}(?:-\d+)?"
HOUSE_RU = rf"(?:д(?:\.|ом[ае]?)?\s*)?№?\s*{NUM}"
FLAT_RU = rf"(?:[,\s]+кв(?:\.|артир[аеуы])\s*№?\s*{NUM})?"
FLAT_KK = rf"(?:[,\s]+(?:{NUM}[-\s]*(?:пәтер\w*|п\.)|пәтер\w*\s*{NUM}))?"
HOUSE_KK = rf"(?:№?\s*{NUM}(?:[-\s]*үй\w*)?|үй\w*\s*№?\s*{NUM})"
ADDRESSES = [
    re.compile(rf"\b{TYPE_RU}\s*{NAME_OF}[,\s]+{HOUSE_RU}{FLAT_RU}"),
    re.compile(rf"\b{NAME_OF}\s+{TYPE_KK}[,\s]+{HOUSE_KK}{FLAT_KK}"),
    re.compile(rf"\bд(?:\.|ом[ае]?)\s*№?\s*{NUM}[,\s]+кв(?:\.|артир[аеуы])\s*№?\s*{NUM}"),
    re.compile(rf"\bкв(?:\.|артир[аеуы])\s*№?\s*{NUM}"),
    re.compile(rf"\b{NUM}[-\s]*үй\w*[,\s]+{NUM}[-\s]*пәтер\w*"),
    re.compile(r"\b\d{1,4}[-\s]+пәтер\w*"),
    re.compile(rf"\b\d{{1,4}}\s+{NAME_OF}\s+(?:Street|St\.|Avenue|Ave\.)(?:,?\s+(?:flat|apt\.?)\s*\d+)?"),
]  # fmt: skip

# Case endings after folding (і→и, ң→н, ғ→г, қ→к, ү/ұ→у).
KK_CASES = (
    "нын|нин|дын|дин|тын|тин|га|ге|ка|ке|на|не|а|е|ды|ди|ты|ти|ны|ни|да|де|та|те|нда|нде|дан|ден|"
    "тан|тен|нан|нен|мен|бен|пен|менен|сы|си|ы|и|ым|им|дики|ники|тики|лар|лер|дар|дер|тар|тер"
)
RU_CASES = (
    "а|я|у|ю|ом|ем|ой|ей|ою|ею|е|и|ы|ым|им|ых|их|ью|ого|его|ому|ему|ий|ый|ая|яя|ую|юю|ами|ями|ах|ов|"
    "ы|ь|й|ии|ию|ией|иею|ие|ия"
)
ENDING = rf"(?:(?:{KK_CASES}){{1,2}}|{RU_CASES})?"
PATRONYMIC = rf"(?:{KAZAKH_PATRONYMIC}|улым|{MALE_PATRONYMIC}|{FEMALE_PATRONYMIC}а|{ILYINICHNA})"
CAPITAL = r"[А-ЯA-Z][а-яa-z]+(?:-[А-ЯA-Z][а-яa-z]+)?"
INITIALS = r"[А-ЯA-Z]\.(?:\s?[А-ЯA-Z]\.)?"
PERSONS = [
    re.compile(rf"\b(?:{CAPITAL}\s+){{0,2}}[А-Я][а-я]+?{PATRONYMIC}{ENDING}\b(?:\s+{CAPITAL}(?:ов|ев|ин)а?{ENDING}\b)?"),
    re.compile(rf"\b{CAPITAL}\s+{INITIALS}(?!\w)"),
    re.compile(rf"(?<![\w.]){INITIALS}\s?{CAPITAL}\b"),
    re.compile(rf"\b{CAPITAL}\s+[А-Я][а-я]+(?:ов|ев|ёв|ин)а?{ENDING}\b"),
    re.compile(rf"\b[А-Я][а-я]+(?:ов|ев)а?(?:ой|ым|у|а|е)?\s+{CAPITAL}\b"),
]  # fmt: skip


def fold_letters(text: str) -> str:
    """Return the text with look-alike letters unified, one for one, so that offsets stay."""
    return text.translate(FOLD)


def _name_stem(part: str) -> str:
    part = fold_letters(part).lower()
    for ending in ("ий", "ый", "ая", "яя", "ия", "ья"):
        if part.endswith(ending) and len(part) > len(ending) + 2:
            return part[: -len(ending)]
    return part[:-1] if part[-1] in "аяьйоеуыи" and len(part) > 3 else part


@lru_cache(maxsize=1024)  # the same few names are searched for in every text of a case
def name_pattern(part: str) -> re.Pattern[str] | None:
    """Return a pattern of one word of a name in every Kazakh and Russian case; None: an initial."""
    part = re.sub(r"[^\w-]", "", part)
    if len(part) < 2 or part.isdigit():
        return None
    stem, whole = re.escape(_name_stem(part)), re.escape(fold_letters(part).lower())
    # A short name is also a common word: match it only with a capital letter.
    capital = rf"(?={fold_letters(part)[0].upper()})" if len(_name_stem(part)) < 4 else ""
    return re.compile(rf"\b{capital}(?i:{whole}{ENDING}|{stem}{ENDING})\b")


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)[-10:]


def _find_own_data(text: str, folded: str, personal: PersonalData) -> Iterator[Finding]:
    """Yield the applicant's own data in the text: names first, then what is matched as a whole."""
    for part in " ".join(personal.of_kind("name")).split():
        if pattern := name_pattern(part):
            for match in pattern.finditer(folded):
                yield Finding("name", match.start(), match.end(), text[slice(*match.span())])
    for kind in MATCHED_AS_A_WHOLE:
        for value in personal.of_kind(kind):
            words = fold_letters(value).replace(",", " ").split()
            loose = r"[\s,.]*".join(map(re.escape, words))
            for match in re.finditer(loose, folded, re.IGNORECASE):
                yield Finding(kind, match.start(), match.end(), text[slice(*match.span())])


def _find_by_pattern(text: str, folded: str) -> Iterator[Finding]:
    for kind, pattern in PATTERNS:
        for match in pattern.finditer(text):
            if kind == "iin" and sum(map(str.isdigit, match.group())) < 8:
                continue
            yield Finding(kind, match.start(), match.end(), match.group())
    for pattern in ADDRESSES:
        for match in pattern.finditer(text):
            yield Finding("address", match.start(), match.end(), match.group())
    for pattern in PERSONS:
        for match in pattern.finditer(folded):
            yield Finding("person", match.start(), match.end(), text[slice(*match.span())])


# The name of a street, a school or a theatre is not personal data.
NAMED_BEFORE = re.compile(r"(?:улиц\w*|ул\.|проспект\w*|пр\.|имени|им\.)\s*$", re.IGNORECASE)
NAMED_AFTER = re.compile(
    r"^\s+(?:атында|көше|коше|даңғыл|дангыл|театр|мектеп|лицей|гимназия|мөлтек|шагын|шағын)",
    re.IGNORECASE,
)


def _is_allowed(finding: Finding, personal: PersonalData, folded: str) -> bool:
    """Return whether it may stay: an office's phone, the name of an official or of a street."""
    if finding.kind == "phone":
        return _digits(finding.text) in {
            _digits(phone) for phone in personal.allowed_phones if phone
        }
    if finding.kind == "person":
        before, after = folded[: finding.start], folded[finding.end :]
        if NAMED_BEFORE.search(before) or NAMED_AFTER.match(after):
            return True
        allowed = {
            fold_letters(word).lower() for name in personal.allowed_names for word in name.split()
        }
        return any(
            fold_letters(word).lower().startswith(name)
            for word in re.findall(r"\w{4,}", finding.text)
            for name in allowed
            if len(name) >= 4
        )
    return False


def find_personal_data(text: str, personal: PersonalData) -> list[Finding]:
    """Return every finding, left to right, none overlapping; the applicant's own data win."""
    folded = fold_letters(text)
    own = list(_find_own_data(text, folded, personal))
    general = list(_find_by_pattern(text, folded))
    findings: list[Finding] = []
    order = {kind: place for place, kind in enumerate(MASKS["en"])}
    general.sort(key=lambda finding: (finding.start - finding.end, order[finding.kind]))
    for finding in own + general:
        if all(finding.end <= other.start or finding.start >= other.end for other in findings):
            findings.append(finding)
    # What may stay still covers its place: half of an office's phone is not another phone.
    hidden = (finding for finding in findings if not _is_allowed(finding, personal, folded))
    return sorted(hidden, key=lambda finding: finding.start)


def merge_name_parts(findings: Iterable[Finding], text: str) -> list[Finding]:
    """Merge neighbouring words of one name into one finding: one mask instead of three."""
    merged: list[Finding] = []
    for finding in findings:
        last = merged[-1] if merged else None
        is_name = last is not None and last.kind == finding.kind == "name"
        if last and is_name and not text[last.end : finding.start].strip():
            merged[-1] = Finding("name", last.start, finding.end, text[last.start : finding.end])
        else:
            merged.append(finding)
    return merged


def redact(text: str, personal: PersonalData, language: str) -> RedactedText:
    """Replace every finding by a mask in `language`; return the text and the findings."""
    findings = merge_name_parts(find_personal_data(text, personal), text)
    masks, parts, place = MASKS.get(language, MASKS["kk"]), [], 0
    for finding in findings:
        parts += [text[place : finding.start], masks[finding.kind]]
        place = finding.end
    return RedactedText("".join([*parts, text[place:]]), tuple(findings))
