"""Admin of the working calendar: a changed day moves the terms of open appeals, once confirmed."""

from collections import Counter
from collections.abc import Iterable
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin import messages
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.admin.views.generic import CreateView, DeleteView, EditView

from appeals import lifecycle
from appeals.admin.viewsets import ReferenceViewSet
from appeals.term_moves import TermMove, find_moves, moves_digest
from core.i18n.localtext import active_language, localized_fields
from core.models import CalendarDay
from core.workdays.source import build_calendar, read_rows

SEEN, BACK = "moves_seen", "moves_back"


class ConfirmMovesMixin:
    """Ask before a day is saved or deleted on which terms depend; then move the terms."""

    request: HttpRequest

    def form_valid(self, form) -> HttpResponse:
        """Show what moves, or do it when what was shown is confirmed and still so."""
        day, days = self.day_after(form), self.changed_days(form)
        moves = moves_under(read_rows(without=self.changed_id(form), plus=day))
        if BACK in self.request.POST:
            self.form = form
            return self.render_to_response(self.get_context_data())  # type: ignore[attr-defined]
        if moves and self.request.POST.get(SEEN) != moves_digest(moves):
            return self.ask(moves)
        response = super().form_valid(form)  # type: ignore[misc]  # of Wagtail's view beside it
        moved = lifecycle.move_terms(
            [move.appeal for move in moves], days, by=self.request.user, at=timezone.now()
        )
        if moved:
            text = ngettext(
                "The terms of %(n)s open appeal are moved, the applicant is told.",
                "The terms of %(n)s open appeals are moved, the applicants are told.",
                moved,
            )
            messages.info(self.request, text % {"n": moved})
        return response

    def ask(self, moves: list[TermMove]) -> HttpResponse:
        """Return the page with the number of appeals and from which day to which they move."""
        posted = self.request.POST
        hidden = [
            (name, value)
            for name, values in posted.lists()
            for value in values
            if name not in {SEEN, BACK, "csrfmiddlewaretoken"}
        ]
        context = self.get_context_data()  # type: ignore[attr-defined]
        context |= {
            "count": len(moves), "groups": group_moves(moves), "digest": moves_digest(moves),
            "hidden": hidden, "changed": SEEN in posted,
        }  # fmt: skip
        return TemplateResponse(self.request, "appeals/admin/confirm_moves.html", context)

    def changed_id(self, form) -> int | None:
        """Return the id of the row that is changed or deleted."""
        return form.instance.pk

    def day_after(self, form) -> CalendarDay | None:
        """Return the day as it will be; None: it is deleted."""
        return form.instance

    def changed_days(self, form) -> set[date]:
        """Return the dates that the row had and will have."""
        before = CalendarDay.objects.filter(pk=form.instance.pk).values_list("date", flat=True)
        return {form.instance.date, *before}


def moves_under(rows: tuple[tuple, ...]) -> list[TermMove]:
    """Return the moves if the editors' days were these `rows`."""
    code = active_language()
    return find_moves(timezone.localdate(), lambda week: build_calendar(rows, code, week))


def group_moves(moves: Iterable[TermMove]) -> list[dict]:
    """Return for each term, from which day to which, the number of appeals."""
    counts: Counter = Counter()
    for move in moves:
        appeal = move.appeal
        if move.short_due_on != appeal.short_due_on:
            counts[_("Short answer"), appeal.short_due_on, move.short_due_on] += 1
        if move.due_on != appeal.due_on:
            counts[_("Full answer"), appeal.due_on, move.due_on] += 1
    return [
        {"term": term, "before": before, "after": after, "count": count}
        for (term, before, after), count in sorted(counts.items(), key=lambda row: row[0][1:])
    ]


class DayCreateView(ConfirmMovesMixin, CreateView):
    """Add a day."""


class DayEditView(ConfirmMovesMixin, EditView):
    """Change a day."""


class DayDeleteView(ConfirmMovesMixin, DeleteView):
    """Delete a day."""

    def changed_id(self, form) -> int | None:
        return self.object.pk

    def day_after(self, form) -> CalendarDay | None:
        return None

    def changed_days(self, form) -> set[date]:
        return {self.object.date}


class CalendarViewSet(ReferenceViewSet):
    """Days off and working Saturdays."""

    model = CalendarDay
    icon = "date"
    menu_label = _("Working calendar")
    list_display = ["date", "kind", "__str__", "act"]
    list_filter = ["kind", "date"]
    add_view_class = DayCreateView
    edit_view_class = DayEditView
    delete_view_class = DayDeleteView
    panels = [
        FieldRowPanel([FieldPanel("date"), FieldPanel("kind")]),
        *[FieldPanel(name) for name in localized_fields("name")],
        FieldPanel("act"),
        FieldPanel("five_day_only"),
    ]
