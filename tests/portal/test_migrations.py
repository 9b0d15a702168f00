"""The database and the models say the same."""

import io

from django.core.management import call_command


def test_no_migration_is_missing(db):
    out = io.StringIO()
    try:
        call_command("makemigrations", check=True, dry_run=True, stdout=out, stderr=out)
    except SystemExit:
        raise AssertionError(out.getvalue()) from None
