"""Tell what an account has opened, or who has opened an appeal."""

from argparse import RawDescriptionHelpFormatter
from datetime import date

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from appeals import numbers
from appeals.models import Appeal
from appeals.who_saw import Opening, openings_by, openings_of, table_header, table_row
from core import spreadsheets
from core.reading_record.writing import log_opening


class Command(BaseCommand):
    """Print the table for a notice of a breach of personal data, as CSV."""

    help = (
        "What did this account open?   who_saw --account NAME --from 2026-11-01 --to 2026-11-28\n"
        "Who has opened this appeal?   who_saw --appeal NUMBER\n\n"
        "Prints a table as CSV: when, who, what was opened, in lists too. The breach of personal "
        "data must be told within one working day (Order 481/НҚ): --with-contacts adds name, IIN, "
        "telephone and e-mail of those affected; that is an opening too, and is recorded as one of "
        "the account named by --by. Run verify_reading_record first."
    )

    def create_parser(self, *args, **kwargs) -> CommandParser:
        """Keep the lines of the help."""
        return super().create_parser(*args, formatter_class=RawDescriptionHelpFormatter, **kwargs)

    def add_arguments(self, parser: CommandParser) -> None:
        question = parser.add_mutually_exclusive_group(required=True)
        question.add_argument("--account", metavar="NAME", help="user name of a member of staff")
        question.add_argument("--appeal", metavar="NUMBER", help="registration number")
        parser.add_argument("--from", dest="first", type=date.fromisoformat, metavar="YYYY-MM-DD")
        parser.add_argument("--to", dest="last", type=date.fromisoformat, metavar="YYYY-MM-DD")
        parser.add_argument("--with-contacts", action="store_true", help="names, IIN, telephones")
        parser.add_argument("--by", metavar="NAME", help="whose table it is (with --with-contacts)")
        codes = [code for code, _name in settings.LANGUAGES]
        parser.add_argument("--language", choices=codes, default=codes[0], help="of the table")

    def handle(self, *args, **options) -> None:
        """Print the table, and on the other stream how many cases it concerns."""
        openings = list(self.find_openings(options))
        appeals = {row.opened.pk for row in openings if isinstance(row.opened, Appeal)}
        bookings = {row.opened.pk for row in openings if not isinstance(row.opened, Appeal)}
        contacts = options["with_contacts"]
        if contacts:
            by = find_account(options["by"], "--with-contacts needs --by: whose table it is.")
            ids = {"ids": sorted(appeals), "bookings": sorted(bookings)}
            log_opening(by, "appeals.who_saw", by, ids)
        with translation.override(options["language"]):
            header = table_header(with_contacts=contacts)
            rows = [table_row(row, with_contacts=contacts) for row in openings]
            self.stdout.write(spreadsheets.render_csv(header, rows).decode(), ending="")
        self.stderr.write(
            f"{len(openings)} openings of {len(appeals)} appeals and {len(bookings)} bookings."
        )

    def find_openings(self, options: dict) -> list[Opening]:
        """Return the openings asked for. CommandError: no such appeal or account, no days."""
        if options["appeal"]:
            number = numbers.normalize_number(options["appeal"])
            appeal = Appeal.objects.select_related("visit").filter(number=number).first()
            if appeal is None:
                raise CommandError(f"There is no appeal {number}.")
            return list(openings_of(appeal))
        account = find_account(options["account"], "Name the account.")
        if not options["first"] or not options["last"]:
            raise CommandError("--account needs --from and --to.")
        return list(openings_by(account, options["first"], options["last"]))


def find_account(name: str | None, missing: str):
    """Return the account. CommandError: none is named, or there is no such account."""
    if not name:
        raise CommandError(missing)
    account = get_user_model().objects.filter(username=name).first()
    if account is None:
        raise CommandError(f"There is no account {name}.")
    return account
