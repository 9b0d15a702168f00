"""Who may open which URL: one rule for each URL of ours. A new URL needs a rule.

`url` makes the address from the scenario; `opens` are the roles that see the page, `otherwise` is the
outcome for the others: "no" (refused), "away" (redirected), "post" (accepts POST only) or "staff"
(refused, and sent to the admin's login page when not signed in).
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils import timezone

from tests.access.scenario import ROLES, Scenario

CITIZEN_ROLES = {"anonymous", "owner", "stranger"}
ROLES_HERE = {
    "clerk",
    "head",
    "checker",
    "superuser",
}  # members of the appeal's office, or over all offices
STAFF_ROLES = {*ROLES_HERE, "neighbour", "far head", "far checker"}
HEADS_HERE = {"head", "superuser"}
QUEUE_ROLES_HERE = {"clerk", "head", "superuser"}  # who meets the visitors of that office
QUEUE_ROLES = {*QUEUE_ROLES_HERE, "neighbour", "far head"}  # who meets visitors
EVERY_ROLE = set(ROLES)


@dataclass(frozen=True)
class Rule:
    url: Callable[[Scenario], str]
    opens: set[str] = field(default_factory=set)
    otherwise: str = "no"
    personal: set[str] = field(default_factory=set)  # roles that see the person's data there

    def expected(self, role: str) -> str:
        if role in self.opens:
            return "open"
        return (
            "login"
            if self.otherwise == "staff" and role in CITIZEN_ROLES
            else self.otherwise.replace("staff", "no")
        )


def at(name: str, *args) -> Callable[[Scenario], str]:
    """Return a function that makes the Kazakh address; arguments may be functions of the scenario."""
    return lambda scenario: reverse(name, args=[a(scenario) if callable(a) else a for a in args])


def public(name: str, *args) -> Rule:
    return Rule(at(name, *args), EVERY_ROLE)


def posted(name: str, *args) -> Rule:
    """Return the rule of a URL that accepts POST only."""
    return Rule(at(name, *args), set(), "post")


def redirected(name: str, *args) -> Rule:
    return Rule(at(name, *args), set(), "away")


def unlocked(name: str) -> Rule:
    """Return the rule of a page opened with number and secret."""
    return Rule(at(name), {"owner", "stranger"}, "away")


def appeals_admin(
    name: str, *args, to: set[str] = STAFF_ROLES, personal: set[str] = frozenset()
) -> Rule:
    return Rule(at(f"appeals_admin:{name}", *args), to, "staff", set(personal))


def token(scenario: Scenario) -> str:
    return scenario.facts["draft"].token


def here(scenario: Scenario) -> str:
    return scenario.facts["here"].slug


def day_of_visit(scenario: Scenario) -> str:
    """Return the queue of the day of the booking."""
    day = timezone.localdate(scenario.booked.booking.starts_at)
    return f"{reverse('services_admin:queue', args=[here(scenario)])}?day={day:%Y-%m-%d}"


def appeal(scenario: Scenario) -> int:
    return scenario.appeal.pk


ACCESS: dict[str, Rule] = {
    # portal
    "language_redirect": redirected("language_redirect"),
    "healthz": public("healthz"),
    "metrics": public("metrics"),
    "api_docs": public("api_docs"),
    "api_search": public("api_search"),
    "api_terms": Rule(lambda scenario: reverse("api_terms") + "?registered=2026-01-05&days=3", EVERY_ROLE),
    "api_answers": public("api_answers"),
    "api_figures": public("api_figures"),
    "api_ledger_roots": public("api_ledger_roots"),
    "api_ledger_proof": Rule(
        lambda scenario: f"{reverse('api_ledger_proof')}?leaf={scenario.appeal.events.first().leaf.digest}",
        EVERY_ROLE,
    ),
    "api_ledger_consistency": Rule(
        lambda scenario: f"{reverse('api_ledger_consistency')}?from=1", EVERY_ROLE
    ),
    "api_offices": public("api_offices"),
    "api_slots": Rule(lambda scenario: reverse("api_slots") + f"?office={here(scenario)}", EVERY_ROLE),
    "sitemap": public("sitemap"),
    "robots": public("robots"),
    "security_txt": Rule(at("security_txt")),  # 404 until an address is set
    "patterns": Rule(at("patterns"), EVERY_ROLE - CITIZEN_ROLES),  # whoever may enter the admin
    "media/images/<path:path>": Rule(lambda scenario: f"/media/images/{scenario.file.file.name}"),
    "wagtaildocs_serve": Rule(at("wagtaildocs_serve", 1, "x.pdf")),
    "wagtaildocs_authenticate_with_password": Rule(at("wagtaildocs_authenticate_with_password", 1)),
    "wagtailcore_authenticate_with_password": Rule(
        at("wagtailcore_authenticate_with_password", 1, 1)
    ),
    "wagtailcore_login": public("wagtailcore_login"),
    "wagtail_serve": public("wagtail_serve", "reports/"),
    # search
    "search:results": public("search:results"),
    "search:suggest": public("search:suggest"),
    "search:opensearch": public("search:opensearch"),
    "search:feed": public("search:feed"),
    # services
    "services:offices": public("services:offices"),
    "services:schedule": public("services:schedule"),
    "services:office": public("services:office", here),
    "services:office_ics": public("services:office_ics", here),
    "services:ticket": Rule(at("services:ticket"), EVERY_ROLE, personal={"owner"}),
    "services:ticket_move": unlocked("services:ticket_move"),
    "services:ticket_pdf": unlocked("services:ticket_pdf"),
    "services:ticket_ics": unlocked("services:ticket_ics"),
    "services:ticket_cancel": posted("services:ticket_cancel"),
    "services:ticket_close": posted("services:ticket_close"),
    # appeals, as a citizen sees them
    "appeals:status": Rule(at("appeals:status"), EVERY_ROLE, personal={"owner"}),
    "appeals:lost_secret": public("appeals:lost_secret"),
    "appeals:recovery_code": public("appeals:recovery_code"),
    "appeals:rate": posted("appeals:rate"),
    "appeals:withdraw": posted("appeals:withdraw"),
    "appeals:ask_deletion": posted("appeals:ask_deletion"),
    "appeals:own_data": posted("appeals:own_data"),
    "appeals:withdraw_consent": posted("appeals:withdraw_consent"),
    "appeals:ask_again": posted("appeals:ask_again"),
    "appeals:leave": posted("appeals:leave"),
    "appeals:answers": public("appeals:answers"),
    "appeals:answer": public("appeals:answer", lambda scenario: scenario.public.number),
    "appeals:answers_feed": public("appeals:answers_feed"),
    "appeals:ledger": public("appeals:ledger"),
    "appeals:ledger_script": public("appeals:ledger_script"),
    "appeals:ledger_feed": public("appeals:ledger_feed"),
    "appeals:ledger_file": Rule(at("appeals:ledger_file"), {"owner", "stranger"}, "away"),
    "appeals:figures": public("appeals:figures"),
    "appeals:month": Rule(at("appeals:month", "2020-01")),  # no month is closed in this scenario
    "appeals:terms": public("appeals:terms"),
    # forms and home. A draft opens in its owner's browser; others are asked for its code
    "forms:appeal": public("forms:appeal"),
    "forms:booking": public("forms:booking"),
    "forms:resume": public("forms:resume"),
    "forms:consent": public("forms:consent", "processing"),
    "forms:consent_version": public("forms:consent_version", "processing", 1),
    "forms:saved": Rule(at("forms:saved", token), {"owner"}, "away"),
    "forms:revive": posted("forms:revive", token),
    "forms:send_code": posted("forms:send_code", token),
    "forms:discard": posted("forms:discard", token),
    "forms:receipt": Rule(at("forms:receipt", token)),  # nothing was sent
    "forms:receipt_pdf": Rule(at("forms:receipt_pdf", token)),
    "forms:appeal_step": Rule(
        at("forms:appeal_step", token, "who"), {"owner"}, "away", {"owner"}
    ),
    "forms:booking_step": Rule(at("forms:booking_step", token, "day")),  # no draft of a booking
    "forms:add_document": unlocked("forms:add_document"),
    "forms:change_contact": Rule(
        at("forms:change_contact"), {"owner", "stranger"}, "away", personal={"owner"}
    ),
    "services:stand": public("services:stand", here),
    "services:stand_pdf": public("services:stand_pdf", here),
    "services:kiosk": public("services:kiosk", here),
    "kk/offices/<slug:slug>/stand/stand.pdf": Rule(
        lambda scenario: f"/kk/offices/{here(scenario)}/stand/stand.pdf", EVERY_ROLE
    ),
    "kk/offices/<slug:slug>/stand/kiosk/": Rule(
        lambda scenario: f"/kk/offices/{here(scenario)}/stand/kiosk/", EVERY_ROLE
    ),
    "home:media_feed": public("home:media_feed"),
    # the admin
    "appeals_admin:inbox": appeals_admin("inbox"),
    "appeals_admin:inbox_results": appeals_admin("inbox_results"),
    "appeals_admin:register": appeals_admin("register"),
    "appeals_admin:find_person": appeals_admin("find_person"),
    "appeals_admin:same_applicant": appeals_admin("same_applicant", appeal, to=ROLES_HERE),
    "appeals_admin:answer_letter": appeals_admin(
        "answer_letter", appeal, lambda scenario: scenario.public.reply_id, to=ROLES_HERE
    ),
    "appeals_admin:queue": appeals_admin("queue"),
    "appeals_admin:rules": appeals_admin("rules", to={*STAFF_ROLES, "editor"}),
    "appeals_admin:rules_results": appeals_admin("rules_results", to={*STAFF_ROLES, "editor"}),
    "appeals_admin:check": appeals_admin("check", lambda scenario: scenario.public.pk, to=ROLES_HERE, personal=ROLES_HERE),
    "appeals_admin:prepare": appeals_admin(
        "prepare", lambda scenario: scenario.public.reply_id, to=ROLES_HERE, personal=ROLES_HERE
    ),
    "appeals_admin:case": appeals_admin("case", appeal, to=ROLES_HERE, personal=ROLES_HERE),
    "appeals_admin:print": appeals_admin("print", appeal, to=ROLES_HERE),
    "appeals_admin:receipt": appeals_admin("receipt", appeal, to=ROLES_HERE),
    "appeals_admin:replace_secret": appeals_admin("replace_secret", appeal, to=ROLES_HERE, personal=ROLES_HERE),
    "appeals_admin:file": appeals_admin("file", appeal, lambda scenario: scenario.file.pk, to=ROLES_HERE, personal=ROLES_HERE),
    "appeals_admin:original": appeals_admin("original", appeal, lambda scenario: scenario.file.pk, to=HEADS_HERE, personal=HEADS_HERE),
    "appeals_admin:act": appeals_admin("act", appeal, "close", to=ROLES_HERE, personal=ROLES_HERE),
    "services_admin:start": Rule(at("services_admin:start"), set(), "staff"),
    "services_admin:queue": Rule(day_of_visit, QUEUE_ROLES_HERE, "staff", QUEUE_ROLES_HERE),
    "services_admin:visitors_list": Rule(at("services_admin:visitors_list", here), QUEUE_ROLES_HERE, "staff"),
    "services_admin:find_visitor": Rule(at("services_admin:find_visitor", here), set(), "staff"),
    "services_admin:act": Rule(
        at("services_admin:act", here, lambda scenario: scenario.booked.booking.pk, "check-in"),
        set(), "staff",
    ),
}  # fmt: skip
