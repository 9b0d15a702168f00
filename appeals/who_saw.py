"""What an account has opened, and who has opened an appeal, from the reading record.

Lists are told row by row: for a notice of a breach it does not matter whether somebody's data were
read on a page of their own or in a list.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from wagtail.models import ModelLogEntry

from appeals.models import Appeal, PublishedAnswer
from appeals.openings import OPENINGS
from core.reading_record import kinds
from services.models import Booking
from services.openings import OPENINGS as BOOKING_OPENINGS

IN_WORDS = {action: words for action, (_button, words) in (OPENINGS | BOOKING_OPENINGS).items()}
LISTS_OF_ANSWERS, LISTS_OF_BOOKINGS = "appeals.list_answers", "services.list"


@dataclass(frozen=True)
class Opening:
    """An entry of the reading record, and one appeal or booking that it opened."""

    entry: ModelLogEntry
    opened: Appeal | Booking


def openings_by(account, first: date, last: date) -> Iterator[Opening]:
    """Yield what the account has opened from the day `first` to the day `last`, oldest first."""
    since = timezone.make_aware(datetime.combine(first, time.min))
    until = timezone.make_aware(datetime.combine(last + timedelta(days=1), time.min))
    entries = _entries().filter(user_id=account.pk, timestamp__gte=since, timestamp__lt=until)
    yield from _expand(entries)


def openings_of(appeal: Appeal) -> Iterator[Opening]:
    """Yield who has opened the appeal or the booking of its visit, oldest first."""
    own = Q(content_type=_appeal_type(), object_id=str(appeal.pk))
    lists = ~Q(content_type=_appeal_type()) & Q(timestamp__gte=_earliest(appeal))
    wanted = {appeal, appeal.visit}
    for opening in _expand(_entries().filter(own | lists)):
        if opening.opened in wanted:
            yield opening


def _earliest(appeal: Appeal) -> datetime:
    moments = [appeal.registered_at]
    if appeal.visit is not None:
        moments.append(appeal.visit.created_at)
    return min(moments)


def _appeal_type() -> ContentType:
    return ContentType.objects.get_for_model(Appeal)


def _entries() -> QuerySet[ModelLogEntry]:
    openings = ModelLogEntry.objects.filter(action__in=kinds.registered())
    return openings.select_related("user").order_by("timestamp", "pk")


def _expand(entries: QuerySet[ModelLogEntry]) -> Iterator[Opening]:
    """Yield an opening for each appeal or booking of each entry that is still there."""
    for entry in entries.iterator(chunk_size=500):
        for row in _opened(entry):
            yield Opening(entry, row)


def _opened(entry: ModelLogEntry) -> Iterable[Appeal | Booking]:
    appeals = Appeal.objects.select_related("office", "visit").order_by("pk")
    if entry.content_type_id == _appeal_type().pk:
        return appeals.filter(pk=int(entry.object_id))
    ids = entry.data.get("ids", [])
    bookings = Booking.objects.select_related("office").order_by("pk")
    if entry.action == LISTS_OF_BOOKINGS:
        return bookings.filter(pk__in=ids)
    if entry.action == LISTS_OF_ANSWERS:
        answers = PublishedAnswer.objects.filter(pk__in=ids)
        return appeals.filter(pk__in=answers.values("reply__appeal"))
    return [*appeals.filter(pk__in=ids), *bookings.filter(pk__in=entry.data.get("bookings", []))]


def table_header(*, with_contacts: bool) -> list[str]:
    """Return the names of the columns in the active language."""
    columns = [
        _("When"), _("Account"), _("Employee"), _("What was opened"), _("Number"), _("Office"),
    ]  # fmt: skip
    contacts = [pgettext("of a person", "Name"), _("IIN or BIN"), _("Phone"), _("E-mail")]
    return [*columns, *contacts] if with_contacts else columns


def table_row(opening: Opening, *, with_contacts: bool) -> list[str]:
    """Return the cells of an opening in the active language."""
    entry, row = opening.entry, opening.opened
    user = entry.user
    cells = [
        date_format(timezone.localtime(entry.timestamp), "d.m.Y H:i:s"),
        user.get_username() if user else str(entry.user_id),
        user.get_full_name() if user else "",
        str(IN_WORDS[entry.action]),
        row.number,
        row.office.title,
    ]
    return [*cells, *_contacts(row)] if with_contacts else cells


def _contacts(row: Appeal | Booking) -> list[str]:
    """Return name, IIN, phone and e-mail; empty ones where the row was anonymised."""
    if isinstance(row, Booking):
        return [row.name, "", row.phone, row.email]
    name = " ".join(filter(None, [row.name, row.patronymic]))
    return [", ".join(filter(None, [name, row.organisation])), row.id_number, row.phone, row.email]
