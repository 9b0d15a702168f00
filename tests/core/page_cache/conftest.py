"""A folder of kept pages for each test."""

import pytest

from core.page_cache import index


@pytest.fixture(autouse=True)
def page_folder(settings, tmp_path):
    """Keep pages in a folder of the test."""
    settings.PAGE_CACHE_ROOT = tmp_path / "pages"
    yield settings.PAGE_CACHE_ROOT
    index.close()
