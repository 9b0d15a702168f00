"""What an editor sees in the block chooser."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from core.blocks import BodyBlock
from core.models import PortalImage

BLOCKS = BodyBlock().child_blocks


def test_the_chooser_fits_one_screen():
    assert len(BLOCKS) <= 10


@pytest.mark.parametrize("name", BLOCKS)
def test_every_block_says_what_it_is_for_and_shows_it(name):
    block = BLOCKS[name]
    assert str(block.get_description())
    assert block.is_previewable


@pytest.mark.parametrize("name", BLOCKS)
def test_a_preview_is_drawn_with_our_own_look(name, admin_client):
    block = BLOCKS[name]
    page = admin_client.get(f"/admin/block-preview/?id={block.definition_prefix}")
    assert page.status_code == 200
    assert "/assets/portal-" in page.content.decode()


def test_a_picture_is_taken_only_with_its_description_in_each_language(admin_client):
    drawn = BytesIO()
    Image.new("RGB", (40, 30), "navy").save(drawn, "PNG")
    words = {"alt_kk": "Мектеп ауласы", "alt_ru": "Школьный двор", "alt_en": "A school yard"}

    def upload(**said):
        file = SimpleUploadedFile("aula.png", drawn.getvalue(), "image/png")
        return admin_client.post("/admin/images/add/", {"title": "Аула", "file": file, **said})

    for missing in words:
        page = upload(**{**words, missing: ""})
        assert page.context["form"].errors.keys() == {missing}
    assert not PortalImage.objects.exists()
    upload(**words)
    assert PortalImage.objects.get().default_alt_text == "Мектеп ауласы"
