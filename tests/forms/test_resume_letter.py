"""The code of a saved form is sent, when asked for, to the e-mail or phone typed in it."""

import pytest

from core.models import Notice
from forms import drafts
from forms.models import Draft
from tests.citizen_form import STEP_ANSWERS, interface_text
from tests.client import new_client

BY_EMAIL = "Send the code to the e-mail I gave"
BY_PHONE = "Send the code to the phone I gave"


@pytest.mark.parametrize(
    ("email", "button", "to"),
    [("asel@mail.example", BY_EMAIL, "asel@mail.example"), ("", BY_PHONE, "+77011234567")],
)
def test_code_is_sent_to_the_contact_given(appeal_form, email, button, to):
    form = appeal_form().fill_to("who")
    form.press("next", {**STEP_ANSWERS["who"], "email": email})
    page = form.press("save").send(button=interface_text("kk", button))
    letter = Notice.objects.get()
    code = drafts.resume_code(Draft.objects.get().token)
    assert letter.to == to
    assert code in letter.body
    assert code not in letter.subject
    assert interface_text("kk", "The code is on its way.") in page
    for _attempt in range(5):
        page = page.send(button=interface_text("kk", button))
    assert Notice.objects.count() == 3


def test_nothing_is_offered_without_a_contact_or_to_another_browser(appeal_form):
    form = appeal_form().fill_to("office")
    Draft.objects.update(data={"steps": {"who": {"email": ["asel@"], "phone": ["12"]}}})
    page = form.visit(f"/kk/appeals/new/{form.token}/saved/")
    assert not page.soup.select("form[action$='/send-code/']")
    Draft.objects.update(data={"steps": {"who": {"email": ["asel@mail.example"]}}})
    new_client().post(f"/kk/appeals/new/{form.token}/send-code/", {})
    assert not Notice.objects.exists()
