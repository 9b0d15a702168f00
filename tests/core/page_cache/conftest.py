"""A folder of kept pages for each test."""

import pytest

from core.page_cache import index


@pytest.fixture(autouse=True)
def page_folder(settings, tmp_path):
    """Keep pages in a folder of the test."""
    settings.PAGE_CACHE_ROOT = tmp_path / "pages"
    yield settings.PAGE_CACHE_ROOT
    index.close()


@pytest.fixture
def kept(settings, page_folder):
    """Turn the page cache on; return the kept paths without their host."""
    settings.PAGE_CACHE = True

    def paths() -> list[str]:
        rows = index.run(lambda db: db.execute("SELECT path FROM pages WHERE is_kept").fetchall())
        return sorted(path.removeprefix("testserver") for (path,) in rows)

    return paths
