"""Letters of Kazakh as suffixes depend on them: vowel harmony and the class of the last sound.

Both are bit masks, so that one `&` decides whether a suffix may follow. The tables of letters are
read into dictionaries at import.
"""

# --- classes of the sound before a suffix ------------------------------------------------------
VOWEL, GLIDE, LATERAL, NASAL, SIBILANT, HARD, SOFTENED = (1 << n for n in range(7))
CONSONANT = GLIDE | LATERAL | NASAL | SIBILANT | HARD | SOFTENED
ANY_CLASS = VOWEL | CONSONANT

CLASS_ROWS = (
    # letters, class, effect on the suffix, example
    ("аәоөеэыіұү", VOWEL, "plural in л, accusative in н", "бала: балалар, баланы"),
    ("руий", GLIDE, "plural in л, accusative in д", "жер: жерлер, жерді"),
    ("л", LATERAL, "plural in д, negation in м", "жол: жолдар; кел: келме"),
    ("мнң", NASAL, "genitive in н, ablative in н", "адам: адамның, адамнан"),
    ("зж", SIBILANT, "instrumental in б", "қыз: қызбен"),
    ("пткқсшфхцчщһ", HARD, "everything in т, қ, п", "мектеп: мектепте, мектеппен"),
    ("вд", HARD, "a loan, pronounced without voice", "завод: заводта, заводқа"),
    (
        "бг",
        HARD | SOFTENED,
        "a loan, or п/к softened before a vowel",
        "клуб: клубта; кітап: кітабы",
    ),
    ("ғ", SOFTENED, "қ softened before a vowel", "аймақ: аймағы"),
)
LETTER_CLASS = {letter: row[1] for row in CLASS_ROWS for letter in row[0]}

# --- vowel harmony ------------------------------------------------------------------------------
BACK, FRONT = 1, 2
BOTH = BACK | FRONT
HARMONY_ROWS = (
    ("аоұы", BACK, "қала: қалаға"),
    ("әөүіеэ", FRONT, "мектеп: мектепке"),
    ("и", BOTH, "тарих: тарихқа, but жиын, but киім: киімге"),
    # у has no row: it is transparent, the vowel before it decides (оқу: оқуға, келу: келуге)
)
LETTER_HARMONY = {letter: row[1] for row in HARMONY_ROWS for letter in row[0]}

VOWELS = frozenset("аәоөеэыіұүуияюё")
KAZAKH_ONLY = frozenset("әғқңөұүһі")
