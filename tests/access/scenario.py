"""One appeal, one ticket and a user of every role: the data of the access tests."""

from dataclasses import dataclass, field
from datetime import timedelta

from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone

from appeals.appeal_fields import NewFile
from appeals.models import Appeal, Attachment, PublishedAnswer
from appeals.registration import create_attachment
from appeals.status_session import OPEN_APPEAL
from core.access_codes import generate_secret
from core.ledger.sequence import place_leaves
from core.outbox import send_due
from core.unlock import session_entry
from forms import drafts
from portal import permissions
from services.booking import lifecycle, tickets
from services.models import Booking
from services.schedule.slots import free_slots
from tests.builders import (
    a_clerk,
    a_head,
    a_journalist,
    a_person,
    a_procedure_page,
    a_report,
    a_translator,
    a_working_office,
    an_appeal,
    an_editor,
    an_official,
)
from tests.citizen_form import browser_with_drafts, draft_owner

# Values that belong to one person: where one of them is readable, personal data leaks.
CANARIES = {
    "surname": "Қанарейтегі",
    "patronymic": "Қанарейқызы",
    "IIN": "850101400130",
    "phone": "7019876543",
    "phone as shown": "701 987 6543",
    "e-mail": "canary.bird@mail.example",
    "address": "Қанар көшесі",
    "matter": "Қанарейдің торы сынды",
    "file name": "қанар-құжат",
    "visitor": "Қанаршы",
    "visit": "Қанардың әңгімесі",
}
ROLES = [
    "anonymous", "owner", "stranger", "clerk", "neighbour", "head", "far head", "editor",
    "translator", "press", "checker", "far checker", "superuser",
]  # fmt: skip


@dataclass
class Scenario:
    appeal: Appeal
    secret: str
    booked: lifecycle.NewBooking
    public: PublishedAnswer
    file: Attachment
    unsafe: list[Attachment]
    other: an_appeal
    users: dict
    facts: dict = field(default_factory=dict)

    def client(self, role: str) -> Client:
        """Return a test client of one of ROLES."""
        client = browser_with_drafts() if role == "owner" else Client(raise_request_exception=False)
        if role in self.users:
            client.force_login(self.users[role])
        elif role == "owner":
            unlock_in_session(client, self.appeal, self.booked.booking)
        elif role == "stranger":
            unlock_in_session(client, self.other.appeal, self.facts["other booking"])
        return client


def unlock_in_session(client: Client, appeal: Appeal, ticket: Booking) -> None:
    """Write into the session what number and secret unlock."""
    session = client.session
    until = timezone.now() + timedelta(minutes=20)
    session[OPEN_APPEAL.key] = session_entry(appeal, until)
    session[tickets.OPEN_TICKET.key] = session_entry(ticket, until)
    session.save()


def attach_file(appeal: Appeal, scan: str, name="қанар-құжат.txt") -> Attachment:
    """Attach a text file, with its original, in a given state of the virus scan."""
    text = b"plain words"
    words = NewFile(
        name=name, mime="text/plain", size=len(text), digest="0" * 64, scan=scan,
        content=ContentFile(text), original=b"signed words",
    )  # fmt: skip
    return create_attachment(appeal, words, [], at=timezone.now())


def build() -> Scenario:
    """Create two unrelated offices and a person's appeal in the first."""
    cache.clear()
    here, there = a_working_office("KEN"), a_working_office("ALA")
    at = timezone.now() - timedelta(days=3)
    made = an_appeal(
        at=at, office=here, name=f"{CANARIES['surname']} Әсел",
        patronymic=CANARIES["patronymic"], id_number=CANARIES["IIN"],
        phone=f"+7{CANARIES['phone']}", email=CANARIES["e-mail"],
        postal_address=f"Кентау, {CANARIES['address']}, 5",
        points=[f"{CANARIES['matter']}, көмектесіңіз."], subject="Тор туралы",
        consent_publication=True,
    )  # fmt: skip
    made.answered(texts={1: "Тор жөнделді."}).published(
        "Торды жөндеу туралы", "Тор қашан жөнделеді?", "Тор жөнделді."
    )
    other = an_appeal(at=at, office=there, name="Басқа Адам", points=["Басқа мәселе."])
    place_leaves()
    users = {
        "clerk": a_clerk(here), "neighbour": a_clerk(there, name="dana"),
        "head": a_head(here), "far head": a_person("saule", permissions.HEADS, there),
        "editor": an_editor(), "translator": a_translator(), "press": a_journalist(),
        "checker": a_person("tokhtar", permissions.CHECKERS, here),
        "far checker": a_person("zere", permissions.CHECKERS, there),
        "superuser": get_user_model().objects.create_superuser("root", "root@x.example", "p"),
    }  # fmt: skip
    scans = Attachment.Scan
    scenario = Scenario(
        made.built(), made.secret, book_first_slot(here, CANARIES["visitor"]), made.public,
        attach_file(made.appeal, scans.CLEAN),
        [attach_file(made.appeal, scan) for scan in (scans.INFECTED, scans.WAITING)], other, users,
    )  # fmt: skip
    scenario.facts = {
        "other booking": book_first_slot(there, "Басқа").booking, "here": here, "there": there,
        "draft": create_draft(), "report": a_report(), "page": a_procedure_page(),
    }  # fmt: skip
    # Its letters are three days old: the health check would report them as late.
    send_due(timezone.now())
    return scenario


def book_first_slot(office, name: str) -> lifecycle.NewBooking:
    """Book the first free slot of a new official."""
    official, at = an_official(office), timezone.now()
    day = timezone.localdate(at)
    slot = free_slots(office, official, day, day + timedelta(days=20), at)[0]
    return lifecycle.book(
        official=official, starts_at=slot.starts_at, name=f"{name} Адам", secret=generate_secret(),
        subject=f"{CANARIES['visit']} туралы" if name == CANARIES["visitor"] else "", at=at,
    )  # fmt: skip


def create_draft():
    """Start a form and leave it unsent."""
    words = {
        "topic": {"kind": ["complaint"], "topic": ["housing"]},
        "who": {"name": [CANARIES["surname"]]},
    }
    return drafts.create_draft(
        "appeal", owner=draft_owner(), language="kk", at=timezone.now(), steps=words
    )
