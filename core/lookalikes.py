"""Letters that look alike or are typed for one another: one table for every reader. Pure.

Rows are lower case and end with an example. Readers: access codes and registration numbers (what a
person typed), the offices' settlements, the tokenizer of the search, the redaction of names.
"""

# Letters of one alphabet that stand in words of the other: Latin, Cyrillic, where it is seen.
LATIN_CYRILLIC = (
    ("a", "а", "Қaзақстан"),
    ("e", "е", "мeктеп"),
    ("o", "о", "жoл"),
    ("p", "р", "pұқсат"),
    ("c", "с", "cұрақ"),
    ("y", "у", "оқy"),
    ("x", "х", "xат"),
    ("k", "к", "kөше"),
    ("m", "м", "Mәслихат"),
    ("t", "т", "Tараз"),
    ("i", "і", "бiлiм"),
    ("h", "һ", "қаhарман"),
    ("b", "в", "Bладимир"),
    ("h", "н", "Hұр-Султан, capital only"),
    ("ə", "ә", "əкім"),
    ("ө", "ө", "already Cyrillic"),
    ("ɵ", "ө", "ɵмір"),
    ("ï", "ї", "made і below"),
    ("ÿ", "ү", "ÿй"),
    ("ѓ", "ғ", "ѓылым"),
)
# Letters of other Cyrillic alphabets that old fonts left in Kazakh texts.
STRAY_CYRILLIC = (
    ("ё", "е", "приём"),
    ("ї", "і", "бїлім"),
    ("ӛ", "ө", "ӛмір"),
    ("ӊ", "ң", "таӊ"),
    ("ҥ", "ң", "таҥ"),
    ("ӈ", "ң", "таӈ"),
    ("ҝ", "қ", "ҝала"),
    ("ҡ", "қ", "ҡала"),
    ("ӄ", "қ", "ӄала"),
    ("ҕ", "ғ", "аҕаш"),
    ("ӷ", "ғ", "аӷаш"),
    ("ӓ", "ә", "ӓкім"),
    ("ӱ", "ү", "ӱй"),
    ("ӯ", "ұ", "жӯмыс"),
    ("ў", "ұ", "жўмыс"),
    ("ѓ", "ғ", "ѓылым"),
    ("ќ", "қ", "ќала"),
    ("ђ", "ғ", "ђылым"),
)
# What is typed for a Kazakh letter on a Russian keyboard, and for ё on any.
KAZAKH_RUSSIAN = (
    ("ә", "а", "әкім = аким"),
    ("і", "и", "тіл = тил"),
    ("ң", "н", "таң = тан"),
    ("ғ", "г", "ғимарат = гимарат"),
    ("ү", "у", "үй = уй"),
    ("ұ", "у", "жұмыс = жумыс"),
    ("қ", "к", "қала = кала"),
    ("ө", "о", "өтініш = отиниш"),
    ("һ", "х", "қаһарман = кахарман"),
    ("ё", "е", "приём = прием"),
)

ASCII_CYRILLIC = [row for row in LATIN_CYRILLIC if row[0].isascii()]
KAZAKH_TO_RUSSIAN = {kazakh: russian for kazakh, russian, _example in KAZAKH_RUSSIAN}
# Capital h is н («Hұр-Султан»); i is і, which a Russian keyboard gives as и.
LATIN_TO_RUSSIAN = {
    latin: KAZAKH_TO_RUSSIAN.get(cyrillic, cyrillic)
    for latin, cyrillic, _example in ASCII_CYRILLIC
    if (latin, cyrillic) != ("h", "һ")
}
# For codes and numbers in Latin capitals. Ѕ is Macedonian, Ү the Kazakh letter with Y's capital.
CYRILLIC_TO_LATIN_CAPITALS = {
    cyrillic.upper(): latin.upper() for latin, cyrillic, _example in ASCII_CYRILLIC
} | {"Ѕ": "S", "Ү": "Y"}
