"""Rendered public pages, kept until something they show changes.

While a page is rendered, every table it reads is recorded (connections.py); code that knows better
names what it reads itself (rendering.py). A commit that writes to one of these drops the page.
"""

from core.page_cache.changes import changed, drop_all, when_changed
from core.page_cache.rendering import named, never_keep, valid_until
from core.page_cache.values import kept_value

__all__ = [
    "changed",
    "drop_all",
    "kept_value",
    "named",
    "never_keep",
    "valid_until",
    "when_changed",
]
