"""Who signs in to the demo. The names are invented and the password is printed: never in production.

Without settings.DEMO_ACCOUNTS the accounts have no password; `manage.py changepassword` gives one.
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
TOLD = {"editor", "translator", "press", "checker", "head", "staff"}  # whom the start-up names
ROLES = {
    permissions.EDITORS: "editor: pages, offices, hours",
    permissions.TRANSLATORS: "translator: Russian and English pages",
    permissions.PRESS: "press: media reports, public answers",
    permissions.CHECKERS: "checker: the second person before publication",
    permissions.HEADS: "head: every office, extends, reopens, reports",
    permissions.STAFF: "staff of the Astana office: appeals, bookings",
}


def make() -> int:
    """The administrator, one person a role, and one member of staff in each office."""
    permissions.make()
    known = settings.DEMO_ACCOUNTS
    word = make_password(PASSWORD if known else None)  # hashed once: it is slow on purpose
    if not User.objects.filter(username="admin").exists():
        User.objects.create(
            username="admin",
            email="admin@reception.example",
            is_staff=True,
            is_superuser=True,
            password=word,
        )
    for account in ACCOUNTS:
        _one(account, word)
    return User.objects.count()


def _one(account: Account, word: str) -> None:
    user, new = User.objects.get_or_create(
        username=account.name,
        defaults={
            "first_name": account.first,
            "last_name": account.last,
            "email": f"{account.name}@reception.example",
            "password": word,
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
    OfficeMember.objects.bulk_create(OfficeMember(user=user, office=each) for each in offices)


def staff_of(office: Office) -> User:
    """The member of staff who works for `office` in the demo."""
    name = "staff" if office.slug == "astana" else f"staff-{office.slug}"
    return User.objects.get(username=name)


def lines() -> list[str]:
    """How to sign in, one line a role, for whoever starts the demo."""
    if not settings.DEMO_ACCOUNTS:
        return ["accounts have no password here: set one with manage.py changepassword admin"]
    told = [("admin", "administrator")]
    told += [(each.name, ROLES[each.group]) for each in ACCOUNTS if each.name in TOLD]
    return [f"{name:<12}{PASSWORD}   {role}" for name, role in told]
