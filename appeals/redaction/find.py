"""Find personal data in a text and mask them."""

import re
from collections.abc import Iterable, Iterator

from appeals.redaction.addresses import find_addresses
from appeals.redaction.circumstances import find_circumstances
from appeals.redaction.kinds import MASKS, Finding, PersonalData, RedactedText
from appeals.redaction.own_data import find_own_data
from appeals.redaction.patterns import find_network_names, find_numbers
from appeals.redaction.persons import find_persons
from appeals.redaction.reading import Reading, read
from appeals.redaction.words import split_words

SHORTEST_LOCAL_NUMBER = 5
FREE = re.compile(rb"\0+")


def find_personal_data(text: str, personal: PersonalData) -> list[Finding]:
    """Return every finding, left to right, none overlapping; the applicant's own data win."""
    reading = read(text)
    words = list(split_words(reading))
    general = [
        *find_numbers(reading),
        *find_addresses(reading),
        *find_circumstances(reading),
        *find_persons(reading, words, personal),
    ]
    order = {kind: place for place, kind in enumerate(MASKS["en"])}
    general.sort(key=lambda finding: (finding.start - finding.end, order[finding.kind]))
    chosen = _without_overlaps(
        [
            *find_network_names(reading),
            *find_own_data(reading, words, personal),
            *general,
        ],
        len(reading.text),
    )
    # What may stay still covers its place: half of an office's phone is not another phone.
    hidden = (finding for finding in chosen if not _is_office_phone(finding, personal))
    return sorted(_in_original(hidden, reading), key=lambda finding: finding.start)


def _without_overlaps(findings: Iterable[Finding], length: int) -> list[Finding]:
    """Return the findings without what an earlier one of the list covers."""
    taken = bytearray(length)
    chosen = []
    for finding in findings:
        for part in FREE.finditer(taken, finding.start, finding.end):
            start, end = part.span()
            words = finding.text[start - finding.start : end - finding.start]
            if len(words) == len(finding.text) or _says_something(finding.kind, words):
                chosen.append(Finding(finding.kind, start, end, words))
        taken[finding.start : finding.end] = b"\1" * (finding.end - finding.start)
    return chosen


def _says_something(kind: str, rest: str) -> bool:
    """Return whether what is left of a finding of this kind still discloses something."""
    if kind in {"person", "name", "email", "handle", "health"}:
        return sum(map(str.isalpha, rest)) > 1
    return any(map(str.isdigit, rest))


def _in_original(findings: Iterable[Finding], reading: Reading) -> Iterator[Finding]:
    for finding in findings:
        start, end = reading.span(finding.start, finding.end)
        yield Finding(finding.kind, start, end, reading.original[start:end])


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)[-10:]


def _is_office_phone(finding: Finding, personal: PersonalData) -> bool:
    """Return whether it is a phone of the office, whole or without the code of the town."""
    digits = _digits(finding.text)
    return finding.kind == "phone" and any(
        _digits(phone) == digits
        or (len(digits) >= SHORTEST_LOCAL_NUMBER and _digits(phone).endswith(digits))
        for phone in personal.allowed_phones
        if phone
    )


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
