"""What every page says to the browser: load nothing foreign, tell nobody, keep nothing personal."""

from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from tests.walls.matrix import EVERYBODY, ROWS
from tests.walls.world import World

pytestmark = pytest.mark.django_db
PUBLIC = [name for name, row in ROWS.items() if row.open == EVERYBODY]
EVIL = "evil.example"


def policy(response) -> dict[str, set[str]]:
    """The Content-Security-Policy: directive → its sources."""
    parts = response.get("Content-Security-Policy", "").split(";")
    return {words[0]: set(words[1:]) for words in (part.split() for part in parts) if words}


def test_every_public_page_keeps_to_itself(world):
    client, wrong = Client(), []
    for name in [*PUBLIC, "patterns", "services:ticket_move"]:
        response = client.get(ROWS[name].to(world))
        csp = policy(response)
        everything = set().union(*csp.values())
        if everything & {"'unsafe-inline'", "'unsafe-eval'", "*", "http:", "https:"}:
            wrong.append(f"{name}: {csp}")
        for directive, source in [
            ("default-src", "'self'"), ("object-src", "'none'"), ("base-uri", "'none'"),
            ("form-action", "'self'"), ("frame-ancestors", "'none'"),
        ]:  # fmt: skip
            if csp.get(directive) != {source}:
                wrong.append(f"{name}: {directive} is {csp.get(directive)}")
        for header, value in [
            ("X-Content-Type-Options", "nosniff"), ("Referrer-Policy", "same-origin"),
            ("X-Frame-Options", "DENY"), ("Cross-Origin-Opener-Policy", "same-origin"),
        ]:  # fmt: skip
            if response.get(header) != value:
                wrong.append(f"{name}: {header} is {response.get(header)}")
        if "camera=()" not in response.get("Permissions-Policy", ""):
            wrong.append(f"{name}: Permissions-Policy")
    assert not wrong, "\n".join(wrong)


def test_pages_of_trouble_keep_to_themselves_too(world):
    for response in (
        Client().get("/kk/no-such-page/"),
        Client(enforce_csrf_checks=True).post("/kk/appeals/status/", {}),
        Client().get("/kk/", headers={"Host": EVIL}),
    ):
        assert response.status_code >= 400
        assert policy(response)["default-src"] == {"'self'"}
        assert response["X-Content-Type-Options"] == "nosniff"


def test_a_preview_is_framed_by_the_admin_and_runs_nothing_foreign(world):
    page = world.facts["page"]
    client = world.client("superuser")
    address = reverse("wagtailadmin_pages:view_draft", args=[page.pk])
    response = client.get(address)
    assert response.status_code == 200
    assert policy(response)["frame-ancestors"] == {"'self'"}
    assert policy(response)["default-src"] == {"'self'"}
    assert response["X-Frame-Options"] == "SAMEORIGIN"


def test_the_admin_is_framed_by_nobody_else(world):
    response = world.client("clerk").get("/admin/")
    assert policy(response)["frame-ancestors"] == {"'self'"}
    assert policy(response)["object-src"] == {"'none'"}
    assert response["X-Frame-Options"] == "SAMEORIGIN"


PERSONAL = [
    "appeals:status", "services:ticket", "services:ticket_move", "services:ticket_pdf",
    "services:ticket_ics", "forms:saved", "forms:resume", "forms:appeal_step", "forms:appeal",
    "forms:booking", "forms:add_document",
]  # fmt: skip
DESKS = [name for name in ROWS if name.startswith(("appeals_desk:", "services_desk:"))]


def test_no_browser_or_proxy_keeps_a_page_of_one_person(world):
    owner, clerk, wrong = world.client("owner"), world.client("superuser"), []
    for client, names in (owner, PERSONAL), (clerk, DESKS):
        for name in names:
            response = client.get(ROWS[name].to(world))
            if "no-store" not in response.get("Cache-Control", ""):
                wrong.append(f"{name}: {response.get('Cache-Control')}")
            if "private" not in response.get("Cache-Control", ""):
                wrong.append(f"{name} may be kept by a proxy")
    assert not wrong, "\n".join(wrong)


def test_the_receipt_is_not_kept(world):
    draft = world.facts["draft"]
    draft.result, draft.data = world.appeal.number, {"sent_at": "2026-01-01T00:00:00+05:00"}
    draft.save()
    for name in "forms:receipt", "forms:receipt_pdf":
        response = Client().get(reverse(name, args=[draft.token]))
        assert response.status_code == 200
        assert "no-store" in response["Cache-Control"]
        assert world.secret not in response.content.decode("utf-8", "replace")


def test_scripts_and_other_sites_get_no_cookie(world):
    client = Client()
    client.get("/kk/appeals/status/")
    client.post("/kk/appeals/status/", {"number": world.appeal.number, "secret": world.secret})
    client.post("/kk/appeals/new/")
    client.post("/admin/login/", {"username": "moldir", "password": "a-long-password-1"})
    assert set(client.cookies) >= {"sessionid", "csrftoken", "qabyldau-drafts"}
    for name, cookie in client.cookies.items():
        assert cookie["httponly"], name
        assert cookie["samesite"] == "Lax", name


# --- the address bar ---------------------------------------------------------------------------


@pytest.mark.parametrize("headers", [
    {"Host": EVIL}, {"Host": f"testserver@{EVIL}"}, {"Host": f"testserver,{EVIL}"},
    {"Host": "testserver", "X-Forwarded-Host": EVIL}, {"Host": ""},
    {"Host": "testserver", "Forwarded": f"host={EVIL}"},
])  # fmt: skip
def test_a_forged_host_leads_nowhere(world: World, headers):
    client = Client()
    for address in ("/", "/kk/", "/sitemap.xml", "/api/v1/offices", "/kk/search/opensearch.xml",
                    "/kk/feeds/answers/", "/kk/appeals/new", "/admin/"):  # fmt: skip
        response = client.get(address, headers=headers)
        assert EVIL not in response.content.decode(), address
        assert EVIL not in response.get("Location", "")
        assert response.status_code in {200, 301, 302, 400}, address


WAYS_OUT = [
    f"//{EVIL}", f"https://{EVIL}", f"https:{EVIL}", f"/\\{EVIL}", f"\\\\{EVIL}", f"\t//{EVIL}",
    f"%2f%2f{EVIL}", "javascript:alert(1)", f"http://testserver@{EVIL}/", f"///{EVIL}", f"/%09/{EVIL}",
]  # fmt: skip


@pytest.mark.parametrize("way", WAYS_OUT)
def test_no_address_leads_out(world, way):
    asked = [
        ("/admin/login/", {"username": "moldir", "password": "a-long-password-1", "next": way}),
        ("/kk/_util/login/", {"username": "moldir", "password": "a-long-password-1", "next": way}),
        (ROWS["forms:appeal_step"].to(world), {"to_language": way, "next": way}),
        ("/kk/appeals/status/", {"number": world.appeal.number, "secret": world.secret, "next": way}),
    ]  # fmt: skip
    for address, data in asked:
        for response in (Client().get(address, {"next": way}), Client().post(address, data)):
            place = response.get("Location", "/").strip()
            assert urlsplit(place).netloc in {"", "testserver"}, f"{address} → {place}"
            assert not place.startswith(("//", "/\\", "javascript:", "\\")), f"{address} → {place}"
    for path in (f"/{way}", f"/kk/{way}", f"/{EVIL}//", f"//{EVIL}/kk"):
        place = Client().get(path).get("Location", "/")
        assert urlsplit(place).netloc in {"", "testserver"}, f"{path} → {place}"
