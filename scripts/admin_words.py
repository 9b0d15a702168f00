"""Measure how much of the admin is translated into Kazakh, package by package.

Counts the package's own catalogue together with `portal/wagtail_kk`. Needs polib only.
"""

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import catalogues
import polib

# Installed apps that staff see; their English catalogue lists all messages.
PACKAGES = (
    "wagtail",
    "wagtail.admin",
    "wagtail.images",
    "wagtail.documents",
    "wagtail.snippets",
    "wagtail.users",
    "wagtail.sites",
    "wagtail.search",
    "wagtail.embeds",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail_localize",
    "wagtail_localize.locales",
    "taggit",
    "formtools",
    "django.conf",
    "django.contrib.auth",
    "django.contrib.humanize",
)
Message = tuple[str | None, str]


def translated_entries(path: Path) -> dict[Message, polib.POEntry]:
    """Return the translated entries of a catalogue; none when the file does not exist."""
    if not path.exists():
        return {}
    return {
        (entry.msgctxt, entry.msgid): entry
        for entry in polib.pofile(str(path)).translated_entries()
    }


def source_messages(package: str, domain: str) -> set[Message]:
    """Return every message of a package from its English catalogue."""
    source = shipped_catalogue(package, "en", domain)
    if not source.exists():
        return set()
    return {
        (entry.msgctxt, entry.msgid) for entry in polib.pofile(str(source)) if not entry.obsolete
    }


def shipped_catalogue(package: str, language: str, domain: str) -> Path:
    """Return the path of a catalogue inside an installed package."""
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise LookupError(package)
    return Path(
        spec.submodule_search_locations[0], "locale", language, "LC_MESSAGES", f"{domain}.po"
    )


def measure_coverage() -> Iterator[tuple[str, str, int, set[Message]]]:
    """Yield package, domain, number of messages, and the messages without a Kazakh text."""
    for package in PACKAGES:
        for domain in ("django", "djangojs"):
            sources = source_messages(package, domain)
            ours = translated_entries(catalogues.UPSTREAM / "kk" / "LC_MESSAGES" / f"{domain}.po")
            theirs = translated_entries(shipped_catalogue(package, "kk", domain))
            if sources:
                yield package, domain, len(sources), sources - ours.keys() - theirs.keys()


def main() -> None:
    """Print the share of translated messages of each package and of all."""
    total = untranslated = 0
    for package, domain, count, missing in measure_coverage():
        total, untranslated = total + count, untranslated + len(missing)
        print(f"{package:28} {domain:9} {count - len(missing):5} of {count}")
    print(
        f"{'in all':38} {total - untranslated:5} of {total} ({(total - untranslated) / total:.1%})"
    )


if __name__ == "__main__":
    main()
