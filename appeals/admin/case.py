"""The admin page of one appeal, its files and its printed card."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View
from wagtail.admin.widgets.button import HeaderButton

from appeals import (
    access,
    deadlines,
    lifecycle,
    person_search,
    publication,
    reconsideration,
    routing,
)
from appeals.admin.actions import ACTS
from appeals.admin.close_proposals import describe_close_proposal
from appeals.admin.inbox import format_due
from appeals.admin.inbox_export import user_name
from appeals.admin.mixins import ACT, CaseMixin, log_access, was_logged_today
from appeals.appeal_fields import APPLICANT, MATTER, card_rows
from appeals.models import Appeal, Attachment, Event, PublishedAnswer, Reply
from appeals.states import Act
from appeals.status_text import event_reason
from core import outbox, pdf


@dataclass(frozen=True)
class JournalLine:
    """A line of the journal in words."""

    at: datetime
    what: str
    who: str
    why: str
    public: bool


def journal_lines(events: list[Event]) -> list[JournalLine]:
    """Return the journal in words, the newest entry first."""
    return [
        JournalLine(
            event.at,
            str(Act(event.act).label),
            user_name(event.by)
            or (_("the portal") if event.act in access.BY_PORTAL else _("the applicant")),
            event_reason(event),
            event.public,
        )
        for event in reversed(events)
    ]


def find_pending_request(appeal: Appeal, events: list[Event]) -> Event | None:
    """Return the request for reconsideration that waits for a head, or None."""
    if not reconsideration.is_pending(appeal):
        return None
    return next((event for event in reversed(events) if event.act == Act.ASK_AGAIN), None)


def mask_id_number(id_number: str) -> str:
    """Return an IIN as it is shown until somebody asks for all of it: the last four digits."""
    return "•" * 8 + id_number[-4:] if id_number else ""


class CaseView(CaseMixin, TemplateView):
    """Show one appeal with everything that is known of it; the log says who looked."""

    template_name = "appeals/admin/case.html"

    def get_page_title(self) -> str:
        return self.appeal.number

    def parent_breadcrumbs(self) -> list[dict]:
        return []

    def get(self, request, *args, **kwargs) -> HttpResponse:
        """Show the page and log that the appeal was opened."""
        log_access(request, self.appeal, "appeals.open", once_a_day=True)
        return super().get(request, *args, **kwargs)

    def post(self, request, *args, **kwargs) -> HttpResponse:
        """Show the whole IIN; that is logged."""
        log_access(request, self.appeal, "appeals.reveal")
        return self.render_to_response(self.get_context_data(revealed=True))

    @property
    def header_buttons(self) -> list[HeaderButton]:
        """Return the buttons that print the card and the receipt."""
        papers = {"print": _("Print"), "receipt": _("Receipt")}
        return [
            HeaderButton(
                label,
                reverse(f"appeals_admin:{name}", args=[self.appeal.pk]),
                icon_name="doc-full",
                attrs={"target": "_blank"},
            )
            for name, label in papers.items()
        ]

    def get_context_data(self, **kwargs) -> dict:
        """Add everything the page shows."""
        appeal = self.appeal
        calendar = deadlines.appeal_calendar(appeal)
        days = deadlines.term_dates_from(appeal.counted_from, calendar)
        replies = list(appeal.replies.prefetch_related("points__point").select_related("by"))
        events = list(appeal.events.select_related("by", "appeal").order_by("pk"))
        closing = lifecycle.close_proposal(appeal)
        return super().get_context_data(
            points=list(appeal.points.all()),
            files=list(appeal.attachments.all()),
            replies=replies,
            public=self.public_answers(replies),
            suggested=list(routing.suggested_bodies(appeal)),
            suggested_office=self.other_office(),
            strip=deadlines.term_strip(
                days.counted_from, appeal.short_due_on, appeal.due_on,
                on=self.today, calendar=calendar,
            ),
            due=format_due(appeal, self.today),
            forward_until=days.forward,
            journal=journal_lines(events),
            acts=self.acts(),
            proposal=describe_close_proposal(closing, appeal, self.request.user),
            applicant_rows=list(card_rows(appeal, APPLICANT)),
            matter_rows=list(card_rows(appeal, MATTER)),
            masked_id_number=mask_id_number(appeal.id_number),
            undelivered=list(outbox.given_up([appeal.number])),
            rating=getattr(appeal, "rating", None),
            others=person_search.same_applicant(
                access.visible_appeals(self.request.user), appeal
            ).count(),
            request_again=find_pending_request(appeal, events),
            **kwargs,
        )  # fmt: skip

    def acts(self) -> list[dict]:
        """Return the acts that this user, who sees the appeal, may do now."""
        user, appeal = self.request.user, self.appeal
        return [
            {"url": reverse(ACT, args=[appeal.pk, slug]), "label": act.label, "main": act.main}
            for slug, act in ACTS.items()
            if access.has_role_for(user, slug) and act.is_possible(slug, appeal, user)
        ]

    def public_answers(self, replies: list[Reply]) -> list[dict]:
        """Return the public version of each full answer, or why none may be prepared."""
        rows = []
        for reply in (row for row in replies if row.kind == Reply.Kind.FULL):
            answer = PublishedAnswer.objects.filter(reply=reply).first()
            hindrance = ""
            try:
                publication.check_publishable(reply)
            except publication.ValidationError as error:
                hindrance = " ".join(error.messages)
            rows.append({"reply": reply, "answer": answer, "hindrance": hindrance})
        return rows

    def other_office(self) -> dict | None:
        """Return the office of the place when it is not the chosen one, with the reasons."""
        slug = self.appeal.suggestion.get("office")
        office = access.Office.objects.filter(slug=slug).first() if slug else None
        if office is None:
            return None
        reasons = self.appeal.suggestion.get("office_reasons") or []
        return {
            "office": office,
            "reasons": [routing.describe_reason(reason) for reason in reasons],
        }


class FileView(CaseMixin, View):
    """Download a file of an appeal, only after a clean scan; it is never shown in the browser."""

    def get(self, request, *args, **kwargs) -> FileResponse:
        """Return the file for download and log it."""
        file = self.find_safe_file()
        log_access(request, self.appeal, "appeals.download")
        return self.download(file.file, file.name, file.mime)

    def find_safe_file(self) -> Attachment:
        """Return the file of the address. Http404: the appeal has none, or it is not scanned."""
        file: Attachment = get_object_or_404(self.appeal.attachments, pk=self.kwargs["file"])
        if file.scan not in {Attachment.Scan.CLEAN, Attachment.Scan.NO_SCANNER}:
            raise Http404
        return file

    def download(self, stored: FieldFile, name: str, mime: str) -> FileResponse:
        """Return stored bytes as a download that no browser renders."""
        response = FileResponse(
            stored.open("rb"), as_attachment=True, filename=name, content_type=mime
        )
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
        return response


class OriginalView(FileView):
    """Download the sealed original of a signed file, as it was sent; for heads only."""

    def has_access(self, user) -> bool:
        return user.has_perm(access.LEAD)

    def get(self, request, *args, **kwargs) -> FileResponse:
        """Return the original for download and log it."""
        file = self.find_safe_file()
        if not file.original:
            raise Http404
        log_access(request, self.appeal, "appeals.original")
        return self.download(file.original, file.name, "application/octet-stream")


class PrintView(CaseMixin, View):
    """The printed card of an appeal, as PDF; the whole IIN only for who has asked for it today."""

    def get(self, request, *args, **kwargs) -> HttpResponse:
        """Return the PDF and log that it was printed."""
        revealed = was_logged_today(request, self.appeal, "appeals.reveal")
        log_access(request, self.appeal, "appeals.print", whole_id_number=revealed)
        content = pdf.render(
            "appeals/card.typ", card(self.appeal, revealed=revealed), language=get_language()[:2],
            title=_("Card of appeal %(number)s") % {"number": self.appeal.number},
        )  # fmt: skip
        name = f'inline; filename="{self.appeal.number}.pdf"'
        return HttpResponse(
            content, content_type="application/pdf", headers={"Content-Disposition": name}
        )


def _pairs(appeal: Appeal, section: str, *, revealed: bool = False) -> list[tuple[str, str]]:
    return [
        (
            str(row.label),
            mask_id_number(row.value) if row.name == "id_number" and not revealed else row.value,
        )
        for row in card_rows(appeal, section)
    ]


def card(appeal, *, revealed: bool = False) -> dict:
    """Return the data of typst/card.typ in the active language; the IIN whole when `revealed`."""

    def moment(value) -> str:
        return date_format(timezone.localtime(value), "d.m.Y H:i") if value else ""

    def day(value) -> str:
        return date_format(value, "d.m.Y")

    facts = [
        (_("State"), appeal.get_state_display()),
        (_("Received"), moment(appeal.registered_at)),
        (_("Counts from"), day(appeal.counted_from)),
        (_("Came by"), appeal.get_channel_display()),
        (_("Short answer until"), day(appeal.short_due_on)),
        (_("Answer until"), day(appeal.due_on)),
        (_("Kind"), str(appeal.kind)),
        (_("Topic"), str(appeal.topic)),
        (_("Office"), str(appeal.office)),
        (_("Body"), appeal.forwarded_to or str(appeal.body or "")),
        (_("Executor"), user_name(appeal.officer)),
    ]
    replies = [
        {
            "title": f"{reply.get_kind_display()}, {moment(reply.at)}",
            "decision": reply.get_decision_display(),
            "points": [
                [str(answer.point.number), answer.get_decision_display(), answer.text]
                for answer in reply.points.all()
            ],
            "text": reply.text,
            "signer": reply.signer,
        }
        for reply in appeal.replies.prefetch_related("points__point")
    ]
    events = list(appeal.events.select_related("by", "appeal").order_by("pk"))
    return {
        "number": appeal.number,
        "subject": appeal.subject,
        "facts": [pair for pair in facts if pair[1]],
        "applicant": _pairs(appeal, APPLICANT, revealed=revealed),
        "matter": appeal.matter,
        "matter_rows": _pairs(appeal, MATTER),
        "files": [file.name for file in appeal.attachments.all()],
        "replies": replies,
        "journal": [
            [moment(line.at), line.what, line.who, line.why]
            for line in reversed(journal_lines(events))
        ],
        "words": {
            "card": _("Card of the appeal"), "applicant": _("Applicant"), "matter": _("The matter"),
            "files": _("Attached documents"),
            "answers": _("Answers"), "journal": _("Journal"), "signed": _("Signed by"),
            "when": _("When"), "what": _("What"), "by": _("Who"), "why": _("Why"),
        },
    }  # fmt: skip
