"""Builders with state words. They reach a state by its own front door, never by setting a field.

an_appeal().routed().started().built()
"""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission

from appeals import lifecycle
from appeals.intake import NewAppeal
from appeals.models import AppealKind
from services.models import Body, Office, OfficeMember, Topic

ALMATY = ZoneInfo("Asia/Almaty")


def moment(text: str) -> datetime:
    """ "2026-01-05 10:00" in Kazakhstan's time."""
    return datetime.fromisoformat(text).replace(tzinfo=ALMATY)


MONDAY = moment("2026-02-02 10:00")  # an ordinary week without holidays


def an_office(code="TUR", parent=None, **values) -> Office:
    titles = {
        "title_kk": f"{code} қабылдау бөлмесі",
        "title_ru": f"Приёмная {code}",
        "title_en": f"{code} reception",
    }
    return Office.objects.get_or_create(
        code=code, defaults={"slug": code.lower(), "parent": parent, **titles, **values}
    )[0]


def a_topic(slug="housing", **values) -> Topic:
    titles = {"title_kk": "Тұрғын үй", "title_ru": "Жильё", "title_en": "Housing"}
    return Topic.objects.get_or_create(slug=slug, defaults={**titles, **values})[0]


def a_kind(slug="complaint") -> AppealKind:
    return AppealKind.objects.get_or_create(
        slug=slug,
        defaults={
            "title_kk": "Шағым",
            "title_ru": "Жалоба",
            "title_en": "Complaint",
            "valid_from": date(2021, 7, 1),
        },
    )[0]


def a_body(slug="housing-inspection", **values) -> Body:
    titles = {
        "title_kk": "Тұрғын үй инспекциясы",
        "title_ru": "Жилищная инспекция",
        "title_en": "Housing inspection",
    }
    return Body.objects.get_or_create(slug=slug, defaults={**titles, **values})[0]


RIGHTS = {
    "clerk": ["handle_appeal", "view_appeal"],
    "head": ["handle_appeal", "lead_appeal", "view_appeal", "check_publishedanswer"],
    "press": [],
}


def staff(name="aigul", role="clerk", *offices: Office):
    """A member of staff of `offices` with the rights of a role."""
    user, new = get_user_model().objects.get_or_create(
        username=name,
        defaults={
            "first_name": name.title(),
            "last_name": "Қызметкер",
            "email": f"{name}@reception.example",
        },
    )
    if new:
        user.set_password("a-long-password-1")
        user.save()
        codes = [*RIGHTS[role], "access_admin"]
        user.user_permissions.set(Permission.objects.filter(codename__in=codes))
    for office in offices:
        OfficeMember.objects.get_or_create(user=user, office=office)
    return user


class an_appeal:
    """An appeal at MONDAY in TUR; every word below moves it an hour later than the one before."""

    def __init__(self, at: datetime = MONDAY, office: Office | None = None, **words):
        self.at = at
        self.office = office or an_office()
        self.clerk = staff(f"clerk_{self.office.slug}", "clerk", self.office)
        self.head = staff(f"head_{self.office.slug}", "head", self.office)
        values = {
            "kind": a_kind(),
            "topic": a_topic(),
            "office": self.office,
            "language": "kk",
            "name": "Сейтқали Айгүл",
            "patronymic": "Серікқызы",
            "email": "aigul@mail.example",
            "points": ["Үйдің шатыры ағып тұр.", "Кіреберістегі шам жанбайды."],
            "subject": "Шатыр ағады",
            **words,
        }
        done = lifecycle.register(NewAppeal(**values), by=None, at=at)
        self.appeal, self.secret = done.appeal, done.secret

    def _later(self) -> datetime:
        self.at += timedelta(hours=1)
        return self.at

    def routed(self, office: Office | None = None, officer=None):
        self.appeal = lifecycle.route(
            self.appeal,
            office or self.office,
            officer=officer or (self.clerk if office is None else None),
            by=self.clerk,
            at=self._later(),
        )
        return self

    def started(self):
        if self.appeal.state == "registered":
            self.routed()
        self.appeal = lifecycle.start(self.appeal, by=self.clerk, at=self._later())
        return self

    def answered(self, decision="satisfied", texts=None):
        if self.appeal.state != "in_progress":
            self.started()
        points = [
            lifecycle.PointAnswer(
                point.number, (texts or {}).get(point.number, "Жөнделді."), decision
            )
            for point in self.appeal.points.all()
        ]
        self.appeal = lifecycle.answer(self.appeal, points, by=self.clerk, at=self._later())
        return self

    def forwarded(self):
        self.appeal = lifecycle.forward(
            self.appeal, a_body(), why="Құзыреті бойынша.", by=self.clerk, at=self._later()
        )
        return self

    def closed(self):
        if self.appeal.state == "answered":
            reason, why = "done", ""
        else:
            reason, why = "no_substance", "Мәні жазылмаған."
        self.appeal = lifecycle.close(self.appeal, reason, why=why, by=self.clerk, at=self._later())
        return self

    def built(self):
        self.appeal.refresh_from_db()
        return self.appeal
