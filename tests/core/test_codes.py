"""Secrets, numbers of identity, phones: what people type and what is meant."""

import re

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from core import access_codes
from core.idnumbers import check_id_number, control_digit
from core.phones import clean_phone, format_phone


def test_a_secret_is_readable_and_never_the_same():
    made = {access_codes.generate_secret() for _ in range(200)}
    assert len(made) == 200
    for secret in made:
        assert re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){2}", secret)


@pytest.mark.parametrize(
    "typed",
    ["AB10-KMTX-0000", "ab10 kmtx 0000", "АВ1О КМТХ ОООО", "abIo—kmtx—oooo", " A B l 0KMTX0000 "],
)
def test_what_a_hand_types_is_what_was_meant(typed):
    stored = access_codes.digest("AB10-KMTX-0000")
    assert access_codes.matches(typed, stored)


@pytest.mark.parametrize("typed", ["", "AB10-KMTX-0001", "AB10", "AB10-KMTX-00000", "жоқ"])
def test_anything_else_opens_nothing(typed):
    assert not access_codes.matches(typed, access_codes.digest("AB10-KMTX-0000"))


def test_what_is_stored_does_not_tell_the_secret(settings):
    stored = access_codes.digest("AB10-KMTX-0000")
    assert "AB10" not in stored.upper()
    settings.SECRET_KEY = "another key altogether, as long as it must be"
    assert access_codes.digest("AB10-KMTX-0000") != stored


def test_what_an_earlier_key_made_still_opens(settings):
    stored = access_codes.digest("AB10-KMTX-0000")
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key altogether, as long as it must be"
    assert access_codes.matches("AB10-KMTX-0000", stored)
    assert not access_codes.matches("AB10-KMTX-0001", stored)
    assert access_codes.digest("AB10-KMTX-0000") != stored


@given(st.integers(0, 10**11 - 1).map("{:011}".format))
@settings(max_examples=80)
def test_a_number_with_its_control_digit_is_taken_and_no_other(eleven):
    right = control_digit(eleven)
    for digit in range(10):
        text = f"{eleven}{digit}"
        if digit == right:
            assert check_id_number(f" {text[:6]} {text[6:]} ") == text
        else:
            with pytest.raises(ValidationError):
                check_id_number(text)


@pytest.mark.parametrize("text", ["", "123", "12345678901a", "١٢٣٤٥٦٧٨٩٠١٢", "8501014001299"])
def test_what_is_no_number_of_identity(text):
    with pytest.raises(ValidationError):
        check_id_number(text)


@pytest.mark.parametrize(
    "typed, kept",
    [
        ("8 701 123 45 67", "+77011234567"),
        ("+7 (701) 123-45-67", "+77011234567"),
        ("8 (7252) 36-00-00", "+77252360000"),
        ("+49 30 901820", "+4930901820"),
    ],
)
def test_phones(typed, kept):
    assert clean_phone(typed) == kept


@pytest.mark.parametrize("typed", ["", "нөмір жоқ", "12", "8 701 123 45 67 89 01 23"])
def test_what_is_no_phone(typed):
    with pytest.raises(ValidationError):
        clean_phone(typed)


def test_a_phone_is_shown_as_people_read_it():
    assert format_phone("+77011234567").replace("\u00a0", " ") == "+7 701 123 45 67"
    assert format_phone("нөмір жоқ") == "нөмір жоқ"
