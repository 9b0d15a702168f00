"""Let somebody in again whose phone, key and recovery codes are lost."""

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from core.accounts import second_factor_changes


class Command(BaseCommand):
    """Remove the second factor of an account."""

    help = (
        "Remove the apps, passkeys and recovery codes of an account, end its sessions, write it "
        "into the site history and tell the owner by e-mail. Make sure who is asking first."
    )

    def add_arguments(self, parser) -> None:
        """Add the name of the account."""
        parser.add_argument("username")

    def handle(self, *args, username: str, **options) -> None:
        """Reset the account, or name the fault."""
        model = get_user_model()
        user = model._default_manager.filter(**{model.USERNAME_FIELD: username}).first()
        if user is None:
            raise CommandError(f"There is no account {username!r}.")
        second_factor_changes.reset(user, timezone.now())
        letter = "a letter was written" if user.email else "there is no address to write to"
        self.stdout.write(
            f"The second factor of {username} is removed, all sessions are ended; {letter}."
        )
