"""The rows of figures of the appeals there are, counted from their journals."""

from itertools import islice

from django.db import migrations

from appeals.facts import BATCH, fact_values, recount
from core.i18n.localtext import localized_fields
from core.workdays.source import build_calendar
from services.office_tree import regions


def build(apps, schema_editor) -> None:
    """Write a row for every appeal, in batches."""
    models = {name: apps.get_model("appeals", name) for name in ("Appeal", "AppealFact", "Event")}
    appeals = models["Appeal"].objects.all()
    if not appeals.exists():
        return
    fact_model = models["AppealFact"]
    columns = {field.attname for field in fact_model._meta.concrete_fields}
    days = apps.get_model("core", "CalendarDay").objects.values_list(
        "date", "kind", *localized_fields("name")
    )
    calendar = build_calendar(tuple((day, kind, False, *names) for day, kind, *names in days), "kk")
    region_ids = regions()
    rows = (
        fact_model(
            appeal_id=appeal.pk,
            **{
                name: value
                for name, value in fact_values(appeal, facts, region_ids, calendar).items()
                if name in columns
            },
        )
        for appeal, facts in recount(appeals, models["Event"].objects.all())
    )
    while batch := list(islice(rows, BATCH)):
        fact_model.objects.bulk_create(batch)


class Migration(migrations.Migration):
    dependencies = [("appeals", "0009_appealfact")]

    operations = [migrations.RunPython(build, migrations.RunPython.noop)]
