"""The message catalogues: compile, refresh, and find what is not translated.

Compiling needs polib only, so a machine without Debian's gettext serves every language.
"""

import argparse
import re
import shutil
import subprocess
import sys
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
# What Wagtail, wagtail-localize and Django leave unsaid in our languages; never made from our sources.
UPSTREAM = ROOT / "portal" / "wagtail_kk"
LANGUAGES = ("kk", "ru", "en")
PLURALS = {
    "kk": "nplurals=2; plural=(n != 1);",
    "en": "nplurals=2; plural=(n != 1);",
    "ru": (
        "nplurals=4; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || "
        "n%100>14) ? 1 : n%10==0 || (n%10>=5 && n%10<=9) || (n%100>=11 && n%100<=14)? 2 : 3);"
    ),
}
PLACEHOLDER = re.compile(r"%\((\w+)\)[sdif]|%[sd]|\{(\w*)\}")


def path_of(language: str) -> Path:
    """The source catalogue of a language."""
    return ROOT / "locale" / language / "LC_MESSAGES" / "django.po"


def upstream() -> list[Path]:
    """The catalogues of what others' packages leave unsaid."""
    return sorted(UPSTREAM.glob("*/LC_MESSAGES/*.po"))


def compile_stale() -> list[str]:
    """Write the .mo files that are older than their .po; return which, as paths from the root."""
    written = []
    for source in [*filter(Path.exists, map(path_of, LANGUAGES)), *upstream()]:
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            fresh = target.with_suffix(".new")
            polib.pofile(str(source)).save_as_mofile(str(fresh))
            fresh.replace(target)
            written.append(str(source.relative_to(ROOT)))
    return written


def texts(entry: polib.POEntry) -> list[str]:
    """Every translated form of an entry."""
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def placeholders(text: str) -> set[str]:
    """The names a message is filled with, in any of Python's three manners."""
    return {match.group(0) for match in PLACEHOLDER.finditer(text.replace("%%", ""))}


def faults(language: str) -> list[str]:
    """What is wrong in a catalogue, one sentence each: holes, fuzzy entries, lost placeholders."""
    found = []
    for entry in polib.pofile(str(path_of(language))):
        if entry.obsolete:
            found.append(f"{language}: obsolete {entry.msgid!r}")
            continue
        if entry.fuzzy:
            found.append(f"{language}: fuzzy {entry.msgid!r}")
        forms = texts(entry)
        if not all(form.strip() for form in forms):
            found.append(f"{language}: no translation of {entry.msgid!r}")
            continue
        wanted = placeholders(entry.msgid) | placeholders(entry.msgid_plural or "")
        for form in forms:
            # A plural form may leave a number out ("one day"); a name it may not invent.
            lost = wanted - placeholders(form) if not entry.msgid_plural else set()
            new = placeholders(form) - wanted
            if lost or new:
                found.append(f"{language}: placeholders differ in {entry.msgid!r}: {lost | new}")
    return found


def refresh() -> None:
    """Read the sources again with xgettext (Debian's gettext) into the three catalogues."""
    if not shutil.which("xgettext"):
        sys.exit("xgettext is missing. On Debian and Ubuntu: sudo apt install gettext")
    for language in LANGUAGES:
        path_of(language).parent.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "manage.py", "makemessages", "--no-obsolete", "--no-location"]
    command += ["--no-wrap", "--ignore=tests/*", "--ignore=var/*", "--ignore=.venv/*", "-v0"]
    for language in LANGUAGES:
        command += ["--locale", language]
    subprocess.run(command, cwd=ROOT, check=True)
    for language in LANGUAGES:
        tidy(language)


def tidy(language: str) -> None:
    """One order and no dates, so that a change of words is the only change in a diff."""
    path = path_of(language)
    catalogue = polib.pofile(str(path))
    catalogue.header = ""
    catalogue.metadata = {
        "Project-Id-Version": "Qabyldau",
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": PLURALS[language],
    }
    for entry in catalogue:
        if entry.fuzzy:
            entry.flags.remove("fuzzy")
            entry.previous_msgid = None
            entry.msgstr = ""
            entry.msgstr_plural = dict.fromkeys(entry.msgstr_plural, "")
        if language == "en":
            if entry.msgid_plural:
                entry.msgstr_plural = {0: entry.msgid, 1: entry.msgid_plural}
            else:
                entry.msgstr = entry.msgid
    catalogue.sort(key=lambda entry: (entry.msgid, entry.msgctxt or ""))
    catalogue.save(str(path))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--refresh", action="store_true", help="read the sources again first")
    if parser.parse_args().refresh:
        refresh()
    for path in compile_stale():
        print(f"compiled {path}")
    found = [fault for language in LANGUAGES for fault in faults(language)]
    if found:
        sys.exit("\n".join(found))


if __name__ == "__main__":
    main()
