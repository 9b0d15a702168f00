"""Remind each executor, once a day, of appeals and short answers that are due or overdue."""

from collections import defaultdict
from datetime import datetime

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from appeals import access, deadlines, notifications
from appeals.models import Appeal
from services.models import OfficeMember


class Command(BaseCommand):
    """Write the daily reminders."""

    help = (
        "Write a letter to every executor about appeals that are overdue or due within three "
        "working days, and about short answers that are due today or late; an appeal without an "
        "executor, or whose executor has left, is told to the staff of its office. Run it every "
        "morning; a second run on the same day writes nothing."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("--at", help="the moment to count from, as 2026-01-05T09:00")
        parser.add_argument("--days", type=int, default=3, help="working days ahead (3)")

    def handle(self, *args, **options) -> None:
        """Write the letters of the day."""
        at = timezone.now()
        if options["at"]:
            try:
                at = timezone.make_aware(datetime.fromisoformat(options["at"]))
            except ValueError as error:
                raise CommandError("--at is a moment such as 2026-01-05T09:00") from error
        on = timezone.localdate(at)
        due = Appeal.objects.filter(
            deadlines.overdue(on)
            | deadlines.due_within(on, options["days"])
            | deadlines.short_answer_due(on)
        ).select_related("officer", "office")
        appeals_of: dict = defaultdict(list)  # by recipient
        recipients: dict = {}  # by (executor, office)
        for appeal in due.order_by("due_on", "number"):
            pair = appeal.officer_id, appeal.office_id
            if pair not in recipients:
                recipients[pair] = reminder_recipients(appeal)
            for user in recipients[pair]:
                appeals_of[user].append(appeal)
        written = sum(
            notifications.send_reminder(user, appeals, on=on, at=at)
            for user, appeals in appeals_of.items()
        )
        self.stdout.write(f"{written} new letters; {len(due)} appeals are due or overdue.")


def reminder_recipients(appeal: Appeal) -> list:
    """Return the executor, or the staff of the office when none works there any more."""
    officer = appeal.officer
    if officer and access.works_in(officer, appeal.office):
        return [officer]
    return office_staff(appeal.office_id)


def office_staff(office_id: int) -> list:
    """Return the active users who handle appeals in an office."""
    members = OfficeMember.objects.filter(office=office_id, user__is_active=True)
    return [
        member.user
        for member in members.select_related("user")
        if member.user.has_perm(access.HANDLE) or member.user.has_perm(access.LEAD)
    ]
