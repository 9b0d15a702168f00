"""Whether an approver's name may stand under a schedule: only while it is the one approved.

An approval keeps the rules as they were when it was recorded. Rules of any later day are compared
with those of the approval in force on that day, so a change takes the name away, whoever makes it.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db.models import F

from core import page_cache
from services.models.offices import Office, OfficeHours
from services.models.schedule import ReceptionHours, ScheduleApproval

WINDOW_DAYS = 30  # the days that the stand and the office's page show
RULE_FIELDS = (
    "official_id", "weekday", "week_of_month", "starts", "ends", "minutes", "seats", "room",
    "by_video",
)  # fmt: skip


def schedule_snapshot(office: Office) -> dict[str, list]:
    """Return the rules of `office` as JSON: reception hours with their days, and office hours."""
    return schedule_snapshots([office])[office.pk]


def schedule_snapshots(offices: Iterable[Office]) -> dict[int, dict[str, list]]:
    """Return the snapshot of each office by its id, in two queries."""
    snapshots: dict[int, dict[str, list]] = {
        office.pk: {"rules": [], "hours": []} for office in offices
    }
    rules = ReceptionHours.objects.filter(
        official__office__in=snapshots, official__active=True
    ).annotate(office=F("official__office"))
    for row in rules:
        facts = [_to_json(getattr(row, name)) for name in RULE_FIELDS]
        last_day = f"{row.valid_until:%Y-%m-%d}" if row.valid_until else ""
        snapshots[row.office]["rules"].append([facts, f"{row.valid_from:%Y-%m-%d}", last_day])
    for hours in OfficeHours.objects.filter(office__in=snapshots):
        snapshots[hours.office_id]["hours"].append(
            [hours.purpose, hours.weekday, f"{hours.opens:%H:%M}", f"{hours.closes:%H:%M}"]
        )
    for snapshot in snapshots.values():
        snapshot["hours"].sort()
    return snapshots


def shown_approval(office: Office, on: date) -> ScheduleApproval | None:
    """Return the approval to print under the schedule from `on`; None when it was changed since."""
    return shown_approvals([office], on)[office.pk]


def kept_approval(office: Office, on: date) -> ScheduleApproval | None:
    """Return the same for a page, computed once while nobody edits a schedule."""
    key = ("approval", office.pk, on)
    return page_cache.kept_value(key, lambda: shown_approval(office, on))


def shown_approvals(offices: Iterable[Office], on: date) -> dict[int, ScheduleApproval | None]:
    """Return the approval to print for each office by its id, in three queries."""
    snapshots = schedule_snapshots(offices)
    approvals: dict[int, list[ScheduleApproval]] = {pk: [] for pk in snapshots}
    last = on + timedelta(days=WINDOW_DAYS)
    for row in ScheduleApproval.objects.filter(office__in=snapshots, valid_from__lte=last):
        approvals[row.office_id].append(row)
    days = [on + timedelta(days=number) for number in range(WINDOW_DAYS + 1)]
    return {
        pk: approval_in_force(approvals[pk], on)
        if all(_is_approved(approvals[pk], snapshot, day) for day in days)
        else None
        for pk, snapshot in snapshots.items()
    }


def approval_in_force(approvals: Iterable[ScheduleApproval], day: date) -> ScheduleApproval | None:
    """Return the newest approval in force on `day`; `approvals` come newest first."""
    return next((approval for approval in approvals if approval.valid_from <= day), None)


def _is_approved(approvals: list[ScheduleApproval], current: dict, day: date) -> bool:
    approval = approval_in_force(approvals, day)
    if approval is None or not approval.approved_schedule:
        return False
    approved = approval.approved_schedule
    return approved["hours"] == current["hours"] and _rules_on(approved, day) == _rules_on(
        current, day
    )


def _rules_on(snapshot: dict, day: date) -> list:
    text = f"{day:%Y-%m-%d}"
    rules = (
        facts
        for facts, valid_from, valid_until in snapshot["rules"]
        if valid_from <= text <= (valid_until or text)
    )
    return sorted(rules, key=str)


def _to_json(value: Any) -> Any:
    return f"{value:%H:%M}" if hasattr(value, "hour") else value
