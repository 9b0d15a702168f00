"""Promise S7: every address × everybody. Rows stand in matrix.py; the addresses in the URLconf."""

import re
from urllib.parse import quote

import pytest

from tests.walls.addresses import is_wagtails, patterns
from tests.walls.matrix import COUNTER, HERE, ROWS
from tests.walls.world import CANARIES, ROLES

pytestmark = pytest.mark.django_db
OURS = {name for name, path in patterns() if not is_wagtails(path, name)}
WAGTAILS = [path for name, path in patterns() if is_wagtails(path, name)]


def outcome(response) -> str:
    """How a visitor fares: open, login, away, no, post (only sent to), or the status itself."""
    if response.status_code in {301, 302, 303}:
        if response["Location"].startswith("/admin/login/"):
            return "login"
        return "no" if response["Location"] == "/admin/" else "away"
    return {200: "open", 403: "no", 404: "no", 405: "post"}.get(
        response.status_code, str(response.status_code)
    )


def read(response) -> str:
    """Everything that came: the body and the headers."""
    body = b"".join(response) if response.streaming else response.content
    return body.decode("utf-8", "replace") + str(dict(response.headers))


def sung(text: str) -> set[str]:
    """Which canaries are heard in a text, plain or as an address writes them."""
    return {
        name for name, bird in CANARIES.items() if bird in text or quote(bird) in text
    }  # fmt: skip


def marks(world) -> list[str]:
    """What only the person and the office know, though it names nobody."""
    booked = world.booked
    return [world.appeal.number, world.secret, booked.booking.number, booked.secret]


def test_every_address_has_its_row():
    assert set(ROWS) == OURS


@pytest.mark.parametrize("role", ROLES)
def test_who_opens_what(world, role):
    wrong = []
    client = world.client(role)
    for name, row in ROWS.items():
        response = client.get(row.to(world))
        found, expected = outcome(response), row.expected(role)
        if name == "services_desk:start":  # leads to one's own queue
            expected = "away" if role in COUNTER else expected
        if name == "services_desk:act":
            expected = expected if expected == "login" else "post"
        if found != expected:
            wrong.append(f"{name}: {found} ({response.status_code}), expected {expected}")
        heard = sung(read(response))
        if heard and role not in row.personal and not name.startswith("forms:appeal_step"):
            wrong.append(f"{name}: reads {sorted(heard)}")
        if role in row.personal and not heard:
            wrong.append(f"{name}: sees nothing of the person")
        if role not in {"owner", *HERE} and any(mark in read(response) for mark in marks(world)):
            wrong.append(f"{name}: tells a number or a secret")
    assert not wrong, f"{role}:\n  " + "\n  ".join(wrong)


# --- Wagtail's own addresses ------------------------------------------------------------------

OPEN_DOORS = {  # before one has signed in
    "admin/login/", "admin/logout/", "admin/password_reset/", "admin/password_reset/done/",
    "admin/password_reset/complete/", "admin/jsi18n/", "admin/sprite/",
    "admin/password_reset/confirm/<uidb64>/<token>/",
}  # fmt: skip
SAMPLES = [
    (r"<int:\w+>", "1"), (r"<(str|slug):\w+>", "a"), (r"<\w+>", "a"), (r"\^|\$", ""),
    (r"\(\?P<\w+>\\d\+\)|\(\\d\+\)", "1"), (r"\(\?P<\w+>[^)]*\)", "1"), (r"\([^)]*\)", "a"),
    (r"\\\.", "."),
]  # fmt: skip


def sample(path: str) -> str:
    """An address that fits a pattern."""
    for pattern, plain in SAMPLES:
        path = re.sub(pattern, plain, path)
    return f"/{path}"


def test_nobody_comes_into_the_admin_without_a_name(world):
    client, opened = world.client("stranger"), []
    for path in sorted({*WAGTAILS} - OPEN_DOORS):
        response = client.get(sample(path))
        if outcome(response) not in {"login", "no"}:
            opened.append(f"{path} as {sample(path)}: {response.status_code}")
    assert not opened, "\n".join(opened)


# Registers with accounts or people's letters in them → who may open their list.
REGISTERS = {
    "/admin/users/": {"superuser"},
    "/admin/groups/": {"superuser"},
    "/admin/letters/": {"head", "far head", "superuser"},
    "/admin/appeal-kinds/": {"editor", "head", "far head", "superuser"},
    "/admin/routing-rules/": {"editor", "head", "far head", "superuser"},
    "/admin/snippets/services/officemember/": {"superuser"},
    "/admin/sites/": {"superuser"},
    "/admin/redirects/": {"superuser"},
    "/admin/workflows/list/": {"superuser"},
    "/admin/collections/": {"superuser"},
    "/admin/locales/": {"superuser"},
    "/admin/users/new/": {"superuser"},
    "/admin/settings/home/portalsettings/": {"editor", "superuser"},
}
STAFF = [role for role in ROLES if role not in {"anonymous", "owner", "stranger"}]


@pytest.mark.parametrize("role", STAFF)
def test_who_opens_which_register(world, role):
    client, wrong = world.client(role), []
    for address, may in REGISTERS.items():
        response = client.get(address)
        found = outcome(response)
        found = "open" if found == "away" else found  # the settings lead to this site's own
        if found != ("open" if role in may else "no"):
            wrong.append(f"{address}: {found} {response.status_code}")
        text = read(response)
        if sung(text) - {"surname"} or (role not in {"head", "superuser"} and sung(text)):
            wrong.append(f"{address}: reads {sung(text)}")
    assert not wrong, f"{role}:\n  " + "\n  ".join(wrong)


def test_nobody_but_the_administrator_opens_an_office_to_a_colleague(world):
    """Who works where decides whose appeals one reads."""
    to = {"user": world.users["neighbour"].pk, "office": world.facts["here"].pk}
    for role in STAFF:
        if role != "superuser":
            world.client(role).post("/admin/snippets/services/officemember/add/", to)
            assert outcome(world.client("neighbour").get(ROWS["appeals_desk:case"].to(world))) == (
                "no"
            ), role
