"""One appeal of the demo, lived through by the rules of the house: each step at its moment."""

from datetime import date, datetime, timedelta

from django.utils import timezone

from appeals import deadlines, lifecycle, publication
from appeals.appeal_fields import NewAppeal
from appeals.models import Reply
from appeals.models.appeal import Channel
from appeals.states import CloseReason
from core.models import User
from portal.demo import people, situations
from portal.demo.content import read
from portal.demo.plans import CHANNELS, LANGUAGES, OFFICES, Plan, token
from portal.demo.schedule import reception_day
from portal.demo.timeline import Timeline, evening, in_office_hours
from portal.demo.world import World
from services.models import Body, Office, Official


class Case:
    """One appeal from its first word to where its fate leaves it."""

    def __init__(self, world: World, plan: Plan, number: int):
        self.world, self.plan, self.number = world, plan, number
        self.chance = world.chance
        self.language = world.pick(LANGUAGES)
        self.channel = world.pick(CHANNELS)
        self.office: Office = world.offices[world.pick(OFFICES)]
        self.official: Official | None = None
        start = self._start(plan.day)
        self.time = Timeline(start, world.at, world.calendar, self.chance)
        scene = situations.Scene(self.office.slug, timezone.localdate(start).month)
        self.story, times = world.deck.deal(scene.month)
        self.told = situations.tell(self.story, self.language, times, scene, self.chance)
        self.body: Body | None = world.bodies.part(self.story, self.office)

    def _start(self, day: date) -> datetime:
        """When it came: at any hour by the portal, in office hours at the counter or by phone."""
        latest = self.world.at - timedelta(hours=1)
        if self.channel == Channel.PORTAL:
            return min(evening(day, self.chance), latest)
        receiving = self.world.officials.get(self.office.slug, [])
        if self.channel == Channel.VISIT and receiving:
            self.official, row = self.chance.choice(receiving)
            day = reception_day(row, day, step=-1)
        while not self.world.calendar.is_workday(day):
            day -= timedelta(days=1)
        return min(in_office_hours(day, self.chance), latest)

    @property
    def staff(self) -> User:
        return self.world.staff[self.office.pk]

    def reason(self, name: str) -> str:
        return read("people")["reasons"][name][self.language]

    def live(self) -> None:
        self.register()
        getattr(self, self.plan.fate)()

    # --- the steps ------------------------------------------------------------------------

    def register(self) -> None:
        by_staff = self.channel != Channel.PORTAL
        city = self.world.rows[self.office.slug]["city"][self.language]
        who = people.unlike(
            f"{self.told.subject}\n{self.told.question}\n{self.told.answer}"
            * bool(self.plan.public),
            lambda: people.citizen(self.chance, self.language, city, self.number),
        )
        words = NewAppeal(
            kind=self.world.kinds[self.story["kind"]],
            topic=self.world.topics[self.story["topic"]],
            office=self.office,
            language=self.language,
            subject=self.told.subject,
            matter=self.told.matter,
            points=self.told.points,
            place=city,
            channel=self.channel,
            official=self.official,
            draft_token=token(self.world.seed, self.number),
            consent_processing={"version": "1", "at": self.time.now.isoformat()},
            consent_publication=bool(self.plan.public),
            **vars(who),
        )
        by = self.staff if by_staff else None
        self.appeal = lifecycle.register(words, by=by, at=self.time.now).appeal

    def route(self) -> None:
        self.appeal = lifecycle.route(
            self.appeal, self.office, officer=self.staff, body=self.body,
            by=self.staff, at=self.time.later(0, 1),
        )  # fmt: skip

    def start(self) -> None:
        self.route()
        self.appeal = lifecycle.start(self.appeal, by=self.staff, at=self.time.later(0, 1))

    def say_short(self) -> None:
        self.start()
        self.appeal = lifecycle.short_answer(
            self.appeal, self.told.short_answer, by=self.staff, at=self.time.later(0, 1)
        )

    def answer(self) -> None:
        """In time as a rule; one case in fourteen is answered late."""
        late = self.chance.random() < 0.07
        when = self.time.later(14, 20) if late else self.time.later(3, 10)
        decision = self.story["decision"]
        points = [
            lifecycle.PointAnswer(point, text, decision)
            for point, text in enumerate(self.told.for_points(), 1)
        ]
        lead = self.told.lead if len(points) > 1 else ""
        signer = self.world.rows[self.office.slug]["approver"]
        self.appeal = lifecycle.answer(
            self.appeal, points, text=lead,
            signer=f"{signer['name'][self.language]}, {signer['post'][self.language]}",
            by=self.staff, at=when,
        )  # fmt: skip

    def rate(self) -> None:
        """Somewhat more than half of the citizens say what they think."""
        if self.chance.random() > 0.58:
            return
        said = [c for c in self.story["rating_comments"] if c["lang"] == self.language]
        if said and self.chance.random() < 0.7:
            word = self.chance.choice(said)
            stars, comment = word["stars"], word["text"]
        else:
            stars, comment = self.world.pick({5: 40, 4: 30, 3: 14, 2: 8, 1: 8}), ""
        lifecycle.rate(self.appeal, stars, comment, at=self.time.days_later(0, 6))

    def make_public(self) -> None:
        """One person writes the anonymous text, a second looks at it."""
        reply = self.appeal.replies.get(kind=Reply.Kind.FULL)
        text = {
            "title": self.told.subject, "question": self.told.question, "answer": self.told.answer,
        }  # fmt: skip
        answer = publication.prepare(reply, **text, by=self.staff, at=self.time.later(0, 2))
        by = self.world.checker
        if self.plan.public == "returned":
            publication.return_for_correction(
                answer, self.reason("return"), by=by, at=self.time.later(0, 1)
            )
        elif self.plan.public != "prepared":
            publication.publish(answer, by=by, at=self.time.later(0, 1))
        if self.plan.public == "withdrawn":
            when = self.time.later(2, 6)
            publication.withdraw(answer, self.reason("unpublish"), by=by, at=when)

    # --- the fates ------------------------------------------------------------------------

    def new(self) -> None:
        """Nobody has opened it yet."""

    def routed(self) -> None:
        self.route()

    def started(self) -> None:
        self.start()

    def short(self) -> None:
        self.say_short()

    def late(self) -> None:
        """Open, and past its day."""
        self.say_short()

    def extended(self) -> None:
        self.say_short()
        last = deadlines.term_dates(self.appeal.registered_at, self.office).extension
        until = min(self.world.calendar.add_workdays(self.appeal.due_on, 15), last)
        while not self.world.calendar.is_workday(until):
            until -= timedelta(days=1)
        self.appeal = lifecycle.extend(
            self.appeal, until, why=self.reason("extend"),
            by=self.world.head, at=self.time.later(6, 9),
        )  # fmt: skip

    def answered(self) -> None:
        self.say_short()
        self.answer()
        self.rate()
        if self.plan.public:
            self.make_public()

    def done(self) -> None:
        self.answered()
        self.appeal = lifecycle.close(
            self.appeal, CloseReason.DONE, by=self.staff, at=self.time.later(5, 10)
        )

    def reopened(self) -> None:
        self.say_short()
        self.answer()
        self.appeal = lifecycle.reopen(
            self.appeal, why=self.reason("reopen"), by=self.world.head, at=self.time.later(5, 9)
        )

    def forwarded(self) -> None:
        """To a body that does not answer through this portal."""
        bodies = Body.objects.filter(topics=self.appeal.topic, ours=False)
        to = bodies.order_by("slug").first() or Body.objects.get(slug="prosecutor")
        self.appeal = lifecycle.forward(
            self.appeal, to, why=self.reason("forward"), by=self.staff, at=self.time.later(0, 2)
        )

    def withdrawn(self) -> None:
        self.start()
        self.appeal = lifecycle.withdraw(
            self.appeal, why=self.reason("withdraw"), at=self.time.days_later(1, 5)
        )

    def dismissed(self) -> None:
        self.route()
        words = read("people")["dismissals"]
        reason = self.chance.choice(sorted(words))
        self.appeal = lifecycle.close(
            self.appeal, CloseReason(reason), why=words[reason][self.language],
            by=self.staff, at=self.time.later(1, 3),
        )  # fmt: skip
