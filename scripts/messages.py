"""Extract the translatable messages of the sources without gettext.

Python is parsed with ast; templates are converted to Python by Django's templatize.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("core", "search", "services", "appeals", "forms", "home", "portal")
# Function → (position of context, position of message).
CALLS: dict[str, tuple[int | None, int]] = {
    "_": (None, 0),
    "gettext": (None, 0),
    "gettext_lazy": (None, 0),
    "gettext_noop": (None, 0),
    "ngettext": (None, 0),
    "ngettext_lazy": (None, 0),
    "pgettext": (0, 1),
    "pgettext_lazy": (0, 1),
    "npgettext": (0, 1),
    "npgettext_lazy": (0, 1),
}
LITERAL = r"""u?(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")"""
IN_TEMPLATE = re.compile(
    rf"\b({'|'.join(CALLS)})\(\s*({LITERAL})(?:\s*,\s*({LITERAL}))?", re.DOTALL
)

Message = tuple[str | None, str]


def read_python(source: str) -> Iterator[Message]:
    """Yield (context, message) of every gettext call with literal arguments."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", None) or getattr(node.func, "attr", None)
        if name not in CALLS:
            continue
        context_at, message_at = CALLS[str(name)]
        try:
            message = ast.literal_eval(node.args[message_at])
            context = ast.literal_eval(node.args[context_at]) if context_at is not None else None
        except (IndexError, ValueError):
            continue
        if isinstance(message, str) and message:
            yield context, message


def read_template(source: str) -> Iterator[Message]:
    """Yield (context, message) of every translate tag, block and _() of a template."""
    for name, first, second in IN_TEMPLATE.findall(templatize(source)):
        context_at, _message_at = CALLS[name]
        if context_at is None:
            yield None, ast.literal_eval(first)
        elif second:
            yield ast.literal_eval(first), ast.literal_eval(second)


def read_messages() -> dict[Message, str]:
    """Return every message of our packages with the first file that holds it."""
    messages: dict[Message, str] = {}
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*")):
            if "migrations" in path.parts or path.suffix not in {".py", ".html", ".txt"}:
                continue
            source = path.read_text(encoding="utf-8")
            extract = read_python if path.suffix == ".py" else read_template
            for message in extract(source):
                messages.setdefault(message, str(path.relative_to(ROOT)))
    return messages
