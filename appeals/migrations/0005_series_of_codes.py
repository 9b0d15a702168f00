"""Numbers run on under a code, whichever office bears it: an office's code may change."""

from django.db import migrations, models


def name_codes(apps, schema_editor) -> None:
    """Each series takes the code its office bears now."""
    for series in apps.get_model("appeals", "NumberSeries").objects.select_related("office"):
        series.code = series.office.code
        series.save(update_fields=["code"])


def go_on_from_the_last(apps, schema_editor) -> None:
    """No series may give again what an appeal bears under a code that has changed since."""
    series = apps.get_model("appeals", "NumberSeries").objects
    highest: dict[tuple[str, int], int] = {}
    for number in apps.get_model("appeals", "Appeal").objects.values_list("number", flat=True):
        code, year, place = number.split("-")
        highest[code, int(year)] = max(highest.get((code, int(year)), 0), int(place))
    for (code, year), last in highest.items():
        row, _new = series.get_or_create(code=code, year=year)
        if row.last < last:
            row.last = last
            row.save(update_fields=["last"])


class Migration(migrations.Migration):
    dependencies = [
        ("appeals", "0004_counted_from"),
        ("services", "0001_initial"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="numberseries", name="one_series"),
        migrations.AddField(
            model_name="numberseries",
            name="code",
            field=models.CharField(default="", max_length=6),
            preserve_default=False,
        ),
        migrations.RunPython(name_codes, migrations.RunPython.noop),
        migrations.RemoveField(model_name="numberseries", name="office"),
        migrations.AddConstraint(
            model_name="numberseries",
            constraint=models.UniqueConstraint(fields=("code", "year"), name="one_series"),
        ),
        migrations.RunPython(go_on_from_the_last, migrations.RunPython.noop),
    ]
