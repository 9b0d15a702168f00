"""A change while others render: whoever asks after the commit sees it."""

import re
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from django.test import Client

from core.page_cache import index
from home.models import PortalSettings
from tests import builders

PAGE = "/ru/accessibility/"
NUMBER = re.compile(r'href="tel:\+7717200(\d{4})"')
CHANGES = 25


def shown(client: Client) -> int:
    return int(NUMBER.search(client.get(PAGE).content.decode())[1])


@pytest.mark.django_db(transaction=True)
def test_no_visitor_sees_what_was_changed_before_he_asked(site, kept):
    builders.set_portal_contacts(hotline="+77172000000")
    committed = [0]
    is_over = threading.Event()

    def read() -> int:
        """Ask again and again; return how often the page was older than the last commit."""
        client, older = Client(), 0
        try:
            while not is_over.is_set():
                before = committed[0]
                older += shown(client) < before
        finally:
            connections.close_all()
            index.close()
        return older

    with ThreadPoolExecutor(4) as pool:
        readers = [pool.submit(read) for _ in range(4)]
        try:
            for number in range(1, CHANGES + 1):
                PortalSettings.objects.update(hotline=f"+7717200{number:04}")
                committed[0] = number
                is_over.wait(0.05)
        finally:
            is_over.set()
        assert [reader.result() for reader in readers] == [0] * 4
    assert shown(Client()) == CHANGES
