"""An anonymised case tells of nobody, and no figure and no check of the journals changes."""

import io
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.urls import reverse

from appeals import lifecycle, publication
from appeals.models import Appeal, AppealFact, Event
from appeals.monthly_reports import close_month
from forms import drafts
from forms.models import Draft
from services.booking import lifecycle as booking_lifecycle
from tests.appeals.test_registration import a_file
from tests.builders import (
    MONDAY,
    a_clerk,
    a_head,
    almaty_time,
    an_appeal,
    an_office,
    an_official,
)

pytestmark = pytest.mark.django_db
YEARS_LATER = almaty_time("2031-06-02 03:00")
SECRETS = [
    "Құпиятегі", "Құпияәкесі", "КҚБірлестік", "880101300123", "Жасырын көше", "+77011112233",
    "qupiya@mail.example", "Жасырын тақырып", "Жасырын тармақ", "Жасырын орын", "Жасырын жауап",
    "Жасырын пікір", "Жасырын себеп", "qupiya.pdf",
]  # fmt: skip


def a_full_case(**values) -> an_appeal:
    """Return a closed case with something personal in every place that can hold it."""
    made = an_appeal(
        name="Құпиятегі", patronymic="Құпияәкесі", organisation="КҚБірлестік",
        id_number="880101300123", postal_address="Жасырын көше, 5", phone="+77011112233",
        email="qupiya@mail.example", subject="Жасырын тақырып", points=["Жасырын тармақ."],
        place="Жасырын орын", files=[a_file(name="qupiya.pdf")], **values,
    )  # fmt: skip
    made.answered(texts={1: "Жасырын жауап."}).rated(comment="Жасырын пікір.")
    made.appeal = lifecycle.close(
        made.appeal, why="Жасырын себеп.", by=made.clerk, at=made._later()
    )
    return made


def everything_kept() -> str:
    """Return all values of all tables as one text."""
    rows = [
        f"{model.__name__}{row}"
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed
        for row in model._default_manager.values_list()
    ]
    return "\n".join(rows)


def stored_files() -> set[Path]:
    return {path for path in Path(settings.PRIVATE_ROOT).rglob("*") if path.is_file()}


def run(command: str) -> str:
    out = io.StringIO()
    call_command(command, stdout=out, stderr=out)
    return out.getvalue()


def test_nothing_personal_is_left_in_any_table_or_folder(django_capture_on_commit_callbacks):
    files = stored_files()
    made = a_full_case()
    draft = drafts.create_draft("appeal", owner="", language="kk", at=MONDAY)
    Draft.objects.filter(pk=draft.pk).update(result=made.appeal.number)
    assert [secret for secret in SECRETS if secret not in everything_kept()] == []
    assert stored_files() != files
    with django_capture_on_commit_callbacks(execute=True):
        lifecycle.anonymise(made.appeal, at=YEARS_LATER)
    assert [secret for secret in SECRETS if secret in everything_kept()] == []
    assert stored_files() == files
    assert not Draft.objects.filter(pk=draft.pk).exists()
    row = made.built()
    assert (row.number, row.state, row.anonymised_at) == (
        made.appeal.number, "closed", YEARS_LATER,
    )  # fmt: skip
    assert row.ledger_salt == ""


def test_visit_that_led_to_the_appeal_is_anonymised_with_it():
    official = an_official(an_office())
    booked = booking_lifecycle.book(
        official=official, starts_at=almaty_time("2026-02-02 10:00"), name="Құпиятегі",
        phone="+77011112233", subject="Жасырын тақырып", at=almaty_time("2026-02-01 10:00"),
    )  # fmt: skip
    made = a_full_case(visit=booked.booking)
    lifecycle.anonymise(made.appeal, at=YEARS_LATER)
    assert [secret for secret in SECRETS if secret in everything_kept()] == []
    booked.booking.refresh_from_db()
    assert booked.booking.starts_at == almaty_time("2026-02-02 10:00")


def test_no_figure_changes_and_every_check_stays_green():
    a_full_case()
    an_appeal().answered().rated(stars=2, comment="Жаман")
    an_appeal().forwarded()
    an_appeal().closed()
    made = an_appeal().answered().closed()
    made.appeal = lifecycle.reopen(made.appeal, why="Қате.", by=made.head, at=made._later())
    made.answered().closed()
    close_month(date(2026, 2, 1), almaty_time("2026-03-02 09:00"))
    before = list(AppealFact.objects.order_by("pk").values())
    for appeal in Appeal.objects.all():
        lifecycle.anonymise(appeal, at=YEARS_LATER)
    assert list(AppealFact.objects.order_by("pk").values()) == before
    assert "5 appeals and" in run("verify_figures")
    assert "agree with the calendar" in run("verify_terms")
    report = run("verify_journal")
    assert "5 of the appeals are anonymised" in report
    assert "are whole" in report


@pytest.mark.parametrize(
    "change",
    [{"act": "start"}, {"why": "Жаңа"}, {"by_id": None}, {"public": False}, {"data": {"x": 1}}],
)
def test_entry_changed_after_the_anonymising_is_reported(change):
    made = a_full_case()
    lifecycle.anonymise(made.appeal, at=YEARS_LATER)
    second = made.appeal.events.order_by("pk")[1]
    Event.objects.filter(pk=second.pk).update(**change)
    with pytest.raises(CommandError, match="faults"):
        run("verify_journal")


@pytest.mark.parametrize("change", [{"anonymised_at": None}, {"matter": "Жаңа"}])
def test_row_changed_after_the_anonymising_is_reported(change):
    made = a_full_case()
    lifecycle.anonymise(made.appeal, at=YEARS_LATER)
    Appeal.objects.update(**change)
    with pytest.raises(CommandError, match="faults"):
        run("verify_journal")


def test_open_held_and_disputed_cases_are_not_anonymised():
    held = a_full_case()
    lifecycle.put_on_hold(held.appeal, "Сотта қаралуда.", by=held.head, at=YEARS_LATER)
    disputed = a_full_case()
    lifecycle.ask_again(disputed.appeal, why="Келіспеймін.", at=YEARS_LATER)
    for made in (an_appeal(), held, disputed):
        with pytest.raises(ValidationError):
            lifecycle.anonymise(made.appeal, at=YEARS_LATER)
    lifecycle.lift_hold(held.appeal, "Сот бітті.", by=held.head, at=YEARS_LATER)
    assert lifecycle.anonymise(held.appeal, at=YEARS_LATER).anonymised_at


def test_only_a_head_anonymises_by_hand_and_once():
    made = a_full_case()
    with pytest.raises(PermissionDenied):
        lifecycle.anonymise(made.appeal, by=made.clerk, at=YEARS_LATER)
    lifecycle.anonymise(made.appeal, by=made.head, at=YEARS_LATER)
    entries = Event.objects.count()
    lifecycle.anonymise(made.appeal, by=made.head, at=YEARS_LATER + timedelta(days=1))
    assert Event.objects.count() == entries
    with pytest.raises(ValidationError, match="иесіздендірілген"):
        lifecycle.reopen(made.appeal, why="Керек.", by=made.head, at=YEARS_LATER)


def test_published_answer_stays_and_an_unpublished_one_is_emptied():
    public = an_appeal(consent_publication=True).published()
    waiting = an_appeal(consent_publication=True).answered()
    prepared = publication.prepare(
        waiting.appeal.replies.get(), title="Шам туралы", question="Шам жанбайды.",
        answer="Жөнделді.", by=waiting.clerk, at=YEARS_LATER,
    )  # fmt: skip
    for made in (public, waiting):
        lifecycle.anonymise(made.appeal, at=YEARS_LATER)
    assert public.public.answer == "Шатыр жөнделді."
    prepared.refresh_from_db()
    assert (prepared.title, prepared.question, prepared.answer) == ("", "", "")
    with pytest.raises(ValidationError):
        publication.publish(prepared, by=waiting.head, at=YEARS_LATER)


def test_citizen_reads_that_the_case_was_anonymised(visit):
    made = a_full_case()
    lifecycle.anonymise(made.appeal, at=YEARS_LATER)
    typed = {"number": made.appeal.number, "secret": made.secret}
    page = visit.post("/en/appeals/status/", typed)
    text = page.content.decode()
    assert "The case was anonymised on" in text
    assert "Rate the answer" not in text
    assert "Add a document" not in text


def test_staff_can_open_and_print_an_anonymised_case_and_do_nothing_to_it(client):
    made = a_full_case()
    lifecycle.anonymise(made.appeal, at=YEARS_LATER)
    client.force_login(a_head(made.office, language="en"))
    page = client.get(reverse("appeals_admin:case", args=[made.appeal.pk])).content.decode()
    assert "names, contact, texts and files are deleted" in page
    assert reverse("appeals_admin:act", args=[made.appeal.pk, "reopen"]) not in page
    for name in ("print", "receipt"):
        address = reverse(f"appeals_admin:{name}", args=[made.appeal.pk])
        assert client.get(address).status_code == 200, name
    letter = [made.appeal.pk, made.appeal.replies.get().pk]
    assert client.get(reverse("appeals_admin:answer_letter", args=letter)).status_code == 200


def test_head_puts_a_case_on_hold_and_a_clerk_cannot(client):
    made = an_appeal().answered().closed()
    address = reverse("appeals_admin:act", args=[made.appeal.pk, "hold"])
    client.force_login(a_clerk(made.office))
    assert client.get(address).status_code in {302, 403}
    client.force_login(a_head(made.office, language="en"))
    last = made.appeal.events.latest("pk").pk
    client.post(address, {"last_event": last, "why": "Прокурор сұратты."})
    page = client.get(reverse("appeals_admin:case", args=[made.appeal.pk])).content.decode()
    assert "Прокурор сұратты." in page
    assert "Lift the hold" in page
