"""Who may open what: one row for each address of ours. A new address needs a row.

`to` makes the address from the world; the rest says who sees the page ("open") and what the others
meet. Whoever is not named in a row is refused ("no"), and one who is not signed in is led to the
login page of the desk.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils import timezone

from tests.walls.world import ROLES, World

CITIZENS = {"anonymous", "owner", "stranger"}
HERE = {"clerk", "head", "checker", "superuser"}  # of the appeal's office, or over every one
DESK = {*HERE, "neighbour", "far head", "far checker"}
COUNTER_HERE = {"clerk", "head", "superuser"}  # who meets the visitors of that office
COUNTER = {*COUNTER_HERE, "neighbour", "far head"}  # who meets visitors
EVERYBODY = set(ROLES)


@dataclass(frozen=True)
class Row:
    to: Callable[[World], str]
    open: set[str] = field(default_factory=set)
    else_: str = "no"
    personal: set[str] = field(default_factory=set)  # who reads something of the person there

    def expected(self, role: str) -> str:
        if role in self.open:
            return "open"
        return (
            "login"
            if self.else_ == "desk" and role in CITIZENS
            else self.else_.replace("desk", "no")
        )


def at(name: str, *args) -> Callable[[World], str]:
    """The Kazakh address of a name; arguments may ask the world."""
    return lambda world: reverse(name, args=[a(world) if callable(a) else a for a in args])


def public(name: str, *args) -> Row:
    return Row(at(name, *args), EVERYBODY)


def posted(name: str, *args) -> Row:
    """Only ever sent to; looking at it shows nothing."""
    return Row(at(name, *args), set(), "post")


def led_on(name: str, *args) -> Row:
    return Row(at(name, *args), set(), "away")


def of_owner(name: str) -> Row:
    """Opened with number and secret; whoever opened another one's sees only that."""
    return Row(at(name), {"owner", "stranger"}, "away")


def desk(name: str, *args, to: set[str] = DESK, personal: set[str] = frozenset()) -> Row:
    return Row(at(f"appeals_desk:{name}", *args), to, "desk", set(personal))


def token(world: World) -> str:
    return world.facts["draft"].token


def here(world: World) -> str:
    return world.facts["here"].slug


def day_of_visit(world: World) -> str:
    """The queue of the day the visitor comes on, be it today or another."""
    day = timezone.localdate(world.booked.booking.starts_at)
    return f"{reverse('services_desk:queue', args=[here(world)])}?day={day:%Y-%m-%d}"


def appeal(world: World) -> int:
    return world.appeal.pk


ROWS: dict[str, Row] = {
    # the roof
    "front_door": led_on("front_door"),
    "healthz": public("healthz"),
    "api_docs": public("api_docs"),
    "api_search": public("api_search"),
    "api_terms": Row(lambda world: reverse("api_terms") + "?registered=2026-01-05&days=3", EVERYBODY),
    "api_answers": public("api_answers"),
    "api_figures": public("api_figures"),
    "api_offices": public("api_offices"),
    "api_slots": Row(lambda world: reverse("api_slots") + f"?office={here(world)}", EVERYBODY),
    "sitemap": public("sitemap"),
    "robots": public("robots"),
    "stylesheet": public("stylesheet", "0"),
    "patterns": Row(at("patterns")),  # for those who build, with DEBUG
    "media/<path:path>": Row(lambda world: f"/media/{world.file.file.name}"),
    "wagtaildocs_serve": Row(at("wagtaildocs_serve", 1, "x.pdf")),
    "wagtaildocs_authenticate_with_password": Row(at("wagtaildocs_authenticate_with_password", 1)),
    "wagtailcore_authenticate_with_password": Row(
        at("wagtailcore_authenticate_with_password", 1, 1)
    ),
    "wagtailcore_login": public("wagtailcore_login"),
    "wagtail_serve": public("wagtail_serve", "reports/"),
    # the well
    "search:results": public("search:results"),
    "search:suggest": public("search:suggest"),
    "search:opensearch": public("search:opensearch"),
    "search:feed": public("search:feed"),
    # the counter
    "services:offices": public("services:offices"),
    "services:schedule": public("services:schedule"),
    "services:office": public("services:office", here),
    "services:office_ics": public("services:office_ics", here),
    "services:ticket": Row(at("services:ticket"), EVERYBODY, personal={"owner"}),
    "services:ticket_move": of_owner("services:ticket_move"),
    "services:ticket_pdf": of_owner("services:ticket_pdf"),
    "services:ticket_ics": of_owner("services:ticket_ics"),
    "services:ticket_cancel": posted("services:ticket_cancel"),
    "services:ticket_close": posted("services:ticket_close"),
    # casework, as a citizen sees it
    "appeals:status": Row(at("appeals:status"), EVERYBODY, personal={"owner"}),
    "appeals:rate": posted("appeals:rate"),
    "appeals:withdraw": posted("appeals:withdraw"),
    "appeals:leave": posted("appeals:leave"),
    "appeals:answers": public("appeals:answers"),
    "appeals:answer": public("appeals:answer", lambda world: world.public.number),
    "appeals:answers_feed": public("appeals:answers_feed"),
    "appeals:figures": public("appeals:figures"),
    "appeals:month": Row(at("appeals:month", "2020-01")),  # no month is closed in this world
    "appeals:terms": public("appeals:terms"),
    # the doors. The token in the address is the key to a draft: who has it, goes on with it
    "forms:appeal": public("forms:appeal"),
    "forms:booking": public("forms:booking"),
    "forms:resume": public("forms:resume"),
    "forms:consent": public("forms:consent", "processing"),
    "forms:saved": public("forms:saved", token),
    "forms:revive": posted("forms:revive", token),
    "forms:discard": posted("forms:discard", token),
    "forms:receipt": Row(at("forms:receipt", token)),  # nothing was sent
    "forms:receipt_pdf": Row(at("forms:receipt_pdf", token)),
    "forms:appeal_step": public("forms:appeal_step", token, "topic"),
    "forms:booking_step": Row(at("forms:booking_step", token, "day")),  # no draft of a booking
    "forms:add_document": of_owner("forms:add_document"),
    "services:stand": public("services:stand", here),
    "services:stand_pdf": public("services:stand_pdf", here),
    "services:kiosk": public("services:kiosk", here),
    "kk/offices/<slug:slug>/stand/stand.pdf": Row(
        lambda world: f"/kk/offices/{here(world)}/stand/stand.pdf", EVERYBODY
    ),
    "kk/offices/<slug:slug>/stand/kiosk/": Row(
        lambda world: f"/kk/offices/{here(world)}/stand/kiosk/", EVERYBODY
    ),
    "home:media_feed": public("home:media_feed"),
    # the desks
    "appeals_desk:inbox": desk("inbox"),
    "appeals_desk:inbox_results": desk("inbox_results"),
    "appeals_desk:register": desk("register"),
    "appeals_desk:queue": desk("queue"),
    "appeals_desk:rules": desk("rules", to={*DESK, "editor"}),
    "appeals_desk:rules_results": desk("rules_results", to={*DESK, "editor"}),
    "appeals_desk:check": desk("check", lambda world: world.public.pk, to=HERE, personal=HERE),
    "appeals_desk:prepare": desk(
        "prepare", lambda world: world.public.reply_id, to=HERE, personal=HERE
    ),
    "appeals_desk:case": desk("case", appeal, to=HERE, personal=HERE),
    "appeals_desk:print": desk("print", appeal, to=HERE),
    "appeals_desk:file": desk("file", appeal, lambda world: world.file.pk, to=HERE, personal=HERE),
    "appeals_desk:act": desk("act", appeal, "close", to=HERE, personal=HERE),
    "services_desk:start": Row(at("services_desk:start"), set(), "desk"),
    "services_desk:queue": Row(day_of_visit, COUNTER_HERE, "desk", COUNTER_HERE),
    "services_desk:act": Row(
        at("services_desk:act", here, lambda world: world.booked.booking.pk, "check-in"),
        set(), "desk",
    ),
}  # fmt: skip
