"""Kept pages equal fresh ones, whatever editors, staff and citizens do.

SEED=… repeats a run; STEPS=… and `make test-long` make it longer.
"""

import os
import re
from contextlib import contextmanager
from random import Random

import pytest
from django.test import Client
from django.utils import timezone

from core.page_cache import addresses, copies, index, values
from tests.builders import almaty_time
from tests.sample_content import create_sample_content
from tests.site_edits import SiteEdits

SEED = int(os.environ.get("SEED", "1"))
LINK = re.compile(r'href="(/(?:kk|ru|en)/[^"?#]*/)"')
EVERY = 100  # steps between comparisons of all pages


class KeptPages:
    """A browser without a session, and what is on disk."""

    def __init__(self, monkeypatch) -> None:
        self.monkeypatch = monkeypatch
        self.client = Client()

    def crawl(self, start: list[str]) -> set[str]:
        """Ask for every page that can be reached; return those that are kept."""
        seen: set[str] = set()
        waiting = list(start)
        while waiting:
            path = waiting.pop()
            if path not in seen:
                seen.add(path)
                response = self.client.get(path)
                if response.status_code == 200 and not response.streaming:
                    waiting += sorted(set(LINK.findall(response.content.decode(errors="replace"))))
        return {path for path in seen if self.find(path)}

    def find(self, path: str) -> copies.Copy | None:
        """Return the copy that a visitor would get."""
        copy = copies.find("testserver" + path.rstrip("/"))
        return copy if copy and copy.is_true() else None

    @contextmanager
    def nothing_kept(self):
        """Render without the page cache and without values of this process."""
        with self.monkeypatch.context() as patch:
            patch.setattr(values, "_kept", {})
            patch.setattr(addresses, "page_path", lambda request: None)
            yield

    def false_page(self, path: str) -> str:
        """Return how a kept page differs from a fresh one; "" where it does not."""
        copy = self.find(path)
        if copy is None:
            return ""
        with self.nothing_kept():
            fresh = self.client.get(path)
        if fresh.status_code != 200:
            return f"{path} is {fresh.status_code} now"
        kept, now = copy.bodies[""].decode().splitlines(), fresh.content.decode().splitlines()
        pairs = [(old, new) for old, new in zip(kept, now, strict=False) if old != new]
        return f"{path}: {pairs[:3] or 'length'}" if kept != now else ""


@pytest.fixture
def edits(monkeypatch):
    """Acts of SEED, from a Monday morning on; the portal's clock is theirs."""
    edits = SiteEdits(Random(SEED), almaty_time("2026-03-02 09:20"))
    monkeypatch.setattr(timezone, "now", edits.now)
    return edits


@pytest.fixture
def pages(settings, tmp_path, monkeypatch):
    settings.PAGE_CACHE_ROOT = tmp_path / "pages"
    settings.PAGE_CACHE = True
    yield KeptPages(monkeypatch)
    index.close()


@pytest.mark.parametrize("steps, sample", [(100, 3), pytest.param(2000, 4, marks=pytest.mark.long)])
@pytest.mark.django_db(transaction=True)
def test_kept_pages_equal_fresh_ones_after_every_act(site, edits, pages, steps, sample):
    create_sample_content()
    edits.paths = pages.crawl(["/kk/", "/ru/"] if steps == 100 else ["/kk/", "/ru/", "/en/"])
    assert len(edits.paths) > 40
    choose = Random(SEED)
    done: list[str] = []
    for step in range(1, int(os.environ.get("STEPS", steps)) + 1):
        done.append(edits.act())
        is_all = step % EVERY == 0
        kept = sorted(path for path in edits.paths if pages.find(path))
        for path in kept if is_all else choose.sample(kept, min(sample, len(kept))):
            fault = pages.false_page(path)
            assert not fault, f"SEED={SEED} step {step} {done[-8:]}\n{fault}"
        gone = sorted(edits.paths - set(kept))
        for path in gone if is_all else choose.sample(gone, min(sample, len(gone))):
            pages.client.get(path)
