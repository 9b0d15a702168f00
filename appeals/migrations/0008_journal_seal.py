"""The number of journal entries and the seal of the last one, for the appeals there are too."""

import hashlib
import hmac
import json

from django.conf import settings
from django.db import migrations, models

BATCH = 500


def seal_journals(apps, schema_editor) -> None:
    """Count and seal every journal as it is; the rule is head_hmac of journal.py."""
    appeals, entries = apps.get_model("appeals", "Appeal"), apps.get_model("appeals", "Event")
    heads: dict[int, tuple[int, str]] = {}
    for appeal, digest in entries.objects.order_by("pk").values_list("appeal_id", "hash"):
        heads[appeal] = (heads.get(appeal, (0, ""))[0] + 1, digest)
    key = hashlib.sha256(str(settings.SECRET_KEY).encode()).digest()
    rows = []
    for row in appeals.objects.filter(events__isnull=False).distinct().only("pk", "number"):
        row.journal_length, digest = heads[row.pk]
        message = json.dumps(["head", row.number, row.journal_length, digest]).encode()
        row.journal_seal = hmac.digest(key, message, "sha256").hex()
        rows.append(row)
    appeals.objects.bulk_update(rows, ["journal_length", "journal_seal"], batch_size=BATCH)


class Migration(migrations.Migration):
    dependencies = [("appeals", "0007_withdrawal_reason")]

    operations = [
        migrations.AddField(
            model_name="appeal",
            name="journal_length",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="appeal",
            name="journal_seal",
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name="event",
            name="content",
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.RunPython(seal_journals, migrations.RunPython.noop),
    ]
