"""The index that Wagtail's search asks for on PostgreSQL and does not make.

It indexes title and body apart but filters on the two joined, and so reads every row.
"""

from django.db import migrations

NAME = "search_pages_words"
MAKE = f"CREATE INDEX {NAME} ON wagtailsearch_indexentry USING gin ((title || body))"


def on_postgresql(statement):
    def run(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(statement)

    return run


class Migration(migrations.Migration):
    dependencies = [
        ("search", "0003_fewer_indexes"),
        ("wagtailsearch", "0010_add_text_fields"),
    ]

    operations = [
        migrations.RunPython(on_postgresql(MAKE), on_postgresql(f"DROP INDEX IF EXISTS {NAME}")),
    ]
