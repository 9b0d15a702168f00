"""Compile and refresh the message catalogues, and find untranslated messages.

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
# Translations that Wagtail, wagtail-localize and Django lack; not extracted from our sources.
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


def catalogue_path(language: str) -> Path:
    """Return the path of our catalogue of a language."""
    return ROOT / "locale" / language / "LC_MESSAGES" / "django.po"


def upstream_catalogues() -> list[Path]:
    """Return the paths of the catalogues that complete other packages."""
    return sorted(UPSTREAM.glob("*/LC_MESSAGES/*.po"))


def compile_stale() -> list[str]:
    """Write the .mo files that are older than their .po; return which, as paths from the root."""
    written = []
    for source in [*filter(Path.exists, map(catalogue_path, LANGUAGES)), *upstream_catalogues()]:
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            fresh = target.with_suffix(".new")
            polib.pofile(str(source)).save_as_mofile(str(fresh))
            fresh.replace(target)
            written.append(str(source.relative_to(ROOT)))
    return written


def translated_forms(entry: polib.POEntry) -> list[str]:
    """Return every translated form of an entry."""
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def find_placeholders(text: str) -> set[str]:
    """Return the placeholders of a message: %s, %(name)s and {name}."""
    return {match.group(0) for match in PLACEHOLDER.finditer(text.replace("%%", ""))}


def find_faults(language: str) -> list[str]:
    """Return the faults of a catalogue: missing, fuzzy and obsolete entries, placeholders."""
    faults = []
    for entry in polib.pofile(str(catalogue_path(language))):
        if entry.obsolete:
            faults.append(f"{language}: obsolete {entry.msgid!r}")
            continue
        if entry.fuzzy:
            faults.append(f"{language}: fuzzy {entry.msgid!r}")
        forms = translated_forms(entry)
        if not all(form.strip() for form in forms):
            faults.append(f"{language}: no translation of {entry.msgid!r}")
            continue
        expected = find_placeholders(entry.msgid) | find_placeholders(entry.msgid_plural or "")
        for form in forms:
            # A plural form may omit the number ("one day"), but not add a placeholder.
            lost = expected - find_placeholders(form) if not entry.msgid_plural else set()
            new = find_placeholders(form) - expected
            if lost or new:
                faults.append(f"{language}: placeholders differ in {entry.msgid!r}: {lost | new}")
    return faults


def refresh_catalogues() -> None:
    """Extract the messages of the sources into the three catalogues with xgettext (gettext)."""
    if not shutil.which("xgettext"):
        sys.exit("xgettext is missing. On Debian and Ubuntu: sudo apt install gettext")
    for language in LANGUAGES:
        catalogue_path(language).parent.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "manage.py", "makemessages", "--no-obsolete", "--no-location"]
    command += ["--no-wrap", "--ignore=tests/*", "--ignore=var/*", "--ignore=.venv/*", "-v0"]
    for language in LANGUAGES:
        command += ["--locale", language]
    subprocess.run(command, cwd=ROOT, check=True)
    for language in LANGUAGES:
        normalize_catalogue(language)


def normalize_catalogue(language: str) -> None:
    """Sort entries and drop dates, so that a diff shows only changed messages."""
    path = catalogue_path(language)
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
            entry.previous_msgid = entry.previous_msgid_plural = entry.previous_msgctxt = None
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
    """Refresh on demand, compile, and fail when a catalogue has faults."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--refresh", action="store_true", help="read the sources again first")
    if parser.parse_args().refresh:
        refresh_catalogues()
    for path in compile_stale():
        print(f"compiled {path}")
    faults = [fault for language in LANGUAGES for fault in find_faults(language)]
    if faults:
        sys.exit("\n".join(faults))


if __name__ == "__main__":
    main()
