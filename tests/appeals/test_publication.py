"""Publication of an answer by two people, without personal data, and its withdrawal."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from appeals import lifecycle, publication
from appeals.models import PublishedAnswer
from core.models import Notice
from search.backends import get_backend
from search.query.request import Query
from tests.builders import MONDAY, a_staff_member, an_appeal, an_office

pytestmark = pytest.mark.django_db
LATER = MONDAY + timedelta(days=3)
TEXTS = {
    "title": "Ағып тұрған шатыр туралы",
    "question": "Үйдің шатыры ағып тұр.",
    "answer": "Шатыр 12 наурызға дейін жөнделеді.",
}


def prepared(by=None, **words):
    made = an_appeal(consent_publication=True, **words).answered()
    reply = made.appeal.replies.get(kind="full")
    row = publication.prepare(reply, **TEXTS, by=by or made.clerk, at=LATER)
    return made, row


def search_titles(words: str, language="kk") -> list[str]:
    hits = get_backend().search(Query(words=words, language=language)).hits
    return [hit.entry.title for hit in hits]


def test_published_answer_is_found_until_it_is_withdrawn():
    made, row = prepared()
    assert search_titles("шатыр") == []
    row = publication.publish(row, by=made.head, at=LATER)
    assert row.published_at == LATER
    assert search_titles("шатырдың") == [TEXTS["title"]]
    row = publication.withdraw(
        row, "Өтініш берушінің талабы.", reason="mistake", by=made.head, at=LATER
    )
    assert search_titles("шатыр") == []
    assert row.withdrawn_at == LATER
    acts = list(made.appeal.events.values_list("act", flat=True))
    assert acts[-3:] == ["prepare", "publish", "unpublish"]


def test_preparer_cannot_publish():
    made, row = prepared()
    boss = a_staff_member("both", "head", made.office)
    _made2, own = prepared(by=boss)
    with pytest.raises(ValidationError):
        publication.publish(own, by=boss, at=LATER)
    assert PublishedAnswer.objects.get(pk=own.pk).stage == "prepared"
    with pytest.raises(PermissionDenied):  # reception staff do not check
        publication.publish(row, by=made.clerk, at=LATER)
    with pytest.raises(PermissionDenied):  # nor does the head of another office
        publication.publish(row, by=a_staff_member("far", "head", an_office("ALA")), at=LATER)
    assert publication.publish(row, by=boss, at=LATER).checked_by == boss


def test_returned_answer_can_be_prepared_again():
    made, row = prepared()
    with pytest.raises(ValidationError):
        publication.return_for_correction(row, " ", by=made.head, at=LATER)
    row = publication.return_for_correction(row, "Тақырыбын қысқартыңыз.", by=made.head, at=LATER)
    assert (row.stage, row.why) == ("returned", "Тақырыбын қысқартыңыз.")
    with pytest.raises(ValidationError):
        publication.publish(row, by=made.head, at=LATER)
    again = publication.prepare(row.reply, **TEXTS, by=made.clerk, at=LATER)
    assert (again.pk, again.number, again.stage, again.why) == (row.pk, row.number, "prepared", "")


@pytest.mark.parametrize(
    "field, text",
    [
        ("title", "Айгүлдің шатыры"),
        ("question", "ЖСН 850101400129"),
        ("answer", "8 701 123 45 67 телефонына хабарласыңыз"),
        ("answer", "TUR-2026-000001 жолданымы бойынша"),
        ("question", "aigul(собака)mail.kz"),
    ],
)
def test_text_with_personal_data_is_refused(field, text):
    made = an_appeal(consent_publication=True).answered()
    reply = made.appeal.replies.get(kind="full")
    with pytest.raises(ValidationError) as refused:
        publication.prepare(reply, **{**TEXTS, field: text}, by=made.clerk, at=LATER)
    assert set(refused.value.message_dict) == {field}
    assert not PublishedAnswer.objects.exists()


def test_publication_needs_consent_and_a_full_answer():
    made = an_appeal().started()
    made.appeal = lifecycle.short_answer(made.appeal, "Қаралуда.", by=made.clerk, at=LATER)
    short = made.appeal.replies.get()
    with pytest.raises(ValidationError):
        publication.prepare(short, **TEXTS, by=made.clerk, at=LATER)
    full = made.answered().appeal.replies.get(kind="full")
    with pytest.raises(ValidationError):
        publication.prepare(full, **TEXTS, by=made.clerk, at=LATER)


def test_public_number_is_not_the_registration_number():
    made, row = prepared()
    row = publication.publish(row, by=made.head, at=LATER)
    assert row.get_absolute_url() == f"/kk/answers/{row.number}/"
    assert str(row.number) != made.appeal.number


def test_redaction_hides_the_applicant_and_keeps_the_matter():
    made = an_appeal(
        points=["Мен, Сейтқали Айгүл, Абай көшесі 12-үйде тұрамын. Шатыр ағып тұр."],
        phone="+77011234567",
    )
    done = publication.redact_text(made.appeal.matter, made.appeal)
    assert done.text == "Мен, [аты-жөні], [мекенжай] тұрамын. Шатыр ағып тұр."
    assert [each.kind for each in done.findings] == ["name", "address"]


def test_api_has_no_answers_after_the_last_page(client):
    made, row = prepared()
    publication.publish(row, by=made.head, at=LATER)
    first, *rest = (
        client.get("/api/v1/answers", {"page": page}).json() for page in ("1", "2", "600")
    )
    assert [each["title"] for each in first["answers"]] == [TEXTS["title"]]
    assert (first["total"], first["page"], first["pages"]) == (1, 1, 1)
    assert [(each["answers"], each["pages"]) for each in rest] == [([], 1)] * 2


def test_only_the_text_on_the_screen_can_be_published_returned_or_withdrawn():
    made, row = prepared()
    on_screen = PublishedAnswer.objects.get(pk=row.pk)
    other_words = {**TEXTS, "answer": "Басқа мәтін, тексеруші көрмеген."}
    publication.prepare(row.reply, **other_words, by=made.clerk, at=LATER)
    acts = [
        lambda seen: publication.publish(seen, by=made.head, at=LATER),
        lambda seen: publication.return_for_correction(
            seen, "Қысқартыңыз.", by=made.head, at=LATER
        ),
    ]
    for act in acts:
        with pytest.raises(ValidationError):
            act(on_screen)
    now_on_screen = PublishedAnswer.objects.get(pk=row.pk)
    assert now_on_screen.stage == "prepared"
    publication.publish(now_on_screen, by=made.head, at=LATER)
    with pytest.raises(ValidationError):
        publication.withdraw(on_screen, "Қате.", reason="mistake", by=made.head, at=LATER)
    assert PublishedAnswer.objects.get().stage == "published"


def test_check_page_refuses_a_text_changed_meanwhile_and_shows_the_new_one(client):
    made, row = prepared()
    client.force_login(made.head)
    check = reverse("appeals_admin:check", args=[row.pk])
    seen = client.get(check).context["form"]["seen"].value()
    other_words = {**TEXTS, "answer": "Басқа мәтін, тексеруші көрмеген."}
    publication.prepare(row.reply, **other_words, by=made.clerk, at=LATER)
    for sent in ({"do": "publish", "seen": seen}, {"do": "publish"}):
        page = client.post(check, sent)
        assert page.status_code == 200
        assert page.context["form"].non_field_errors()
        assert other_words["answer"] in page.content.decode()
        assert PublishedAnswer.objects.get().stage == "prepared"
    seen = page.context["form"]["seen"].value()
    assert client.post(check, {"do": "publish", "seen": seen}).status_code == 302
    answer = PublishedAnswer.objects.get()
    assert (answer.stage, answer.answer) == ("published", other_words["answer"])


def test_prepare_page_does_not_replace_a_text_its_author_has_not_seen(client):
    made = an_appeal(consent_publication=True).answered()
    reply = made.appeal.replies.get(kind="full")
    client.force_login(made.clerk)
    address = reverse("appeals_admin:prepare", args=[reply.pk])
    first = client.get(address).context["form"]["seen"].value() or ""
    other = a_staff_member("other", "clerk", made.office)
    publication.prepare(reply, **{**TEXTS, "title": "Екінші адам"}, by=other, at=LATER)
    page = client.post(address, {**TEXTS, "seen": first})
    assert page.context["form"].non_field_errors()
    assert "Екінші адам" in page.content.decode()
    assert page.context["form"]["title"].value() == TEXTS["title"]
    assert PublishedAnswer.objects.get().title == "Екінші адам"
    seen = page.context["form"]["seen"].value()
    assert client.post(address, {**TEXTS, "seen": seen}).status_code == 302
    assert PublishedAnswer.objects.get().title == TEXTS["title"]


MARKED = "Дінмұхамед Қонаев көшесі, 82"
WITH_ADDRESS = {**TEXTS, "question": f"{MARKED} шатыры ағып тұр. Көмекші Серік Маратұлы келді."}


def test_marked_words_are_masked_or_given_a_reason_before_publication():
    made = an_appeal(consent_publication=True).answered()
    reply = made.appeal.replies.get(kind="full")
    words = publication.words_to_excuse(PublishedAnswer(reply=reply, **WITH_ADDRESS))
    assert len(words) == 2
    for reasons in ({}, {words[0]: "Көпшілік орын."}, dict.fromkeys(words, " ")):
        with pytest.raises(ValidationError, match=words[1]):
            publication.prepare(reply, **WITH_ADDRESS, by=made.clerk, at=LATER, reasons=reasons)
    reasons = {words[0]: "Көпшілік орын.", words[1]: "Лауазымды адам."}
    row = publication.prepare(reply, **WITH_ADDRESS, by=made.clerk, at=LATER, reasons=reasons)
    assert row.excuses == reasons
    entry = made.appeal.events.get(act="excuse")
    assert not entry.public
    assert all(f"{word}: {reason}" in entry.why for word, reason in reasons.items())
    publication.publish(row, by=made.head, at=LATER)
    assert made.appeal.events.filter(act="excuse").count() == 1


def test_checker_gives_the_reasons_the_preparer_did_not_give():
    made, row = prepared()
    PublishedAnswer.objects.filter(pk=row.pk).update(**WITH_ADDRESS)  # prepared in version 0.1.0
    row.refresh_from_db()
    words = publication.words_to_excuse(row)
    with pytest.raises(ValidationError, match=words[0]):
        publication.publish(row, by=made.head, at=LATER)
    row = publication.publish(
        row, by=made.head, at=LATER, reasons=dict.fromkeys(words, "Көпшілік орын.")
    )
    assert row.stage == "published"
    assert made.appeal.events.get(act="excuse").by == made.head


def test_pages_ask_for_the_reason_of_each_marked_word(client):
    made = an_appeal(consent_publication=True).answered()
    reply = made.appeal.replies.get(kind="full")
    client.force_login(made.clerk)
    address = reverse("appeals_admin:prepare", args=[reply.pk])
    form = client.post(address, WITH_ADDRESS).context["form"]
    assert form.non_field_errors()
    names = list(form.words)
    assert len(names) == 2
    sent = {**WITH_ADDRESS, **dict.fromkeys(names, "Көпшілік орын.")}
    assert client.post(address, sent).status_code == 302
    row = PublishedAnswer.objects.get()
    again = client.get(address).context["form"]
    assert {again[name].value() for name in names} == {"Көпшілік орын."}
    client.force_login(made.head)
    check = reverse("appeals_admin:check", args=[row.pk])
    page = client.get(check)
    assert "Көпшілік орын." in page.content.decode()
    assert page.context["form"].words == {}
    PublishedAnswer.objects.update(excuses={})
    form = client.get(check).context["form"]
    assert list(form.words) == names
    sent = {"do": "publish", "seen": form["seen"].value()}
    assert client.post(check, sent).status_code == 200
    sent |= dict.fromkeys(names, "Көпшілік орын.")
    assert client.post(check, sent).status_code == 302
    assert PublishedAnswer.objects.get().stage == "published"


def test_answer_in_another_language_is_labelled(client):
    made, row = prepared()
    row = publication.publish(row, by=made.head, at=LATER)
    assert row.language == "kk"
    for address in (
        f"/ru/answers/{row.number}/",
        "/ru/answers/?language=kk",
        "/ru/search/?q=шатыр",
    ):
        assert "На казахском языке" in client.get(address).content.decode(), address
    page = client.get(f"/kk/answers/{row.number}/").content.decode()
    assert "Қазақ тілінде" not in page
    assert f'<h1 lang="kk">{row.title}</h1>' in page


def test_withdrawn_answer_says_when_and_why_in_the_language_of_the_reader(client):
    made, row = prepared()
    address = f"/ru/answers/{row.number}/"
    assert client.get(address).status_code == 404  # never public
    row = publication.publish(row, by=made.head, at=LATER)
    why = "Айгүл сұрады."
    row = publication.withdraw(row, why, reason="outdated", by=made.head, at=LATER)
    for code, *words in (
        ("kk", "ақпан", "ескірген"),
        ("ru", "5 февраля 2026", "больше не верно"),
        ("en", "5 February 2026", "no longer true"),
    ):
        page = client.get(f"/{code}/answers/{row.number}/")
        text = page.content.decode()
        assert page.status_code == 410
        assert all(word in text for word in words)
        assert not [hidden for hidden in (why, *TEXTS.values()) if hidden in text]
    assert made.appeal.events.get(act="unpublish").why == why
    row = publication.prepare(row.reply, **TEXTS, by=made.clerk, at=LATER)
    assert client.get(address).status_code == 410  # prepared again, not yet published again
    publication.publish(row, by=made.head, at=LATER)
    assert client.get(address).status_code == 200


def test_answer_withdrawn_before_it_was_public_is_not_found(client):
    made, row = prepared()
    publication.withdraw(row, "Керек емес.", reason="mistake", by=made.head, at=LATER)
    assert client.get(f"/ru/answers/{row.number}/").status_code == 404


def test_returned_answer_reaches_its_preparer(client):
    made, row = prepared()
    made.clerk.email = "clerk@example.kz"
    made.clerk.save()
    publication.return_for_correction(row, "Үй нөмірін алыңыз.", by=made.head, at=LATER)
    letter = Notice.objects.get(to="clerk@example.kz")
    address = reverse("appeals_admin:prepare", args=[row.reply_id])
    assert str(row.number) in letter.subject
    assert address in letter.body
    client.force_login(made.clerk)
    assert (
        reverse("appeals_admin:queue") + "?stage=returned" in client.get("/admin/").content.decode()
    )
    page = client.get(reverse("appeals_admin:queue"), {"stage": "returned"}).content.decode()
    assert "Үй нөмірін алыңыз." in page
    assert address in page
    publication.prepare(row.reply, **TEXTS, by=made.clerk, at=LATER)
    row = publication.publish(PublishedAnswer.objects.get(), by=made.head, at=LATER)
    publication.withdraw(row, "Қате.", reason="mistake", by=made.head, at=LATER)
    assert Notice.objects.filter(to="clerk@example.kz").count() == 2
