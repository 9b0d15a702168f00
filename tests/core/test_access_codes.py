"""Access codes, identity numbers and phone numbers as people type them."""

import re

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from core import access_codes
from core.idnumbers import check_id_number, control_digit
from core.phones import clean_phone, format_phone


def test_secrets_are_readable_and_unique():
    created = {access_codes.generate_secret() for _ in range(200)}
    assert len(created) == 200
    for secret in created:
        assert re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){2}", secret)


@pytest.mark.parametrize(
    "typed",
    ["AB10-KMTX-0000", "ab10 kmtx 0000", "АВ1О КМТХ ОООО", "abIo—kmtx—oooo", " A B l 0KMTX0000 "],
)
def test_lookalike_letters_and_spacing_still_match(typed):
    stored = access_codes.digest("AB10-KMTX-0000")
    assert access_codes.matches(typed, stored)


@pytest.mark.parametrize("typed", ["", "AB10-KMTX-0001", "AB10", "AB10-KMTX-00000", "жоқ"])
def test_other_text_does_not_match(typed):
    assert not access_codes.matches(typed, access_codes.digest("AB10-KMTX-0000"))


def test_digest_is_keyed_and_does_not_contain_the_secret(settings):
    stored = access_codes.digest("AB10-KMTX-0000")
    assert "AB10" not in stored.upper()
    settings.SECRET_KEY = "another key altogether, as long as it must be"
    assert access_codes.digest("AB10-KMTX-0000") != stored


def test_digest_of_an_older_key_still_matches(settings):
    stored = access_codes.digest("AB10-KMTX-0000")
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key altogether, as long as it must be"
    assert access_codes.matches("AB10-KMTX-0000", stored)
    assert not access_codes.matches("AB10-KMTX-0001", stored)
    assert access_codes.digest("AB10-KMTX-0000") != stored


def test_encoding_is_stable_and_sixty_bits_long():
    assert access_codes.encode(0) == "0000-0000-0000"
    assert access_codes.encode(33) == "1100-0000-0000"
    assert access_codes.encode(2**60 - 1) == "ZZZZ-ZZZZ-ZZZZ"
    assert access_codes.encode(2**60) == "0000-0000-0000"


@given(st.integers(1, 10**11 - 1).map("{:011}".format))
@settings(max_examples=80)
def test_only_the_right_control_digit_is_accepted(eleven):
    control = control_digit(eleven)
    for digit in range(10):
        text = f"{eleven}{digit}"
        if digit == control:
            assert check_id_number(f" {text[:6]} {text[6:]} ") == text
        else:
            with pytest.raises(ValidationError):
                check_id_number(text)


@pytest.mark.parametrize("text", ["", "123", "12345678901a", "١٢٣٤٥٦٧٨٩٠١٢", "8501014001299"])
def test_malformed_identity_number_is_rejected(text):
    with pytest.raises(ValidationError):
        check_id_number(text)


@pytest.mark.parametrize(
    "typed, stored",
    [
        ("8 701 123 45 67", "+77011234567"),
        ("+7 (701) 123-45-67", "+77011234567"),
        ("8 (7252) 36-00-00", "+77252360000"),
        ("+49 30 901820", "+4930901820"),
    ],
)
def test_phone_is_stored_in_e164(typed, stored):
    assert clean_phone(typed) == stored


@pytest.mark.parametrize("typed", ["", "нөмір жоқ", "12", "8 701 123 45 67 89 01 23"])
def test_malformed_phone_is_rejected(typed):
    with pytest.raises(ValidationError):
        clean_phone(typed)


def test_phone_is_grouped_for_reading():
    assert format_phone("+77011234567").replace("\u00a0", " ") == "+7 701 123 45 67"
    assert format_phone("нөмір жоқ") == "нөмір жоқ"
