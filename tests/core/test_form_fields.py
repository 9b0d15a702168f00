"""The shared fields: what people paste is cleaned, what cannot be kept is refused in words."""

import pytest
from django.core.exceptions import ValidationError
from django.forms import modelform_factory
from django.utils.translation import override
from wagtail.admin.forms.models import WagtailAdminModelForm

from core.form_fields import (
    EmailAddressField,
    FullNameField,
    IdNumberField,
    MultiLineField,
    OrganisationField,
    PersonNameField,
    PhoneField,
    SingleLineField,
)
from core.models import Notice

IIN = "850101400130"


def error_of(field, value) -> str:
    with override("en"), pytest.raises(ValidationError) as refused:
        field.clean(value)
    with override("en"):
        return " ".join(refused.value.messages)


@pytest.mark.parametrize(
    "typed",
    [
        f"\u200b{IIN}", f"\u202a{IIN}\u202c", f"\ufeff{IIN}", "850101\u00ad400130",
        "850101\u2060400130", "850101\u2011400130", "850101–400130", "8501 0140\u00a00130",
        "850101/400130",
    ],
)  # fmt: skip
def test_a_pasted_id_number_is_the_typed_one(typed):
    assert IdNumberField().clean(typed) == IIN


def test_zeros_are_no_id_number():
    assert "zeros" in error_of(IdNumberField(required=False), "000000000000")


@pytest.mark.parametrize(
    "typed", ["\u200bname@mail.example", "name@mail.example\u00a0", "na\u00adme@mail.example"]
)
def test_a_pasted_email_address_is_the_typed_one(typed):
    assert EmailAddressField().clean(typed) == "name@mail.example"


@pytest.mark.parametrize(
    "typed", ["\u202a+7 701 123 45 67\u202c", "8\u2011701\u2011123\u201145\u201167"]
)
def test_a_pasted_phone_is_the_typed_one(typed):
    assert PhoneField().clean(typed) == "+77011234567"


@pytest.mark.parametrize(
    "typed, said",
    [
        ("8 701 123 45 67 доб. 12", "without the extension 12"),
        ("8 701 123 45 67, 8 702 123 45 67", "one number"),
        ("+7 701 123 45 67 (Айгүл)", "without words"),
        ("Айгүл 8 701 123 45 67", "without words"),
        ("+7 200 123 45 67", "no such phone number"),
    ],
)
def test_what_a_phone_would_lose_is_refused_in_words(typed, said):
    assert said in error_of(PhoneField(), typed)
    assert "leave the field empty" in error_of(PhoneField(required=False), typed)


@pytest.mark.parametrize(
    "typed, name",
    [
        ("Тест\u202eканыС", "ТестканыС"),
        ("  Сейтқали \u00a0 Айгүл ", "Сейтқали Айгүл"),
        ("Д'Артаньян-Ким О.", "Д'Артаньян-Ким О."),
        ("Қожахмет-ұлы Ә.", "Қожахмет-ұлы Ә."),
    ],
)
def test_names_lose_only_what_nobody_sees(typed, name):
    assert FullNameField().clean(typed) == name


@pytest.mark.parametrize(
    "typed, said",
    [
        ("<script>alert(1)</script>", "“<” does not belong to a name"),
        ("Айгүл 😡", "“😡”"),
        ("Айгүл 850101400130", "“8”"),
        (". - '", "in letters"),
    ],
)
def test_markup_and_signs_are_no_name(typed, said):
    assert said in error_of(FullNameField(), typed)


def test_an_optional_part_of_a_name_may_be_empty():
    assert PersonNameField(required=False).clean("\u200b") == ""
    assert OrganisationField().clean("№ 5 «Береке & К» ЖШС") == "№ 5 «Береке & К» ЖШС"
    assert "in words" in error_of(OrganisationField(), "<b>Береке</b>")


@pytest.mark.parametrize("field", [SingleLineField, MultiLineField])
def test_a_long_text_is_refused_by_how_much_and_never_cut(field):
    field = field(max_length=10)
    assert "maxlength" not in field.widget.attrs
    assert field.widget.attrs["data-limit"] == "10"
    assert "too long by 3 characters" in error_of(field, "ж" * 13)
    assert field.clean("ж" * 10) == "ж" * 10


def test_a_line_break_counts_once_and_the_limit_is_stated():
    field = MultiLineField(max_length=5)
    assert field.clean("аб\r\nвг") == "аб\nвг"
    with override("en"):
        assert str(field.help_text) == "Up to 5 characters."


def test_the_fields_of_the_admin_are_cleaned_too():
    form = modelform_factory(Notice, form=WagtailAdminModelForm, fields=["subject", "body"])
    assert form.base_fields["subject"].clean("\u200bСу\u00a0жоқ") == "Су жоқ"
    assert form.base_fields["body"].clean("бір\r\nекі\u202e") == "бір\nекі"
