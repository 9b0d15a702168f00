"""Postal addresses: a street, a house, a flat, in any order that people write. See patterns.py."""

import re
from collections.abc import Iterator

from appeals.redaction.kinds import Finding
from appeals.redaction.reading import Reading

UPPER = "A-ZА-ЯЁӘІҢҒҮҰҚӨҺ"
NUM = r"\d{1,4}(?: ?[/-] ?\d{1,4}){0,2}(?:[а-яА-ЯA-Za-zә](?!\w))?(?!\d)"
UNIT_WORD = (
    r"(?i:д(?![^\W\d])|дом\w{0,3}|үй\w{0,8}|кв(?![^\W\d])|квартир\w{0,3}|пәтер\w{0,8}|п(?=\.)|"
    r"корп\w{0,4}|блок\w{0,2}|оф(?![^\W\d])|офис\w{0,2}|подъезд\w{0,2}|apt|flat|house|apartment)"
)
UNIT = rf"(?:{UNIT_WORD}\.? ?№? ?{NUM}|{NUM}[- ]?{UNIT_WORD})"
AND = r"[, ]{1,3}"
TAIL = rf"(?:{AND}(?:{UNIT}|{NUM}(?![\w.]| [а-яәіңғүұқөһ]))){{0,3}}"
TYPE_RU = (
    r"(?:(?i:ул\.|пр\.|пр-т\.?|пер\.|мкр\.?|м-н|б-р|бул\.)"
    r"|(?i:улиц[аеуы]й?|проспект\w{0,2}|переул\w{1,4}|микрорайон\w{0,2}|бульвар\w{0,2}|тупик\w{0,2}|"
    r"шоссе|проезд\w{0,2}|ул)(?=[ ]))"
)
TYPE_KK = (
    r"(?:(?i:көше\w{0,8}|к-с[іи]\w{0,4}|даңғыл\w{0,8}|шағын аудан\w{0,8}|ш/а|м/а|"
    r"мөлтек аудан\w{0,8}|тұйығ\w{0,8}|тұйық\w{0,4}|тас жол\w{0,6}|бульвар\w{0,6}|орам\w{0,6}))"
)
TITLES = r"(?:хан|би|батыр|ата|баба|әулие|ақын|жолы|ел)[а-я]{0,2}"  # «Тәуке хан даңғылы»
WORD = rf"[{UPPER}][\w.-]{{0,30}}"
NAME = rf"(?:\d{{1,3}}(?:-\w{{1,3}})? )?{WORD}(?: (?:{WORD}|{TITLES})){{0,2}}"
ABBREVIATED = r"(?i:ул\.|пр\.|пер\.|мкр\.?|пр-т\.?)"
FLAT = r"(?i:кв(?![^\W\d])|квартир\w{0,3}|пәтер\w{0,8}|apt|flat|оф(?![^\W\d]))\.?"
GENITIVE = rf"[{UPPER}](?:[\w-]{{1,25}}(?:[аяоыи]|ой|ого|ых|их|[АЯОЫИ]|ОЙ|ОГО|ЫХ|ИХ)|бай)"
ADDRESSES = [
    re.compile(rf"{TYPE_RU} ?{NAME}{AND}(?:{UNIT}|№? ?{NUM}){TAIL}"),
    re.compile(rf"{ABBREVIATED} ?[\w-]{{2,30}}(?: [\w-]{{2,30}})?{AND}(?:{UNIT}|{NUM}){TAIL}"),
    re.compile(rf"(?<!\w){NAME} {TYPE_KK}{AND}№? ?(?:{UNIT}|{NUM}){TAIL}"),
    re.compile(rf"(?<!\w)№? ?\d{{1,3}}(?:-?[а-я]{{1,2}})? ?(?i:мкр|микрорайон\w{{0,2}}|м-н)\.?"
               rf"{AND}(?:{UNIT}|{NUM}){TAIL}"),
    re.compile(rf"(?<!\w){UNIT_WORD}\.? ?№? ?{NUM} (?:по|на) {TYPE_RU} ?{NAME}"),
    re.compile(rf"(?<!\w){NAME}{AND}{NUM}{AND}(?:{FLAT} ?№? ?{NUM}|{NUM}[- ]?{FLAT})"),
    re.compile(rf"(?<!\w){UNIT_WORD}\.? ?№? ?{NUM}{AND}{FLAT} ?№? ?{NUM}"),
    re.compile(rf"(?<!\w){NUM}[- ]?{UNIT_WORD}{AND}{NUM}[- ]?{FLAT}"),
    re.compile(rf"(?<!\w)(?i:кв|квартир[аеуы]й?)\.? ?№? ?{NUM}"),
    re.compile(r"(?<!\w)\d{1,4}(?:-(?i:пәтер\w{0,8})| (?i:пәтер(?:[дгі]\w{1,7})))"),
    re.compile(rf"(?<!\w)\d{{1,4}} {NAME} (?:Street|St\.?|Avenue|Ave\.?|Road)(?!\w)"
               rf"(?:,? (?:flat|apt\.?|apartment) ?\d{{1,4}})?"),
]  # fmt: skip
# «Абая 14-5»: a street in the genitive, a house, a flat.
HOUSE_AND_FLAT = re.compile(
    rf"(?<!\w)({GENITIVE})(?: {TITLES})?,? "
    r"\d{1,3}(?:[а-яА-Я]|/\d{1,2})? ?- ?\d{1,4}(?![\w-]|[.,]\d)"
)
NOT_A_STREET = re.compile(  # «Статья 12-3», «Школа 12-34»
    r"(?i:стать|глав|страниц|групп|школ|таблиц|суббот|недел|смен|форм|част|сери|марк|цен|температур|"
    r"поправк|мектеп|январ|феврал|март|апрел|ма[яй]$|июн|июл|август|сентябр|октябр|ноябр|декабр|"
    r"осталось|нужно|около|было|итого|это|примерно|жылы|айы|бабы|ұзындығы|саны)"
)


def find_addresses(reading: Reading) -> Iterator[Finding]:
    """Yield addresses with a house or a flat; a street alone is not personal data."""
    text = reading.text
    for pattern in ADDRESSES:
        for match in pattern.finditer(text):
            yield Finding("address", match.start(), match.end(), match.group())
    for match in HOUSE_AND_FLAT.finditer(text):
        if not NOT_A_STREET.match(match.group(1)):
            yield Finding("address", match.start(), match.end(), match.group())
