"""Stopwords: they keep their stem in the index, but get no folded stem and no trigrams.

Their trigrams would match every word that happens to hold them, and swell the index for nothing.
"""

from search.analysis.folding import fold
from search.analysis.transliteration import to_cyrillic

ROWS = (
    ("Kazakh questions", "не кім қандай қалай қашан қайда қайдан неге неше қанша қай қайсы нені"),
    ("", "ненің кімнің кімге неден немен ме ма бе ба пе па ше"),
    (
        "Kazakh pronouns",
        "мен сен сіз ол біз олар бұл осы сол ана мына өз өзі осындай мұндай сондай",
    ),
    (
        "Kazakh links",
        "мен бен пен және да де та те ал егер немесе бірақ деп деген үшін туралы бойынша",
    ),
    ("", "кейін дейін сайын арқылы тағы ғана бір болып болды болған еді екен емес"),
    ("Kazakh being", "бар жоқ"),
    ("Russian questions", "что как где когда почему зачем какой какая какие какое кто чей сколько"),
    ("", "куда откуда ли"),
    ("Russian links", "и в на с по к из за от для о об у не но или а же бы это тот этот быть есть"),
    ("English questions", "what how when where why who which"),
    (
        "English links",
        "is are was were be do does did the a an of to in on for and or by with at i my",
    ),
)
STOPWORDS = frozenset(word for _, words in ROWS for word in words.split())
# Ignored in a query that has other words; in «су жоқ», no water, the second word matters.
QUERY_STOPWORDS = STOPWORDS - {"бар", "жоқ"}
_FOLDED = frozenset(fold(to_cyrillic(word)) for word in STOPWORDS)


def is_stopword(word: str) -> bool:
    """Whether a normalised word is one, with its Kazakh letters, without, or in Latin ones."""
    return fold(to_cyrillic(word)) in _FOLDED
