"""Blocks of a page body: the chooser, the previews, image uploads."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

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
