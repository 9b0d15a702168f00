"""Citizens: they send, add, book, come or do not, rate, withdraw and ask again."""

from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile

from appeals.models import Appeal
from services.models import Booking
from services.schedule.slots import free_slots
from tests.simulation.books import Case, Visit
from tests.simulation.crashes import Crash, no_crash
from tests.simulation.doors import (
    NUMBER,
    TICKET,
    Form,
    RefusedError,
    fill_appeal,
    open_appeal,
    read_receipt,
)
from tests.simulation.people import Person
from tests.simulation.registry import act
from tests.simulation.world import OFFICES, World

MATTERS = {
    "kk": ["Көшеміздегі су құбыры жарылып, үш күннен бері су жоқ.", "Ауладағы шамдар жанбайды."],
    "ru": ["На нашей улице прорвало водопровод, воды нет.", "Во дворе не горят фонари."],
    "en": ["The water pipe in our street has burst.", "The lamps in the yard are dark."],
}


@act(250, hours=(0, 24))
def send_appeal(world: World) -> None:
    """Send an appeal through the form, with files and points as they come."""
    person, rng = world.new_person(), world.rng
    language = rng.choice(["kk", "kk", "ru", "en"])
    matters = MATTERS[language]
    points = [f"{matters[0]} Менің атым {person.name}, {person.phone}.", *matters[1:]]
    points = points[: rng.choice([1, 2])]
    files = {f"akt{n}.txt": f"{n}-құжат: {person.name}" for n in range(rng.choice([0, 0, 0, 1, 2]))}
    send(world, person, rng.choice(OFFICES), language, points, files)


def send(world: World, person: Person, office: str, language: str, points: list[str],
         files: dict[str, str]) -> Case | None:  # fmt: skip
    """Fill in and send; whoever got no receipt presses the button again in the same browser."""
    browser, topic = world.browser(person), world.rng.choice(["housing", "roads"])
    publication = world.rng.random() < 0.5
    form = None
    for _attempt in range(3):
        try:
            form = form or fill_appeal(
                browser, language, person.fields(), office, topic, points, files,
                publication=publication,
            )  # fmt: skip
            page = form.send(language=language)
            number, secret = read_receipt(page, NUMBER)
        except Crash:
            world.restart()
            continue
        except RefusedError:
            if world.broken.writes_left is not None:
                world.broken.writes_left = (
                    None  # the disk has room again, and the citizen comes back
                )
                continue
            raise
        # What the form could not keep, it named; the last page lists what it has.
        kept = {name: text for name, text in files.items() if name in form.last_page}
        with no_crash():
            return acknowledge(
                world, person, number, secret, language, points, kept, publication, topic
            )
    return None


def acknowledge(world: World, person: Person, number: str, secret: str, language: str,
                points: list[str], files: dict[str, str], publication: bool, topic: str) -> Case:  # fmt: skip
    """Enter an appeal whose receipt the citizen holds."""
    appeal = Appeal.objects.select_related("office").get(number=number)
    world.touched.add(number)
    return world.books.open_case(
        pk=appeal.pk, number=number, secret=secret, person=person, office=number[:3],
        language=language, received_at=appeal.registered_at, points=points,
        files=files,
        consent=publication,
        topic=topic,
    )  # fmt: skip


@act(30, hours=(0, 24))
def add_document(world: World) -> None:
    """Add a file to an appeal on its status page."""
    case = world.choose(lambda case: case.is_open and len(case.files) < 4)
    if case is None:
        return
    name = f"qosymsha{len(case.acts)}.txt"
    text = f"Қосымша құжат {len(case.acts)} {case.person.name}"
    browser = opened(world, case)

    def add(appeal: Appeal, _at) -> None:
        upload = SimpleUploadedFile(name, text.encode(), "text/plain")
        browser.post("/kk/appeals/status/document/", {"file": upload})
        require(appeal.attachments.filter(name=name).exists())

    try:
        world.do(case, "add_document", add)
    finally:
        if case.acts[-1] == "add_document":
            case.files[name] = text


@act(90, hours=(7, 24))
def rate_answer(world: World) -> None:
    """Rate an answer on the status page."""
    case = world.choose(lambda case: bool(case.answered_on) and case.stars is None
                        and not case.is_open)  # fmt: skip
    if case is None:
        return
    stars, browser = world.rng.randint(1, 5), opened(world, case)

    def rate(_appeal: Appeal, _at) -> None:
        answer = browser.post("/kk/appeals/status/rate/", {"stars": stars, "comment": ""})
        require(answer.status_code == 302)

    world.do(case, "rate", rate, stars=stars)


@act(12, hours=(7, 24))
def withdraw_appeal(world: World) -> None:
    """Take an appeal back before it is answered."""
    case = world.choose(lambda case: case.is_open)
    if case is None:
        return
    browser = opened(world, case)
    world.do(
        case, "withdraw",
        lambda _appeal, _at: require(
            browser.post("/kk/appeals/status/withdraw/", {"sure": "on"}).status_code == 302
        ),
    )  # fmt: skip


@act(25, hours=(7, 24))
def ask_again(world: World) -> None:
    """Ask for an answered appeal to be considered again."""
    case = world.choose(lambda case: bool(case.answered_on) and not case.is_open
                        and not case.asked_again)  # fmt: skip
    if case is None:
        return
    browser = opened(world, case)

    def ask(appeal: Appeal, _at) -> None:
        before = appeal.events.count()
        browser.post("/kk/appeals/status/again/", {"why": "Су әлі жоқ."})
        require(appeal.events.count() > before)

    world.do(case, "ask_again", ask)


@act(70, hours=(0, 24))
def book_reception(world: World) -> None:
    """Book a time with an official through the form."""
    label = world.rng.choice(sorted(world.officials))
    official = world.officials[label]
    first = world.today + timedelta(days=1)
    slots = free_slots(None, official, first, first + timedelta(days=12), world.now)
    if not slots:
        return
    # Many want the same hour, so that its last seat is taken often.
    slot = slots[0] if world.rng.random() < 0.4 else world.rng.choice(slots)
    person = world.new_person()
    book(world, person, label, slot.starts_at)


def book(world: World, person: Person, label: str, starts_at) -> Visit | None:
    """Book; whoever got no ticket sends again. None: the time was taken, or it is too soon."""
    official, browser, form = world.officials[label], world.browser(person), None
    for _attempt in range(3):
        try:
            form = form or Form(browser, "/kk/reception/book/", {"office": official.office.slug})
            form.answer("official", {"official": official.pk})
            form.answer("day", {"day": f"{starts_at:%Y-%m-%d}"})
            form.answer("hour", {"hour": hour_value(form, starts_at)})
            page = form.send("person", name=person.name, phone=person.phone, email=person.email)
            number, secret = read_receipt(page, TICKET)
        except Crash:
            world.restart()
            continue
        except RefusedError:
            return None
        with no_crash():
            booking = Booking.objects.get(number=number)
        visit = Visit(booking.pk, number, secret, person, label, starts_at)
        world.books.visits[number] = visit
        return visit
    return None


def hour_value(form: Form, starts_at) -> str:
    """Return the value by which the form calls the hour."""
    return starts_at.isoformat()


@act(25, hours=(0, 24))
def cancel_booking(world: World) -> None:
    """Cancel a booking with its ticket."""
    waiting = [visit for visit in world.books.visits.values()
               if visit.status == "booked" and visit.starts_at > world.clock.at]  # fmt: skip
    if not waiting:
        return
    visit = world.rng.choice(sorted(waiting, key=lambda visit: visit.pk))
    browser = world.browser(visit.person)
    try:
        browser.post("/kk/reception/ticket/", {"number": visit.number, "secret": visit.secret})
        browser.post("/kk/reception/ticket/cancel/", {"reason": "", "sure": "on"})
    finally:
        # The page that comes back says it; after a crash the citizen opens the ticket again.
        with no_crash():
            visit.status = Booking.objects.get(pk=visit.pk).status


def opened(world: World, case: Case):
    """Return a browser in which the appeal is open."""
    browser = world.browser(case.person)
    require(open_appeal(browser, case.number, case.secret))
    return browser


def require(done: bool) -> None:
    """Raise AssertionError unless the portal did what it was asked."""
    assert done, "the portal refused an act that was possible"
