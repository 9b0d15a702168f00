"""The suffixes of Kazakh, one a row: name, spelling, what it may follow, cost, example.

Names are abbreviated as in the Leipzig glossing rules, and end in a letter of the form where there
are several. The spelling uses capital Latin letters for sounds that adapt to what stands before:

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

The cheapest reading of a word wins: letters of the stem + costs of its suffixes. A suffix of one
letter therefore goes only when its cost is below one, or with a longer suffix behind it, or when
the stem is well known. The costs were set on the paradigms and lemma groups of DEV: docs/search.md
gives what they reach, tests/search/test_analysis_examples.py the words that decided.
"""

from dataclasses import dataclass

from search.analysis.stemming.alphabet import ANY_CLASS, CONSONANT, GLIDE, LATERAL, VOWEL


@dataclass(frozen=True)
class Suffix:
    """One row: `after` names the rows it may follow; `on` limits the sound before it."""

    name: str
    spelling: str
    after: str
    cost: float
    example: str
    on: int = ANY_CLASS
    final: bool = True  # a word may end with it
    nominal: bool = False  # verbal rows only: takes the suffixes of nouns
    negates: bool = False  # the word means the contrary of its stem


# --- nouns: number, possession, case, and -ғы that begins anew ----------------------------------
POSS = "poss-1sg poss-2sg poss-2sg-pol poss-1pl"
NOUN_SUFFIXES = (
    Suffix("cmpr", "(I)рAK", "stem", 1.3, "үлкен+ірек: larger"),
    Suffix("plural", "LAр", "stem cmpr attr", 0.9, "қала+лар: cities"),
    Suffix("poss-1sg", "(I)м", "stem plural", 1.5, "жол+ым: my road"),
    Suffix("poss-2sg", "(I)ң", "stem plural", 2.2, "жол+ың: thy road"),
    Suffix("poss-2sg-pol", "(I)ңIз", "stem plural", 0.9, "жол+ыңыз: your road"),
    Suffix("poss-3", "(с)I", "stem plural attr cmpr", 0.7, "жол+ы, бала+сы: his road, child"),
    Suffix("poss-1pl", "(I)мIз", "stem plural", 1.3, "жол+ымыз: our road"),
    Suffix("genitive", "NIң", f"stem plural cmpr attr poss-3 gen-pred {POSS}", 0.8, "қала+ның"),
    Suffix("dative", "GA", "stem plural cmpr attr gen-pred poss-2sg-pol poss-1pl", 1.0, "қала+ға"),
    Suffix("dative-poss", "A", "poss-1sg poss-2sg", 0.3, "жол+ым+а: to my road"),
    Suffix("dative-poss-3", "нA", "poss-3", 0.4, "жол+ы+на: to his road"),
    Suffix("accusative", "CI", f"stem plural cmpr attr gen-pred {POSS}", 0.9, "қала+ны"),
    Suffix("accusative-poss-3", "н", "poss-3", 0.6, "жол+ы+н"),
    Suffix("locative", "DA", f"stem plural cmpr {POSS}", 1.0, "қала+да: in the city"),
    Suffix("locative-poss-3", "ндA", "poss-3", 0.3, "жол+ы+нда: on his road"),
    Suffix("ablative", "BAн", f"stem plural cmpr attr gen-pred {POSS}", 0.9, "қала+дан"),
    Suffix("ablative-poss-3", "нAн", "poss-3 attr", 0.3, "жол+ы+нан: from his road"),
    Suffix("instrumental", "Mен", f"stem plural cmpr attr gen-pred poss-3 {POSS}", 0.9, "қала+мен"),
    Suffix("attr", "GI", "locative locative-poss-3", 0.2, "қала+да+ғы: that is in the city"),
    Suffix("gen-pred", "Nікі", f"stem plural poss-3 {POSS}", 0.9, "қала+нікі: the city's"),
    Suffix("ord", "(I)ншI", "stem", 1.0, "бес+інші: the fifth"),
    Suffix("equ", "DAй", f"stem plural poss-3 attr {POSS}", 1.8, "тас+тай: like a stone"),
    Suffix("cop-1sg", "MIн", "stem", 1.6, "мұғалім+мін: I am a teacher"),
)

# --- verbs: voice, negation, then a tense with its person or a form that behaves as a noun ------
UNABLE = "neg-pot neg-pot-y"
VOICES = "caus caus-t caus-giz pass refl recp"
VERBAL = f"verb {VOICES}"
STEMS = f"{VERBAL} neg {UNABLE}"
PAST_LIKE = "past cond plpf"
HABITUAL = "ptcp-hab ptcp-hab-y ptcp-hab-i ptcp-hab-neg"
PRESENT_LIKE = f"cvb-a cvb-y cvb-i cvb-p ptcp-past ptcp-fut ptcp-fut-r {HABITUAL}"
VERB_SUFFIXES = (
    Suffix("caus", "DIр", "verb recp", 2.0, "жаз+дыр: have written", CONSONANT, final=False),
    Suffix("caus-t", "т", "verb caus recp", 1.3, "оқы+т: teach", VOWEL | GLIDE | LATERAL, False),
    Suffix("caus-giz", "GIз", "verb refl", 1.2, "айт+қыз: make say", final=False),
    Suffix("pass", "(I)л", "verb caus caus-t caus-giz", 1.4, "жаз+ыл: be written", final=False),
    Suffix("refl", "(I)н", "verb caus caus-t", 1.6, "жу+ын: wash oneself", final=False),
    Suffix("recp", "(I)с", "verb refl", 1.3, "айт+ыс: say to each other", final=False),
    Suffix("neg", "QA", VERBAL, 0.8, "кел+ме: do not come", negates=True),
    Suffix("neg-pot", "AмA", VERBAL, 2.0, "кел+еме: cannot come", CONSONANT, False, negates=True),
    Suffix("neg-pot-y", "ймA", VERBAL, 1.6, "қара+йма: cannot look", VOWEL, False, negates=True),
    Suffix("past", "DI", STEMS, 1.4, "кел+ді: came"),
    Suffix("past-1sg", "м", PAST_LIKE, 0.3, "кел+ді+м"),
    Suffix("past-2sg", "ң", PAST_LIKE, 0.4, "кел+ді+ң"),
    Suffix("past-2sg-pol", "ңIз", PAST_LIKE, 0.1, "кел+ді+ңіз"),
    Suffix("past-1pl", "K", PAST_LIKE, 2.5, "кел+ді+к"),
    Suffix("past-2pl", "ңдAр", PAST_LIKE, 0.1, "кел+ді+ңдер"),
    Suffix("past-2pl-pol", "ңIздAр", PAST_LIKE, 0.1, "кел+ді+ңіздер"),
    Suffix("cvb-a", "A", STEMS, 1.1, "кел+е: coming", CONSONANT),
    Suffix("cvb-y", "й", STEMS, 0.8, "қара+й: looking", VOWEL),
    Suffix("cvb-i", "и", STEMS, 1.1, "оқ(ы)+и: reading", CONSONANT),
    Suffix("person-3", "дI", "cvb-a cvb-y cvb-i", 0.2, "кел+е+ді"),
    Suffix("person-1sg", "MIн", PRESENT_LIKE, 0.2, "кел+е+мін"),
    Suffix("person-2sg", "сIң", PRESENT_LIKE, 0.2, "кел+е+сің"),
    Suffix("person-2sg-pol", "сIз", PRESENT_LIKE, 3.0, "кел+е+сіз"),
    Suffix("person-2pl", "сIңдAр", PRESENT_LIKE, 0.2, "кел+е+сіңдер"),
    Suffix("person-2pl-pol", "сIздAр", PRESENT_LIKE, 0.2, "кел+е+сіздер"),
    Suffix("person-1pl", "QIз", PRESENT_LIKE, 0.2, "кел+е+міз, кел+ген+біз"),
    Suffix("aux-1pl", "мIз", "verb", 3.0, "отыр+мыз: we sit", GLIDE),
    Suffix("person-1pl-m", "мIз", f"ptcp-past {HABITUAL}", 0.2, "кел+ген+міз"),
    Suffix("cvb-p", "(I)п", STEMS, 0.9, "кел+іп: having come"),
    Suffix("evid", "тI", "cvb-p", 0.2, "кел+іп+ті: has come, they say"),
    Suffix("cond", "сA", STEMS, 1.2, "кел+се: if he comes"),
    Suffix("opt-1sg", "(A)йIн", STEMS, 0.8, "кел+ейін: let me come"),
    Suffix("opt-1pl", "(A)йIK", STEMS, 0.8, "кел+ейік: let us come"),
    Suffix("imp-3", "сIн", STEMS, 1.0, "кел+сін: let him come"),
    Suffix("imp-2sg-pol", "(I)ңIз", STEMS, 1.8, "кел+іңіз: please come"),
    Suffix("imp-2pl-pol", "(I)ңIздAр", STEMS, 1.0, "кел+іңіздер: please come, all"),
    Suffix("imp-2pl", "(I)ңдAр", STEMS, 1.2, "кел+іңдер: come, all"),
    Suffix("cvb-since", "GAлI", STEMS, 1.0, "кел+гелі: since coming"),
    Suffix("cvb-until", "GAншA", STEMS, 0.9, "кел+генше: until coming"),
    Suffix("cvb-unless", "йIншA", "neg", 0.4, "кел+ме+йінше: unless he comes"),
    Suffix("desid-3", "GIсI", STEMS, 1.0, "кел+гісі: his wish to come"),
    Suffix("desid-2sg-pol", "GIңIз", STEMS, 1.0, "кел+гіңіз: your wish to come"),
    Suffix("desid-1sg", "GIм", STEMS, 1.8, "кел+гім: my wish to come"),
    Suffix("ptcp-past", "GAн", STEMS, 0.8, "кел+ген: who came", nominal=True),
    Suffix("plpf", "DI", "ptcp-past", 0.2, "кел+ген+ді(м): I had come"),
    Suffix("nmlz", "DIK", "ptcp-past", 0.3, "кел+ген+дік: the fact of coming", nominal=True),
    Suffix("ptcp-hab", "AтIн", STEMS, 0.7, "кел+етін: who comes", CONSONANT, nominal=True),
    Suffix("ptcp-hab-y", "йтIн", STEMS, 0.7, "қара+йтын: who looks", VOWEL, nominal=True),
    Suffix("ptcp-hab-i", "итIн", STEMS, 0.7, "оқ(ы)+итын: who reads", CONSONANT, nominal=True),
    Suffix("ptcp-hab-neg", "тIн", "neg neg-pot neg-pot-y", 0.3, "кел+ме+тін", nominal=True),
    Suffix("ptcp-fut", "Aр", STEMS, 1.7, "кел+ер: will perhaps come", CONSONANT, nominal=True),
    Suffix("ptcp-fut-r", "р", STEMS, 1.4, "қара+р: will perhaps look", VOWEL, nominal=True),
    Suffix("ptcp-fut-neg", "с", "neg", 0.4, "кел+ме+с: will not come", nominal=True),
    Suffix("ptcp-int", "QAK", STEMS, 1.2, "кел+мек: means to come", nominal=True),
    Suffix("int-agent", "QAKшI", STEMS, 1.0, "кел+мекші: means to come"),
    Suffix("agent", "ушI", VERBAL, 1.0, "оқы: оқ+ушы: pupil", nominal=True),
    Suffix("gerund", "у", STEMS, 0.8, "кел+у: to come, the coming", nominal=True),
)
