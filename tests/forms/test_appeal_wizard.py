"""The wizard of the appeal, from the start page to the receipt."""

import io
from datetime import timedelta

import pypdf
import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone

from appeals.models import Appeal
from core import access_codes
from forms.consents import CURRENT_VERSIONS
from forms.models import Draft
from tests.citizen_form import (
    APPLICANT_NAME,
    MATTER,
    POSTAL_ADDRESS,
    STEP_NAMES,
    interface_text,
)
from tests.client import PageClient


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_complete_appeal_ends_on_receipt(appeal_form, language):
    citizen = appeal_form(language).start()
    for number, step in enumerate(STEP_NAMES, 1):
        assert citizen.step == step
        assert str(number) in citizen.page.soup.select_one(".step-where").text
        citizen.fill_to(STEP_NAMES[number] if number < len(STEP_NAMES) else step)
    for words in (APPLICANT_NAME, POSTAL_ADDRESS, MATTER, "+7 701 123 45 67", "Көкөзек"):
        assert words in citizen.page.main
    page = citizen.press("next", {"language": language})

    appeal = Appeal.objects.get()
    assert page.path.endswith("/receipt/")
    assert appeal.number in page.main
    assert appeal.language == language
    assert appeal.name == APPLICANT_NAME
    assert appeal.phone == "+77011234567"
    assert [point.text for point in appeal.points.all()] == [MATTER]
    assert appeal.consent_processing["version"] == CURRENT_VERSIONS["processing"]
    assert len(appeal.consent_processing["sha256"]) == 64
    assert not appeal.consent_publication
    secret = page.soup.select_one(".receipt__secret").text
    assert access_codes.matches(secret, appeal.secret_hash)
    assert str(appeal.due_on.day) in page.main
    assert str(appeal.short_due_on.day) in page.main
    assert len(page.soup.select("ol.steps > li")) == 3


def test_sent_draft_holds_no_answers(appeal_form):
    citizen = appeal_form().fill_to("check")
    citizen.press("next")
    left = str(Draft.objects.get().data)
    assert APPLICANT_NAME not in left
    assert MATTER not in left


def test_draft_is_created_by_post_only(appeal_form):
    citizen = appeal_form()
    assert not Draft.objects.exists()
    citizen.start()
    assert Draft.objects.count() == 1


def test_office_in_query_string_is_preselected(visit, reference_data):
    page = visit("/ru/appeals/new/?office=tur")
    assert reference_data["office"].title_ru in page.main
    page.send()
    assert Draft.objects.get().data["steps"]["office"]["office"] == ["tur"]


def test_back_button_saves_invalid_answers(appeal_form):
    citizen = appeal_form().fill_to("who")
    citizen.press("back", {"name": "Асан", "id_number": "12"})
    assert citizen.step == "topic"
    citizen.press("next")
    assert citizen.field_value("name") == "Асан"
    assert citizen.field_value("id_number") == "12"
    assert not citizen.page.errors  # not judged before it is tried


def test_reopened_step_shows_saved_answers(appeal_form):
    citizen = appeal_form().fill_to("office")
    citizen.open_step("who")
    assert citizen.field_value("name") == APPLICANT_NAME
    assert citizen.field_value("postal_address") == POSTAL_ADDRESS


def test_two_tabs_save_their_steps_independently(appeal_form):
    citizen = appeal_form().fill_to("files")
    first, second = (
        citizen.visit(citizen.step_url("who")),
        citizen.visit(citizen.step_url("matter")),
    )
    second.send({"point_1": "Екінші терезеден жазылған мәтін."}, button="next")
    first.send({"name": "Бірінші Терезе"}, button="next")
    citizen.open_step("consents")
    citizen.fill_to("check")
    assert "Екінші терезеден жазылған мәтін." in citizen.page.main
    assert "Бірінші Терезе" in citizen.page.main


@pytest.mark.parametrize("step", ["topic", "who", "check", "saved"])
def test_draft_address_shows_nothing_in_another_browser(appeal_form, step):
    citizen = appeal_form().fill_to("matter")
    page = PageClient(Client())(citizen.step_url(step))
    assert page.path == "/kk/appeals/resume/"
    assert "басқа браузерде" in page.text
    assert APPLICANT_NAME not in page.text
    assert citizen.token not in page.text


@pytest.mark.parametrize("action", ["who", "discard", "revive"])
def test_draft_address_changes_nothing_from_another_browser(appeal_form, action):
    citizen = appeal_form().fill_to("matter")
    before = Draft.objects.values().get()
    PageClient(Client()).post(citizen.step_url(action), {"name": "Бөтен", "go": "next"})
    assert Draft.objects.values().get() == before


def test_draft_begun_before_the_cookie_was_renamed_opens(appeal_form, settings):
    citizen = appeal_form().fill_to("matter")
    settings.DRAFT_COOKIE_NAME = "__Host-drafts"
    citizen.open_step("who")
    assert citizen.field_value("name") == APPLICANT_NAME
    assert citizen.page.response.cookies["__Host-drafts"]["httponly"]


@pytest.mark.parametrize("step", ["topic", "who", "office", "matter", "consents"])
def test_switching_language_keeps_typed_values(appeal_form, step):
    citizen = appeal_form().fill_to(step)
    form = {"topic": {"topic": "housing"}, "who": {"name": "Асан Үсенов"}, "office": {"place": "Ауыл"},
            "matter": {"point_1": "Су жоқ, бесінші күн"}, "consents": {"publication": "on"}}[step]  # fmt: skip
    page = citizen.visit.post(citizen.step_url(step), {**form, "to_language": "ru"})
    assert page.path == citizen.step_url(step, "ru")
    name, value = next(iter(form.items()))
    field = page.soup.find(attrs={"name": name})
    if field.name == "select":
        assert field.select_one("option[selected]")["value"] == value
    elif field.get("type") == "checkbox":
        assert field.has_attr("checked")
    else:
        assert (field.get_text() or field.get("value")).strip() == value


def test_default_button_of_form_is_continue(appeal_form):
    """A form's first button in the page is its default one, wherever it stands."""
    citizen = appeal_form().fill_to("who")
    buttons = [
        tag
        for tag in citizen.page.soup.select("button")
        if tag.get("form") == "step" or tag.find_parent("form", id="step")
    ]
    assert (buttons[0]["name"], buttons[0]["value"]) == ("go", "next")


def test_step_after_incomplete_one_redirects_to_it(appeal_form):
    citizen = appeal_form().fill_to("who")
    citizen.open_step("check")
    assert citizen.step == "who"
    citizen.open_step("consents")
    assert citizen.step == "who"


def test_check_page_redirects_to_step_made_invalid_later(appeal_form):
    citizen = appeal_form().fill_to("check")
    citizen.open_step("who")
    citizen.press("save", {"postal_address": ""})
    citizen.open_step("check")
    assert citizen.step == "who"
    assert citizen.page.errors


def test_change_link_returns_to_check_page(appeal_form):
    citizen = appeal_form().fill_to("check")
    link = next(
        a["href"] for a in citizen.page.soup.select(".summary__change a") if "/matter/" in a["href"]
    )
    citizen.page = citizen.visit(link)
    citizen.press("next", {"point_1": "Басқа мәселе: жол жөнделмеді."})
    assert citizen.step == "check"
    assert "Басқа мәселе: жол жөнделмеді." in citizen.page.main


def test_points_are_added_and_removed_without_javascript(appeal_form):
    citizen = appeal_form().fill_to("matter")
    citizen.press("add-point", {"point_1": "Бірінші мәселе туралы"})
    citizen.press("add-point", {"point_2": "Екінші мәселе туралы"})
    citizen.press("drop-point-1", {"point_3": "Үшінші мәселе туралы"})
    citizen.press("next")
    citizen.fill_to("check").press("next")
    points = [point.text for point in Appeal.objects.get().points.all()]
    assert points == ["Екінші мәселе туралы", "Үшінші мәселе туралы"]


def test_organisation_name_is_required_for_organisations(appeal_form):
    citizen = appeal_form().fill_to("who")
    values = {
        "applicant_kind": "organisation",
        "name": APPLICANT_NAME,
        "postal_address": POSTAL_ADDRESS,
    }
    citizen.press("next", values)
    assert citizen.step == "who"
    assert any("ұйым" in error.lower() for error in citizen.page.errors)
    citizen.press("next", {"organisation": "«Береке» ЖШС"})
    citizen.fill_to("check").press("next")
    assert Appeal.objects.get().organisation == "«Береке» ЖШС"


def test_answers_changed_in_another_tab_must_be_checked_again(appeal_form):
    citizen = appeal_form().fill_to("check")
    stale = citizen.page
    citizen.visit(citizen.step_url("who")).send({"name": "Басқа Адам"}, button="next")
    page = stale.send(button="next")
    assert not Appeal.objects.exists()
    assert page.errors
    assert "Басқа Адам" in page.main
    page.send(button="next")
    assert Appeal.objects.get().name == "Басқа Адам"


# --- sending twice ---


def test_second_submission_shows_same_receipt(appeal_form):
    citizen = appeal_form().fill_to("check")
    check = citizen.page
    first = check.send(button="next")
    second = check.send(button="next")
    assert second.path == first.path
    assert second.main == first.main
    assert Appeal.objects.count() == 1


def test_steps_of_sent_draft_redirect_to_receipt(appeal_form):
    citizen = appeal_form().fill_to("check")
    receipt = citizen.press("next").path
    for step in STEP_NAMES:
        assert citizen.visit(f"/kk/appeals/new/{receipt.split('/')[4]}/{step}/").path == receipt


# --- the receipt and its secret ---


def shown_secret(page) -> str:
    tag = page.soup.select_one(".receipt__secret")
    return tag.text if tag else ""


def test_secret_is_shown_again_after_reload(appeal_form):
    page = appeal_form().fill_to("check").press("next")
    assert shown_secret(page)
    assert shown_secret(page.client(page.path)) == shown_secret(page)


def test_receipt_in_another_browser_hides_secret(appeal_form):
    page = appeal_form().fill_to("check").press("next")
    stranger = PageClient(Client())(page.path)
    assert Appeal.objects.get().number in stranger.main
    assert not shown_secret(stranger)
    assert shown_secret(page) not in stranger.text
    pdf = Client().get(page.path.replace("receipt/", "receipt.pdf"))
    assert shown_secret(page) not in pdf_text(pdf.content)


def test_secret_is_hidden_after_one_hour(appeal_form):
    page = appeal_form().fill_to("check").press("next")
    draft = Draft.objects.get()
    draft.data["sent_at"] = (timezone.now() - timedelta(minutes=61)).isoformat()
    draft.save()
    later = page.client(page.path)
    assert not shown_secret(later)
    assert "жеке куәлігіңізбен" in later.main


def test_secret_is_hidden_on_request(appeal_form):
    page = appeal_form().fill_to("check").press("next")
    hidden = page.send()
    assert not shown_secret(hidden)
    assert not shown_secret(page.client(page.path))


def pdf_text(data: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages)


def test_pdf_receipt_matches_page(appeal_form):
    page = appeal_form().fill_to("check").press("next")
    pdf = page.client(page.path.replace("receipt/", "receipt.pdf"))
    text = pdf_text(pdf.content)
    appeal = Appeal.objects.get()
    assert appeal.number in text
    assert shown_secret(page) in text
    assert str(appeal.due_on.day) in text
    assert APPLICANT_NAME in text
    page.send()  # hides the secret
    address_alone = pdf_text(page.client(page.path.replace("receipt/", "receipt.pdf")).content)
    assert appeal.number in address_alone
    assert APPLICANT_NAME not in address_alone
    assert len(pypdf.PdfReader(io.BytesIO(pdf.content)).pages) == 1
    assert pdf.response["Cache-Control"].count("no-store")


def test_receipt_and_steps_are_not_cached_or_indexed(appeal_form):
    citizen = appeal_form().fill_to("who")
    assert "private" in citizen.page.response["Cache-Control"]
    assert citizen.page.soup.find("meta", attrs={"name": "robots"})["content"] == "noindex"
    page = citizen.fill_to("check").press("next")
    assert "no-store" in page.response["Cache-Control"]


# --- saving and coming back ---


def test_resume_code_opens_draft_in_another_browser(appeal_form):
    citizen = appeal_form().fill_to("office")
    page = citizen.press("save", {"place": "Көкөзек"})
    code = page.soup.select_one(".receipt__secret").text
    other = PageClient(Client())
    back = other("/ru/appeals/resume/").send({"code": code.lower().replace("-", " ")})
    assert back.path.startswith(f"/ru/appeals/new/{citizen.token}/office/")
    assert back.soup.find(attrs={"name": "place"})["value"] == "Көкөзек"


def test_form_resumed_elsewhere_goes_on_in_both_browsers(appeal_form):
    citizen = appeal_form().fill_to("office")
    code = citizen.press("save").soup.select_one(".receipt__secret").text
    other = PageClient(Client())
    other("/kk/appeals/resume/").send({"code": code})
    page = other(citizen.step_url("office")).send({"office": "tur", "place": "Ауыл"}, button="next")
    assert page.path == citizen.step_url("matter")
    citizen.open_step("office")
    assert citizen.field_value("place") == "Ауыл"


def test_resume_page_lists_drafts_of_this_browser(appeal_form):
    citizen = appeal_form().fill_to("office")
    page = citizen.visit("/kk/appeals/resume/")
    assert any(citizen.token in str(a["href"]) for a in page.soup.select("a[href]"))
    stranger = PageClient(Client())("/kk/appeals/resume/")
    assert citizen.token not in str(stranger.soup)


def test_empty_resume_code_is_asked_for(visit, reference_data):
    page = visit("/kk/appeals/resume/").send({"code": " "})
    assert page.soup.title.get_text().startswith("Қате:")
    assert "кодын жазыңыз" in page.soup.select_one("[data-error-summary]").get_text()


@pytest.mark.parametrize(
    "typed", ["AAAA-BBBB-CCCC", "жоқ", "🙂" * 80, "../../etc", "'; DROP TABLE--"]
)
def test_unknown_resume_code_shows_error_and_keeps_input(visit, reference_data, typed):
    page = visit("/kk/appeals/resume/").send({"code": typed}, allow={"untranslated_text"})
    assert page.errors or page.soup.select(".field__error")
    assert BeautifulSoup(page.content, "lxml").find(id="id_code")["value"] == typed


def test_resume_code_attempts_are_rate_limited(visit, reference_data):
    page = visit("/kk/appeals/resume/")
    for _try in range(10):
        page = page.send({"code": "7777-7777-7777"})
    page.send({"code": "7777-7777-7777"}, status=429)


def test_discard_deletes_draft(appeal_form):
    citizen = appeal_form().fill_to("office")
    address = citizen.step_url("office")
    citizen.press("save").send(button=interface_text("kk", "Delete it now"))
    assert not Draft.objects.exists()
    citizen.visit(address, status=404)


def test_expired_draft_can_be_revived(appeal_form):
    citizen = appeal_form().fill_to("check")
    token = citizen.token
    Draft.objects.update(expires_on=timezone.localdate() - timedelta(days=1))
    page = citizen.visit(citizen.step_url("check"), status=410)
    fresh = page.send()
    assert fresh.path.split("/")[4] != token
    assert fresh.path.split("/")[5] == "consents"  # a consent is given anew
    done = fresh.send({"processing": True}, button="next").send(button="next")
    assert done.path.endswith("/receipt/")
    assert Appeal.objects.get().name == APPLICANT_NAME


def test_unknown_draft_is_404_with_links(visit, reference_data):
    page = visit("/ru/appeals/new/nosuchtoken/who/", status=404)
    assert any("/ru/appeals/new/" in str(a["href"]) for a in page.soup.select("main a"))


def test_autosave_request_saves_typed_values(appeal_form):
    """What the page's own script sends."""
    citizen = appeal_form().fill_to("matter")
    answer = citizen.visit.client.post(
        citizen.step_url("matter"), {"go": "keep", "point_1": "Жартылай"}
    )
    assert answer.status_code == 204
    citizen.open_step("matter")
    assert citizen.field_value("point_1") == "Жартылай"


@pytest.mark.parametrize("name", ["processing", "publication"])
@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_consent_page_shows_text(visit, reference_data, name, language):
    page = visit(f"/{language}/appeals/consent/{name}/")
    assert len(page.main) > 300


def test_unknown_consent_is_404(visit, reference_data):
    visit("/kk/appeals/consent/everything/", status=404)
