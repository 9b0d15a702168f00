"""Migrations match the models."""

import io

from django.core.management import call_command


def test_models_have_no_missing_migration(db):
    out = io.StringIO()
    try:
        call_command("makemigrations", check=True, dry_run=True, stdout=out, stderr=out)
    except SystemExit:
        raise AssertionError(out.getvalue()) from None
