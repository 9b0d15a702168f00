"""Finding personal data in a text, and hiding it. Pure: no database, no clock.

A machine's suggestion, never the last word: a second person reads every text before the public
does. Letters are folded one for one (ә→а, і→и, Latin look-alikes) before matching, so that a name
written in Kazakh is found in its Russian spelling and every finding keeps its place in the text.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

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
# While any of these is left in a text, it is not published.
HARD = frozenset({"iin", "phone", "email", "account", "plate", "document", "name", "number"})

FOLD = str.maketrans(
    "әіңғүұқөһёӘІҢҒҮҰҚӨҺЁaeopcxyikmthbABEKMHOPCTXYI",
    "аингуукохеАИНГУУКОХЕаеорсхуикмтнвАВЕКМНОРСТХУИ",
)
SPACE = r"[ \t\u00a0\u2009\u202f]"
GAP = rf"(?:{SPACE}|[-–.]){{0,2}}"
DIGIT = r"[0-9OОoоlІI]"  # and what is typed for 0 and 1


@dataclass(frozen=True)
class Finding:
    """What was found: its kind (a key of MASKS), its place in the text, the words themselves."""

    kind: str
    start: int
    end: int
    found: str


@dataclass(frozen=True)
class Redacted:
    text: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Person:
    """Whose data must not come out, and what may stay: officials' names, the office's phones."""

    names: tuple[str, ...] = ()  # name, patronymic, organisation's own are given by the caller
    id_number: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    numbers: tuple[str, ...] = ()  # registration numbers
    allowed_names: tuple[str, ...] = ()
    allowed_phones: tuple[str, ...] = ()


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
PATRONYMIC = r"(?:улы|кызы|ович|евич|овна|евна|ична|инична|улым)"
CAPITAL = r"[А-ЯA-Z][а-яa-z]+(?:-[А-ЯA-Z][а-яa-z]+)?"
INITIALS = r"[А-ЯA-Z]\.(?:\s?[А-ЯA-Z]\.)?"
PERSONS = [
    re.compile(rf"\b(?:{CAPITAL}\s+){{0,2}}[А-Я][а-я]+?{PATRONYMIC}{ENDING}\b(?:\s+{CAPITAL}(?:ов|ев|ин)а?{ENDING}\b)?"),
    re.compile(rf"\b{CAPITAL}\s+{INITIALS}(?!\w)"),
    re.compile(rf"(?<![\w.]){INITIALS}\s?{CAPITAL}\b"),
    re.compile(rf"\b{CAPITAL}\s+[А-Я][а-я]+(?:ов|ев|ёв|ин)а?{ENDING}\b"),
    re.compile(rf"\b[А-Я][а-я]+(?:ов|ев)а?(?:ой|ым|у|а|е)?\s+{CAPITAL}\b"),
]  # fmt: skip


def folded(text: str) -> str:
    """The text with look-alike letters made one, letter for letter: places stay."""
    return text.translate(FOLD)


def _stem(part: str) -> str:
    part = folded(part).lower()
    for ending in ("ий", "ый", "ая", "яя", "ия", "ья"):
        if part.endswith(ending) and len(part) > len(ending) + 2:
            return part[: -len(ending)]
    return part[:-1] if part[-1] in "аяьйоеуыи" and len(part) > 3 else part


@lru_cache(maxsize=1024)  # the same few names are looked for in every text of a case
def name_pattern(part: str) -> re.Pattern[str] | None:
    """One word of a name, in every case of Kazakh and Russian; None for an initial."""
    part = re.sub(r"[^\w-]", "", part)
    if len(part) < 2 or part.isdigit():
        return None
    stem, whole = re.escape(_stem(part)), re.escape(folded(part).lower())
    # A short name is also a common word: only with a capital letter.
    capital = rf"(?={folded(part)[0].upper()})" if len(_stem(part)) < 4 else ""
    return re.compile(rf"\b{capital}(?i:{whole}{ENDING}|{stem}{ENDING})\b")


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)[-10:]


def _own(text: str, plain: str, person: Person) -> Iterator[Finding]:
    """The applicant's own data, however written."""
    for name in person.names:
        for part in re.split(r"[\s]+", name):
            pattern = name_pattern(part)
            for match in pattern.finditer(plain) if pattern else ():
                yield Finding("name", match.start(), match.end(), text[slice(*match.span())])
    exact = [("email", person.email), ("address", person.address), ("iin", person.id_number)]
    exact += [("number", number) for number in person.numbers]
    for kind, words in exact:
        if words:
            loose = r"[\s,.]*".join(map(re.escape, folded(words).replace(",", " ").split()))
            for match in re.finditer(loose, plain, re.IGNORECASE):
                yield Finding(kind, match.start(), match.end(), text[slice(*match.span())])


def _general(text: str, plain: str) -> Iterator[Finding]:
    for kind, pattern in PATTERNS:
        for match in pattern.finditer(text):
            if kind == "iin" and sum(map(str.isdigit, match.group())) < 8:
                continue
            yield Finding(kind, match.start(), match.end(), match.group())
    for pattern in ADDRESSES:
        for match in pattern.finditer(text):
            yield Finding("address", match.start(), match.end(), match.group())
    for pattern in PERSONS:
        for match in pattern.finditer(plain):
            yield Finding("person", match.start(), match.end(), text[slice(*match.span())])


# A street, a school or a theatre bears a name, and nobody lives in it by that.
NAMED_BEFORE = re.compile(r"(?:улиц\w*|ул\.|проспект\w*|пр\.|имени|им\.)\s*$", re.IGNORECASE)
NAMED_AFTER = re.compile(
    r"^\s+(?:атында|көше|коше|даңғыл|дангыл|театр|мектеп|лицей|гимназия|мөлтек|шагын|шағын)",
    re.IGNORECASE,
)


def _allowed(finding: Finding, person: Person, plain: str) -> bool:
    if finding.kind == "phone":
        return _digits(finding.found) in {_digits(each) for each in person.allowed_phones if each}
    if finding.kind == "person":
        if NAMED_BEFORE.search(plain[: finding.start]) or NAMED_AFTER.match(plain[finding.end :]):
            return True
        words = {folded(word).lower() for name in person.allowed_names for word in name.split()}
        return any(
            folded(word).lower().startswith(known)
            for word in re.findall(r"\w{4,}", finding.found)
            for known in words
            if len(known) >= 4
        )
    return False


def find(text: str, person: Person) -> list[Finding]:
    """Every finding, left to right, none inside another; the applicant's own data come first."""
    plain = folded(text)
    own = list(_own(text, plain, person))
    rest = list(_general(text, plain))
    kept: list[Finding] = []
    order = {kind: place for place, kind in enumerate(MASKS["en"])}
    for each in own + sorted(rest, key=lambda one: (one.start - one.end, order[one.kind])):
        if all(each.end <= one.start or each.start >= one.end for one in kept):
            kept.append(each)
    # What may stay still covers its place: half of an office's phone is not another phone.
    shown = (each for each in kept if not _allowed(each, person, plain))
    return sorted(shown, key=lambda one: one.start)


def merged(findings: Iterable[Finding], text: str) -> list[Finding]:
    """Neighbouring words of one name become one finding: one mask instead of three."""
    joined: list[Finding] = []
    for each in findings:
        last = joined[-1] if joined else None
        if last and last.kind == each.kind == "name" and not text[last.end : each.start].strip():
            joined[-1] = Finding("name", last.start, each.end, text[last.start : each.end])
        else:
            joined.append(each)
    return joined


def redact(text: str, person: Person, language: str) -> Redacted:
    """The text with every finding replaced by a mask in `language`, and what was found where."""
    findings = merged(find(text, person), text)
    masks, parts, place = MASKS.get(language, MASKS["kk"]), [], 0
    for each in findings:
        parts += [text[place : each.start], masks[each.kind]]
        place = each.end
    return Redacted("".join([*parts, text[place:]]), tuple(findings))
