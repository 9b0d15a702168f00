"""The secret that opens an appeal to its applicant; the only module that writes secret_hash."""

from appeals.models import Appeal
from core import access_codes


def set_secret(appeal: Appeal, secret: str) -> None:
    """Let `secret` open the appeal, and nothing else; the caller saves the row."""
    appeal.secret_hash = access_codes.digest(secret)


def in_force(appeal: Appeal, secret: str) -> str:
    """Return the secret if it opens the appeal, "" when another one has replaced it."""
    return secret if access_codes.matches(secret, appeal.secret_hash) else ""
