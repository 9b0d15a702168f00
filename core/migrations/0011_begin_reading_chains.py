"""Seal the entries of the reading record that are there before the chains begin."""

from django.db import migrations

from core.reading_record.chain import begin_chains

OPENINGS = [
    "appeals.open", "appeals.reveal", "appeals.download", "appeals.original", "appeals.print",
    "appeals.secret", "appeals.receipt", "appeals.find", "appeals.list", "appeals.list_answers",
    "appeals.export", "services.list",
]  # fmt: skip


def begin(apps, schema_editor) -> None:
    """Begin the chain of each account that has opened something."""
    entries = apps.get_model("wagtailcore", "ModelLogEntry")
    begin_chains(entries, apps.get_model("core", "ReadingChain"), OPENINGS)


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0010_reading_chains"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
    ]

    operations = [migrations.RunPython(begin, migrations.RunPython.noop)]
