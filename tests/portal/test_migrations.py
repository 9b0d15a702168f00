"""Migrations match the models, and the release before goes on while they run."""

import io

import pytest
from django.conf import settings
from django.core.management import call_command
from django_migration_linter import MigrationLinter

PACKAGES = ["core", "search", "services", "appeals", "forms", "home"]
# Release 0.2.0 stops the servers of 0.1.0 for its upgrade: these add columns that 0.1.0 leaves empty.
NEED_A_STOP = [
    "0001_initial", "0002_solved", "0003_latest_answers", "0004_counted_from",
    "0005_series_of_codes", "0006_excuses", "0007_withdrawal_reason", "0008_journal_seal",
    "0011_close_proposals", "0012_working_week", "0017_sealed_originals", "0006_working_week",
    "0002_sealed_originals", "0002_bin_number", "0005_when_it_changed", "0006_analysis_version",
    "0002_approved_schedule", "0003_member_post", "0004_working_week", "0005_video_connection",
    "0006_booking_consent", "0009_keep_originals",
]  # fmt: skip
BY_DJANGO = ("RUNPYTHON_MODEL_VARIABLE_NAME", "RUNPYTHON_MODEL_IMPORT")  # of style, not of data


def test_models_have_no_missing_migration(db):
    out = io.StringIO()
    try:
        call_command("makemigrations", check=True, dry_run=True, stdout=out, stderr=out)
    except SystemExit:
        raise AssertionError(out.getvalue()) from None


@pytest.mark.postgresql
def test_release_before_goes_on_while_a_migration_runs(db, capsys):
    """Only additions: what is dropped or filled goes one release later."""
    linter = MigrationLinter(
        path=str(settings.BASE_DIR),
        include_apps=PACKAGES,
        ignore_name=NEED_A_STOP,
        exclude_migration_tests=BY_DJANGO,
        no_cache=True,
        quiet=["ok", "ignore", "warning"],
    )
    linter.lint_all_migrations()
    assert not linter.has_errors, capsys.readouterr().out
