"""The rows that figures are counted from: one for each appeal, written here and nowhere else.

A row is always counted anew from the appeal's journal (fact_rules.py), in the transaction of the
act, so that `verify_figures` finds every row that does not follow from its journal.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from appeals.dependencies import change_figures
from appeals.fact_rules import JournalFacts, read_journal
from appeals.models import Appeal, AppealFact
from core.workdays.calendar import Calendar
from core.workdays.source import working_calendar
from services.models.offices import WorkingWeek
from services.office_tree import regions

BATCH = 500
ENTRY_COLUMNS = ("appeal_id", "act", "at", "to_state", "data", "content")


def save_fact(appeal: Appeal, new: bool = False) -> None:
    """Write the row of an appeal anew from its journal. Its row is locked by the caller.

    `new`: the appeal was registered just now and has no row yet.
    """
    entries = appeal.events.only(*ENTRY_COLUMNS).order_by("pk")
    facts = read_journal(appeal, entries)
    if facts is not None:
        values = fact_values(appeal, facts, regions(), working_calendar(appeal.working_week))
        AppealFact(appeal=appeal, **values).save(force_insert=new)
        change_figures(values["received_month"])


def calendars_by_week() -> dict[int, Calendar]:
    """Return the working calendar of each length of week, for rows of many appeals."""
    return {week: working_calendar(week) for week in WorkingWeek.values}


def fact_values(
    appeal, facts: JournalFacts, region_ids: dict[int, int | None], calendar: Calendar
) -> dict:
    """Return the columns of the row of `appeal`, by name; `calendar` is that of its week."""
    return {
        **vars(facts),
        "received_month": facts.received_on.replace(day=1),
        "region_id": region_ids.get(facts.office_id),
        "body_id": appeal.body_id,
        "topic_id": appeal.topic_id,
        "kind_id": appeal.kind_id,
        "channel": appeal.channel,
        "officer_id": appeal.officer_id,
        "days_taken": facts.days_taken(calendar),
    }


def recount(
    appeals: QuerySet, entries: QuerySet, until: date | None = None
) -> Iterator[tuple[Any, JournalFacts]]:
    """Yield each appeal with what its journal says at the end of the day `until`, or now.

    Appeals without an entry by then are left out. Rows are read in batches; the models may be those
    of a migration.
    """
    if until:
        midnight = datetime.combine(until + timedelta(days=1), time.min)
        entries = entries.filter(at__lt=timezone.make_aware(midnight))
    rows = appeals.order_by("pk").iterator(chunk_size=BATCH)
    while batch := list(islice(rows, BATCH)):
        by_appeal = defaultdict(list)
        found = entries.filter(appeal__in=[row.pk for row in batch]).only(*ENTRY_COLUMNS)
        for entry in found.order_by("pk"):
            by_appeal[entry.appeal_id].append(entry)
        for row in batch:
            if facts := read_journal(row, by_appeal[row.pk]):
                yield row, facts


def recompute_days_taken(since: date, until: date) -> None:
    """Count the working days to the answer anew where a day from `since` to `until` lies in them.

    Call it when a day of the working calendar has changed.
    """
    calendars = calendars_by_week()
    answered = AppealFact.objects.filter(received_on__lt=until, first_answered_on__gte=since)
    terms: Any = answered.values_list("received_on", "first_answered_on", "appeal__working_week")
    for start, end, week in terms.distinct():
        days = calendars[week].workdays_between(start, end)
        rows = answered.filter(received_on=start, first_answered_on=end, appeal__working_week=week)
        if rows.exclude(days_taken=days).update(days_taken=days):
            change_figures(start.replace(day=1))


def update_regions() -> None:
    """Write the region of every office into its rows. Call it when the tree of offices changed."""
    for office_id, region_id in regions().items():
        rows = AppealFact.objects.filter(office=office_id)
        rows.exclude(region=region_id).update(region=region_id)
