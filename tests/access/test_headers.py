"""Security headers, caching of personal pages, cookies, hosts and redirects."""

from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from tests.access.access_matrix import ACCESS, EVERY_ROLE
from tests.access.scenario import Scenario

pytestmark = pytest.mark.django_db
PUBLIC_URLS = [name for name, rule in ACCESS.items() if rule.opens == EVERY_ROLE]
FOREIGN_HOST = "evil.example"


def policy(response) -> dict[str, set[str]]:
    """Return the Content-Security-Policy as directive → sources."""
    parts = response.get("Content-Security-Policy", "").split(";")
    return {words[0]: set(words[1:]) for words in (part.split() for part in parts) if words}


def test_public_pages_send_strict_security_headers(scenario):
    client, wrong = Client(), []
    for name in [*PUBLIC_URLS, "patterns", "services:ticket_move"]:
        response = client.get(ACCESS[name].url(scenario))
        csp = policy(response)
        sources = set().union(*csp.values())
        if sources & {"'unsafe-inline'", "'unsafe-eval'", "*", "http:", "https:"}:
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
            ("Cross-Origin-Resource-Policy", "same-origin"),
        ]:  # fmt: skip
            if response.get(header) != value:
                wrong.append(f"{name}: {header} is {response.get(header)}")
        if "camera=()" not in response.get("Permissions-Policy", ""):
            wrong.append(f"{name}: Permissions-Policy")
    assert not wrong, "\n".join(wrong)


def test_error_pages_send_security_headers(scenario):
    for response in (
        Client().get("/kk/no-such-page/"),
        Client(enforce_csrf_checks=True).post("/kk/appeals/status/", {}),
        Client().get("/kk/", headers={"Host": FOREIGN_HOST}),
    ):
        assert response.status_code >= 400
        assert policy(response)["default-src"] == {"'self'"}
        assert response["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("role", "name"),
    [
        ("owner", "appeals:leave"), ("owner", "services:ticket_close"), ("owner", "forms:discard"),
        ("superuser", "wagtailadmin_logout"),
    ],
)  # fmt: skip
def test_browser_forgets_pages_when_somebody_leaves(scenario, role, name):
    address = ACCESS[name].url(scenario) if name in ACCESS else reverse(name)
    response = scenario.client(role).post(address)
    assert response.status_code == 302
    assert response["Clear-Site-Data"] == '"cache"'
    assert "Clear-Site-Data" not in Client().get("/kk/appeals/status/")


def test_failing_page_of_wagtail_is_absent(scenario):
    assert scenario.client("superuser").get("/admin/failwhale/").status_code == 404


def test_preview_may_be_framed_by_the_admin_only(scenario):
    page = scenario.facts["page"]
    client = scenario.client("superuser")
    address = reverse("wagtailadmin_pages:view_draft", args=[page.pk])
    response = client.get(address)
    assert response.status_code == 200
    assert policy(response)["frame-ancestors"] == {"'self'"}
    assert policy(response)["default-src"] == {"'self'"}
    assert response["X-Frame-Options"] == "SAMEORIGIN"


def test_admin_may_be_framed_by_itself_only(scenario):
    response = scenario.client("clerk").get("/admin/")
    assert policy(response)["frame-ancestors"] == {"'self'"}
    assert policy(response)["object-src"] == {"'none'"}
    assert response["X-Frame-Options"] == "SAMEORIGIN"


PERSONAL_URLS = [
    "appeals:status", "services:ticket", "services:ticket_move", "services:ticket_pdf",
    "services:ticket_ics", "forms:saved", "forms:resume", "forms:appeal_step", "forms:appeal",
    "forms:booking", "forms:add_document", "forms:change_contact",
]  # fmt: skip
ADMIN_URLS = [name for name in ACCESS if name.startswith(("appeals_admin:", "services_admin:"))]


def test_personal_pages_are_not_cached(scenario):
    owner, clerk, wrong = scenario.client("owner"), scenario.client("superuser"), []
    for client, names in (owner, PERSONAL_URLS), (clerk, ADMIN_URLS):
        for name in names:
            response = client.get(ACCESS[name].url(scenario))
            if "no-store" not in response.get("Cache-Control", ""):
                wrong.append(f"{name}: {response.get('Cache-Control')}")
            if "private" not in response.get("Cache-Control", ""):
                wrong.append(f"{name} may be cached by a proxy")
    assert not wrong, "\n".join(wrong)


def test_receipt_is_not_cached(scenario):
    draft = scenario.facts["draft"]
    draft.result, draft.data = scenario.appeal.number, {"sent_at": "2026-01-01T00:00:00+05:00"}
    draft.save()
    for name in "forms:receipt", "forms:receipt_pdf":
        response = Client().get(reverse(name, args=[draft.token]))
        assert response.status_code == 200
        assert "no-store" in response["Cache-Control"]
        assert scenario.secret not in response.content.decode("utf-8", "replace")


def test_scripts_and_other_sites_get_no_cookie(scenario):
    client = Client()
    client.get("/kk/appeals/status/")
    client.post(
        "/kk/appeals/status/", {"number": scenario.appeal.number, "secret": scenario.secret}
    )
    client.post("/kk/appeals/new/")
    client.post("/admin/login/", {"username": "moldir", "password": "a-long-password-1"})
    assert set(client.cookies) >= {"sessionid", "csrftoken", "qabyldau-drafts"}
    for name, cookie in client.cookies.items():
        assert cookie["httponly"], name
        assert cookie["samesite"] == "Lax", name


# --- the address bar ---------------------------------------------------------------------------


@pytest.mark.parametrize("headers", [
    {"Host": FOREIGN_HOST}, {"Host": f"testserver@{FOREIGN_HOST}"}, {"Host": f"testserver,{FOREIGN_HOST}"},
    {"Host": "testserver", "X-Forwarded-Host": FOREIGN_HOST}, {"Host": ""},
    {"Host": "testserver", "Forwarded": f"host={FOREIGN_HOST}"},
])  # fmt: skip
def test_forged_host_does_not_appear_in_responses(scenario: Scenario, headers):
    client = Client()
    for address in ("/", "/kk/", "/sitemap.xml", "/api/v1/offices", "/kk/search/opensearch.xml",
                    "/kk/feeds/answers/", "/kk/appeals/new", "/admin/"):  # fmt: skip
        response = client.get(address, headers=headers)
        assert FOREIGN_HOST not in response.content.decode(), address
        assert FOREIGN_HOST not in response.get("Location", "")
        assert response.status_code in {200, 301, 302, 400}, address


FOREIGN_TARGETS = [
    f"//{FOREIGN_HOST}", f"https://{FOREIGN_HOST}", f"https:{FOREIGN_HOST}", f"/\\{FOREIGN_HOST}", f"\\\\{FOREIGN_HOST}", f"\t//{FOREIGN_HOST}",
    f"%2f%2f{FOREIGN_HOST}", "javascript:alert(1)", f"http://testserver@{FOREIGN_HOST}/", f"///{FOREIGN_HOST}", f"/%09/{FOREIGN_HOST}",
]  # fmt: skip


@pytest.mark.parametrize("target", FOREIGN_TARGETS)
def test_redirects_stay_on_this_host(scenario, target):
    requests = [
        ("/admin/login/", {"username": "moldir", "password": "a-long-password-1", "next": target}),
        ("/kk/_util/login/", {"username": "moldir", "password": "a-long-password-1", "next": target}),
        (ACCESS["forms:appeal_step"].url(scenario), {"to_language": target, "next": target}),
        ("/kk/appeals/status/", {"number": scenario.appeal.number, "secret": scenario.secret, "next": target}),
    ]  # fmt: skip
    for address, data in requests:
        client = scenario.client("owner")
        for response in (client.get(address, {"next": target}), client.post(address, data)):
            location = response.get("Location", "/").strip()
            assert urlsplit(location).netloc in {"", "testserver"}, f"{address} → {location}"
            assert not location.startswith(("//", "/\\", "javascript:", "\\")), (
                f"{address} → {location}"
            )
    for path in (f"/{target}", f"/kk/{target}", f"/{FOREIGN_HOST}//", f"//{FOREIGN_HOST}/kk"):
        location = Client().get(path).get("Location", "/")
        assert urlsplit(location).netloc in {"", "testserver"}, f"{path} → {location}"
