"""The endings of Kazakh, one a row: what it means, how it is spelt, what it follows, what it costs.

Spelling uses capital Latin letters for sounds that adapt to what stands before:

    A  а after back vowels, е after front ones          I  ы or і
    K  қ or к                                           G  ғ, г after voice; қ, к after a hard sound
    D  д, or т after a hard sound
    L  л after a vowel or glide, т after a hard sound, else д          (plural)
    N  н after a vowel or nasal, т after a hard sound, else д          (genitive)
    C  н after a vowel, т after a hard sound, else д                   (accusative)
    B  н after a nasal, т after a hard sound, else д                   (ablative)
    M  б after з and ж, п after a hard sound, else м                   (instrumental)
    Q  б after з, ж and nasals, п after a hard sound, else м           (negation)
    (x) the sound in brackets stands only where two vowels or two consonants would meet

`price` is paid for taking the ending off; a shorter stem pays less, and the cheapest reading wins:
cost = letters of the stem + prices of its endings. An ending of one letter therefore goes only
when the price is below one, or with a longer ending behind it, or when the stem is well known.
"""

from dataclasses import dataclass

from search.analysis.stemming.alphabet import ANY_CLASS, CONSONANT, GLIDE, LATERAL, VOWEL


@dataclass(frozen=True)
class Ending:
    """One row. `after` names the rows it may follow; `on` limits the sound it may stand on."""

    name: str
    spelling: str
    after: str
    price: float
    example: str
    on: int = ANY_CLASS
    ends: bool = True  # a word may end here
    nominal: bool = False  # verbal rows only: takes the endings of nouns
    denies: bool = False  # the word says the contrary of its stem


# --- nouns: number, possession, case, and -ғы that begins anew ----------------------------------
OWNED = "first second polite ours"
NOUN_ROWS = (
    Ending("degree", "(I)рAK", "stem", 1.3, "үлкен+ірек: larger"),
    Ending("plural", "LAр", "stem degree adjective", 0.9, "қала+лар: cities"),
    Ending("first", "(I)м", "stem plural", 1.5, "жол+ым: my road"),
    Ending("second", "(I)ң", "stem plural", 2.2, "жол+ың: thy road"),
    Ending("polite", "(I)ңIз", "stem plural", 0.9, "жол+ыңыз: your road"),
    Ending("third", "(с)I", "stem plural adjective degree", 0.7, "жол+ы, бала+сы: his road, child"),
    Ending("ours", "(I)мIз", "stem plural", 1.3, "жол+ымыз: our road"),
    Ending("genitive", "NIң", f"stem plural degree adjective third owner {OWNED}", 0.8, "қала+ның"),
    Ending("dative", "GA", "stem plural degree adjective owner polite ours", 1.0, "қала+ға"),
    Ending("dative-mine", "A", "first second", 0.3, "жол+ым+а: to my road"),
    Ending("dative-his", "нA", "third", 0.4, "жол+ы+на: to his road"),
    Ending("accusative", "CI", f"stem plural degree adjective owner {OWNED}", 0.9, "қала+ны"),
    Ending("accusative-his", "н", "third", 0.6, "жол+ы+н"),
    Ending("locative", "DA", f"stem plural degree {OWNED}", 1.0, "қала+да: in the city"),
    Ending("locative-his", "ндA", "third", 0.3, "жол+ы+нда: on his road"),
    Ending("ablative", "BAн", f"stem plural degree adjective owner {OWNED}", 0.9, "қала+дан"),
    Ending("ablative-his", "нAн", "third adjective", 0.3, "жол+ы+нан: from his road"),
    Ending(
        "instrumental", "Mен", f"stem plural degree adjective owner third {OWNED}", 0.9, "қала+мен"
    ),
    Ending("adjective", "GI", "locative locative-his", 0.2, "қала+да+ғы: that is in the city"),
    Ending("owner", "Nікі", f"stem plural third {OWNED}", 0.9, "қала+нікі: the city's"),
    Ending("without", "сIз", "stem plural", 1.2, "су+сыз: without water", denies=True),
    Ending("likeness", "DAй", f"stem plural third adjective {OWNED}", 1.8, "тас+тай: like a stone"),
    Ending("am", "MIн", "stem", 1.6, "мұғалім+мін: I am a teacher"),
)

# --- verbs: voice, negation, then a tense with its person or a form that behaves as a noun ------
ABLE = "cannot cannot-y"
VOICES = "make make-t have-done passive reflexive together"
STEMS = f"verb {VOICES} not {ABLE}"
PERSONS = "past if had-been"
DOERS = (
    "present present-y present-i having-done had future future-r usual usual-y usual-i usual-not"
)
VERB_ROWS = (
    Ending("make", "DIр", "verb together", 2.0, "жаз+дыр: have written", CONSONANT, ends=False),
    Ending(
        "make-t", "т", "verb make together", 1.3, "оқы+т: teach", VOWEL | GLIDE | LATERAL, False
    ),
    Ending("have-done", "GIз", "verb reflexive", 1.2, "айт+қыз: make say", ends=False),
    Ending("passive", "(I)л", "verb make make-t have-done", 1.4, "жаз+ыл: be written", ends=False),
    Ending("reflexive", "(I)н", "verb make make-t", 1.6, "жу+ын: wash oneself", ends=False),
    Ending("together", "(I)с", "verb reflexive", 1.3, "айт+ыс: say to each other", ends=False),
    Ending("not", "QA", f"verb {VOICES}", 0.8, "кел+ме: do not come", denies=True),
    Ending(
        "cannot",
        "AмA",
        f"verb {VOICES}",
        2.0,
        "кел+еме: cannot come",
        CONSONANT,
        False,
        denies=True,
    ),
    Ending(
        "cannot-y", "ймA", f"verb {VOICES}", 1.6, "қара+йма: cannot look", VOWEL, False, denies=True
    ),
    Ending("past", "DI", STEMS, 1.4, "кел+ді: came"),
    Ending("I-did", "м", PERSONS, 0.3, "кел+ді+м"),
    Ending("thou-didst", "ң", PERSONS, 0.4, "кел+ді+ң"),
    Ending("you-did", "ңIз", PERSONS, 0.1, "кел+ді+ңіз"),
    Ending("we-did", "K", PERSONS, 0.3, "кел+ді+к"),
    Ending("you-all-did", "ңдAр", PERSONS, 0.1, "кел+ді+ңдер"),
    Ending("you-did-all", "ңIздAр", PERSONS, 0.1, "кел+ді+ңіздер"),
    Ending("present", "A", STEMS, 1.1, "кел+е: coming", CONSONANT),
    Ending("present-y", "й", STEMS, 0.8, "қара+й: looking", VOWEL),
    Ending("present-i", "и", STEMS, 1.1, "оқ(ы)+и: reading", CONSONANT),
    Ending("he-does", "дI", "present present-y present-i", 0.2, "кел+е+ді"),
    Ending("I-do", "MIн", DOERS, 0.2, "кел+е+мін"),
    Ending("thou-dost", "сIң", DOERS, 0.2, "кел+е+сің"),
    Ending("you-do", "сIз", DOERS, 0.2, "кел+е+сіз"),
    Ending("you-all-do", "сIңдAр", DOERS, 0.2, "кел+е+сіңдер"),
    Ending("you-do-all", "сIздAр", DOERS, 0.2, "кел+е+сіздер"),
    Ending("we-do", "QIз", DOERS, 0.2, "кел+е+міз, кел+ген+біз"),
    Ending("we-do-m", "мIз", "had usual usual-y usual-i usual-not", 0.2, "кел+ген+міз"),
    Ending("having-done", "(I)п", STEMS, 0.9, "кел+іп: having come"),
    Ending("it-seems", "тI", "having-done", 0.2, "кел+іп+ті: has come, they say"),
    Ending("if", "сA", STEMS, 1.2, "кел+се: if he comes"),
    Ending("let-me", "(A)йIн", STEMS, 0.8, "кел+ейін: let me come"),
    Ending("let-us", "(A)йIK", STEMS, 0.8, "кел+ейік: let us come"),
    Ending("let-him", "сIн", STEMS, 1.0, "кел+сін: let him come"),
    Ending("please", "(I)ңIз", STEMS, 1.8, "кел+іңіз: please come"),
    Ending("please-all", "(I)ңIздAр", STEMS, 1.0, "кел+іңіздер: please come, all"),
    Ending("you-all", "(I)ңдAр", STEMS, 1.2, "кел+іңдер: come, all"),
    Ending("since", "GAлI", STEMS, 1.0, "кел+гелі: since coming"),
    Ending("until", "GAншA", STEMS, 0.9, "кел+генше: until coming"),
    Ending("unless", "йIншA", "not", 0.4, "кел+ме+йінше: unless he comes"),
    Ending("wish", "GIсI", STEMS, 1.0, "кел+гісі: his wish to come"),
    Ending("my-wish", "GIм", STEMS, 1.8, "кел+гім: my wish to come"),
    Ending("had", "GAн", STEMS, 0.8, "кел+ген: who came", nominal=True),
    Ending("had-been", "DI", "had", 0.2, "кел+ген+ді(м): I had come"),
    Ending("fact", "DIK", "had", 0.3, "кел+ген+дік: the fact of coming", nominal=True),
    Ending("usual", "AтIн", STEMS, 0.7, "кел+етін: who comes", CONSONANT, nominal=True),
    Ending("usual-y", "йтIн", STEMS, 0.7, "қара+йтын: who looks", VOWEL, nominal=True),
    Ending("usual-i", "итIн", STEMS, 0.7, "оқ(ы)+итын: who reads", CONSONANT, nominal=True),
    Ending("usual-not", "тIн", "not cannot cannot-y", 0.3, "кел+ме+тін", nominal=True),
    Ending("future", "Aр", STEMS, 1.7, "кел+ер: will perhaps come", CONSONANT, nominal=True),
    Ending("future-r", "р", STEMS, 1.4, "қара+р: will perhaps look", VOWEL, nominal=True),
    Ending("never", "с", "not", 0.4, "кел+ме+с: will not come", nominal=True),
    Ending("intent", "QAK", STEMS, 1.2, "кел+мек: means to come", nominal=True),
    Ending("agent", "ушI", f"verb {VOICES}", 1.0, "оқы: оқ+ушы: pupil", nominal=True),
    Ending("gerund", "у", STEMS, 0.8, "кел+у: to come, the coming", nominal=True),
)
