"""Who reads the letters to an executor: a deputy while the executor is away."""

from datetime import date

from appeals import access
from core.accounts.absences import deputy_of
from services.models import Office


def reader_of(officer, office: Office, on: date):
    """Return who reads for `officer` on a day: a deputy must be allowed to see the office."""
    deputy = deputy_of(officer, on)
    return deputy if deputy is not None and access.works_in(deputy, office) else officer
