"""Delete drafts that were never sent: files when they expire, the rest a week later."""

from datetime import timedelta

from django.core.management.base import BaseCommand
from django.utils import timezone

from core.retention.rules import days_of
from forms import drafts
from forms.models import Draft, DraftFile


class Command(BaseCommand):
    help = (
        "Delete expired drafts of appeals and bookings: their files at once, their words a week "
        "later (until then the citizen may start with what is left). Drafts closed as solved go "
        "after a day."
    )

    def handle(self, *args, **options) -> None:
        at = timezone.now()
        today = timezone.localdate(at)
        changed_before = at - timedelta(hours=drafts.SOLVED_HOURS)
        solved = Draft.objects.filter(
            result="", data__has_key="solved", changed_at__lt=changed_before
        )
        files = list(DraftFile.objects.filter(draft__expires_on__lt=today))
        for file in files:
            drafts.delete_file(file)
        deleted = drafts.delete_drafts(solved)
        if (days := days_of("drafts")) is not None:
            old = Draft.objects.filter(expires_on__lt=today - timedelta(days=days))
            deleted += drafts.delete_drafts(old)
        self.stdout.write(f"Drafts deleted: {deleted}; files deleted: {len(files)}.")
