"""The stylesheet of public pages: parts beside what they style, one static file for browsers.

`StylesheetFinder` joins the parts, so that `collectstatic`, the manifest storage and the
development server treat the result like any other static file.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

NAME = "core/css/portal.css"
FOLDER = Path(__file__).resolve().parent / "css"
COMPONENTS = Path(__file__).resolve().parent / "templates" / "components"
FIRST = ("tokens.css", "base.css", "layout.css")
LAST = ("print.css",)


def parts() -> list[Path]:
    """Return the source files in the order of the cascade."""
    pages = sorted(path for path in FOLDER.glob("*.css") if path.name not in {*FIRST, *LAST})
    return [
        *(FOLDER / name for name in FIRST),
        *sorted(COMPONENTS.glob("*/*.css")),
        *pages,
        *(FOLDER / name for name in LAST),
    ]


def write(target: Path) -> None:
    """Write the joined parts to `target`; an unchanged file keeps its modification time."""
    text = "\n".join(path.read_text("utf-8") for path in parts())
    if target.exists() and target.read_text("utf-8") == text:
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_suffix(".new")
    unfinished.write_text(text, "utf-8")
    unfinished.replace(target)


class StylesheetFinder(BaseFinder):
    """Offer the joined stylesheet to Django's static files under `NAME`."""

    def __init__(self, app_names: Any = None, *args: Any, **kwargs: Any) -> None:
        self.storage = FileSystemStorage(location=settings.VAR_DIR / "stylesheet")

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        """Return the path of the stylesheet if `path` asks for it, in a list when `find_all`."""
        if path != NAME:
            return []
        target = Path(self.storage.path(NAME))
        write(target)
        return [str(target)] if find_all else str(target)

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, FileSystemStorage]]:
        """Yield the stylesheet and the storage that holds it."""
        write(Path(self.storage.path(NAME)))
        yield NAME, self.storage
