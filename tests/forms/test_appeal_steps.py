"""The steps of the appeal: their fields are declared, the check page shows every answer."""

import pytest
from django.utils import timezone
from django.utils.translation import override

from appeals.appeal_fields import citizen_field_names
from appeals.forms import OpenForm, RatingForm, WithdrawForm
from forms.appeal.matter import MAX_POINT_LENGTH, MatterStep
from forms.appeal.steps import STEPS, FilesStep
from forms.appeal.who import WhoStep
from forms.booking.steps import STEPS as BOOKING_STEPS
from forms.steps import StepContext
from services.forms import CancelForm, OfficeSearch, TicketForm

# Fields that are no fields of an appeal: stored as files or as consents, or a honeypot.
OTHER_FIELDS = {"documents", "processing", "publication", "trap"}
WHO_ANSWERS = {
    "applicant_kind": "person",
    "organisation": "«Береке» ЖШС",
    "name": "Жүсіпова  Әсел",
    "patronymic": "",
    "id_number": "850101 400130",
    "postal_address": "Көкөзек ауылы",
    "phone": "8 701 123 45 67",
    "email": "asel@mail.example",
}


def test_every_field_of_the_form_is_declared():
    """An undeclared field would be asked for and then dropped."""
    step_fields = {name for _step, form in STEPS for name in form.base_fields}
    assert step_fields - OTHER_FIELDS <= set(citizen_field_names())


PUBLIC_FORMS = [form for _name, form in (*STEPS, *BOOKING_STEPS)]
PUBLIC_FORMS += [OpenForm, RatingForm, WithdrawForm, CancelForm, OfficeSearch, TicketForm]


@pytest.mark.parametrize("form", PUBLIC_FORMS)
def test_no_field_cuts_what_is_typed(form):
    """A maxlength in the page cuts a pasted text without a word."""
    for name, field in form.base_fields.items():
        assert "maxlength" not in field.widget.attrs, name


@pytest.mark.parametrize(
    ("kind", "labels"),
    [
        ("person", ["Name", "IIN or BIN", "Postal address", "Phone", "E-mail"]),
        (
            "organisation",
            ["Organisation", "Name", "IIN or BIN", "Postal address", "Phone", "E-mail"],
        ),
    ],
)
def test_summary_lists_answered_fields_in_order(kind, labels):
    context = StepContext(timezone.now(), None, lambda step: None)
    form = WhoStep({**WHO_ANSWERS, "applicant_kind": kind}, context=context)
    assert form.is_valid(), form.errors
    with override("en"):
        rows = {str(row.key): str(row.value) for row in form.summary_rows()}
    assert list(rows) == labels
    assert rows["Name"] == "Жүсіпова Әсел"
    assert rows["Phone"].replace("\xa0", " ") == "+7 701 123 45 67"
    assert rows["IIN or BIN"] == "850101400130"


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("id_number", "850101 400 123"),
        ("id_number", "8501"),
        ("phone", "8 701"),
        ("phone", "жоқ"),
        ("email", "asel@"),
    ],
)
def test_message_of_wrong_optional_answer_says_it_may_be_left_empty(name, typed):
    context = StepContext(timezone.now(), None, lambda step: None)
    with override("en"):
        form = WhoStep({**WHO_ANSWERS, name: typed}, context=context)
        assert "leave the field empty" in " ".join(form.errors[name])
    assert WhoStep({**WHO_ANSWERS, name: ""}, context=context).is_valid()


def test_types_of_files_are_told_before_a_file_is_chosen():
    context = StepContext(timezone.now(), None, lambda step: None)
    help_text = FilesStep(context=context)["documents"].help_text
    assert all(kind in help_text for kind in ("JPG", "HEIC", "PDF", "DOCX", "XLSX", "TXT"))


def test_long_matter_is_never_cut_and_refused_by_how_much():
    context = StepContext(timezone.now(), None, lambda step: None)
    assert "maxlength" not in str(MatterStep(context=context)["point_1"])
    assert str(MAX_POINT_LENGTH) in str(MatterStep.lead)
    lines = "а\r\n" * (MAX_POINT_LENGTH // 2 - 1) + "аб"
    assert MatterStep({"point_1": lines}, context=context).is_valid(), "a line break counts once"
    with override("en"):
        form = MatterStep({"point_1": lines + "я" * 37}, context=context)
        assert "37 characters" in form.errors["point_1"][0]
