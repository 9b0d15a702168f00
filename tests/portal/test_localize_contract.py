"""What portal/translation_records.py relies on in wagtail-localize, private names included."""

import pytest
from wagtail.models import Locale
from wagtail_localize import models as localize
from wagtail_localize.segments import TemplateSegmentValue
from wagtail_localize.strings import StringValue

from portal import translation_records
from portal.initial_pages import create_initial_pages

pytestmark = pytest.mark.django_db


def test_string_hash_is_the_one_localize_stores():
    stored = localize.String.from_value(Locale.get_default(), StringValue("Қабылдау"))
    assert str(localize.String._get_data_hash("Қабылдау")) == str(stored.data_hash)


def test_path_id_is_the_one_localize_stores():
    page = create_initial_pages()
    key = localize.TranslatableObject.objects.get(translation_key=page.translation_key)
    stored = localize.TranslationContext.objects.create(object=key, path="body.1.text")
    assert localize.TranslationContext._get_path_id("body.1.text") == stored.path_id


def test_template_id_is_the_one_localize_stores():
    value = TemplateSegmentValue("body", "html", '<p><text position="0"></text></p>', 1)
    stored = localize.Template.from_value(value)
    assert translation_records._template_id(value) == stored.uuid


def test_localize_updates_recorded_pages_without_new_rows():
    """A recorded source is complete: localize's own refresh finds nothing to add."""
    home = create_initial_pages()
    source = localize.TranslationSource.objects.filter(object_id=home.translation_key).first()
    before = {
        model: set(model.objects.values_list("pk", flat=True))
        for model in (localize.String, localize.TranslationContext, localize.Template)
    }
    assert source is not None
    source.update_from_db()
    for model, keys in before.items():
        assert set(model.objects.values_list("pk", flat=True)) == keys, model
