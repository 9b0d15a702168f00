"""Find personal data in a text and mask it. Pure: no database, no clock.

The result is a suggestion: a second person reads every text before it is published. The text is
read in one spelling first (reading.py), so that a finding does not depend on how the words are
typed; every finding keeps its place in the original.
"""

from appeals.redaction.find import find_personal_data, merge_name_parts, redact
from appeals.redaction.kinds import BLOCKING_KINDS, MASKS, Finding, PersonalData, RedactedText

__all__ = [
    "BLOCKING_KINDS",
    "MASKS",
    "Finding",
    "PersonalData",
    "RedactedText",
    "find_personal_data",
    "merge_name_parts",
    "redact",
]
