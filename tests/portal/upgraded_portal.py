"""Upgrade the database of DATABASE_URL as docs/operation.md says, and report what its pages show.

Run in a process of its own by test_upgrade.py. Prints one JSON object: address → [status, text].
"""

import json
import sys
from io import StringIO

import django
from django.core.management import call_command
from django.test.utils import setup_test_environment

django.setup()

from django.test import Client  # noqa: E402


def main() -> None:
    setup_test_environment()
    for command in (["migrate"], ["prepare"], ["reindex"], ["verify_figures"]):
        call_command(*command, verbosity=0, stdout=StringIO())
    pages = {}
    for address in json.load(sys.stdin):
        response = Client().get(address)
        pages[address] = [response.status_code, response.content.decode()]
    json.dump(pages, sys.stdout)


if __name__ == "__main__":
    main()
