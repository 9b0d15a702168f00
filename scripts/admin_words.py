"""How much of the admin speaks Kazakh: per package, what it says and what has Kazakh words.

Counts what the package ships itself together with `portal/wagtail_kk`. Needs polib only.
"""

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import catalogues
import polib

# Apps that are installed and seen by staff; their English catalogue lists what they say.
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


def translated(path: Path) -> dict[Message, polib.POEntry]:
    """The finished entries of a catalogue; none when there is no such file."""
    if not path.exists():
        return {}
    return {
        (entry.msgctxt, entry.msgid): entry
        for entry in polib.pofile(str(path)).translated_entries()
    }


def said_by(package: str, domain: str) -> set[Message]:
    """Every message of a package, by its English catalogue."""
    source = shipped(package, "en", domain)
    if not source.exists():
        return set()
    return {
        (entry.msgctxt, entry.msgid) for entry in polib.pofile(str(source)) if not entry.obsolete
    }


def shipped(package: str, language: str, domain: str) -> Path:
    """Where an installed package keeps a catalogue of its own."""
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise LookupError(package)
    return Path(
        spec.submodule_search_locations[0], "locale", language, "LC_MESSAGES", f"{domain}.po"
    )


def coverage() -> Iterator[tuple[str, str, int, set[Message]]]:
    """Package, domain, how many messages it has, and those without Kazakh words."""
    for package in PACKAGES:
        for domain in ("django", "djangojs"):
            said = said_by(package, domain)
            ours = translated(catalogues.UPSTREAM / "kk" / "LC_MESSAGES" / f"{domain}.po")
            theirs = translated(shipped(package, "kk", domain))
            if said:
                yield package, domain, len(said), said - ours.keys() - theirs.keys()


def main() -> None:
    every = unsaid = 0
    for package, domain, count, lost in coverage():
        every, unsaid = every + count, unsaid + len(lost)
        print(f"{package:28} {domain:9} {count - len(lost):5} of {count}")
    print(f"{'in all':38} {every - unsaid:5} of {every} ({(every - unsaid) / every:.1%})")


if __name__ == "__main__":
    main()
