"""Strings that break parsers, and a generator of more."""

from collections.abc import Iterator
from random import Random

STRINGS = [
    '"',
    "'",
    'жол "жөндеу',
    '""',
    "\\",
    "\\'",
    "\x00",
    "жол\x00жөндеу",
    "NEAR(a b)",
    "NEAR(жол жөндеу, 2)",
    "жол AND",
    "OR",
    "NOT жол",
    "a*",
    "*",
    "title:x",
    "stem : жол",
    "((",
    "))",
    "%",
    "_",
    "жол_жөндеу",
    "^жол",
    "жол + жөндеу",
    "-жол",
    "жол & !жөндеу | (su <-> 1)",
    "жол:*",
    "'; DROP TABLE search_index; --",
    "1' OR '1'='1",
    '{"query": {"match_all": {}}}',
    "_exists_:title",
    "жол~2 AND /[a-z]+/",
    "<script>alert(1)</script>",
    "&lt;b&gt;",
    "{{ 7 * 7 }} {% now %}",
    "\u202eлож",
    "\ud800",
    "жол\ud83d",
    "🛣️ жол",
    "ж" * 10_000,
    "жол " * 5_000,
    "\u0301" * 300,
    "\t\r\n",
    "ﷺ" * 20,
]

WORDS = (
    "жол", "жөндеу", "қабылдау", "құбыр", "асфальт", "приём", "дорога", "reception", "qabyldau",
    "NEAR", "AND", "OR", "NOT", "title", "stem", "_all", "SELECT", "null", "0", "2026-01-01",
)  # fmt: skip
SIGNS = "\"'`\\/*?!:;()[]{}<>|&^~+-=%_#@$.,№«»…\x00\x07\n\t\u00a0\u00ad\u200b\u202e\u0301\ufeff"
PLANES = ((0x20, 0x7F), (0x400, 0x52F), (0x600, 0x6FF), (0x4E00, 0x4FFF), (0x1F300, 0x1F6FF))


def generate_strings(number: int, seed: int = 1) -> Iterator[str]:
    """Yield `number` random strings of words, signs and pieces of STRINGS."""
    chance = Random(seed)

    def piece() -> str:
        kind = chance.randrange(6)
        if kind == 0:
            return chance.choice(STRINGS)[: chance.randrange(1, 60)]
        if kind == 1:
            first, last = chance.choice(PLANES)
            return "".join(chr(chance.randint(first, last)) for _n in range(chance.randrange(9)))
        if kind == 2:
            return "".join(chance.choice(SIGNS) for _n in range(chance.randrange(1, 5)))
        word = chance.choice(WORDS)
        cut = chance.randrange(1, len(word) + 1)
        return word if kind > 3 else word[:cut] + chance.choice(SIGNS) + word[cut:]

    for _n in range(number):
        joint = chance.choice(("", " ", " ", ":", "\x00"))
        yield joint.join(piece() for _n in range(chance.randrange(1, 5)))
