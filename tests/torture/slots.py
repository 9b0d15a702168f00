"""Two hundred people want fifty times of reception in the same second."""

import json
import re
import threading
from collections import Counter
from http.client import HTTPResponse

from tests.citizen_form import BROWSER_KEY, VISITOR_NAME
from tests.torture.citizens import Browser, Tally
from tests.torture.installation import Installation
from tests.torture.promises import check_whole, require

FULL = {"contenders": 200, "slots": 50}
SMALL = {"contenders": 24, "slots": 6}
# Run inside the installation: everybody has answered all steps but the last one.
DRAFTS = """
import json
from datetime import timedelta
from django.utils import timezone
from forms import drafts
from services.models import Office, Official
from services.schedule.slots import free_slots
from tests.citizen_form import draft_owner
at, office = timezone.now(), Office.objects.get(code="KEN")
official, day = Official.objects.get(office=office), timezone.localdate()
free = free_slots(office, official, day, day + timedelta(days=50), at)[:SLOTS]
assert len(free) == SLOTS, len(free)
tokens = []
for number in range(CONTENDERS):
    slot = free[number % SLOTS]
    steps = {
        "office": {"office": [office.slug]},
        "official": {"official": [str(official.pk)]},
        "day": {"day": [f"{timezone.localtime(slot.starts_at):%Y-%m-%d}"]},
        "hour": {"hour": [slot.starts_at.isoformat()]},
    }
    draft = drafts.create_draft("booking", owner=draft_owner(), language="kk", at=at, steps=steps)
    tokens.append(draft.token)
print(json.dumps(tokens))
"""
ONE_SLOT = "SELECT max(n) FROM (SELECT count(*) AS n FROM {} GROUP BY official_id, starts_at) AS s"


class Contender:
    """Somebody who only has to press the last button."""

    def __init__(self, port: int, tally: Tally, token: str) -> None:
        self.browser = Browser([port], tally)
        self.browser.cookies["__Host-drafts"] = BROWSER_KEY
        self.path = f"/kk/reception/book/{token}/person/"
        self.seen = self.outcome = ""

    def look(self) -> None:
        found = re.search(r'name="seen" value="(\w+)"', self.browser.get(self.path).text)
        self.seen = found[1] if found else ""

    def press(self, ready: threading.Barrier) -> None:
        """Press it at the moment when all do; open the page that the portal leads to."""
        phone = f"+7701{self.browser.number:07}"
        values = {"name": VISITOR_NAME, "phone": phone, "go": "next", "seen": self.seen}
        ready.wait()
        answer = self.browser.post(self.path, values)
        self.outcome = self.describe(answer)

    def describe(self, answer: HTTPResponse) -> str:
        """Return won, told with other times, or what else came."""
        location = answer.getheader("Location") or ""
        if answer.status != 302:
            return f"{answer.status}"
        page = self.browser.get(location)
        if location.endswith("/receipt/"):
            return "won"
        offers = {"hour", "day", "official"} & set(re.findall(r'name="(\w+)"', page.text))
        return "told" if page.status == 200 and offers else f"{location} without other times"


def run(installation: Installation, *, contenders: int, slots: int) -> dict[str, object]:
    """Book at once; each time has one visitor, and everybody else is told and offered others."""
    program = DRAFTS.replace("SLOTS", str(slots)).replace("CONTENDERS", str(contenders))
    tokens = json.loads(installation.manage("shell", "-c", program).splitlines()[-1])
    port, tally = installation.serve().port, Tally()
    people = [Contender(port, tally, token) for token in tokens]
    for person in people:
        person.look()
    ready = threading.Barrier(contenders)
    threads = [threading.Thread(target=person.press, args=(ready,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    outcomes = Counter(person.outcome or "no answer" for person in people)
    booked = installation.value("SELECT count(*) FROM services_booking")
    fullest = installation.value(ONE_SLOT.format("services_booking"))
    require(set(outcomes) <= {"won", "told"}, f"what came: {dict(outcomes)}")
    require(not tally.server_errors, f"errors: {tally.server_errors[:5]}")
    require(fullest == 1, f"{fullest} visitors have the same time")
    require(outcomes["won"] == booked == slots, f"{outcomes['won']} won, {booked} are booked")
    return {
        "contenders": contenders,
        "slots": slots,
        **outcomes,
        "most visitors of a time": fullest,
        "told to send again": tally.retries,
        **check_whole(installation),
    }
