"""Keep with each approval the schedule that was approved.

An approval of 0.1.0 gets the schedule of today, unless the log knows of a change of reception hours
after it: then it has none and is not printed until the schedule is approved again.
"""

from django.db import migrations, models

RULE_FIELDS = (
    "official_id",
    "weekday",
    "week_of_month",
    "starts",
    "ends",
    "minutes",
    "seats",
    "room",
    "by_video",
)


def to_json(value):
    return f"{value:%H:%M}" if hasattr(value, "hour") else value


def read_schedule(apps, office_id):
    rules = apps.get_model("services", "ReceptionHours").objects.filter(
        official__office_id=office_id, official__active=True
    )
    hours = apps.get_model("services", "OfficeHours").objects.filter(office_id=office_id)
    return {
        "rules": [
            [
                [to_json(getattr(row, name)) for name in RULE_FIELDS],
                f"{row.valid_from:%Y-%m-%d}",
                f"{row.valid_until:%Y-%m-%d}" if row.valid_until else "",
            ]
            for row in rules
        ],
        "hours": sorted(
            [row.purpose, row.weekday, f"{row.opens:%H:%M}", f"{row.closes:%H:%M}"] for row in hours
        ),
    }


def latest_entry(apps, model, ids):
    entries = apps.get_model("wagtailcore", "ModelLogEntry").objects.filter(
        content_type__app_label="services",
        content_type__model=model,
        object_id__in=[str(pk) for pk in ids],
        action__in=["wagtail.create", "wagtail.edit", "wagtail.delete"],
    )
    return entries.aggregate(at=models.Max("timestamp"))["at"]


def keep_approved_schedules(apps, schema_editor):
    hours = apps.get_model("services", "ReceptionHours").objects
    for approval in apps.get_model("services", "ScheduleApproval").objects.all():
        ids = hours.filter(official__office_id=approval.office_id).values_list("pk", flat=True)
        changed_at = latest_entry(apps, "receptionhours", ids)
        recorded_at = latest_entry(apps, "scheduleapproval", [approval.pk])
        if changed_at is None or (recorded_at is not None and recorded_at >= changed_at):
            approval.approved_schedule = read_schedule(apps, approval.office_id)
            approval.save(update_fields=["approved_schedule"])


class Migration(migrations.Migration):
    dependencies = [
        ("services", "0001_initial"),
        ("wagtailcore", "0098_apitoken"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="scheduleapproval",
            options={
                "ordering": ["-valid_from", "-pk"],
                "verbose_name": "schedule approval",
                "verbose_name_plural": "schedule approvals",
            },
        ),
        migrations.AddField(
            model_name="scheduleapproval",
            name="approved_schedule",
            field=models.JSONField(default=dict, editable=False),
        ),
        migrations.RunPython(keep_approved_schedules, migrations.RunPython.noop),
    ]
