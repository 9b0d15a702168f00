"""Passwords: long ones without rules on signs; what is guessed first is refused in three languages."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import override

from core.models import User
from tests.builders import an_office

pytestmark = pytest.mark.django_db
PASSWORD = "tau-men-dala-2026"


def codes(password: str, user=None) -> set[str]:
    try:
        validate_password(password, user)
    except ValidationError as error:
        return {str(item.code) for item in error.error_list}
    return set()


@pytest.mark.parametrize(
    "password",
    [
        "password1234",
        "P@ssw0rd2026!",
        "qwertyuiop[]",
        "123456123456",
        "aaaaaaaaaaaa",
        "пароль123456",
        "Пароль2026!!",
        "парольпароль",
        "құпиясөз2026",
        "Құпиясөз123!",
        "йцукенгшщзхъ",
        "qwerty123456",
        "ghbdtnghbdtn",  # приветпривет in the other layout
        "gfhjkm123456",  # пароль in the other layout
        "қазақстан2026",
        "Қабылдау2026",
        "kabyldau2026",
        "Астана-2026!",
        "administrator",
        "01.01.1990kz",
        "әіңғүұқөһәің",
    ],
)
def test_password_that_is_guessed_first_is_refused(password):
    assert "password_easy_to_guess" in codes(password)


@pytest.mark.parametrize(
    "password",
    ["тау бұлақ сурет кілем", "зонт вторник чайник лес", "correct harness battery stapling",
     "vk7 qpw xzn 42 лес", "ұзақ жолда екі қоян", PASSWORD],
)  # fmt: skip
def test_long_password_is_accepted_without_rules_on_signs(password):
    assert not codes(password)


def test_short_password_is_refused_by_its_length():
    assert "password_too_short" in codes("Жq7#Лm2$kЗ!")
    assert not codes("Жq7#Лm2$kЗ!ұ")


def test_names_of_the_office_and_of_the_person_are_refused():
    an_office("BAI", title_kk="Байзақөңірі", title_ru="Байзакская приёмная", title_en="Baizak")
    assert "password_easy_to_guess" in codes("байзақөңірі1")
    user = User(username="ryszhankul", last_name="Төребекқызының", email="x@example.kz")
    assert codes("Ryszhankul2026", user)
    assert "password_easy_to_guess" in codes("төребекқызының", user)


@pytest.mark.parametrize(
    "text", ["aA1" * 1000, "пароль" * 600, "\0" * 3000, "🙂" * 4096, "q1w2" * 20]
)
def test_hostile_password_is_judged(text):
    codes(text)


def test_refusal_is_a_clear_sentence_in_each_language(visit, client):
    user = User.objects.create_superuser("moldir", "moldir@example.kz", PASSWORD)
    client.force_login(user)
    weak = "құпиясөз2026"
    page = visit("/admin/account/").send(
        {
            "name_email-first_name": "Мөлдір",
            "name_email-last_name": "Ұзақ",
            "password-old_password": PASSWORD,
            "password-new_password1": weak,
            "password-new_password2": weak,
        }
    )
    assert "Бұл құпиясөзді табу оңай" in page
    user.refresh_from_db()
    assert user.check_password(PASSWORD)
    words = {"kk": "табу оңай", "ru": "легко подобрать", "en": "easy to guess"}
    for language, part in words.items():
        with override(language), pytest.raises(ValidationError) as refusal:
            validate_password(weak)
        assert part in " ".join(refusal.value.messages)
