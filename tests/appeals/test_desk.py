"""The desk as the staff see it: every page, every act, and the separation of offices."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from appeals import publication
from appeals.models import Appeal, AppealKind, PublishedAnswer
from core.models import CalendarDay, Notice
from services.models import Topic
from tests.appeals.test_register import a_file
from tests.builders import a_body, a_kind, a_topic, an_appeal, an_office, an_official, staff

pytestmark = pytest.mark.django_db


def recently():
    """Two working hours ago, so that the acts of the desk come after it."""
    return timezone.now() - timedelta(hours=12)


@pytest.fixture
def made():
    return an_appeal(recently(), consent_publication=True, id_number="850101400129")


@pytest.fixture
def desk(client, made):
    client.force_login(made.clerk)
    return client


def case(made) -> str:
    return reverse("appeals_desk:case", args=[made.appeal.pk])


def act(client, made, name: str, **data):
    url = reverse("appeals_desk:act", args=[made.appeal.pk, name])
    page = client.get(url)
    assert page.status_code == 200, page.status_code
    seen = page.context["form"]["seen"].value()
    return client.post(url, {"seen": seen, **data}, follow=True)


def test_the_inbox_shows_the_overdue_first_and_exports_without_names(desk, made):
    late = an_appeal(timezone.now() - timedelta(days=60))
    elsewhere = an_appeal(office=an_office("ALA"))
    page = desk.get(reverse("appeals_desk:inbox"))
    text = page.content.decode()
    assert text.index(late.appeal.number) < text.index(made.appeal.number)
    assert elsewhere.appeal.number not in text
    only = desk.get(reverse("appeals_desk:inbox"), {"situation": "overdue"}).content.decode()
    assert late.appeal.number in only
    assert made.appeal.number not in only
    Appeal.objects.filter(pk=made.appeal.pk).update(subject="=HYPERLINK(1)")
    for kind in ("csv", "xlsx"):
        export = desk.get(reverse("appeals_desk:inbox"), {"export": kind})
        assert f".{kind}" in export.headers["Content-Disposition"]
        if kind == "csv":
            table = export.content.decode("utf-8-sig")
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
def test_any_filter_gives_a_page(desk, query):
    assert desk.get(reverse("appeals_desk:inbox"), query).status_code == 200


def test_the_whole_walk_on_the_desk(desk, made):
    head = made.head
    assert act(desk, made, "route", office=made.office.pk, officer=made.clerk.pk).status_code == 200
    act(desk, made, "start")
    act(desk, made, "short_answer", text="Комиссия сейсенбіде барады.")
    assert made.built().short_answered_at
    refused = act(desk, made, "answer", point_1="Жөнделді.", decision_1="satisfied")
    assert made.built().state == "in_progress"
    assert "point_2" in refused.context["form"].errors
    assert "Жөнделді." in refused.content.decode()
    act(
        desk, made, "answer", point_1="Жөнделді.", decision_1="satisfied",
        point_2="Ауыстырылды.", decision_2="satisfied", signer="Асқаров Н.",
    )  # fmt: skip
    assert made.built().state == "answered"
    reply = made.appeal.replies.get(kind="full")
    prepare = reverse("appeals_desk:prepare", args=[reply.pk])
    page = desk.get(prepare)
    assert page.status_code == 200
    texts = {"title": "Шатыр", "question": "Шатыр ағып тұр.", "answer": "Жөнделді."}
    stopped = desk.post(prepare, {**texts, "question": "Айгүлдің шатыры"})
    assert "question" in stopped.context["form"].errors
    desk.post(prepare, texts)
    answer = PublishedAnswer.objects.get()
    check = reverse("appeals_desk:check", args=[answer.pk])
    desk.post(check, {"do": "publish"})  # not the clerk's right
    answer.refresh_from_db()
    assert answer.stage == "prepared"
    desk.force_login(head)
    assert answer.title in desk.get(reverse("appeals_desk:queue")).content.decode()
    desk.post(check, {"do": "publish"})
    answer.refresh_from_db()
    assert answer.stage == "published"
    desk.post(check, {"do": "withdraw", "why": "Қате кеткен."})
    answer.refresh_from_db()
    assert answer.stage == "withdrawn"
    act(desk, made, "close", reason="done")
    act(desk, made, "reopen", why="Шағым түсті.")
    assert made.built().state == "routed"


def test_the_head_extends_and_the_clerk_forwards(desk, made):
    made.started()
    url = reverse("appeals_desk:act", args=[made.appeal.pk, "extend"])
    assert desk.get(url).status_code == 302  # Wagtail sends away with a word
    desk.force_login(made.head)
    last = made.appeal.due_on + timedelta(days=7)
    act(desk, made, "extend", until=last.isoformat(), why="Сараптама керек.")
    assert made.built().extended
    other = an_appeal(recently())
    act(desk, other, "forward", body=a_body().pk, why="Құзыреті.")
    assert other.built().state == "forwarded"


def test_somebody_elses_step_is_told_before_mine(desk, made):
    url = reverse("appeals_desk:act", args=[made.appeal.pk, "route"])
    seen = desk.get(url).context["form"]["seen"].value()
    made.routed()
    page = desk.post(url, {"seen": seen, "office": made.office.pk, "why": "менің сөзім"})
    assert page.status_code == 200
    assert "менің сөзім" in page.content.decode()
    assert made.clerk.get_full_name() in " ".join(page.context["form"].non_field_errors())


def test_an_act_that_is_late_sends_back_with_a_word(desk, made):
    made.answered()
    page = desk.get(reverse("appeals_desk:act", args=[made.appeal.pk, "start"]), follow=True)
    assert page.redirect_chain[-1][0] == case(made)
    unknown = reverse("appeals_desk:act", args=[made.appeal.pk, "nonsense"])
    assert desk.get(unknown, follow=True).status_code == 404


def test_the_case_page_masks_the_iin_and_logs_who_looked(desk, made):
    page = desk.get(case(made))
    desk.get(case(made))
    assert "850101400129" not in page.content.decode()
    assert "no-store" in page.headers["Cache-Control"]
    assert ModelLogEntry.objects.filter(action="appeals.open").count() == 1
    assert "850101400129" in desk.post(case(made)).content.decode()
    assert ModelLogEntry.objects.filter(action="appeals.reveal").count() == 1


def test_files_are_downloaded_only_when_clean(desk, client):
    made = an_appeal(recently(), files=[a_file(), a_file(b"bad", scan="infected", name="b.pdf")])
    clean, infected = made.appeal.attachments.order_by("pk")
    good = desk.get(reverse("appeals_desk:file", args=[made.appeal.pk, clean.pk]))
    assert b"".join(good.streaming_content) == b"%PDF-1.7 hello"
    assert good.headers["Content-Disposition"].startswith("attachment;")
    assert good.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in good.headers["Content-Security-Policy"]
    bad = reverse("appeals_desk:file", args=[made.appeal.pk, infected.pk])
    assert desk.get(bad, follow=True).status_code == 404


def test_staff_add_a_document_only_of_a_kind_we_take(desk, made):
    url = reverse("appeals_desk:act", args=[made.appeal.pk, "add_document"])
    seen = desk.get(url).context["form"]["seen"].value()
    good = SimpleUploadedFile("акт.txt", "Акт осмотра.".encode(), "text/plain")
    bad = SimpleUploadedFile("акт.exe", b"MZ", "application/pdf")
    page = desk.post(url, {"seen": seen, "file": bad})
    assert page.context["form"].errors
    assert not made.appeal.attachments.exists()
    desk.post(url, {"seen": seen, "file": good})
    kept = made.appeal.attachments.get()
    assert (kept.name, kept.by_staff) == ("акт.txt", True)


def test_the_card_is_a_pdf(desk, made):
    made.answered()
    card = desk.get(reverse("appeals_desk:print", args=[made.appeal.pk]))
    assert card.content[:5] == b"%PDF-"


WALK_IN = {
    "token": "abc", "channel": "phone", "language": "ru", "applicant_kind": "person",
    "name": "Иванова Мария", "points": "Протекает крыша.\r\n\r\nНе горит лампа.",
    "phone": "8 701 000 00 01", "consent_processing": "on",
}  # fmt: skip


def walk_in(**changed) -> dict:
    ids = {"office": an_office().pk, "kind": a_kind().pk, "topic": a_topic().pk}
    return {**WALK_IN, **ids, **changed}


def test_a_walk_in_is_registered_once_and_its_secret_is_shown(desk):
    url = reverse("appeals_desk:register")
    assert desk.get(url).status_code == 200
    before = Appeal.objects.count()
    first, again = desk.post(url, walk_in()), desk.post(url, walk_in())
    assert Appeal.objects.count() == before + 1
    appeal = Appeal.objects.latest("pk")
    assert (appeal.channel, appeal.phone, appeal.points.count()) == ("phone", "+77010000001", 2)
    assert first.context["secret"] == again.context["secret"]
    assert first.context["secret"] in first.content.decode()


@pytest.mark.parametrize(
    "field, value",
    [("id_number", "123"), ("phone", "12"), ("points", " "), ("consent_processing", "")],
)
def test_a_wrong_field_is_named_and_the_rest_is_kept(desk, field, value):
    page = desk.post(reverse("appeals_desk:register"), walk_in(**{field: value}))
    assert set(page.context["form"].errors) == {field}
    assert "Иванова Мария" in page.content.decode()


def test_only_ones_own_office_may_be_chosen(desk):
    page = desk.post(reverse("appeals_desk:register"), walk_in(office=an_office("ALA").pk))
    assert set(page.context["form"].errors) == {"office"}


def test_the_kinds_are_those_in_force_today(desk):
    long_after = timezone.localdate() + timedelta(days=9000)
    ending, coming, gone = a_kind("ending"), a_kind("coming"), a_kind("gone")
    AppealKind.objects.filter(pk=ending.pk).update(valid_until=long_after)
    AppealKind.objects.filter(pk=coming.pk).update(valid_from=long_after)
    AppealKind.objects.filter(pk=gone.pk).update(valid_until=timezone.localdate() - timedelta(1))
    page = desk.get(reverse("appeals_desk:register"))
    offered = set(page.context["form"].fields["kind"].queryset)
    assert ending in offered
    assert not offered & {coming, gone}


def test_who_received_works_where_the_appeal_is_registered(client):
    here, there = an_office(), an_office("ALA")
    client.force_login(staff("both", "clerk", here, there))
    guest, own = an_official(there), an_official(here)
    url, before = reverse("appeals_desk:register"), Appeal.objects.count()
    page = client.post(url, walk_in(official=guest.pk))
    assert set(page.context["form"].errors) == {"official"}
    assert Appeal.objects.count() == before
    client.post(url, walk_in(official=own.pk))
    assert Appeal.objects.latest("pk").official == own


def pages_of(made) -> list[str]:
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
        reverse("appeals_desk:case", args=[pk]),
        reverse("appeals_desk:print", args=[pk]),
        reverse("appeals_desk:file", args=[pk, file.pk]),
        reverse("appeals_desk:act", args=[pk, "close"]),
        reverse("appeals_desk:prepare", args=[reply.pk]),
        reverse("appeals_desk:check", args=[answer.pk]),
    ]


def test_who_sees_what(client):
    made = an_appeal(recently(), consent_publication=True, files=[a_file()]).answered()
    stranger = staff("stranger", "clerk", an_office("ALA"))
    press = staff("press", "press", made.office)
    parent = an_office("KAZ", level="central")
    made.office.parent = parent
    made.office.save()
    boss, central = staff("boss", "head", parent), staff("central", "clerk", parent)
    pages = pages_of(made)
    for user, sees in (
        (made.clerk, True), (made.head, True), (boss, True),
        (stranger, False), (press, False), (central, False), (None, False),
    ):  # fmt: skip
        client.logout()
        if user:
            client.force_login(user)
        for url in pages:
            code = client.get(url).status_code
            assert (code == 200) is sees, (user, url, code)
    client.force_login(press)
    assert client.get(reverse("appeals_desk:inbox")).status_code == 302
    assert "appeals_desk" not in client.get("/admin/").content.decode()


def test_the_first_page_says_what_waits(desk, made):
    an_appeal(timezone.now() - timedelta(days=60))
    page = desk.get("/admin/").content.decode()
    assert "situation=overdue" in page
    assert made.appeal.number in page


def test_reference_data_are_kept_by_editors_and_letters_only_read(client, made, admin_user):
    client.force_login(admin_user)
    for name in ("appeal_kinds", "routing_rules", "calendar_days", "letters"):
        assert client.get(reverse(f"{name}:index")).status_code == 200
    data = {"date": "2027-01-04", "kind": "day_off", "name_kk": "Ауыстырылған күн", "act": "№ 1"}
    client.post(reverse("calendar_days:add"), data)
    assert CalendarDay.objects.filter(date="2027-01-04").exists()
    letter = Notice.objects.first()
    assert client.get(reverse("letters:edit", args=[letter.pk])).status_code == 302
    assert client.get(reverse("appeals_desk:rules")).status_code == 200
    assert client.get(reverse("appeals_desk:rules"), {"export": "csv"}).status_code == 200
    assert Topic.objects.exists()


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_desk_speaks_the_officers_language(desk, made, language):
    from wagtail.users.models import UserProfile

    UserProfile.objects.update_or_create(user=made.clerk, defaults={"preferred_language": language})
    desk.force_login(type(made.clerk).objects.get(pk=made.clerk.pk))
    words = {"kk": "Өтініш беруші", "ru": "Заявитель", "en": "Applicant"}[language]
    assert words in desk.get(case(made)).content.decode()
