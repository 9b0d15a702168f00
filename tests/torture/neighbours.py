"""Mail server, SMS gateway, virus scanner and search engine are silent, slow, dead or mad."""

import time
from contextlib import closing

from tests.forms.sample_files import pdf
from tests.torture import bad_server
from tests.torture.bad_server import BadServer
from tests.torture.citizens import Citizen, Tally
from tests.torture.clock import Clock
from tests.torture.installation import Installation
from tests.torture.promises import check_appeals, check_files, check_whole, require

FULL = {"people": 5, "modes": bad_server.BAD}
SMALL = {"people": 1, "modes": (bad_server.GARBAGE,)}  # the others make it wait a minute
PAGE_LIMIT = 30.0  # seconds: the scanner may take 15 of them, once a minute
PAGES = ("/kk/", "/kk/search/?q=%D1%81%D1%83", "/kk/offices/")
NOT_SENT = "SELECT count(*) FROM core_notice WHERE delivery <> 'sent'"


class Applicant(Citizen):
    """A citizen with an e-mail address and a telephone that are told what happens."""

    def answers(self) -> dict[str, dict[str, str]]:
        answers = super().answers()
        answers["who"]["email"] = f"a{self.browser.number}@mail.example"
        return answers


def run(installation: Installation, *, people: int, modes: tuple[str, ...]) -> dict[str, object]:
    """Write while all four are bad; letters are kept and each is sent once when they are well."""
    clock = Clock(installation)
    servers = [
        BadServer(serve)
        for serve in (
            bad_server.mail,
            bad_server.gateway,
            bad_server.scanner,
            bad_server.search_engine,
        )
    ]
    mail, gateway, scanner, engine = servers
    installation.environment |= {
        "EMAIL_URL": f"smtp://127.0.0.1:{mail.port}",
        "SMS_URL": f"http://127.0.0.1:{gateway.port}/",
        "CLAMD_URL": f"tcp://127.0.0.1:{scanner.port}",
        "ELASTICSEARCH_URL": f"http://127.0.0.1:{engine.port}",
    }
    for server in servers:
        installation.stack.enter_context(closing(server))
    portal, tally = installation.serve(), Tally()
    people_told: list[Citizen] = []
    for mode in modes:
        for server in servers:
            server.mode = mode
        for _number in range(people):
            citizen = Applicant([portal.port], tally)
            for page in PAGES:
                require(citizen.browser.get(page).status == 200, f"{page} while {mode}")
            citizen.fill_in({"a.pdf": pdf()}).send()
            citizen.open_status()
            people_told.append(citizen)
        deliver(installation, mode)
        clock.jump(3600)
    for server in servers:
        server.mode = bad_server.WELL
    clock.jump(24 * 3600)  # each failure puts the next try off further
    deliver(installation, bad_server.WELL)
    installation.manage("rescan_files")
    slowest = max(tally.seconds)
    require(slowest < PAGE_LIMIT, f"a page took {slowest:.0f} s")
    require(not tally.server_errors, f"errors: {tally.server_errors[:5]}")
    require(not installation.value(NOT_SENT), "letters were not sent at last")
    twice = [*mail.taken, *gateway.taken]
    require(len(twice) == len(set(twice)), "a letter was sent twice")
    require(len(twice) >= len(people_told), f"{len(twice)} letters, {len(people_told)} appeals")
    scans = installation.query("SELECT DISTINCT scan FROM appeals_attachment")
    require(scans == [("clean",)], f"files are {scans}")
    return {
        "ways of being bad": len(modes),
        "slowest page s": round(slowest, 1),
        "letters sent once": len(mail.taken),
        "calls of the search engine": engine.calls,
        **check_appeals(installation, people_told),
        **check_files(installation),
        **check_whole(installation),
    }


def deliver(installation: Installation, mode: str) -> None:
    """Run the job that sends letters; it ends in time whatever the neighbours do."""
    began = time.monotonic()
    installation.manage("deliver")
    took = time.monotonic() - began
    require(took < 120, f"sending letters took {took:.0f} s while the servers were {mode}")
