"""Addresses of new pages in Latin letters."""

import pytest
from django.utils.translation import override

from core.i18n.latin import latin_slug
from core.i18n.localtext import own_language_part
from home.models import HomePage, StandardPage


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Байланыс орталығы", "bailanys-ortalygy"),
        ("Қабылдауға қалай жазылуға болады?", "qabyldauga-qalai-zhazyluga-bolady"),
        ("Подъезд № 3: льготы", "podezd-no-3-lgoty"),
        ("about-us", "about-us"),
    ],
)
def test_slug_is_written_in_latin_letters(title, slug):
    assert latin_slug(title) == slug


def test_new_page_gets_a_latin_address_and_a_published_one_keeps_its_own(site):
    parent = HomePage.objects.get(locale__language_code="kk")
    page = StandardPage(title="Байланыс", slug="байланыс", locale=parent.locale)
    parent.add_child(instance=page)
    assert page.slug == "bailanys"
    page.save_revision().publish()
    page = StandardPage.objects.get(pk=page.pk)
    page.slug = "ескі"
    page.save_revision().publish()
    assert StandardPage.objects.get(pk=page.pk).slug == "ескі"


@pytest.mark.parametrize(("language", "name"), [("kk", "Тексеру"), ("ru", "Проверка")])
def test_name_in_three_languages_is_shown_in_one(language, name):
    with override(language):
        assert own_language_part("Тексеру · Проверка · Check") == name
        assert own_language_part("Moderators approval") == "Moderators approval"
