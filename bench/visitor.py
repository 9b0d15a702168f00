"""One person's requests, timed until the last byte: what a reader waits for."""

import random
import time
from http.client import HTTPConnection, HTTPException
from typing import Any
from urllib.parse import quote, urlencode

from bench.places import BEHIND_NGINX, HOST
from bench.servers import Server

TIMEOUT = 10  # seconds; a slower response counts as this long


class Visitor:
    """Ask a server as a browser does, from an address of one's own, with cookies that are given."""

    def __init__(self, server: Server, cookies: dict[str, str] | None = None):
        self.server = server
        chance = random.SystemRandom()
        self.headers = {
            **BEHIND_NGINX,
            "Host": f"{HOST}:{server.port}",
            "Cookie": "; ".join(f"{name}={value}" for name, value in (cookies or {}).items()),
            "X-Forwarded-For": f"10.{chance.randrange(256)}.{chance.randrange(256)}.7",
        }
        if not cookies:
            del self.headers["Cookie"]

    def get(self, path: str, expected: tuple[int, ...] = (200,)) -> float:
        """Return the seconds a page took; TIMEOUT when it did not come in time."""
        return self._ask("GET", path, None, expected)

    def post(self, path: str, values: dict[str, Any], expected: tuple[int, ...] = (302,)) -> float:
        """Send a form; return the seconds until the whole response was there."""
        return self._ask("POST", path, urlencode(values), expected)

    def _ask(self, method: str, path: str, body: str | None, expected: tuple[int, ...]) -> float:
        headers = dict(self.headers)
        if body is not None:
            headers["Origin"] = f"https://{headers['Host']}"
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        began = time.perf_counter()
        connection = HTTPConnection("127.0.0.1", self.server.port, timeout=TIMEOUT)
        try:
            connection.request(method, quote(path, safe="/?=&%+"), body, headers)
            response = connection.getresponse()
            response.read()
        except (HTTPException, OSError):  # it took too long, or its process was ended for that
            return TIMEOUT
        finally:
            connection.close()
        if response.status not in expected:
            raise RuntimeError(f"{method} {path}: {response.status}")
        return time.perf_counter() - began
