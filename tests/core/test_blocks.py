"""What an editor sees in the block chooser."""

import pytest

from core.blocks import BodyBlock

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
