"""Every appeal keeps the day its term is counted from; those registered before learn theirs."""

from datetime import date

from django.db import migrations, models
from django.utils import timezone

from appeals.deadlines import term_end
from appeals.legal_terms import get_term
from appeals.states import Act
from core.workdays.source import working_calendar

BEGIN_A_TERM = (Act.REGISTER, Act.REOPEN)


def fill(apps, schema_editor) -> None:
    """The journal tells what was promised: the day itself counted, or the next working one."""
    events = apps.get_model("appeals", "Event").objects.filter(act__in=BEGIN_A_TERM)
    appeals = apps.get_model("appeals", "Appeal").objects
    last = {event.appeal_id: event for event in events.order_by("pk").iterator()}
    calendar = working_calendar() if last else None
    for appeal in appeals.only("pk", "registered_at", "due_on").iterator():
        event = last.get(appeal.pk)
        day = timezone.localdate(event.at if event else appeal.registered_at)
        promised = event.data.get("due_on") if event else appeal.due_on.isoformat()
        start = day
        if calendar and term_end(get_term("answer", on=day), day, calendar).isoformat() != promised:
            start = calendar.add_workdays(day, 1)
        appeals.filter(pk=appeal.pk).update(counted_from=start)


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0004_picture_descriptions"),
        ("appeals", "0003_latest_answers"),
    ]

    operations = [
        migrations.AddField(
            model_name="appeal",
            name="counted_from",
            field=models.DateField(default=date(2000, 1, 1), verbose_name="Counted from"),
            preserve_default=False,
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
