"""Blocks of a page body: the chooser, the previews, image uploads."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template import Context, Template
from django.utils.safestring import mark_safe
from PIL import Image
from wagtail.rich_text import RichText

from core.blocks import BodyBlock
from core.models import PortalImage

BLOCKS = BodyBlock().child_blocks


def test_block_chooser_fits_one_screen():
    assert len(BLOCKS) <= 10


@pytest.mark.parametrize("name", BLOCKS)
def test_every_block_has_a_description_and_a_preview(name):
    block = BLOCKS[name]
    assert str(block.get_description())
    assert block.is_previewable


@pytest.mark.parametrize("name", BLOCKS)
def test_preview_uses_the_portal_stylesheet(name, admin_client):
    block = BLOCKS[name]
    page = admin_client.get(f"/admin/block-preview/?id={block.definition_prefix}")
    assert page.status_code == 200
    assert "core/css/portal" in page.content.decode()


def test_rich_text_is_shown_as_html_with_numbers_beside_their_endings():
    for value in (
        RichText("<p>11-і <b>бақылауда</b></p>"),
        mark_safe("<p>11-і <b>бақылауда</b></p>"),
    ):
        shown = Template("{% load localtext wagtailcore_tags %}{{ v|richtext|keep_endings }}")
        assert shown.render(Context({"v": value})) == "<p>11\u2011і <b>бақылауда</b></p>"
    text = Template("{% load localtext %}{{ v|keep_endings }}").render(
        Context({"v": "<b>7-терезе"})
    )
    assert text == "&lt;b&gt;7\u2011терезе"


def test_image_requires_alternative_text_in_every_language(admin_client):
    picture = BytesIO()
    Image.new("RGB", (40, 30), "navy").save(picture, "PNG")
    alt_texts = {"alt_kk": "Мектеп ауласы", "alt_ru": "Школьный двор", "alt_en": "A school yard"}

    def upload(**fields):
        file = SimpleUploadedFile("aula.png", picture.getvalue(), "image/png")
        return admin_client.post("/admin/images/add/", {"title": "Аула", "file": file, **fields})

    for missing in alt_texts:
        page = upload(**{**alt_texts, missing: ""})
        assert page.context["form"].errors.keys() == {missing}
    assert not PortalImage.objects.exists()
    upload(**alt_texts)
    assert PortalImage.objects.get().default_alt_text == "Мектеп ауласы"
