"""What is missing before citizens can write: a panel on the first page of the admin."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Exists, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.components import Component
from wagtail.models import Site

from appeals.models import AppealKind
from core.jobs import runs
from core.models import CalendarDay, PeriodicJob
from home.models import PortalSettings, StandardPage
from services.models import Office, OfficeMember, Official, ReceptionHours, Topic

PERMISSION = "services.add_office"
LOCAL_HOSTS = {None, "127.0.0.1", "localhost", "::1"}


@dataclass(frozen=True)
class FirstStep:
    """Something that is missing, and where it is added; without an address it is a setting."""

    text: str | Promise
    url: str = ""


def find_existing(**querysets: QuerySet) -> dict[str, bool]:
    """Return which of the querysets have a row, by one query."""
    rows = Site.objects.filter(is_default_site=True)
    return rows.values(**{name: Exists(rows) for name, rows in querysets.items()}).first() or {}


def content_steps(at: datetime) -> list[FirstStep]:
    """Return what editors still have to enter."""
    today = timezone.localdate(at)
    existing = find_existing(
        office=Office.objects.filter(active=True),
        official=Official.objects.filter(active=True),
        hours=ReceptionHours.objects.all(),
        topic=Topic.objects.all(),
        kind=AppealKind.objects.in_force(today),
        day=CalendarDay.objects.filter(date__year=today.year),
        contacts=PortalSettings.objects.exclude(owner_kk="").exclude(phone="", hotline=""),
        operator=PortalSettings.objects.exclude(owner_kk="").exclude(bin_number=""),
        privacy=StandardPage.objects.live().filter(slug="privacy"),
        accessibility=StandardPage.objects.live().filter(slug="accessibility"),
    )
    texts = {
        "office": (
            _("An office that is shown to citizens: until then nobody can write"),
            "office",
        ),
        "topic": (_("Topics of appeals: until then nobody can write"), "topic"),
        "kind": (_("Kinds of appeal in force: until then nobody can write"), "appeal_kinds"),
        "official": (_("The officials who receive"), "official"),
        "hours": (_("Their reception hours: until then nobody can book"), "receptionhours"),
        "day": (_("The days off and working days that this year's decree moves"), "calendar_days"),
        "contacts": (_("The name and the phone of your organisation"), "settings"),
        "operator": (
            _("The owner and the BIN: until then consents name no operator of the data"),
            "settings",
        ),
        "privacy": (_("A page on personal data with the address “privacy”"), "pages"),
        "accessibility": (_("A page on accessibility with the address “accessibility”"), "pages"),
    }
    return [
        FirstStep(text, address_of(place))
        for name, (text, place) in texts.items()
        if not existing.get(name)
    ]


def address_of(place: str) -> str:
    """Return the admin address where something is added."""
    if place == "pages":
        return reverse("wagtailadmin_explore_root")
    if place == "settings":
        return reverse("wagtailsettings:edit", args=["home", "portalsettings"])
    if place in {"calendar_days", "appeal_kinds"}:
        return reverse(f"{place}:index")
    return reverse(f"wagtailsnippets_services_{place}:list")


def installation_steps(at: datetime) -> list[FirstStep]:
    """Return what the operator still has to set up."""
    members = reverse("wagtailsnippets_services_officemember:list")
    has_staff = OfficeMember.objects.filter(user__is_active=True).exists()
    has_run = PeriodicJob.objects.exclude(finished_at=None).exists()
    jobs = reverse("periodic_jobs")
    is_local = urlsplit(settings.WAGTAILADMIN_BASE_URL).hostname in LOCAL_HOSTS
    steps = [
        (has_staff, _("Staff who work in an office: until then nobody reads the appeals"), members),
        (has_run, _("The worker has never run: no letter is sent"), jobs),
        (not runs.list_late(at), _("A periodic job is late"), jobs),
        (settings.EMAIL_URL, _("No mail server: letters are only files (EMAIL_URL)"), ""),
        (not is_local, _("Links in letters lead to this machine only (BASE_URL)"), ""),
    ]
    return [FirstStep(text, url) for is_done, text, url in steps if not is_done]


class FirstStepsPanel(Component):
    """The list of what is missing; it disappears when nothing is."""

    name = "first_steps"
    order = 30
    template_name = "portal/admin/first_steps.html"

    def __init__(self, steps: list[FirstStep]):
        self.steps = steps

    def get_context_data(self, parent_context) -> dict:
        return {"steps": self.steps}


def add_panel(request, panels: list) -> None:
    """Add the panel for editors, with the installation's own steps for administrators."""
    if not request.user.has_perm(PERMISSION):
        return
    at = timezone.now()
    steps = content_steps(at)
    if request.user.is_superuser:
        steps += installation_steps(at)
    if steps:
        panels.append(FirstStepsPanel(steps))
