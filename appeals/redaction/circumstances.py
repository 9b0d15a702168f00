"""Birth dates and diagnoses: hints that a second person weighs. See patterns.py."""

import re
from collections.abc import Iterator

from appeals.redaction.kinds import Finding
from appeals.redaction.reading import Reading

YEAR = r"(?:19|20)\d{2}"
MONTH = (
    r"(?:қаңтар|ақпан|наурыз|сәуір|мамыр|маусым|шілде|тамыз|қыркүйек|қазан|қараша|желтоқсан|"
    r"январ|феврал|март|апрел|ма[йя]|июн|июл|август|сентябр|октябр|ноябр|декабр)\w{0,6}"
)
DAY = (
    rf"(?:\d{{1,2}}[./-]\d{{1,2}}[./-]{YEAR}|{YEAR}-\d{{2}}-\d{{2}}"
    rf"|\d{{1,2}} {MONTH} {YEAR}(?: ?г(?:ода|\.)?)?"
    rf"|{YEAR} ?(?:ж\.|жыл\w{{0,4}}) \d{{1,2}}[- ]?{MONTH}|{YEAR})"
)
BORN_AFTER = (
    r"(?:г\. ?р\b|г/р|гр\b|ж\. ?т\b|ж/т|года рожд\w{0,4}|г\. рожд\w{0,4}|рождени\w{0,2}|"
    r"(?:жылы |жылғы )?(?:туған|туылған)\w{0,6})\.?"
)
BORN_BEFORE = (
    r"(?:родил\w{1,3}|рожд[её]н\w{0,4}|дата рожд\w{0,4}|д\. ?р\.|туған күн\w{0,4}|туған жыл\w{0,4}|"
    r"туылған\w{0,6}|born|birth|dob)"
)
KIN = (
    r"(?:анам|әкем|әжем|атам|балам|ұлым|қызым|мама|мать|отец|бабушка|дедушка|сын|дочь|дочке|сыну|муж|"
    r"жена)\w{0,3}"
)
BIRTH_DATES = [
    re.compile(rf"(?<!\d){DAY}[ ,]{{0,2}}{BORN_AFTER}", re.IGNORECASE),
    re.compile(rf"(?<!\w){BORN_BEFORE}[^\d\n]{{0,25}}{DAY}(?!\d)", re.IGNORECASE),
    re.compile(rf"(?<!\w){KIN},? {YEAR} ?(?:жылғы|ж\.|г\.|года)(?! ?\d)", re.IGNORECASE),
]
HEALTH = re.compile(
    r"(?<!\w)(?:(?:қант )?диабет\w{0,6}|аутизм\w{0,6}|эпилепси\w{0,6}|шизофрени\w{0,6}|"
    r"туберкул[её]з\w{0,6}|онкологи\w{0,6}|лейкоз\w{0,4}|гепатит\w{0,6}|инсульт\w{0,6}|"
    r"инфаркт\w{0,6}|психоз\w{0,4}|деменци\w{0,4}|наркомани\w{0,4}|алкоголизм\w{0,4}|"
    r"рак(?:а|ом|у)?(?!\w)|қатерлі ісі\w{0,6}|ДЦП|ВИЧ|СПИД\w{0,2}|АИТВ|ЖИТС|"
    r"синдром\w{0,3} дауна|дауна синдром\w{0,3})",
    re.IGNORECASE,
)
# An illness is personal when it is somebody's: «балам», «у меня»; of a programme it is not.
OF_SOMEBODY = re.compile(
    r"(?i:\bмен(?:ің|і|де)?\b|\bмаған|өзім|ұлым|қызым|балам|анам|әкем|күйеуім|әйелім|жұбайым|"
    rf"у меня|\bмне\b|боле[юн]|больн[ао]\b|диагноз|ребён|ребен|\bжен[аыеу]\b|дочер|{KIN})"
)
WINDOW = 60  # letters before an illness that are read


def find_circumstances(reading: Reading) -> Iterator[Finding]:
    """Yield dates and years of birth, and words that name somebody's illness."""
    for pattern in BIRTH_DATES:
        for match in pattern.finditer(reading.digits):
            yield Finding("birth_date", match.start(), match.end(), match.group())
    for match in HEALTH.finditer(reading.text):
        before = reading.text[max(0, match.start() - WINDOW) : match.start()]
        if OF_SOMEBODY.search(re.split(r"[.!?\n]", before)[-1]):
            yield Finding("health", match.start(), match.end(), match.group())
