"""One appeal of the demo: its steps through the lifecycle, each at its own moment."""

from datetime import date, datetime, timedelta

from django.utils import timezone

from appeals import deadlines, lifecycle, publication
from appeals.appeal_fields import NewAppeal
from appeals.models import PublishedAnswer, Reply
from appeals.models.appeal import Channel
from appeals.models.reply import WithdrawalReason
from appeals.states import CloseReason
from core.models import User
from portal.demo import citizens, stories
from portal.demo.case_plans import CHANNELS, LANGUAGES, OFFICES, CasePlan, draft_token
from portal.demo.content import read_toml
from portal.demo.context import DemoContext
from portal.demo.schedule import nearest_reception_day
from portal.demo.timeline import Timeline, evening, in_office_hours
from services.models import Body, Office, Official


class DemoCase:
    """Create one appeal and take it to the outcome of its plan."""

    def __init__(self, context: DemoContext, plan: CasePlan, number: int):
        self.context, self.plan, self.number = context, plan, number
        self.random = context.random
        self.language = context.pick(LANGUAGES)
        self.channel = context.pick(CHANNELS)
        self.office: Office = context.offices[context.pick(OFFICES)]
        self.official: Official | None = None
        start = self._start(plan.day)
        self.time = Timeline(start, context.at, context.calendar, self.random)
        scene = stories.Scene(self.office.slug, timezone.localdate(start).month)
        self.story, times = context.story_picker.pick(scene.month)
        self.text = stories.render_story(self.story, self.language, times, scene, self.random)
        self.body: Body | None = context.body_finder.find(self.story, self.office)

    def _start(self, day: date) -> datetime:
        """Return the moment of registration: any hour on the portal, else office hours."""
        latest = self.context.at - timedelta(hours=1)
        if self.channel == Channel.PORTAL:
            return min(evening(day, self.random), latest)
        officials = self.context.officials.get(self.office.slug, [])
        if self.channel == Channel.VISIT and officials:
            self.official, row = self.random.choice(officials)
            day = nearest_reception_day(row, day, step=-1)
        while not self.context.calendar.is_workday(day):
            day -= timedelta(days=1)
        return min(in_office_hours(day, self.random), latest)

    @property
    def staff(self) -> User:
        """Return the member of staff of the office."""
        return self.context.staff[self.office.pk]

    def reason(self, name: str) -> str:
        """Return the text of a reason in the applicant's language."""
        return read_toml("people")["reasons"][name][self.language]

    def run(self) -> None:
        """Register the appeal and take the steps of its outcome."""
        self.register()
        getattr(self, self.plan.outcome)()

    # --- steps ------------------------------------------------------------------------

    def register(self) -> None:
        """Register the appeal of an invented citizen."""
        by_staff = self.channel != Channel.PORTAL
        city = self.context.rows[self.office.slug]["city"][self.language]
        citizen = citizens.create_citizen_not_named_in(
            f"{self.text.subject}\n{self.text.question}\n{self.text.answer}"
            * bool(self.plan.publication),
            lambda: citizens.create_citizen(self.random, self.language, city, self.number),
        )
        fields = NewAppeal(
            kind=self.context.kinds[self.story["kind"]],
            topic=self.context.topics[self.story["topic"]],
            office=self.office,
            language=self.language,
            subject=self.text.subject,
            matter=self.text.matter,
            points=self.text.points,
            place=city,
            channel=self.channel,
            official=self.official,
            draft_token=draft_token(self.context.seed, self.number),
            consent_processing={"version": "1", "at": self.time.now.isoformat()},
            consent_publication=bool(self.plan.publication),
            **vars(citizen),
        )
        by = self.staff if by_staff else None
        self.appeal = lifecycle.register(fields, by=by, at=self.time.now).appeal

    def route(self) -> None:
        """Route the appeal to the member of staff of the office."""
        self.appeal = lifecycle.route(
            self.appeal, self.office, officer=self.staff, body=self.body,
            by=self.staff, at=self.time.later(0, 1),
        )  # fmt: skip

    def start(self) -> None:
        """Route the appeal and start work on it."""
        self.route()
        self.appeal = lifecycle.start(self.appeal, by=self.staff, at=self.time.later(0, 1))

    def _give_short_answer(self) -> None:
        """Start work and send the short answer."""
        self.start()
        self.appeal = lifecycle.short_answer(
            self.appeal, self.text.short_answer, by=self.staff, at=self.time.later(0, 1)
        )

    def answer(self) -> None:
        """Answer, one time in fourteen after the due date."""
        late = self.random.random() < 0.07
        at = self.time.later(14, 20) if late else self.time.later(3, 10)
        decision = self.story["decision"]
        points = [
            lifecycle.PointAnswer(point, text, decision)
            for point, text in enumerate(self.text.for_points(), 1)
        ]
        lead = self.text.lead if len(points) > 1 else ""
        signer = self.context.rows[self.office.slug]["approver"]
        self.appeal = lifecycle.answer(
            self.appeal, points, text=lead,
            signer=f"{signer['name'][self.language]}, {signer['post'][self.language]}",
            by=self.staff, at=at,
        )  # fmt: skip

    def rate(self) -> None:
        """Rate the answer, as somewhat more than half of the citizens do."""
        if self.random.random() > 0.58:
            return
        comments = [c for c in self.story["rating_comments"] if c["lang"] == self.language]
        if comments and self.random.random() < 0.7:
            rating = self.random.choice(comments)
            stars, comment = rating["stars"], rating["text"]
        else:
            stars, comment = self.context.pick({5: 40, 4: 30, 3: 14, 2: 8, 1: 8}), ""
        lifecycle.rate(self.appeal, stars, comment, at=self.time.days_later(0, 6))

    def make_public(self) -> None:
        """Prepare the anonymous text; a second person publishes or returns it."""
        reply = self.appeal.replies.get(kind=Reply.Kind.FULL)
        text = {
            "title": self.text.subject, "question": self.text.question, "answer": self.text.answer,
        }  # fmt: skip
        marked = publication.words_to_excuse(PublishedAnswer(reply=reply, **text))
        answer = publication.prepare(
            reply, **text, by=self.staff, at=self.time.later(0, 2),
            reasons=dict.fromkeys(marked, self.reason("excuse")),
        )  # fmt: skip
        by = self.context.checker
        if self.plan.publication == "returned":
            publication.return_for_correction(
                answer, self.reason("return"), by=by, at=self.time.later(0, 1)
            )
        elif self.plan.publication != "prepared":
            publication.publish(answer, by=by, at=self.time.later(0, 1))
        if self.plan.publication == "withdrawn":
            at = self.time.later(2, 6)
            publication.withdraw(
                answer, self.reason("unpublish"), reason=WithdrawalReason.APPLICANT, by=by, at=at
            )

    # --- outcomes ------------------------------------------------------------------------

    def new(self) -> None:
        """Leave the appeal registered."""

    def routed(self) -> None:
        """Leave the appeal routed."""
        self.route()

    def started(self) -> None:
        """Leave the appeal in progress."""
        self.start()

    def short(self) -> None:
        """Leave the appeal with a short answer."""
        self._give_short_answer()

    def late(self) -> None:
        """Leave the appeal open and overdue."""
        self._give_short_answer()

    def extended(self) -> None:
        """Extend the term as far as the law allows."""
        self._give_short_answer()
        last = deadlines.term_dates(self.appeal.registered_at, self.office).extension
        until = min(self.context.calendar.add_workdays(self.appeal.due_on, 15), last)
        while not self.context.calendar.is_workday(until):
            until -= timedelta(days=1)
        self.appeal = lifecycle.extend(
            self.appeal, until, why=self.reason("extend"),
            by=self.context.head, at=self.time.later(6, 9),
        )  # fmt: skip

    def answered(self) -> None:
        """Answer, rate and perhaps publish."""
        self._give_short_answer()
        self.answer()
        self.rate()
        if self.plan.publication:
            self.make_public()

    def done(self) -> None:
        """Answer and close the appeal."""
        self.answered()
        self.appeal = lifecycle.close(self.appeal, by=self.staff, at=self.time.later(5, 10))

    def reopened(self) -> None:
        """Answer the appeal and reopen it."""
        self._give_short_answer()
        self.answer()
        self.appeal = lifecycle.reopen(
            self.appeal, why=self.reason("reopen"), by=self.context.head, at=self.time.later(5, 9)
        )

    def forwarded(self) -> None:
        """Forward to a body that does not answer through this portal."""
        bodies = Body.objects.filter(topics=self.appeal.topic, ours=False)
        to = bodies.order_by("slug").first() or Body.objects.get(slug="prosecutor")
        self.appeal = lifecycle.forward(
            self.appeal, to, why=self.reason("forward"), by=self.staff, at=self.time.later(0, 2)
        )

    def withdrawn(self) -> None:
        """Let the applicant withdraw the appeal."""
        self.start()
        self.appeal = lifecycle.withdraw(
            self.appeal, why=self.reason("withdraw"), at=self.time.days_later(1, 5)
        )

    def dismissed(self) -> None:
        """Close the appeal without consideration."""
        self.route()
        texts = read_toml("people")["dismissals"]
        reason = self.random.choice(sorted(texts))
        self.appeal = lifecycle.propose_close(
            self.appeal, CloseReason(reason), why=texts[reason][self.language],
            by=self.staff, at=self.time.later(1, 3),
        )  # fmt: skip
        self.appeal = lifecycle.confirm_close(
            self.appeal,
            seen=self.appeal.events.latest("pk").pk,
            by=self.context.head,
            at=self.time.later(0, 1),
        )
