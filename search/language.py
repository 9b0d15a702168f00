"""Public names of the text analysis that other programs import (see docs/search.md)."""

from search.analysis import WEIGHTS, fields, repair

__all__ = ["WEIGHTS", "fields", "repair"]
