"""Parts of regular expressions that recognise personal data, for redaction and the query log. Pure.

They match text whose Kazakh letters are replaced by KAZAKH_TO_RUSSIAN (core.lookalikes): Болатқызы
is written as Болаткызы.
"""

# Six digits or more, however parted: a telephone, an IIN, a document.
SIX_DIGITS = r"\d(?:[\s().+-]*\d){5}"

# Endings of patronymics without those of the case.
KAZAKH_PATRONYMIC = r"(?:улы|кызы)"  # Болатұлы, Болатқызы
MALE_PATRONYMIC = r"[ое]вич"  # Болатович
FEMALE_PATRONYMIC = r"[ое]вн"  # Болатовна, Болатовне
ILYINICHNA = r"ична"
LATIN_PATRONYMIC = r"(?:uly|qyzy|kyzy|[oe]vich|[oe]vna)"  # Bolatuly
