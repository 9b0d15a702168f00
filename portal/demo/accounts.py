"""Accounts of the demo. Names are invented; the password is public, so never in production.

Without settings.DEMO_ACCOUNTS the accounts have no password; `manage.py changepassword` sets one.
"""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from wagtail.users.models import UserProfile

from core.models import User
from portal import permissions
from services.models import Office, OfficeMember

PASSWORD = "qabyldau-demo"


EVERY_OFFICE = "*"


@dataclass(frozen=True)
class Account:
    """A member of staff: group, office slug (or EVERY_OFFICE), language of the admin."""

    name: str
    first: str
    last: str
    group: str
    office: str = ""
    language: str = "kk"


ACCOUNTS = [
    Account("editor", "Әсем", "Рахымова", permissions.EDITORS),
    Account("translator", "Полина", "Гришина", permissions.TRANSLATORS, language="ru"),
    Account("press", "Еркебұлан", "Сатыбалды", permissions.PRESS),
    Account("checker", "Назгүл", "Әміреева", permissions.CHECKERS, EVERY_OFFICE),
    Account("head", "Бауыржан", "Жанұзақов", permissions.HEADS, "astana"),
    Account("staff", "Мөлдір", "Қанатова", permissions.STAFF, "astana"),
    Account("staff-turkistan", "Айбек", "Сұлтанов", permissions.STAFF, "turkistan"),
    Account("staff-almaty-region", "Гүлсім", "Нұрпейіс", permissions.STAFF, "almaty-region"),
    Account(
        "staff-east-kazakhstan", "Марина", "Лебедева", permissions.STAFF, "east-kazakhstan", "ru"
    ),
    Account("staff-mangystau", "Нұрбол", "Қосымбай", permissions.STAFF, "mangystau"),
    Account("staff-keles", "Айзада", "Тілеген", permissions.STAFF, "keles"),
    Account("staff-saryagash", "Шерзод", "Юлдашев", permissions.STAFF, "saryagash"),
    Account("staff-talgar", "Динара", "Мусина", permissions.STAFF, "talgar", "ru"),
    Account("staff-enbekshikazakh", "Ерзат", "Молдағали", permissions.STAFF, "enbekshikazakh"),
    Account("staff-glubokoe", "Алексей", "Зимин", permissions.STAFF, "glubokoe", "ru"),
    Account("staff-zaisan", "Перизат", "Оралбек", permissions.STAFF, "zaisan"),
    Account("staff-munaily", "Бекзат", "Ізтұрған", permissions.STAFF, "munaily"),
    Account("staff-beineu", "Жансая", "Көптілеу", permissions.STAFF, "beineu"),
]
POSTS = {
    permissions.HEADS: {
        "post_kk": "Қабылдау бөлмесінің меңгерушісі",
        "post_ru": "Заведующий приёмной",
        "post_en": "Head of the reception",
    },
    permissions.STAFF: {
        "post_kk": "Бас маман",
        "post_ru": "Главный специалист",
        "post_en": "Chief specialist",
    },
}
LISTED_ACCOUNTS = {
    "editor",
    "translator",
    "press",
    "checker",
    "head",
    "staff",
}  # printed at start-up
ROLE_DESCRIPTIONS = {
    permissions.EDITORS: "editor: pages, offices, hours",
    permissions.TRANSLATORS: "translator: Russian and English pages",
    permissions.PRESS: "press: media reports",
    permissions.CHECKERS: "checker: the second person before publication",
    permissions.HEADS: "head: every office, extends, reopens, reports",
    permissions.STAFF: "staff of the Astana office: appeals, bookings",
}


def create_accounts() -> int:
    """Create the administrator, one person per role and staff of each office; count all users."""
    permissions.create_groups()
    # Hashed once: hashing is slow on purpose.
    password = make_password(PASSWORD if settings.DEMO_ACCOUNTS else None)
    if not User.objects.filter(username="admin").exists():
        User.objects.create(
            username="admin",
            email="admin@reception.example",
            is_staff=True,
            is_superuser=True,
            password=password,
        )
    for account in ACCOUNTS:
        _create_account(account, password)
    return User.objects.count()


def _create_account(account: Account, password: str) -> None:
    user, new = User.objects.get_or_create(
        username=account.name,
        defaults={
            "first_name": account.first,
            "last_name": account.last,
            "email": f"{account.name}@reception.example",
            "password": password,
        },
    )
    if not new:
        return
    user.groups.add(Group.objects.get(name=account.group))
    UserProfile.objects.update_or_create(
        user=user, defaults={"preferred_language": account.language}
    )
    offices = Office.objects.all()
    if account.office != EVERY_OFFICE:
        offices = offices.filter(slug=account.office)
    post = POSTS.get(account.group, {})
    OfficeMember.objects.bulk_create(
        OfficeMember(user=user, office=office, **post) for office in offices
    )


def get_office_staff(office: Office) -> User:
    """Return the demo's member of staff of `office`."""
    name = "staff" if office.slug == "astana" else f"staff-{office.slug}"
    return User.objects.get(username=name)


def sign_in_lines() -> list[str]:
    """Return how to sign in, one line per role."""
    if not settings.DEMO_ACCOUNTS:
        return ["accounts have no password here: set one with manage.py changepassword admin"]
    roles = [("admin", "administrator")]
    roles += [
        (account.name, ROLE_DESCRIPTIONS[account.group])
        for account in ACCOUNTS
        if account.name in LISTED_ACCOUNTS
    ]
    return [f"{name:<12}{PASSWORD}   {role}" for name, role in roles]
