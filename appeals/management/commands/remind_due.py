"""Tell each executor, once a day, which appeals are due soon or overdue."""

from collections import defaultdict
from datetime import datetime

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from appeals import access, deadlines, notifications
from appeals.models import Appeal
from services.models import OfficeMember


class Command(BaseCommand):
    help = (
        "Write a letter to every executor about appeals that are overdue or due within three "
        "working days; an appeal without an executor, or whose executor has left, is told to the "
        "staff of its office. Run it every morning; a second run on the same day writes nothing."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("--at", help="the moment to count from, as 2026-01-05T09:00")
        parser.add_argument("--days", type=int, default=3, help="working days ahead (3)")

    @transaction.atomic
    def handle(self, *args, **options) -> None:
        at = timezone.now()
        if options["at"]:
            try:
                at = timezone.make_aware(datetime.fromisoformat(options["at"]))
            except ValueError as error:
                raise CommandError("--at is a moment such as 2026-01-05T09:00") from error
        on = timezone.localdate(at)
        due = Appeal.objects.filter(
            deadlines.overdue(on) | deadlines.due_within(on, options["days"])
        ).select_related("officer", "office")
        waiting: dict = defaultdict(list)
        told: dict = {}  # (executor, office) → who reads the letter
        for appeal in due.order_by("due_on", "number"):
            pair = appeal.officer_id, appeal.office_id
            if pair not in told:
                told[pair] = who_answers(appeal)
            for person in told[pair]:
                waiting[person].append(appeal)
        written = sum(
            notifications.send_reminder(who, those, on=on, at=at) for who, those in waiting.items()
        )
        self.stdout.write(f"{written} letters about {len(due)} appeals.")


def who_answers(appeal: Appeal) -> list:
    """The executor; the staff of the office when there is none or they have left it."""
    officer = appeal.officer
    if officer and access.works_in(officer, appeal.office):
        return [officer]
    return staff_of(appeal.office_id)


def staff_of(office_id: int) -> list:
    """Who handles appeals in an office."""
    members = OfficeMember.objects.filter(office=office_id, user__is_active=True)
    return [
        member.user
        for member in members.select_related("user")
        if member.user.has_perm(access.HANDLE) or member.user.has_perm(access.LEAD)
    ]
