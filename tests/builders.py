"""Builders of test data. A state is reached through lifecycle functions, never by setting fields.

an_appeal().routed().started().built()
"""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.utils import timezone
from wagtail.models import Site
from wagtail.users.models import UserProfile

from appeals import lifecycle, publication
from appeals.appeal_fields import NewAppeal
from appeals.models import AppealKind, PublishedAnswer
from home.models import MediaIndexPage, MediaReportPage, PortalSettings, ReportFigure
from portal import permissions
from services.models import (
    Body,
    Office,
    OfficeHours,
    OfficeMember,
    Official,
    Procedure,
    ProcedureIndexPage,
    ProcedurePage,
    ReceptionHours,
    ScheduleApproval,
    Topic,
)
from services.schedule.approvals import schedule_snapshot

ALMATY = ZoneInfo("Asia/Almaty")


def almaty_time(text: str) -> datetime:
    """Return a moment such as 2026-01-05 10:00 in the time of Kazakhstan."""
    return datetime.fromisoformat(text).replace(tzinfo=ALMATY)


MONDAY = almaty_time("2026-02-02 10:00")  # an ordinary week without holidays


def an_office(code="TUR", parent=None, **values) -> Office:
    """Return the office with this code, created when it is missing."""
    titles = {
        "title_kk": f"{code} қабылдау бөлмесі",
        "title_ru": f"Приёмная {code}",
        "title_en": f"{code} reception",
    }
    return Office.objects.get_or_create(
        code=code, defaults={"slug": code.lower(), "parent": parent, **titles, **values}
    )[0]


def a_topic(slug="housing", **values) -> Topic:
    """Return the topic with this slug, created when it is missing."""
    titles = {"title_kk": "Тұрғын үй", "title_ru": "Жильё", "title_en": "Housing"}
    return Topic.objects.get_or_create(slug=slug, defaults={**titles, **values})[0]


def a_kind(slug="complaint") -> AppealKind:
    """Return the kind of appeal with this slug, created when it is missing."""
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
    """Return the body with this slug, created when it is missing."""
    titles = {
        "title_kk": "Тұрғын үй инспекциясы",
        "title_ru": "Жилищная инспекция",
        "title_en": "Housing inspection",
    }
    return Body.objects.get_or_create(slug=slug, defaults={**titles, **values})[0]


ROLE_PERMISSIONS = {
    "clerk": ["handle_appeal", "view_appeal"],
    "head": ["handle_appeal", "lead_appeal", "view_appeal", "check_publishedanswer"],
    "press": [],
}
FIRST_NAMES = {
    "asem": "Әсем",
    "polina": "Полина",
    "erkebulan": "Еркебұлан",
    "bauyrzhan": "Бауыржан",
}


def a_staff_member(name="aigul", role="clerk", *offices: Office):
    """Return a member of staff of `offices` with the permissions of a role."""
    user, new = get_user_model().objects.get_or_create(
        username=name,
        defaults={
            "first_name": FIRST_NAMES.get(name, "Мөлдір"),
            "last_name": "Қанатқызы",
            "email": f"{name}@reception.example",
        },
    )
    if new:
        user.set_password("a-long-password-1")
        user.save()
        codes = [*ROLE_PERMISSIONS[role], "access_admin"]
        user.user_permissions.set(Permission.objects.filter(codename__in=codes))
    for office in offices:
        OfficeMember.objects.get_or_create(user=user, office=office)
    return user


def a_person(name: str, group: str, *offices: Office, language: str = "kk"):
    """Return a user of a group that `manage.py prepare` creates, with the admin in `language`."""
    user = a_staff_member(name, "press", *offices)
    user.user_permissions.clear()
    user.groups.set([Group.objects.get(name=group)])
    UserProfile.objects.update_or_create(user=user, defaults={"preferred_language": language})
    return type(user).objects.get(pk=user.pk)


def a_clerk(office: Office, name="moldir", language="kk"):
    """Return a member of the reception staff of `office`."""
    return a_person(name, permissions.STAFF, office, language=language)


def a_head(office: Office, name="bauyrzhan", language="kk"):
    """Return the head of the staff of `office`."""
    return a_person(name, permissions.HEADS, office, language=language)


def an_editor(language="kk"):
    """Return an editor."""
    return a_person("asem", permissions.EDITORS, language=language)


def a_translator(language="ru"):
    """Return a translator."""
    return a_person("polina", permissions.TRANSLATORS, language=language)


def a_journalist(language="kk"):
    """Return a press officer."""
    return a_person("erkebulan", permissions.PRESS, language=language)


def set_portal_contacts(**values) -> PortalSettings:
    """Set the telephone and address of the portal, which error pages show."""
    facts = {
        "hotline": "+77172740000",
        "address_kk": "Астана қаласы, Мәңгілік Ел даңғылы, 8",
        "address_ru": "город Астана, проспект Мәңгілік Ел, 8",
        "address_en": "8 Mangilik El Avenue, Astana",
        **values,
    }
    site = Site.objects.get(is_default_site=True)
    return PortalSettings.objects.update_or_create(site=site, defaults=facts)[0]


def a_working_office(code="KEN", **values) -> Office:
    """Return an office with an address, hours of every purpose and an approved schedule."""
    facts = {
        "address_kk": "Кентау қаласы, Абай даңғылы, 5",
        "address_ru": "город Кентау, проспект Абая, 5",
        "address_en": "5 Abai Avenue, Kentau",
        "phone": "+77253600000",
        "trust_line": "+77253600001",
        **values,
    }
    office = an_office(code, **facts)
    for purpose in OfficeHours.Purpose.values:
        for weekday in range(1, 6):
            OfficeHours.objects.get_or_create(
                office=office, purpose=purpose, weekday=weekday, opens=time(9), closes=time(18)
            )
    ScheduleApproval.objects.get_or_create(
        office=office,
        approver_kk="Нұрлан Асқаров",
        approver_ru="Нурлан Аскаров",
        post_kk="Басқарма басшысы",
        post_ru="Руководитель управления",
        post_en="Head of the board",
        approved_on=date(2026, 1, 5),
        valid_from=date(2026, 1, 5),
    )
    approve_again(office)
    return office


def an_official(office: Office, name="Айгүл Серікбаева", every_day=True, **hours) -> Official:
    """Create an official who receives on working days 10:00-12:00 in slots of 15 minutes."""
    official = Official.objects.create(
        office=office,
        kind="leader",
        name_kk=name,
        name_ru=name,
        name_en=name,
        post_kk="Бөлме меңгерушісі",
        post_ru="Заведующая приёмной",
        post_en="Head of the reception",
    )
    defaults = {
        "starts": time(10), "ends": time(12), "minutes": 15, "room": "3",
        "valid_from": date(2026, 1, 1),
    }  # fmt: skip
    for weekday in range(1, 6) if every_day else [1]:
        ReceptionHours.objects.create(
            official=official, **{"weekday": weekday, **defaults, **hours}
        )
    approve_again(office)
    return official


def approve_again(office: Office) -> None:
    """Let the approvals of `office` be of the schedule as it is now."""
    office.approvals.update(approved_schedule=schedule_snapshot(office))


def a_procedure(slug="personal-reception", **values) -> Procedure:
    """Return the procedure with this slug, created when it is missing."""
    facts = {
        "title_kk": "Жеке қабылдау",
        "title_ru": "Личный приём",
        "title_en": "Personal reception",
        "legal_act_kk": "Әкімшілік рәсімдік-процестік кодекс, 90-бап",
        "legal_act_ru": "АППК, статья 90",
        "legal_act_en": "Administrative Procedures Code, article 90",
        "in_force_from": date(2021, 7, 1),
    }
    return Procedure.objects.get_or_create(slug=slug, defaults={**facts, **values})[0]


def a_procedure_page(title="Жеке қабылдауға келу", **values) -> ProcedurePage:
    """Create a live Kazakh page of a procedure without translations."""
    parent = ProcedureIndexPage.objects.get(locale__language_code="kk")
    page = ProcedurePage(
        title=title,
        slug=values.pop("slug", "kelu"),
        locale=parent.locale,
        procedure=a_procedure(),
        summary="Қабылдауға қалай келуге болады.",
        body=[("text", "<p>Жеке куәлігіңізді ала келіңіз.</p>")],
        **values,
    )
    parent.add_child(instance=page)
    page.save_revision().publish()
    return ProcedurePage.objects.get(pk=page.pk)


def a_report(language="kk", title="Наурыз айындағы қабылдау", figures=(("Су", 3), ("Жол", 2)),
             **values) -> MediaReportPage:  # fmt: skip
    """Create a live media report whose figures add up."""
    parent = MediaIndexPage.objects.get(locale__language_code=language)
    page = MediaReportPage(
        title=title,
        slug=values.pop("slug", "nauryz"),
        locale=parent.locale,
        date=values.pop("date", date(2026, 3, 12)),
        summary=values.pop("summary", "Кімді қабылдадық."),
        came=values.pop("came", 7),
        raised=values.pop("raised", sum(count for _title, count in figures)),
        **values,
    )
    page.figures = [ReportFigure(title=name, count=count) for name, count in figures]
    parent.add_child(instance=page)
    page.save_revision().publish()
    return MediaReportPage.objects.get(pk=page.pk)


def days_ago(days=60) -> datetime:
    """Return a moment `days` ago; 60 days make an appeal registered then overdue."""
    return timezone.now() - timedelta(days=days)


class an_appeal:
    """An appeal registered at MONDAY in TUR; each method moves it on, one hour after the last."""

    def __init__(self, at: datetime = MONDAY, office: Office | None = None, **words):
        self.at = at
        self.office = office or an_office()
        self.clerk = a_staff_member(f"clerk_{self.office.slug}", "clerk", self.office)
        self.head = a_staff_member(f"head_{self.office.slug}", "head", self.office)
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

    def in_office(self, office: Office):
        """Route it to another office, whose staff continue."""
        self.routed(office)
        self.office = office
        self.clerk = a_staff_member(f"clerk_{office.slug}", "clerk", office)
        self.head = a_staff_member(f"head_{office.slug}", "head", office)
        return self

    def short_answered(self, text="Комиссия сейсенбіде барады."):
        if self.appeal.state != "in_progress":
            self.started()
        self.appeal = lifecycle.short_answer(self.appeal, text, by=self.clerk, at=self._later())
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

    def published(self, title="Шатырды жөндеу туралы", question="Үйдің шатыры ағып тұр.",
                  answer="Шатыр жөнделді."):  # fmt: skip
        """Publish its answer by two people; the appeal needs consent_publication=True."""
        if self.appeal.state != "answered":
            self.answered()
        reply = self.appeal.replies.get(kind="full")
        row = publication.prepare(
            reply, title=title, question=question, answer=answer, by=self.clerk, at=self._later()
        )
        publication.publish(row, by=self.head, at=self._later())
        return self

    @property
    def public(self) -> PublishedAnswer:
        return PublishedAnswer.objects.get(reply__appeal=self.appeal)

    def rated(self, stars=5, comment=""):
        lifecycle.rate(self.appeal, stars, comment, at=self._later())
        return self

    def forwarded(self):
        self.appeal = lifecycle.forward(
            self.appeal, a_body(), why="Құзыреті бойынша.", by=self.clerk, at=self._later()
        )
        return self

    def closed(self):
        """Close it after its answer; without one by a proposal that the head confirms."""
        if self.appeal.state == "answered":
            self.appeal = lifecycle.close(self.appeal, by=self.clerk, at=self._later())
            return self
        if not self.appeal.proposed_close_reason:
            self.close_proposed()
        seen = lifecycle.close_proposal(self.appeal).pk
        self.appeal = lifecycle.confirm_close(
            self.appeal, seen=seen, by=self.head, at=self._later()
        )
        return self

    def close_proposed(self, reason="no_substance", why="Мәні жазылмаған."):
        self.appeal = lifecycle.propose_close(
            self.appeal, reason, why=why, by=self.clerk, at=self._later()
        )
        return self

    def built(self):
        self.appeal.refresh_from_db()
        return self.appeal
