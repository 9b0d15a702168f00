"""The rules in force: the administrators' rows, or the defaults where there is none yet."""

from datetime import datetime, timedelta

from core.retention import kinds
from core.retention.kinds import Kind
from core.retention.models import RetentionRule


def default_rule(kind: Kind) -> RetentionRule:
    """Return the rule that a kind begins with, not saved."""
    return RetentionRule(
        kind=kind.name, days=kind.days, act=kind.act, reason="", confirmed=kind.confirmed
    )


def create_rules() -> None:
    """Create the rules of kinds that have none; what an administrator changed stays."""
    known = set(RetentionRule.objects.values_list("kind", flat=True))
    new = [default_rule(kind) for kind in kinds.registered() if kind.name not in known]
    RetentionRule.objects.bulk_create(new, ignore_conflicts=True)


def rules_in_force() -> list[tuple[Kind, RetentionRule]]:
    """Return each kind with its rule, in the order of registration."""
    rows = {rule.kind: rule for rule in RetentionRule.objects.all()}
    return [(kind, rows.get(kind.name) or default_rule(kind)) for kind in kinds.registered()]


def days_of(name: str) -> int | None:
    """Return the days of one kind, or None while its rule is not confirmed."""
    for kind, rule in rules_in_force():
        if kind.name == name:
            return rule.days if rule.confirmed else None
    return None


def term_begins(rule: RetentionRule, at: datetime) -> datetime:
    """Return the moment before which data are over their term at `at`."""
    return at - timedelta(days=rule.days)
