"""Every URL × every role, by the rules of access_matrix.py."""

import re
from urllib.parse import quote

import pytest

from tests.access.access_matrix import ACCESS, QUEUE_ROLES, ROLES_HERE, STAFF_ROLES
from tests.access.scenario import CANARIES, ROLES
from tests.access.url_patterns import is_wagtail_url, url_patterns

pytestmark = pytest.mark.django_db
OUR_URLS = {name for name, path in url_patterns() if not is_wagtail_url(path, name)}
WAGTAIL_PATTERNS = [path for name, path in url_patterns() if is_wagtail_url(path, name)]


def outcome(response) -> str:
    """Return open, login, away, no, post (accepts POST only), or the status code as text."""
    if response.status_code in {301, 302, 303}:
        if response["Location"].startswith("/admin/login/"):
            return "login"
        return "no" if response["Location"] == "/admin/" else "away"
    return {200: "open", 403: "no", 404: "no", 405: "post"}.get(
        response.status_code, str(response.status_code)
    )


def whole_text(response) -> str:
    """Return the body and the headers of a response."""
    body = b"".join(response) if response.streaming else response.content
    return body.decode("utf-8", "replace") + str(dict(response.headers))


def leaked_values(text: str) -> set[str]:
    """Return the names of the canary values in a text, plain or percent-encoded."""
    return {
        name for name, value in CANARIES.items() if value in text or quote(value) in text
    }  # fmt: skip


def private_marks(scenario) -> list[str]:
    """Return numbers and secrets that only the person and the office know."""
    booked = scenario.booked
    return [scenario.appeal.number, scenario.secret, booked.booking.number, booked.secret]


def test_every_url_has_an_access_rule():
    assert set(ACCESS) == OUR_URLS


@pytest.mark.parametrize("role", ROLES)
def test_role_opens_only_permitted_urls(scenario, role):
    wrong = []
    client = scenario.client(role)
    for name, rule in ACCESS.items():
        response = client.get(rule.url(scenario))
        actual, expected = outcome(response), rule.expected(role)
        if name == "services_admin:start":  # leads to one's own queue
            expected = "away" if role in QUEUE_ROLES else expected
        if name in {"services_admin:act", "services_admin:find_visitor"}:  # POST only
            expected = expected if expected == "login" else "post"
        if actual != expected:
            wrong.append(f"{name}: {actual} ({response.status_code}), expected {expected}")
        leaked = leaked_values(whole_text(response))
        if leaked and role not in rule.personal:
            wrong.append(f"{name}: reads {sorted(leaked)}")
        if role in rule.personal and not leaked:
            wrong.append(f"{name}: shows none of the person's data")
        if role not in {"owner", *ROLES_HERE} and any(
            mark in whole_text(response) for mark in private_marks(scenario)
        ):
            wrong.append(f"{name}: shows a number or a secret")
    assert not wrong, f"{role}:\n  " + "\n  ".join(wrong)


# --- Wagtail's own addresses ------------------------------------------------------------------

OPEN_WITHOUT_LOGIN = {  # before one has signed in
    "admin/login/", "admin/logout/", "admin/password_reset/", "admin/password_reset/done/",
    "admin/password_reset/complete/", "admin/jsi18n/", "admin/sprite/",
    "admin/password_reset/confirm/<uidb64>/<token>/",
    "admin/invitation/", "admin/invitation/<str:token>/",
}  # fmt: skip
PATTERN_SAMPLES = [
    (r"<int:\w+>", "1"), (r"<(str|slug):\w+>", "a"), (r"<\w+>", "a"), (r"\^|\$", ""),
    (r"\(\?P<\w+>\\d\+\)|\(\\d\+\)", "1"), (r"\(\?P<\w+>[^)]*\)", "1"), (r"\([^)]*\)", "a"),
    (r"\\\.", "."),
]  # fmt: skip


def sample(path: str) -> str:
    """Return a path that matches a URL pattern."""
    for pattern, plain in PATTERN_SAMPLES:
        path = re.sub(pattern, plain, path)
    return f"/{path}"


def test_wagtail_admin_requires_login(scenario):
    client, opened = scenario.client("stranger"), []
    for path in sorted({*WAGTAIL_PATTERNS} - OPEN_WITHOUT_LOGIN):
        response = client.get(sample(path))
        if outcome(response) not in {"login", "no"}:
            opened.append(f"{path} as {sample(path)}: {response.status_code}")
    assert not opened, "\n".join(opened)


# Lists with accounts or letters → the roles that may open them.
REGISTERS = {
    "/admin/users/": {"superuser"},
    "/admin/groups/": {"superuser"},
    "/admin/reports/jobs/": {"superuser"},
    "/admin/letters/": STAFF_ROLES,
    "/admin/retention/": {"superuser"},
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
def test_role_opens_only_permitted_registers(scenario, role):
    client, wrong = scenario.client(role), []
    for address, allowed_roles in REGISTERS.items():
        response = client.get(address)
        actual = outcome(response)
        actual = "open" if actual == "away" else actual  # the settings redirect to this site's own
        if actual != ("open" if role in allowed_roles else "no"):
            wrong.append(f"{address}: {actual} {response.status_code}")
        text = whole_text(response)
        if leaked_values(text) - {"surname"} or (
            role not in {"head", "superuser"} and leaked_values(text)
        ):
            wrong.append(f"{address}: reads {leaked_values(text)}")
    assert not wrong, f"{role}:\n  " + "\n  ".join(wrong)


def test_only_superuser_adds_office_members(scenario):
    """Membership of an office decides whose appeals one may read."""
    member = {"user": scenario.users["neighbour"].pk, "office": scenario.facts["here"].pk}
    for role in STAFF:
        if role != "superuser":
            scenario.client(role).post("/admin/snippets/services/officemember/add/", member)
            assert outcome(
                scenario.client("neighbour").get(ACCESS["appeals_admin:case"].url(scenario))
            ) == ("no"), role
