"""Random acts of editors, staff and citizens, through the functions that do them on the portal."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random

from django.core.management import call_command
from django.db import connection, transaction
from wagtail.models import Locale, Page
from wagtail_localize.models import Translation, TranslationSource

from appeals import publication
from appeals.models import PublishedAnswer
from appeals.monthly_reports import close_month, first_day
from core.models import CalendarDay
from home.models import MediaReportPage, PortalSettings, StandardPage
from services.booking import lifecycle as booking
from services.models import (
    Booking,
    Closure,
    Fee,
    Office,
    OfficeHours,
    Official,
    Procedure,
    ReceptionHours,
    Topic,
)
from services.schedule.slots import free_slots
from tests.builders import (
    a_report,
    a_topic,
    a_working_office,
    an_appeal,
    an_official,
    approve_again,
    set_portal_contacts,
)
from tests.sample_content import publish_page
from tests.services.builders import create_closure

LANGUAGES = ("kk", "ru", "en")


@dataclass
class SiteEdits:
    """The portal's content changed at random.

    clock   the present moment, which only `pass_time` moves
    paths   addresses that have come into being
    """

    random: Random
    clock: datetime
    paths: set[str] = field(default_factory=set)
    count: int = 0

    def now(self) -> datetime:
        return self.clock

    def act(self) -> str:
        """Do one act and return its name."""
        self.count += 1
        names = list(ACTS)
        name = self.random.choices(names, [ACTS[name] for name in names])[0]
        getattr(self, name)()
        return name

    def words(self) -> str:
        return f"Мәтін {self.count}"

    def any_of(self, rows):
        """Return a row of a query set, or None of an empty one."""
        keys = list(rows.order_by("pk").values_list("pk", flat=True))
        return rows.get(pk=self.random.choice(keys)) if keys else None

    # --- pages ------------------------------------------------------------------------------

    def any_page(self) -> Page:
        return self.any_of(Page.objects.live().filter(depth__gte=3)).specific

    def publish_edited(self) -> None:
        page = self.any_page()
        page.title = self.words()
        page.save_revision().publish()

    def save_draft(self) -> None:
        page = self.any_page()
        page.title = f"Жоба {self.count}"
        page.save_revision()

    def unpublish(self) -> None:
        if page := self.any_of(Page.objects.live().filter(depth__gte=4)):
            page.specific.unpublish()

    def publish_again(self) -> None:
        if page := self.any_of(Page.objects.filter(live=False, depth__gte=3)):
            page.specific.get_latest_revision_as_object().save_revision().publish()

    def create_page(self) -> None:
        language = self.random.choice(LANGUAGES)
        home = Page.objects.get(locale__language_code=language, depth=2)
        slug = f"page-{self.count}"
        publish_page(StandardPage, home, language, slug=slug, title=self.words(), summary="x")
        self.paths.add(f"/{language}/{slug}/")

    def move_page(self) -> None:
        pages = StandardPage.objects.filter(slug__startswith="page-")
        if page := self.any_of(pages):
            target = page.get_siblings(inclusive=False).live().first()
            (target or page).refresh_from_db()
            if target and target.depth < 6:
                page.move(target, pos=self.random.choice(["first-child", "left", "right"]))
                self.paths.add(Page.objects.get(pk=page.pk).url)

    def delete_page(self) -> None:
        if page := self.any_of(StandardPage.objects.filter(slug__startswith="page-")):
            page.delete()

    def plan_publication(self) -> None:
        page = self.any_page()
        page.title = f"Жоспар {self.count}"
        page.go_live_at = self.clock + timedelta(minutes=self.random.choice([5, 90, 1500]))
        page.save_revision(approved_go_live_at=page.go_live_at)

    def plan_end(self) -> None:
        page = self.any_of(Page.objects.live().filter(depth__gte=4))
        if page:
            page.specific_class.objects.filter(pk=page.pk).update(
                expire_at=self.clock + timedelta(minutes=self.random.choice([5, 90, 1500]))
            )

    def translate_page(self) -> None:
        page = self.any_of(StandardPage.objects.live().filter(locale__language_code="kk"))
        if page:
            source, _new = TranslationSource.update_or_create_from_instance(page)
            target = Locale.objects.get(language_code=self.random.choice(["ru", "en"]))
            translation, _new = Translation.objects.get_or_create(
                source=source, target_locale=target
            )
            translation.save_target(publish=True)

    def publish_report(self) -> None:
        language = self.random.choice(LANGUAGES)
        report = a_report(
            language, self.words(), slug=f"report-{self.count}", date=self.clock.date()
        )
        self.paths.add(report.url)

    def edit_report(self) -> None:
        if report := self.any_of(MediaReportPage.objects.live()):
            report.came = (report.came or 0) + 1
            report.save_revision().publish()

    # --- facts and settings -----------------------------------------------------------------

    def edit_office(self) -> None:
        office = self.any_of(Office.objects.all())
        office.title_kk = office.title_ru = self.words()
        office.save()

    def update_offices(self) -> None:
        Office.objects.filter(pk=self.any_of(Office.objects.all()).pk).update(phone=self.phone())

    def phone(self) -> str:
        return f"+77253{self.random.randrange(600000, 700000)}"

    def open_office(self) -> None:
        if Office.objects.count() < 6:
            an_official(a_working_office(f"N{self.count}", title_en=self.words()))

    def edit_hours(self) -> None:
        hours = self.any_of(OfficeHours.objects.all())
        hours.closes = time(self.random.choice([17, 18, 19]), 0)
        hours.save()

    def edit_reception(self) -> None:
        if hours := self.any_of(ReceptionHours.objects.all()):
            hours.room = str(self.random.randrange(1, 90))
            hours.ends = time(self.random.choice([12, 13]), 0)
            hours.save()
            if self.random.random() < 0.5:
                approve_again(hours.official.office)

    def edit_official(self) -> None:
        official = self.any_of(Official.objects.all())
        official.name_kk = official.name_ru = f"Әсем Қалиева {self.count}"
        official.save()

    def close_office(self) -> None:
        first = self.clock.date() + timedelta(days=self.random.randrange(3))
        create_closure(self.any_of(Office.objects.all()), first)

    def open_again(self) -> None:
        if closure := self.any_of(Closure.objects.all()):
            closure.delete()

    def edit_calendar(self) -> None:
        day = self.clock.date() + timedelta(days=self.random.randrange(14))
        row = CalendarDay.objects.filter(date=day).first()
        if row:
            row.delete()
        else:
            CalendarDay.objects.create(date=day, kind="day_off", name_kk=self.words())

    def edit_procedure(self) -> None:
        self.any_of(Procedure.objects.all())
        Procedure.objects.update(legal_act_kk=self.words(), legal_act_ru=self.words())

    def edit_fee(self) -> None:
        Fee.objects.update(amount=self.random.randrange(100, 900))

    def edit_topic(self) -> None:
        topic = self.any_of(Topic.objects.all())
        topic.title_kk = topic.title_ru = self.words()
        topic.save()

    def edit_settings(self) -> None:
        set_portal_contacts(hotline=self.phone())

    def show_banner(self) -> None:
        until = self.clock + timedelta(minutes=self.random.choice([10, 200]))
        PortalSettings.objects.update(
            banner_kk=self.words(), banner_ru=self.words(), banner_until=until
        )

    def write_sql(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("UPDATE home_portalsettings SET phone = %s", [self.phone()])

    def roll_back(self) -> None:
        with transaction.atomic():
            self.random.choice([self.edit_office, self.edit_settings, self.file_appeal])()
            transaction.set_rollback(True)

    # --- appeals and bookings ---------------------------------------------------------------

    def file_appeal(self) -> an_appeal:
        topic = self.random.choice([a_topic(), a_topic("roads", title_kk="Жол", title_ru="Дороги")])
        return an_appeal(
            self.clock, office=self.any_of(Office.objects.all()), topic=topic,
            language=self.random.choice(LANGUAGES), consent_publication=True,
        )  # fmt: skip

    def answer_appeal(self) -> None:
        self.file_appeal().answered(self.random.choice(["satisfied", "refused"])).rated(3)

    def publish_answer(self) -> None:
        made = self.file_appeal().published(self.words(), self.words(), self.words())
        self.paths.add(f"/{made.public.language}/answers/{made.public.number}/")

    def withdraw_answer(self) -> None:
        if row := self.any_of(PublishedAnswer.objects.filter(stage="published")):
            publication.withdraw(row, "Қате.", reason="mistake", by=row.checked_by, at=self.clock)

    def redact_answer(self) -> None:
        """Publish a withdrawn answer again with other words."""
        rows = PublishedAnswer.objects.filter(stage="withdrawn", reply__isnull=False)
        if row := self.any_of(rows):
            checker = row.checked_by
            texts = dict.fromkeys(("title", "question", "answer"), self.words())
            ready = publication.prepare(row.reply, **texts, by=row.prepared_by, at=self.clock)
            publication.publish(ready, by=checker, at=self.clock)

    def book(self) -> None:
        official = self.any_of(Official.objects.filter(hours__isnull=False).distinct())
        if official is None:
            return
        day = self.clock.date()
        slots = free_slots(official.office, official, day, day + timedelta(days=5), self.clock)
        if slots:
            booking.book(
                official=official, starts_at=self.random.choice(slots).starts_at,
                name="Әсем Қалиева", at=self.clock,
            )  # fmt: skip

    def cancel_booking(self) -> None:
        if row := self.any_of(Booking.objects.filter(status="booked", starts_at__gt=self.clock)):
            booking.cancel(row, at=self.clock)

    def close_a_month(self) -> None:
        close_month(first_day(self.last_month()), self.clock)

    def last_month(self) -> date:
        return self.clock.date().replace(day=1) - timedelta(days=1)

    # --- time and the worker ----------------------------------------------------------------

    def pass_time(self) -> None:
        steps = [3, 15, 40, 120, 60 * 16, 60 * 24 * 3]
        self.clock += timedelta(minutes=self.random.choice(steps))

    def publish_planned(self) -> None:
        call_command("publish_scheduled", verbosity=0, stdout=None)

    def refresh(self) -> None:
        call_command("refresh_pages", stdout=None)


# Act → how often it is chosen.
ACTS: dict[str, int] = {
    name: 2 for name, value in vars(SiteEdits).items()
    if isinstance(value, Callable) and not name.startswith("_")
    and name not in {"now", "act", "words", "any_of", "any_page", "phone", "last_month"}
}  # fmt: skip
ACTS |= {"pass_time": 6, "refresh": 1, "save_draft": 3, "book": 4, "publish_answer": 4}
