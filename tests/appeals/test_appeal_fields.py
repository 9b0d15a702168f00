"""The fields of an appeal: the forms, the dataclass and the model agree."""

from dataclasses import fields

import pytest
from django.utils import timezone

from appeals import appeal_fields
from appeals.admin.register import RegisterForm
from appeals.appeal_fields import APPLICANT, MATTER, NewAppeal
from appeals.models import Appeal
from appeals.redaction import MASKS
from forms.appeal.steps import STEPS
from tests.builders import a_staff_member, an_appeal

FIELD_NAMES = [field.name for field in fields(NewAppeal)]


@pytest.mark.parametrize("name", FIELD_NAMES)
def test_each_field_has_a_column_or_is_stored_otherwise(name):
    columns = {field.name for field in Appeal._meta.concrete_fields}
    assert name in columns or name in {"points", "files"}
    if name not in appeal_fields.STORED_OTHERWISE:
        assert name in columns


def test_fields_stored_otherwise_exist():
    assert set(FIELD_NAMES) >= appeal_fields.STORED_OTHERWISE


@pytest.mark.django_db
def test_staff_form_asks_for_exactly_the_declared_fields():
    form = RegisterForm(user=a_staff_member(), on=timezone.localdate())
    assert set(form.fields) - {"token"} == set(appeal_fields.staff_field_names())


def test_citizen_form_asks_for_every_declared_field():
    step_fields = {name for _step, form in STEPS for name in form.base_fields}
    by_cleaning = {"points"}  # MatterStep.clean() makes it of point_1, point_2 …
    assert set(appeal_fields.citizen_field_names()) <= step_fields | by_cleaning


def test_personal_data_have_a_mask_and_sections_exist():
    for info in appeal_fields.INFO.values():
        assert info.personal in {"", *MASKS["kk"]}
        assert info.section in {"", APPLICANT, MATTER}


@pytest.mark.django_db
def test_stored_values_come_back_unchanged():
    values = {"phone": "+77010000001", "place": "Абай көшесі", "organisation": "«Шаңырақ» ЖШС"}
    appeal = an_appeal(**values).built()
    assert {name: getattr(appeal, name) for name in values} == values


@pytest.mark.django_db
def test_card_shows_the_rows_of_a_section_that_are_filled():
    appeal = an_appeal(phone="+77010000001", place="Абай көшесі").built()
    rows = {row.name: row.value for row in appeal_fields.card_rows(appeal, APPLICANT)}
    assert rows == {
        "name": "Сейтқали Айгүл Серікқызы",
        "phone": "+77010000001",
        "email": "aigul@mail.example",
    }
    assert [row.value for row in appeal_fields.card_rows(appeal, MATTER)] == ["Абай көшесі"]
