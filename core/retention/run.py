"""Count what is over its term, or delete and anonymise it, in bounded batches."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from core.retention.kinds import Kind
from core.retention.models import RetentionRule
from core.retention.rules import rules_in_force, term_begins

log = logging.getLogger(__name__)
BATCH = 100  # of one transaction
MOST = 5_000  # of one kind in a run: the next night goes on


@dataclass(frozen=True)
class Due:
    """What of a kind is over its term."""

    kind: Kind
    rule: RetentionRule
    number: int
    oldest: date | None  # a datetime where the kind has moments
    held: int


@dataclass(frozen=True)
class Outcome:
    """How many of a kind were dealt with, and how many could not be."""

    kind: Kind
    done: int
    failed: int


def count_due(at: datetime) -> Iterator[Due]:
    """Yield what is over its term, for every kind."""
    for kind, rule in rules_in_force():
        yield Due(kind, rule, *kind.count(term_begins(rule, at)))


def apply_rules(at: datetime) -> Iterator[Outcome]:
    """Apply each confirmed rule; what cannot be dealt with does not stop the others."""
    for kind, rule in rules_in_force():
        if rule.confirmed:
            yield apply_rule(kind, rule, at)


def apply_rule(kind: Kind, rule: RetentionRule, at: datetime) -> Outcome:
    """Deal with up to MOST of a kind."""
    try:
        keys = kind.find(term_begins(rule, at), MOST)
    except Exception as error:  # of whatever package: the other kinds go on
        _warn(kind, error)
        return Outcome(kind, 0, 1)
    done = failed = 0
    for start in range(0, len(keys), BATCH):
        batch = keys[start : start + BATCH]
        try:
            with transaction.atomic():
                done += kind.apply(batch, at=at)
        except Exception:  # one of them: each alone
            one_done, one_failed = _apply_one_by_one(kind, batch, at)
            done, failed = done + one_done, failed + one_failed
    return Outcome(kind, done, failed)


def _apply_one_by_one(kind: Kind, keys: list, at: datetime) -> tuple[int, int]:
    done = failed = 0
    for key in keys:
        try:
            with transaction.atomic():
                done += kind.apply([key], at=at)
        except ValidationError:
            continue  # it may not be now: somebody has acted meanwhile
        except Exception as error:
            _warn(kind, error)
            failed += 1
    return done, failed


def _warn(kind: Kind, error: Exception) -> None:
    """Log the kind of the error; its text may hold what somebody wrote."""
    log.warning("retention of %s: %s", kind.name, type(error).__name__)
