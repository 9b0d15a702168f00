"""Patterns of numbers and addresses in a network. Each matches one view of a Reading.

Every repetition is bounded, so that a run of 40,000 equal signs costs no more than other text.
"""

import re
from collections.abc import Iterator

from appeals.redaction.kinds import Finding
from appeals.redaction.reading import Reading

KNOWN_DOMAINS = (
    r"(?:kz|ru|com|net|org|info|edu|gov|me|uz|kg|by|ua|de|example|қаз|каз|рф|кз|ру|ком)\b"
)
AT = (
    r"(?: ?@ ?| ?[(\[{] ?(?:at|a|а|ат|эт|ит|собака|соб|dog) ?[)\]}] ?| собака "
    r"| (?:at|ит) (?=(?:e?mail|gmail|inbox|bk|list|yandex|icloud|outlook|yahoo|rambler)))"
)
DOT = r"(?: ?[.,] ?| ?[(\[{] ?(?:dot|точка|нүкте) ?[)\]}] ?| (?:dot|точка|нүкте) )"
EMAIL = re.compile(
    rf"(?<![\w.+%-])[\w.+%-]{{1,64}}{AT}[\w-]{{1,63}}"
    rf"(?:(?:\.[\w-]{{2,24}}){{1,4}}|(?:{DOT}[\w-]{{2,24}}){{0,3}}{DOT}{KNOWN_DOMAINS})",
    re.IGNORECASE,
)
HANDLE = re.compile(
    r"(?<![\w@./-])(?:@[a-z_][\w.]{2,31}"
    r"|(?:https?://)?(?:www\.)?(?:t\.me|telegram\.me|vk\.com|ok\.ru|instagram\.com|facebook\.com"
    r"|fb\.com|tiktok\.com|threads\.net|linkedin\.com/in)/@?[\w.-]{2,64})",
    re.IGNORECASE,
)

GAP = r"[ \-./\\_|]{0,2}"
PHONE_GAP = r"[ \-./\\_()]{0,3}"
IIN = re.compile(rf"(?<!\d)(?:\d{GAP}){{11}}\d(?!\d)")
PHONES = [
    re.compile(rf"(?<!\d)(?:\+ ?)?[78](?:{PHONE_GAP}\d){{10}}(?!\d)"),
    re.compile(rf"(?<!\d)(?<!\d[ .,-])\(?7[0-24-8](?:{PHONE_GAP}\d){{8}}(?!\d)"),
    re.compile(rf"\+ ?[1-9](?:{PHONE_GAP}\d){{8,13}}(?!\d)"),
    re.compile(r"(?<!\d)(?:\+?[78])?[ -]{0,2}\(\d{3,5}\)(?:[ \-.]{0,2}\d){5,7}(?!\d)"),
    re.compile(r"(?<![\w.,/-])(?<!\d )\d{1,3}-\d{2}-\d{2}(?![\w-]|[.,]\d)"),
    re.compile(r"(?<![\w.,/-])(?<!\d )\d{2} \d{2} \d{2}(?![\w-]| ?\d|[.,]\d)"),
    re.compile(r"wa\.me/\+?\d{10,15}"),
]
CALLED = re.compile(  # words before a number of five to seven digits
    r"(?i:тел|телефон\w{0,4}|phone|call|моб\w{0,8}|ұялы|ватсап|whatsapp|звон\w{0,6}|қоңырау|"
    r"городск\w{0,3}|домашн\w{0,3}|хабарлас\w{0,6})[.: №-]{0,3}"
    r"(\d(?:[ -]{0,2}\d){4,6})(?!\d|[.,]\d)"
)
CARD = re.compile(r"(?<!\d)\d{4}(?:[ \-./_]{0,2}\d{4}){3}(?!\d)")
IBANS = [
    re.compile(r"K ?Z[ -]{0,2}\d{2}(?:[ -]{0,2}[A-Z0-9]){16}"),
    re.compile(r"KZ\d{2}[A-Z0-9]{8,17}"),
]
PLATE_LETTERS = "[A-Z]"
PLATES = [
    re.compile(r"(?<!\w)\d{3}[ -]?[A-Z]{2,3}[ -]?(?:0[1-9]|1\d|2[01])(?!\w)"),
    re.compile(r"(?<!\w)[A-Z] ?\d{3} ?[A-Z]{2,3}(?!\w)"),
    re.compile(r"(?<!\w)\d{2} ?[A-Z]{2} ?(?:0[1-9]|1\d|2[01])(?!\w)"),
    re.compile(r"(?<!\w)(?:0[1-9]|1\d|2[01]) ?\d{3} ?[A-Z]{2,3}(?!\w)"),
]
UNIT_NAMES = "KM KG MB GB KZT USD EUR RUB AM PM CM MM KB KBT TB M T"
UNITS = frozenset(UNIT_NAMES.split())
NUMBER = re.compile(r"(?<!\w)[A-Z]{2,6}[ -]{0,3}20\d{2}[ -]{0,3}\d{6}(?!\d)")
TICKET = re.compile(r"(?<!\w)([A-Z]{2,6})( ?[-_] ?| )?\d{6}(?!\d)")
SECRET = re.compile(r"(?<!\w)(?=([0-9A-Z]{4}([ -])[0-9A-Z]{4}\2[0-9A-Z]{4})(?!\w))")
TICKET_WORDS = re.compile(r"(?i:талон|ticket|билет|код)")
DOCUMENTS = [
    re.compile(r"(?<!\d)\d{2}[-:]\d{3}[-:]\d{3}[-:]\d{2,5}(?!\d)"),  # a plot of land
    re.compile(r"(?:№|\bN|\bNo\.?) ?\d{6,20}(?!\d)"),
    re.compile(r"(?<!\w)N ?\d{7,8}(?!\d)"),
    re.compile(r"(?<![\w-])\d{9}(?![\w-])"),
    re.compile(r"(?<!\d)(?<!\d )0\d{2}[ -]\d{3}[ -]\d{3}(?! ?\d)"),
]
NAMED_DOCUMENT = re.compile(
    r"(?i:удостоверен|свидетельств|паспорт|договор|лицев|полис|диплом|лицензи|кадастр|"
    r"куәлі|төлқұжат|құжат|шарт|жер актісі|passport|\bid\b)"
    r"[^\d\n.,;]{0,30}(?<!\d)(\d(?:[ -]?\d){4,14})(?!\d)"
)
DATE = re.compile(
    r"(?<!\d)(?:\d{1,2}[./-]\d{1,2}[./-](?:19|20)\d{2}|(?:19|20)\d{2}[./-]\d{2}[./-]\d{2})(?!\d)"
)
MONEY = re.compile(
    r" ?(?i:теңге|тенге|тг\b|тнг\b|₸|\$|€|млн|млрд|руб|сом\b|usd|kzt|миллион|мың|тыс)"
)
GROUPED_BY_THREE = re.compile(r"\d{1,3}(?: \d{3})+")
IIN_WORD = re.compile(
    r"(?i:иин|жсн|iin|бин|бсн|bin|сәйкестендіру нөмір|идентификационн\w{0,3} номер)"
)
YEARS = re.compile(r"(?:(?:19|20)\d{2}\D{0,2}){2,}")


def find_numbers(reading: Reading) -> Iterator[Finding]:
    """Yield numbers of persons, phones, accounts, cars, documents and appeals."""
    yield from _find_iins_and_phones(reading.digits)
    yield from _find_accounts(reading)
    for pattern in PLATES:
        for match in pattern.finditer(reading.latin):
            if _is_plate(match, reading.text):
                yield _finding("plate", match)
    yield from _find_documents(reading.digits)
    yield from _find_appeal_numbers(reading)


def _find_iins_and_phones(text: str) -> Iterator[Finding]:
    for match in IIN.finditer(text):
        if _is_iin(match):
            yield _finding("iin", match)
    for pattern in PHONES:
        for match in pattern.finditer(text):
            if _is_phone(match):
                yield _finding("phone", match)
    for match in CALLED.finditer(text):
        if not MONEY.match(text, match.end()):
            yield _finding("phone", match, 1)


def _find_accounts(reading: Reading) -> Iterator[Finding]:
    for match in CARD.finditer(reading.digits):
        if not DATE.search(match.group()) and not YEARS.fullmatch(match.group()):
            yield _finding("account", match)
    for pattern in IBANS:
        for match in pattern.finditer(reading.latin):
            yield _finding("account", match)


def find_network_names(reading: Reading) -> Iterator[Finding]:
    """Yield e-mail addresses and names in social networks."""
    for match in EMAIL.finditer(reading.text):
        yield _finding("email", match)
    for match in HANDLE.finditer(reading.text):
        yield _finding("handle", match)


def _finding(kind: str, match: re.Match[str], group: int = 0) -> Finding:
    return Finding(kind, match.start(group), match.end(group), match.group(group))


def _before(match: re.Match[str], length: int = 24) -> str:
    return match.string[max(0, match.start() - length) : match.start()]


def _is_money(match: re.Match[str]) -> bool:
    """Return whether the digits are a sum: grouped by three, or before a currency."""
    after = MONEY.match(match.string, match.end())
    return bool(after) and "-" not in match.group()


def _is_iin(match: re.Match[str]) -> bool:
    if DATE.search(match.group()):
        return False
    if IIN_WORD.search(_before(match)):
        return True
    if _is_money(match) or YEARS.fullmatch(match.group()):
        return False
    lengths = [len(group) for group in re.findall(r"\d+", match.group())]
    return (len(set(lengths)) == 1 and not GROUPED_BY_THREE.fullmatch(match.group())) or lengths[
        0
    ] in {6, 8}


def _is_phone(match: re.Match[str]) -> bool:
    if DATE.search(match.group()) or _is_money(match):
        return False
    digits = re.sub(r"\D", "", match.group())
    if len(digits) != 11 or match.group().startswith("+"):
        return True
    return digits[1] in "79" or digits.startswith("8800") or digits == match.group()


def _is_plate(match: re.Match[str], text: str) -> bool:
    """Return whether it is a plate: in capitals, or in small letters without a space."""
    typed = text[slice(*match.span())]
    letters = re.findall(r"[A-Z]+", match.group())
    if any(group in UNITS for group in letters):
        return False
    return typed.upper() == typed or not re.search(r"[ -]", typed)


def _find_documents(text: str) -> Iterator[Finding]:
    for pattern in DOCUMENTS:
        for match in pattern.finditer(text):
            if not _is_money(match):
                yield _finding("document", match)
    for match in NAMED_DOCUMENT.finditer(text):
        number = match.group(1)
        if sum(map(str.isdigit, number)) < 5 or YEARS.fullmatch(number):
            continue
        if not MONEY.match(text, match.end()) and not DATE.search(number):
            yield _finding("document", match, 1)


def _find_appeal_numbers(reading: Reading) -> Iterator[Finding]:
    for match in NUMBER.finditer(reading.latin):
        yield _finding("number", match)
    for match in TICKET.finditer(reading.latin):
        typed = reading.text[slice(*match.span(1))]
        if match.group(1) in UNITS:
            continue
        hyphen = (match.group(2) or "").strip()
        before = reading.text[max(0, match.start() - 24) : match.start()]
        if hyphen or TICKET_WORDS.search(before) or (typed.isupper() and typed.isascii()):
            yield _finding("number", match)
    for match in SECRET.finditer(reading.latin):
        groups = re.split(r"[ -]", match.group(1))
        mixed = sum(not group.isdigit() and not group.isalpha() for group in groups)
        if mixed >= (1 if match.group(2) == "-" else 2):
            yield _finding("number", match, 1)
