"""The admin pages of appeals: each page, each act, and the permissions of offices."""

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from pypdf import PdfReader
from wagtail.models import ModelLogEntry

from appeals import publication
from appeals.admin import case, inbox
from appeals.models import Appeal, AppealKind, PublishedAnswer
from appeals.models.reply import Decision
from appeals.states import Act
from core import pdf
from core.models import CalendarDay, Notice
from services.models import Topic
from tests.appeals.test_registration import a_file
from tests.builders import (
    a_body,
    a_kind,
    a_staff_member,
    a_topic,
    an_appeal,
    an_office,
    an_official,
)

pytestmark = pytest.mark.django_db


def recently():
    """Return a moment before now, so that the acts of the tests come after it."""
    return timezone.now() - timedelta(hours=12)


@pytest.fixture
def made():
    return an_appeal(recently(), consent_publication=True, id_number="850101400129")


@pytest.fixture
def staff_client(client, made):
    client.force_login(made.clerk)
    return client


def case_url(made) -> str:
    return reverse("appeals_admin:case", args=[made.appeal.pk])


def submit_act(client, made, name: str, **data):
    url = reverse("appeals_admin:act", args=[made.appeal.pk, name])
    page = client.get(url)
    assert page.status_code == 200, page.status_code
    last_event = page.context["form"]["last_event"].value()
    return client.post(url, {"last_event": last_event, **data}, follow=True)


def test_inbox_lists_overdue_first_and_exports_without_personal_data(staff_client, made):
    late = an_appeal(timezone.now() - timedelta(days=60))
    elsewhere = an_appeal(office=an_office("ALA"))
    page = staff_client.get(reverse("appeals_admin:inbox"))
    text = page.content.decode()
    assert text.index(late.appeal.number) < text.index(made.appeal.number)
    assert elsewhere.appeal.number not in text
    filtered = staff_client.get(
        reverse("appeals_admin:inbox"), {"situation": "overdue"}
    ).content.decode()
    assert late.appeal.number in filtered
    assert made.appeal.number not in filtered
    Appeal.objects.filter(pk=made.appeal.pk).update(subject="=HYPERLINK(1)")
    for kind in ("csv", "xlsx"):
        export = staff_client.get(reverse("appeals_admin:inbox"), {"export": kind})
        assert f".{kind}" in export.headers["Content-Disposition"]
        if kind == "csv":
            table = export.getvalue().decode("utf-8-sig")
            assert late.appeal.number in table
            assert "'=HYPERLINK" in table
            assert "Сейтқали" not in table
    assert ModelLogEntry.objects.filter(action="appeals.export").count() == 2


@pytest.mark.parametrize(
    "query",
    [
        {"state": "registered"}, {"situation": "mine"}, {"situation": "soon"},
        {"situation": "short"}, {"situation": "new"}, {"situation": "publish"},
        {"q": "TUR-2026"}, {"q": '"((%'}, {"due_on_from": "2026-01-01"}, {"state": "nonsense"},
        {"ordering": "-due_on"}, {"p": "99"},
    ],
)  # fmt: skip
def test_inbox_opens_with_any_filter(staff_client, query):
    assert staff_client.get(reverse("appeals_admin:inbox"), query).status_code == 200


def test_executor_filter_shows_names(made):
    made.clerk.first_name, made.clerk.last_name = "Дана", "Сәрсен"
    made.clerk.save()
    made.routed()
    request = RequestFactory().get("/")
    request.user = made.head
    field = inbox.InboxFilter({}, Appeal.objects.all(), request=request).form.fields["officer"]
    assert [str(label) for value, label in field.choices if value] == ["Дана Сәрсен"]


def test_office_filter_includes_the_branches(client):
    head_office = an_office("HQ")
    branch = an_office("BRN", parent=head_office)
    own, below, other = (an_appeal(office=o) for o in (head_office, branch, an_office("OTH")))
    client.force_login(own.head)
    page = client.get(reverse("appeals_admin:inbox"), {"office": head_office.pk}).content.decode()
    assert own.appeal.number in page
    assert below.appeal.number in page
    assert other.appeal.number not in page
    page = client.get(reverse("appeals_admin:inbox"), {"office": branch.pk}).content.decode()
    assert own.appeal.number not in page
    assert below.appeal.number in page


def test_appeal_from_routing_to_published_answer_and_reopening(staff_client, made):
    head = made.head
    assert (
        submit_act(
            staff_client, made, "route", office=made.office.pk, officer=made.clerk.pk
        ).status_code
        == 200
    )
    submit_act(staff_client, made, "start")
    submit_act(staff_client, made, "short_answer", text="Комиссия сейсенбіде барады.")
    assert made.built().short_answered_at
    refused = submit_act(staff_client, made, "answer", point_1="Жөнделді.", decision_1="satisfied")
    assert made.built().state == "in_progress"
    assert "point_2" in refused.context["form"].errors
    assert "Жөнделді." in refused.content.decode()
    submit_act(
        staff_client, made, "answer", point_1="Жөнделді.", decision_1="satisfied",
        point_2="Ауыстырылды.", decision_2="satisfied", signer="Асқаров Н.",
    )  # fmt: skip
    assert made.built().state == "answered"
    reply = made.appeal.replies.get(kind="full")
    prepare = reverse("appeals_admin:prepare", args=[reply.pk])
    page = staff_client.get(prepare)
    assert page.status_code == 200
    texts = {"title": "Шатыр", "question": "Шатыр ағып тұр.", "answer": "Жөнделді."}
    stopped = staff_client.post(prepare, {**texts, "question": "Айгүлдің шатыры"})
    assert "question" in stopped.context["form"].errors
    staff_client.post(prepare, texts)
    answer = PublishedAnswer.objects.get()
    check = reverse("appeals_admin:check", args=[answer.pk])
    staff_client.post(check, {"do": "publish"})  # not the clerk's right
    answer.refresh_from_db()
    assert answer.stage == "prepared"
    staff_client.force_login(head)
    assert answer.title in staff_client.get(reverse("appeals_admin:queue")).content.decode()
    seen = publication.content_digest(answer)
    staff_client.post(check, {"do": "publish", "seen": seen})
    answer.refresh_from_db()
    assert answer.stage == "published"
    withdrawal = {"do": "withdraw", "why": "Қате кеткен.", "seen": seen}
    refused = staff_client.post(check, withdrawal)
    assert "reason" in refused.context["form"].errors
    staff_client.post(check, {**withdrawal, "reason": "mistake"})
    answer.refresh_from_db()
    assert answer.stage == "withdrawn"
    submit_act(staff_client, made, "close", reason="done")
    submit_act(staff_client, made, "reopen", why="Шағым түсті.")
    assert made.built().state == "routed"


def test_head_extends_and_clerk_forwards(staff_client, made):
    made.started()
    url = reverse("appeals_admin:act", args=[made.appeal.pk, "extend"])
    assert staff_client.get(url).status_code == 302  # Wagtail redirects with a message
    staff_client.force_login(made.head)
    last = made.appeal.due_on + timedelta(days=7)
    submit_act(staff_client, made, "extend", until=last.isoformat(), why="Сараптама керек.")
    assert made.built().extended
    other = an_appeal(recently())
    submit_act(staff_client, other, "forward", body=a_body().pk, why="Құзыреті.")
    assert other.built().state == "forwarded"


def test_act_of_another_user_since_the_form_was_opened_is_reported(staff_client, made):
    url = reverse("appeals_admin:act", args=[made.appeal.pk, "route"])
    last_event = staff_client.get(url).context["form"]["last_event"].value()
    made.routed()
    page = staff_client.post(
        url, {"last_event": last_event, "office": made.office.pk, "why": "менің сөзім"}
    )
    assert page.status_code == 200
    assert "менің сөзім" in page.content.decode()
    assert made.clerk.get_full_name() in " ".join(page.context["form"].non_field_errors())


def test_act_not_possible_in_this_state_redirects_to_the_case(staff_client, made):
    made.answered()
    page = staff_client.get(
        reverse("appeals_admin:act", args=[made.appeal.pk, "start"]), follow=True
    )
    assert page.redirect_chain[-1][0] == case_url(made)
    unknown = reverse("appeals_admin:act", args=[made.appeal.pk, "nonsense"])
    assert staff_client.get(unknown, follow=True).status_code == 404


def test_case_page_masks_the_iin_and_logs_access(staff_client, made):
    page = staff_client.get(case_url(made))
    staff_client.get(case_url(made))
    assert "850101400129" not in page.content.decode()
    assert "no-store" in page.headers["Cache-Control"]
    assert ModelLogEntry.objects.filter(action="appeals.open").count() == 1
    assert "850101400129" in staff_client.post(case_url(made)).content.decode()
    assert ModelLogEntry.objects.filter(action="appeals.reveal").count() == 1


def test_files_are_downloaded_only_when_clean(staff_client, client):
    made = an_appeal(recently(), files=[a_file(), a_file(b"bad", scan="infected", name="b.pdf")])
    clean, infected = made.appeal.attachments.order_by("pk")
    good = staff_client.get(reverse("appeals_admin:file", args=[made.appeal.pk, clean.pk]))
    assert b"".join(good.streaming_content) == b"%PDF-1.7 hello"
    assert good.headers["Content-Disposition"].startswith("attachment;")
    assert good.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in good.headers["Content-Security-Policy"]
    bad = reverse("appeals_admin:file", args=[made.appeal.pk, infected.pk])
    assert staff_client.get(bad, follow=True).status_code == 404


def test_staff_add_only_documents_of_accepted_types(staff_client, made):
    url = reverse("appeals_admin:act", args=[made.appeal.pk, "add_document"])
    last_event = staff_client.get(url).context["form"]["last_event"].value()
    good = SimpleUploadedFile("акт.txt", "Акт осмотра.".encode(), "text/plain")
    bad = SimpleUploadedFile("акт.exe", b"MZ", "application/pdf")
    page = staff_client.post(url, {"last_event": last_event, "file": bad})
    assert page.context["form"].errors
    assert not made.appeal.attachments.exists()
    staff_client.post(url, {"last_event": last_event, "file": good})
    attachment = made.appeal.attachments.get()
    assert (attachment.name, attachment.by_staff) == ("акт.txt", True)


def printed_text(client, made) -> str:
    card = client.get(reverse("appeals_admin:print", args=[made.appeal.pk]))
    return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(card.content)).pages)


def test_printed_card_has_the_whole_iin_only_after_the_logged_reveal(staff_client, made):
    masked = printed_text(staff_client, made)
    assert "850101400129" not in masked
    assert "0129" in masked
    staff_client.post(case_url(made))
    assert "850101400129" in printed_text(staff_client, made)
    logged = ModelLogEntry.objects.filter(action="appeals.print").order_by("pk")
    assert [entry.data["whole_id_number"] for entry in logged] == [False, True]
    colleague = a_staff_member("colleague", "clerk", made.office)
    staff_client.force_login(colleague)
    assert "850101400129" not in printed_text(staff_client, made)


def test_printed_card_has_the_applicant_and_the_place(client):
    made = an_appeal(recently(), place="Көкөзек", phone="+77010000001").answered()
    client.force_login(made.clerk)
    text = printed_text(client, made)
    for value in (made.appeal.number, "Сейтқали Айгүл Серікқызы", "+77010000001", "Көкөзек"):
        assert value in text


def test_printed_card_has_each_decision_and_the_journal_oldest_first():
    made = an_appeal(recently()).answered("refused")
    with override("en"):
        data = case.card(made.appeal)
        (reply,) = data["replies"]
        refused = str(Decision.REFUSED.label)
        assert reply["points"] == [
            ["1", refused, "Жөнделді."],
            ["2", refused, "Жөнделді."],
        ]
        acts = [what for _at, what, _who, _why in data["journal"]]
        assert acts == [str(Act(name).label) for name in ("register", "route", "start", "answer")]
        content = pdf.render("appeals/card.typ", data, language="en", title="Card")
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    assert f"1. {refused}. Жөнделді." in " ".join(text.split())


STAFF_FORM_DATA = {
    "token": "abc", "channel": "phone", "language": "ru", "applicant_kind": "person",
    "name": "Иванова Мария", "points": "Протекает крыша.\r\n\r\nНе горит лампа.",
    "phone": "8 701 000 00 01", "consent_processing": "on",
}  # fmt: skip


def staff_form_data(**changed) -> dict:
    ids = {"office": an_office().pk, "kind": a_kind().pk, "topic": a_topic().pk}
    return {**STAFF_FORM_DATA, **ids, **changed}


def test_staff_form_sent_twice_registers_once_and_shows_the_secret(staff_client):
    url = reverse("appeals_admin:register")
    assert staff_client.get(url).status_code == 200
    before = Appeal.objects.count()
    first, again = (
        staff_client.post(url, staff_form_data()),
        staff_client.post(url, staff_form_data()),
    )
    assert Appeal.objects.count() == before + 1
    appeal = Appeal.objects.latest("pk")
    assert (appeal.channel, appeal.phone, appeal.points.count()) == ("phone", "+77010000001", 2)
    assert first.context["secret"] == again.context["secret"]
    assert first.context["secret"] in first.content.decode()


@pytest.mark.parametrize(
    "field, value",
    [("id_number", "123"), ("phone", "12"), ("points", " "), ("consent_processing", "")],
)
def test_staff_form_reports_the_wrong_field_and_keeps_the_rest(staff_client, field, value):
    page = staff_client.post(reverse("appeals_admin:register"), staff_form_data(**{field: value}))
    assert set(page.context["form"].errors) == {field}
    assert "Иванова Мария" in page.content.decode()


def test_staff_form_accepts_only_own_offices(staff_client):
    page = staff_client.post(
        reverse("appeals_admin:register"), staff_form_data(office=an_office("ALA").pk)
    )
    assert set(page.context["form"].errors) == {"office"}


def test_staff_form_offers_kinds_in_force_today(staff_client):
    long_after = timezone.localdate() + timedelta(days=9000)
    ending, future, ended = a_kind("ending"), a_kind("future"), a_kind("ended")
    AppealKind.objects.filter(pk=ending.pk).update(valid_until=long_after)
    AppealKind.objects.filter(pk=future.pk).update(valid_from=long_after)
    AppealKind.objects.filter(pk=ended.pk).update(valid_until=timezone.localdate() - timedelta(1))
    page = staff_client.get(reverse("appeals_admin:register"))
    offered = set(page.context["form"].fields["kind"].queryset)
    assert ending in offered
    assert not offered & {future, ended}


def test_staff_form_refuses_an_official_of_another_office(client):
    here, there = an_office(), an_office("ALA")
    client.force_login(a_staff_member("both", "clerk", here, there))
    other_official, own_official = an_official(there), an_official(here)
    url, before = reverse("appeals_admin:register"), Appeal.objects.count()
    page = client.post(url, staff_form_data(official=other_official.pk))
    assert set(page.context["form"].errors) == {"official"}
    assert Appeal.objects.count() == before
    client.post(url, staff_form_data(official=own_official.pk))
    assert Appeal.objects.latest("pk").official == own_official


def admin_pages_of(made) -> list[str]:
    reply = made.appeal.replies.get(kind="full")
    answer = publication.prepare(
        reply,
        title="Шатыр",
        question="Ағады.",
        answer="Жөнделді.",
        by=made.clerk,
        at=timezone.now(),
    )
    file = made.appeal.attachments.get()
    pk = made.appeal.pk
    return [
        reverse("appeals_admin:case", args=[pk]),
        reverse("appeals_admin:print", args=[pk]),
        reverse("appeals_admin:file", args=[pk, file.pk]),
        reverse("appeals_admin:act", args=[pk, "close"]),
        reverse("appeals_admin:prepare", args=[reply.pk]),
        reverse("appeals_admin:check", args=[answer.pk]),
    ]


def test_admin_pages_open_only_for_staff_of_the_office(client):
    made = an_appeal(recently(), consent_publication=True, files=[a_file()]).answered()
    stranger = a_staff_member("stranger", "clerk", an_office("ALA"))
    press = a_staff_member("press", "press", made.office)
    parent = an_office("KAZ", level="central")
    made.office.parent = parent
    made.office.save()
    upper_head, upper_clerk = (
        a_staff_member("boss", "head", parent),
        a_staff_member("central", "clerk", parent),
    )
    pages = admin_pages_of(made)
    for user, sees in (
        (made.clerk, True), (made.head, True), (upper_head, True),
        (stranger, False), (press, False), (upper_clerk, False), (None, False),
    ):  # fmt: skip
        client.logout()
        if user:
            client.force_login(user)
        for url in pages:
            code = client.get(url).status_code
            assert (code == 200) is sees, (user, url, code)
    client.force_login(press)
    assert client.get(reverse("appeals_admin:inbox")).status_code == 302
    assert "appeals_admin" not in client.get("/admin/").content.decode()


def test_admin_home_shows_waiting_appeals(staff_client, made):
    an_appeal(timezone.now() - timedelta(days=60))
    page = staff_client.get("/admin/").content.decode()
    assert "situation=overdue" in page
    assert made.appeal.number in page


def test_reference_data_are_editable_and_letters_read_only(client, made, admin_user):
    client.force_login(admin_user)
    for name in ("appeal_kinds", "routing_rules", "calendar_days", "letters"):
        assert client.get(reverse(f"{name}:index")).status_code == 200
    data = {"date": "2027-01-04", "kind": "day_off", "name_kk": "Ауыстырылған күн", "act": "№ 1"}
    client.post(reverse("calendar_days:add"), data)
    assert CalendarDay.objects.filter(date="2027-01-04").exists()
    letter = Notice.objects.first()
    assert client.get(reverse("letters:edit", args=[letter.pk])).status_code == 302
    assert client.get(reverse("appeals_admin:rules")).status_code == 200
    assert client.get(reverse("appeals_admin:rules"), {"export": "csv"}).status_code == 200
    assert Topic.objects.exists()


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_admin_pages_use_the_language_of_the_user(staff_client, made, language):
    from wagtail.users.models import UserProfile

    UserProfile.objects.update_or_create(user=made.clerk, defaults={"preferred_language": language})
    staff_client.force_login(type(made.clerk).objects.get(pk=made.clerk.pk))
    label = {"kk": "Өтініш беруші", "ru": "Заявитель", "en": "Applicant"}[language]
    assert label in staff_client.get(case_url(made)).content.decode()
