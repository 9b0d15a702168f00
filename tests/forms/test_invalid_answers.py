"""Invalid answers: the error names the field, the other answers are kept."""

import pytest
from django.test import Client

from appeals.models import Appeal
from forms.models import Draft
from services.models import Office
from tests.citizen_form import APPLICANT_NAME, MATTER, POSTAL_ADDRESS, STEP_ANSWERS

INVALID_ANSWERS = [
    ("topic", {"kind": None}, "kind"),
    ("topic", {"topic": ""}, "topic"),
    ("who", {"name": ""}, "name"),
    ("who", {"name": "1234"}, "name"),
    ("who", {"name": "Ә" * 151}, "name"),
    ("who", {"postal_address": ""}, "postal_address"),
    ("who", {"id_number": "123"}, "id_number"),
    ("who", {"id_number": "900101300018"}, "id_number"),
    ("who", {"id_number": "abcdefghijkl"}, "id_number"),
    ("who", {"phone": "12"}, "phone"),
    ("who", {"phone": "телефон жоқ"}, "phone"),
    ("who", {"email": "asel@"}, "email"),
    ("who", {"email": "asel"}, "email"),
    ("office", {"office": ""}, "office"),
    ("matter", {"point_1": ""}, "point_1"),
    ("matter", {"point_1": "   "}, "point_1"),
    ("matter", {"point_1": "Су"}, "point_1"),
    ("matter", {"point_1": "ұ" * 4001}, "point_1"),
    ("consents", {"processing": None}, "processing"),
]


@pytest.mark.parametrize("language", ["kk", "ru"])
@pytest.mark.parametrize(
    ("step", "values", "field"), INVALID_ANSWERS, ids=lambda value: str(value)[:24]
)
def test_invalid_answer_is_named_and_others_are_kept(appeal_form, language, step, values, field):
    citizen = appeal_form(language).fill_to(step)
    page = citizen.press("next", {**STEP_ANSWERS[step], **values})
    assert citizen.step == step
    links = [str(a["href"]) for a in page.soup.select(".error-summary a")]
    assert any(link.startswith(f"#id_{field}") for link in links), links
    assert page.soup.find("title").text.split(":")[0] in {"Қате", "Ошибка"}
    for name, typed in STEP_ANSWERS[step].items():
        if name not in values and page.soup.find(attrs={"name": name}).get("type") in {
            "text",
            "tel",
        }:
            assert citizen.field_value(name) == typed
    for name, typed in values.items():
        if typed and name != "office":
            assert citizen.field_value(name).strip() == typed.strip()


def test_id_number_may_contain_spaces(appeal_form):
    citizen = appeal_form().fill_to("who")
    citizen.press(
        "next",
        {"name": APPLICANT_NAME, "postal_address": POSTAL_ADDRESS, "id_number": "900101 300 017"},
    )
    assert citizen.step == "office" or citizen.page.errors  # its control digit decides
    assert Draft.objects.get().data["steps"]["who"]["id_number"] == ["900101 300 017"]


@pytest.mark.parametrize(
    "phone", ["8 (701) 123-45-67", "87011234567", "+7 701 123 45 67", "701 123 45 67"]
)
def test_phone_is_accepted_in_common_notations(appeal_form, phone):
    citizen = appeal_form().fill_to("who")
    citizen.press(
        "next", {"name": APPLICANT_NAME, "postal_address": POSTAL_ADDRESS, "phone": phone}
    )
    citizen.fill_to("check").press("next")
    assert Appeal.objects.get().phone == "+77011234567"


def test_a_step_too_long_to_be_kept_stays_on_the_page(appeal_form):
    citizen = appeal_form().fill_to("matter")
    long = "Су жоқ. " * 7_501
    answer = citizen.visit.client.post(
        citizen.step_url("matter"), {"go": "next", "point_1": long, "point_2": MATTER}
    )
    page = answer.content.decode()
    assert answer.status_code == 413
    assert f"{len(long) + len(MATTER) - 60_000} таңбаға ұзын" in page
    assert long.strip() in page
    assert MATTER in page
    assert "matter" not in Draft.objects.get().data["steps"]


HOSTILE = [
    "<script>alert(1)</script>",
    "{{ 7*7 }}",
    "'; DROP TABLE--",
    "=1+1",
    "😀" * 20,
]


@pytest.mark.parametrize("text", HOSTILE)
def test_typed_text_is_stored_and_shown_unchanged(appeal_form, text):
    citizen = appeal_form().fill_to("matter")
    citizen.press("next", {"point_1": f"{MATTER} {text}"})
    citizen.fill_to("consents").press(
        "next", {"processing": True}, allow={"untranslated_text", "template_debris"}
    )
    citizen.press("next", allow={"untranslated_text", "template_debris"})
    assert Appeal.objects.get().points.get().text == f"{MATTER} {text}"


def test_control_characters_are_removed(appeal_form):
    citizen = appeal_form().fill_to("matter")
    citizen.visit.post(
        citizen.step_url("matter"), {"go": "next", "point_1": "Су\x00 жоқ,\x07 үшінші күн"}
    )
    citizen.open_step("files")
    citizen.fill_to("check").press("next")
    assert Appeal.objects.get().points.get().text == "Су жоқ, үшінші күн"


def test_choice_that_was_not_offered_is_refused(appeal_form):
    citizen = appeal_form().fill_to("office")
    page = citizen.visit.post(citizen.step_url("office"), {"go": "next", "office": "nowhere"})
    assert page.soup.select(".error-summary")
    citizen = appeal_form().fill_to("topic")
    page = citizen.visit.post(citizen.step_url("topic"), {"go": "next", "kind": "x", "topic": "y"})
    assert len(page.soup.select(".error-summary a")) == 2


def test_office_closed_meanwhile_is_reported_before_submission(appeal_form):
    citizen = appeal_form().fill_to("check")
    Office.objects.update(active=False)
    citizen.press("next")
    assert citizen.step == "office"
    assert citizen.page.errors
    assert not Appeal.objects.exists()


def test_filled_honeypot_is_refused_without_a_link_to_the_unseen_field(appeal_form):
    citizen = appeal_form().fill_to("check")
    page = citizen.press("next", {"trap": "https://spam.example"})
    assert not Appeal.objects.exists()
    assert page.soup.select(".error-summary")
    assert not page.soup.select(".error-summary a")
    citizen.press("next")
    assert Appeal.objects.exists()


def test_oversized_step_is_not_saved(appeal_form):
    citizen = appeal_form().fill_to("matter")
    citizen.visit.client.post(citizen.step_url("matter"), {"go": "keep", "point_1": "а" * 70_000})
    assert "matter" not in Draft.objects.get().data["steps"]


def test_points_are_limited_to_ten(appeal_form):
    citizen = appeal_form().fill_to("matter")
    for number in range(1, 14):
        offered = citizen.page.soup.find(attrs={"name": f"point_{number}"})
        values = {f"point_{number}": f"Мәселе нөмірі {number}"} if offered else {}
        if not citizen.page.soup.select("button[value=add-point]"):
            break
        citizen.press("add-point", values)
    assert len(citizen.page.soup.select("textarea")) == 10
    assert not citizen.page.soup.select("button[value=add-point]")


def test_starting_drafts_is_rate_limited(client, reference_data):
    statuses = [client.post("/kk/appeals/new/").status_code for _n in range(62)]
    assert statuses[:60] == [302] * 60
    assert statuses[-1] == 429


def test_submission_without_csrf_token_is_refused(appeal_form, reference_data):
    citizen = appeal_form().fill_to("check")
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(citizen.step_url("check"), {"go": "next"}).status_code == 403
    assert strict.post(citizen.step_url("files"), {"go": "next"}).status_code == 403
