"""A salt for every case, and a leaf of the ledger for every entry and frozen report there is."""

from django.db import migrations

from appeals.ledger_fill import add_missing_leaves


def fill(apps, schema_editor) -> None:
    """Give salts and leaves."""
    names = [
        ("appeals", "Appeal"), ("appeals", "Event"), ("appeals", "MonthlyReport"),
        ("core", "LedgerLeaf"),
    ]  # fmt: skip
    add_missing_leaves(*(apps.get_model(*name) for name in names))


class Migration(migrations.Migration):
    dependencies = [("appeals", "0019_ledger")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
