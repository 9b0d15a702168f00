"""Names of persons who are not the applicant: neighbours, relatives, doctors.

A run of neighbouring words is a person by its patronymic, its initials, a given name, the ending
of a surname, or a word before it such as «көршім», «врач».
"""

import re
from collections.abc import Iterator, Sequence

from appeals.redaction.kinds import Finding, PersonalData
from appeals.redaction.reading import Reading
from appeals.redaction.spelling import is_form_of, spell, stems
from appeals.redaction.words import SKY_SURNAME, Word

LONGEST = 4  # words of one name
JOINED = re.compile(r" {1,2}|\. ?")
WINDOW = 40  # letters around a name that are read
SHORT_SURNAMES_WORDS = """
Ким Пак Ли Цой Хван Тен Шин Югай Хегай Ан Огай Ногай Кан Лим Сон Хан Ю Нам
"""
SHORT_SURNAMES = frozenset(map(spell, SHORT_SURNAMES_WORDS.split()))
# The name of a street, a school or a theatre is not personal data.
NAMED_BEFORE = re.compile(
    r"(?i:улиц\w{0,3}|ул\.|проспект\w{0,3}|пр\.|имени|им\.|посёл\w{0,3}|поселк\w{0,3}|сел[оае]|"
    r"площад\w{0,3}|остановк\w{0,3}|парк\w{0,3}|мкр\.?|микрорайон\w{0,3}|жк|"
    r"бульвар\w{0,3}) ?[«\"“]?$"
)
NAMED_AFTER = re.compile(
    r"[»\"”]? ?(?i:атында|көше|к-с|даңғыл|театр|мектеб|лицей|гимназия|мөлтек|шағын|аудан|облыс|"
    r"ауыл|қала|район|област|street|avenue|м/а|ш/а|саябағ|мешіт|аурухан|алаң|ескерткіш|округ|станса|разъез|метро)"
)
POSSESSIVE = (
    r"(?:лар|лер|дар|дер|тар|тер)?(?:ымыз|іміз|мыз|міз|ыңыз|іңіз|ым|ім|м|сы|сі|ы|і)?"
    r"(?:ның|нің|дың|дің|тың|тің|на|не|ға|ге|а|е|ды|ді|н|нан|нен|нда|нде|мен|бен|пен)?"
)
ROLES = re.compile(  # «ұлым Айдос», «врач Мусин»
    r"(?i:(?:ұл|қыз|бала|немере|шөбере|жиен|күйеу|жұбай|әйел|зайыб|әке|ана|анам|ата|әже|апа|әпке|тәте|"
    r"аға|іні|бауыр|қарындас|сіңлі|сіңіл|келін|күйеу бала|құда|көрші|дос|құрбы|сыныптас|әріптес|"
    r"бастығ|бастық|куәгер|дәрігер|мұғалім|тәрбиеші|жүргізуші|учаскелік|фельдшер|азамат|азаматша|тұрғын)"
    + POSSESSIVE
    + r"|(?:гражданин|гражданк|гр|сын|доч|дочер|дочк|муж|жен|брат|сестр|мам|пап|отц|отец|мат|матер|"
    r"бабушк|дедушк|внук|внучк|сосед|соседк|подруг|друг|зят|невестк|сват|т[её]щ|тест|свекров|племянник|племянниц|"
    r"дяд|т[её]т|врач|хирург|учител|учительниц|воспитател|водител|участков|председател|директор|бухгалтер|"
    r"мастер|вахт[её]р|инспектор|бригадир|терапевт|педиатр|управдом|фельдшер|коллег|одноклассниц|одноклассник)\w{0,4}"
    r"|teacher|doctor|neighbou?r|wife|husband|son|daughter|friend)"
)
AND = frozenset({"мен", "бен", "пен", "және", "и", "and"})
# Capitalised words that are no part of a name: forms of address, posts, places.
NO_NAMES_WORDS = """
мажилиса мәжіліс депутат мәслихат маслихат жсн бсн иин бин цон хқо кск жск жшс тоо осу мип лицевой
газовой әкім аким министр директор начальник председатель господин госпожа уважаемый уважаемая
құрметті мырза ханым акимат әкімдік қазақстан казахстан алматы астана шымкент тараз түркістан
семей ақтөбе ақтау атырау орал қостанай павлодар қарағанды караганда көкшетау талдықорған
кызылорда қызылорда республика республики закон закона конституция кодекс прошу өтініш өтінемін
жауап заявление обращение жалоба шағым саратов ростов азов киев псков львов тамбов химиков
космонавтов строителей основа основы слова права готов здоров новая новый новое нового новой
обратитесь газета школа мектеп январь февраль наурыз парк сквер дом двор улица көше трасса мост
базар рынок вода вино машина причина половина середина магазин бензин керосин карантин термин один
равнин поликлин медицин остальн следующ приёмная приемная ответ ответил алло жаңа ескі тұрғын
"""
NO_NAMES = frozenset(map(spell, NO_NAMES_WORDS.split()))
FAMOUS_WORDS = """
исатай махамбет абай абая пушкин пушкина ауэзов ауэзова әуезов сатпаев сәтбаев сатпаева назарбаев
назарбаева рыскулов рысқұлов рыскулова гагарин гагарина ленин ленина ильич ильича гоголь горький
горького толстой сейфуллин сейфуллина байтурсынов байтұрсынов жамбыл жандосов ломоносов маметова
момышулы кенесары райымбек
"""
FAMOUS = frozenset(map(spell, FAMOUS_WORDS.split()))


def find_persons(
    reading: Reading, words: Sequence[Word], personal: PersonalData
) -> Iterator[Finding]:
    """Yield the names of persons; those that may stay are not among them."""
    officials = [
        [stems(part) for part in name.split() if len(part) > 1] for name in personal.allowed_names
    ]
    place, named = 0, -1  # the last word of the name before
    while place < len(words):
        run = _run_from(words, place, reading.text)
        before = words[place - 1] if place else None
        if _opens_with_other_word(run, reading.text):
            before, run = run[0], run[1:]
            place += 1
        follows = named == place - 2 and before is not None and before.text in AND
        name = _name_in(run, before, reading.text, follows)
        place += max(1, len(run))
        if not name or _is_public_place(reading.text, name) or _is_official(name, officials):
            continue
        named = place - 1
        start, end = name[0].start, name[-1].end
        end += name[-1].is_initial and reading.text[end : end + 1] == "."
        yield Finding("person", start, end, reading.text[start:end])


def _run_from(words: Sequence[Word], place: int, text: str) -> list[Word]:
    """Return the neighbouring words from `place` on that may be parts of one name."""
    run: list[Word] = []
    for word in words[place : place + LONGEST]:
        if run and not _joins(run[-1], word, text):
            break
        if not _may_be_part(word, bool(run)):
            break
        run.append(word)
    return run


def _joins(before: Word, word: Word, text: str) -> bool:
    between = text[before.end : word.start]
    if "." in between and not (before.is_initial and JOINED.fullmatch(between)):
        return False
    return not between or JOINED.fullmatch(between) is not None


def _may_be_part(word: Word, in_run: bool) -> bool:
    if word.is_patronymic and (in_run or word.is_capitalised):
        return True
    return word.is_capitalised and not _is_no_name(word)


def _is_no_name(word: Word) -> bool:
    return any(is_form_of(word.spelling, (known,)) for known in _prefixes(word) & NO_NAMES)


def _prefixes(word: Word) -> set[str]:
    return {word.spelling[:length] for length in range(2, len(word.spelling) + 1)}


def _opens_with_other_word(run: list[Word], text: str) -> bool:
    """Return whether the first word has its capital from the sentence: «Көршім Серік»."""
    return (
        len(run) > 1
        and run[0].opens_sentence
        and _is_unknown(run[0])
        and not run[0].is_initial
        and not (run[1].given and SKY_SURNAME.fullmatch(run[0].spelling))
        and not run[1].is_patronymic
        and not _has_initial(run[1:2], text)
    )


def _name_in(run: list[Word], before: Word | None, text: str, follows: bool) -> list[Word]:
    """Return the words of `run` that are the name of a person; none: it is no person.

    `follows`: it is joined to the name of a person by «мен», «и».
    """
    known = [word for word in run if not _is_unknown(word) or word.is_initial]
    if any(word.is_patronymic for word in run) or (len(run) > 1 and _has_initial(run, text)):
        return run
    named_by_role = follows or (before is not None and ROLES.fullmatch(before.text) is not None)
    if not run or not (known or named_by_role):
        return []
    if len(run) == 1:
        quoted = text[run[0].start - 1 : run[0].start] in {"«", '"', "“"}
        return run if _is_single_name(run[0], named_by_role, quoted) else []
    given = [word for word in run if word.given or word.is_like_given]
    surnames = [word for word in run if word.is_surname or word.spelling in SHORT_SURNAMES]
    if (given and surnames) or any(not word.is_ambiguous for word in given) or named_by_role:
        return run
    return run if surnames and not run[0].opens_sentence else []


def _is_unknown(word: Word) -> bool:
    return not (
        word.given
        or word.is_like_given
        or word.is_surname
        or word.is_patronymic
        or word.spelling in SHORT_SURNAMES
    )


def _has_initial(run: list[Word], text: str) -> bool:
    return any(word.is_initial and text[word.end : word.end + 1] == "." for word in run)


def _is_single_name(word: Word, named_by_role: bool, quoted: bool) -> bool:
    if len(word.text) < 4 and word.text.isupper():
        return False
    if any(is_form_of(word.spelling, (known,)) for known in _prefixes(word) & FAMOUS):
        return False
    if named_by_role:
        return not word.opens_sentence
    if word.given:
        return not quoted and not (word.is_ambiguous and word.opens_sentence)
    if word.is_like_given:
        return not quoted and not word.opens_sentence
    long_at_start = len(word.text) > 6 and re.search("[ое]в", word.spelling) is not None
    return word.is_surname and (not word.opens_sentence or long_at_start)


def _is_public_place(text: str, name: list[Word]) -> bool:
    start, end = name[0].start, name[-1].end
    return bool(
        NAMED_BEFORE.search(text, max(0, start - WINDOW), start)
        or NAMED_AFTER.match(text, end, end + WINDOW)
    )


def _is_official(name: list[Word], officials: list[list[tuple[str, ...]]]) -> bool:
    """Return whether every word is a form, or an initial, of the words of one official's name.

    A given name alone is not enough: others bear it too.
    """
    if all(word.is_initial or (word.given and len(name) == 1) for word in name):
        return False
    return any(all(_is_part_of(word, parts) for word in name) for parts in officials)


def _is_part_of(word: Word, parts: list[tuple[str, ...]]) -> bool:
    if word.is_initial:
        return any(part[0].startswith(word.spelling) for part in parts)
    return any(is_form_of(word.spelling, part) for part in parts)
