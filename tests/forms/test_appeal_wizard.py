"""The appeal from the door to the receipt, and everything people do on the way."""

import io
from datetime import timedelta

import pypdf
import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone

from appeals.models import Appeal
from core import access_codes
from core.models import Notice
from forms.models import Draft
from tests.citizen_form import APPLICANT_NAME, MATTER, POSTAL_ADDRESS, STEP_NAMES
from tests.client import PageClient


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_whole_walk_ends_on_a_receipt(appeal_form, language):
    citizen = appeal_form(language).start()
    for number, step in enumerate(STEP_NAMES, 1):
        assert citizen.step == step
        assert str(number) in citizen.page.soup.select_one(".step-where").text
        citizen.fill_to(STEP_NAMES[number] if number < len(STEP_NAMES) else step)
    for words in (APPLICANT_NAME, POSTAL_ADDRESS, MATTER, "+7 701 123 45 67", "Көкөзек"):
        assert words in citizen.page.main
    page = citizen.press("next")

    appeal = Appeal.objects.get()
    assert page.path.endswith("/receipt/")
    assert appeal.number in page.main
    assert appeal.language == language
    assert appeal.name == APPLICANT_NAME
    assert appeal.phone == "+77011234567"
    assert [point.text for point in appeal.points.all()] == [MATTER]
    assert appeal.consent_processing["version"] == "1"
    assert len(appeal.consent_processing["sha256"]) == 64
    assert not appeal.consent_publication
    secret = page.soup.select_one(".receipt__secret").text
    assert access_codes.matches(secret, appeal.secret_hash)
    assert str(appeal.due_on.day) in page.main
    assert str(appeal.short_due_on.day) in page.main
    assert len(page.soup.select("ol.steps > li")) == 3


def test_nothing_typed_is_left_in_the_draft_after_sending(appeal_form):
    citizen = appeal_form().fill_to("check")
    citizen.press("next")
    left = str(Draft.objects.get().data)
    assert APPLICANT_NAME not in left
    assert MATTER not in left


def test_a_draft_is_made_by_the_button_and_not_by_looking(appeal_form):
    citizen = appeal_form()
    assert not Draft.objects.exists()
    citizen.start()
    assert Draft.objects.count() == 1


def test_the_office_of_a_link_is_chosen_beforehand(visit, facts):
    page = visit("/ru/appeals/new/?office=tur")
    assert facts["office"].title_ru in page.main
    page.send()
    assert Draft.objects.get().data["steps"]["office"]["office"] == ["tur"]


def test_going_back_keeps_what_was_typed_even_if_it_is_wrong(appeal_form):
    citizen = appeal_form().fill_to("who")
    citizen.press("back", {"name": "Асан", "id_number": "12"})
    assert citizen.step == "topic"
    citizen.press("next")
    assert citizen.field_value("name") == "Асан"
    assert citizen.field_value("id_number") == "12"
    assert not citizen.page.errors  # not judged before it is tried


def test_reloading_a_step_shows_what_is_kept(appeal_form):
    citizen = appeal_form().fill_to("office")
    citizen.open_step("who")
    assert citizen.field_value("name") == APPLICANT_NAME
    assert citizen.field_value("postal_address") == POSTAL_ADDRESS


def test_two_tabs_on_two_steps_do_not_disturb_each_other(appeal_form):
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


def test_another_device_goes_on_with_the_address(appeal_form):
    citizen = appeal_form().fill_to("matter")
    other = PageClient(Client())
    page = other(citizen.step_url("matter")).send({"point_1": MATTER}, button="next")
    assert page.path == citizen.step_url("files")


@pytest.mark.parametrize("step", ["topic", "who", "office", "matter", "consents"])
def test_changing_the_language_on_any_step_loses_nothing(appeal_form, step):
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


def test_the_language_of_the_letter_is_the_one_it_was_sent_in(appeal_form):
    citizen = appeal_form().fill_to("who")
    citizen.press(
        "next",
        {"name": APPLICANT_NAME, "postal_address": POSTAL_ADDRESS, "email": "asel@example.kz"},
    )
    citizen.fill_to("check")
    page = citizen.visit.post(citizen.step_url("check"), {"to_language": "ru"})
    page.send(button="next")
    assert Appeal.objects.get().language == "ru"
    assert Notice.objects.get(channel="email").language == "ru"


def test_enter_presses_continue_and_not_a_language(appeal_form):
    """A form's first button in the page is its default one, wherever it stands."""
    citizen = appeal_form().fill_to("who")
    buttons = [
        tag
        for tag in citizen.page.soup.select("button")
        if tag.get("form") == "step" or tag.find_parent("form", id="step")
    ]
    assert (buttons[0]["name"], buttons[0]["value"]) == ("go", "next")


def test_one_cannot_jump_past_a_step_that_is_not_done(appeal_form):
    citizen = appeal_form().fill_to("who")
    citizen.open_step("check")
    assert citizen.step == "who"
    citizen.open_step("consents")
    assert citizen.step == "who"


def test_a_step_spoilt_afterwards_leads_back_to_itself(appeal_form):
    citizen = appeal_form().fill_to("check")
    citizen.open_step("who")
    citizen.press("save", {"postal_address": ""})
    citizen.open_step("check")
    assert citizen.step == "who"
    assert citizen.page.errors


def test_change_on_the_check_page_leads_there_and_back(appeal_form):
    citizen = appeal_form().fill_to("check")
    link = next(
        a["href"] for a in citizen.page.soup.select(".summary__change a") if "/matter/" in a["href"]
    )
    citizen.page = citizen.visit(link)
    citizen.press("next", {"point_1": "Басқа мәселе: жол жөнделмеді."})
    assert citizen.step == "check"
    assert "Басқа мәселе: жол жөнделмеді." in citizen.page.main


def test_points_are_added_and_taken_away_without_script(appeal_form):
    citizen = appeal_form().fill_to("matter")
    citizen.press("add-point", {"point_1": "Бірінші мәселе туралы"})
    citizen.press("add-point", {"point_2": "Екінші мәселе туралы"})
    citizen.press("drop-point-1", {"point_3": "Үшінші мәселе туралы"})
    citizen.press("next")
    citizen.fill_to("check").press("next")
    points = [point.text for point in Appeal.objects.get().points.all()]
    assert points == ["Екінші мәселе туралы", "Үшінші мәселе туралы"]


def test_an_organisation_is_named(appeal_form):
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


def test_what_was_changed_in_another_window_is_shown_before_it_is_sent(appeal_form):
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


def test_a_second_sending_shows_the_same_receipt(appeal_form):
    citizen = appeal_form().fill_to("check")
    check = citizen.page
    first = check.send(button="next")
    second = check.send(button="next")
    assert second.path == first.path
    assert second.main == first.main
    assert Appeal.objects.count() == 1


def test_after_sending_every_step_leads_to_the_receipt(appeal_form):
    citizen = appeal_form().fill_to("check")
    receipt = citizen.press("next").path
    for step in STEP_NAMES:
        assert citizen.visit(f"/kk/appeals/new/{receipt.split('/')[4]}/{step}/").path == receipt


# --- the receipt and its secret ---


def secret_on(page) -> str:
    tag = page.soup.select_one(".receipt__secret")
    return tag.text if tag else ""


def test_the_secret_is_on_the_receipt_again_after_a_reload(appeal_form):
    page = appeal_form().fill_to("check").press("next")
    assert secret_on(page)
    assert secret_on(page.client(page.path)) == secret_on(page)


def test_the_address_alone_does_not_show_the_secret(appeal_form):
    page = appeal_form().fill_to("check").press("next")
    stranger = PageClient(Client())(page.path)
    assert Appeal.objects.get().number in stranger.main
    assert not secret_on(stranger)
    assert secret_on(page) not in stranger.text
    pdf = Client().get(page.path.replace("receipt/", "receipt.pdf"))
    assert secret_on(page) not in pdf_text(pdf.content)


def test_the_secret_is_shown_for_an_hour(appeal_form):
    page = appeal_form().fill_to("check").press("next")
    draft = Draft.objects.get()
    draft.data["sent_at"] = (timezone.now() - timedelta(minutes=61)).isoformat()
    draft.save()
    later = page.client(page.path)
    assert not secret_on(later)
    assert "жеке куәлігіңізбен" in later.main


def test_one_who_has_written_the_secret_down_hides_it(appeal_form):
    page = appeal_form().fill_to("check").press("next")
    hidden = page.send()
    assert not secret_on(hidden)
    assert not secret_on(page.client(page.path))


def pdf_text(data: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages)


def test_the_receipt_on_paper_says_what_the_page_says(appeal_form):
    page = appeal_form().fill_to("check").press("next")
    pdf = page.client(page.path.replace("receipt/", "receipt.pdf"))
    text = pdf_text(pdf.content)
    appeal = Appeal.objects.get()
    assert appeal.number in text
    assert secret_on(page) in text
    assert str(appeal.due_on.day) in text
    assert APPLICANT_NAME not in text
    assert len(pypdf.PdfReader(io.BytesIO(pdf.content)).pages) == 1
    assert pdf.response["Cache-Control"].count("no-store")


def test_receipts_and_steps_are_kept_from_crawlers_and_caches(appeal_form):
    citizen = appeal_form().fill_to("who")
    assert "private" in citizen.page.response["Cache-Control"]
    assert citizen.page.soup.find("meta", attrs={"name": "robots"})["content"] == "noindex"
    page = citizen.fill_to("check").press("next")
    assert "no-store" in page.response["Cache-Control"]


# --- saving and coming back ---


def test_save_gives_a_code_that_opens_the_form_elsewhere(appeal_form):
    citizen = appeal_form().fill_to("office")
    page = citizen.press("save", {"place": "Көкөзек"})
    code = page.soup.select_one(".receipt__secret").text
    other = PageClient(Client())
    back = other("/ru/appeals/resume/").send({"code": code.lower().replace("-", " ")})
    assert back.path.startswith(f"/ru/appeals/new/{citizen.token}/office/")
    assert back.soup.find(attrs={"name": "place"})["value"] == "Көкөзек"


def test_the_kept_address_can_be_pasted_too(appeal_form):
    citizen = appeal_form().fill_to("office")
    page = PageClient(Client())("/kk/appeals/resume/").send(
        {"code": "https://reception.example" + citizen.step_url("office")}
    )
    assert page.path.startswith(citizen.step_url("office"))


def test_this_browser_finds_its_forms_without_a_code(appeal_form):
    citizen = appeal_form().fill_to("office")
    page = citizen.visit("/kk/appeals/resume/")
    assert any(citizen.token in str(a["href"]) for a in page.soup.select("a[href]"))
    stranger = PageClient(Client())("/kk/appeals/resume/")
    assert citizen.token not in str(stranger.soup)


@pytest.mark.parametrize(
    "typed", ["", "AAAA-BBBB-CCCC", "жоқ", "🙂" * 80, "../../etc", "'; DROP TABLE--"]
)
def test_a_wrong_code_says_so_and_keeps_it(visit, facts, typed):
    page = visit("/kk/appeals/resume/").send({"code": typed}, allow={"untranslated_text"})
    assert page.errors or page.soup.select(".field__error")
    assert BeautifulSoup(page.content, "lxml").find(id="id_code")["value"] == typed


def test_guessing_codes_is_slowed_down(visit, facts):
    page = visit("/kk/appeals/resume/")
    for _try in range(10):
        page = page.send({"code": "7777-7777-7777"})
    page.send({"code": "7777-7777-7777"}, status=429)


def test_a_form_can_be_deleted_at_once(appeal_form):
    citizen = appeal_form().fill_to("office")
    address = citizen.step_url("office")
    citizen.press("save").send()
    assert not Draft.objects.exists()
    citizen.visit(address, status=404)


def test_an_expired_form_says_so_and_starts_with_what_is_left(appeal_form):
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


def test_an_unknown_form_says_where_to_go(visit, facts):
    page = visit("/ru/appeals/new/nosuchtoken/who/", status=404)
    assert any("/ru/appeals/new/" in str(a["href"]) for a in page.soup.select("main a"))


def test_the_page_keeps_words_while_one_types(appeal_form):
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
def test_a_consent_can_be_read_by_itself(visit, facts, name, language):
    page = visit(f"/{language}/appeals/consent/{name}/")
    assert len(page.main) > 300


def test_no_such_consent(visit, facts):
    visit("/kk/appeals/consent/everything/", status=404)
