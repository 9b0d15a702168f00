"""Public alias of the text analysis; the names other programs rely on (see docs/search.md)."""

from search.analysis import WEIGHTS, fields, repair

__all__ = ["WEIGHTS", "fields", "repair"]
