"""Virus scanning by ClamAV over its INSTREAM protocol.

    scan(data) -> "clean" | "infected" | "waiting" | "no_scanner"

"waiting" means that a scanner is configured but did not answer: the file is accepted, and staff
cannot open it until it has been scanned.
"""

import logging
import socket
import struct
import time
from urllib.parse import urlsplit

from django.conf import settings
from django.core.cache import cache

log = logging.getLogger(__name__)

CLEAN, INFECTED, WAITING, NO_SCANNER = "clean", "infected", "waiting", "no_scanner"
CHUNK_SIZE = 64 * 1024
TIMEOUT_SECONDS = 15  # for a file in all: a socket's own begins anew with every byte
SILENT_SECONDS = 60  # after a timeout: five files of one form would wait five times
SILENT_KEY = "antivirus.silent"
MAX_RESPONSE_SIZE = 4096


def scan(data: bytes) -> str:
    """Return the verdict of the scanner at CLAMD_URL (tcp://host:port or unix:///path)."""
    if not settings.CLAMD_URL:
        return NO_SCANNER
    if cache.get(SILENT_KEY):
        return WAITING
    try:
        answer = _send_instream(settings.CLAMD_URL, data)
    except (OSError, ValueError) as error:
        log.warning("virus scanner not reached: %s", type(error).__name__)
        if isinstance(error, TimeoutError):
            cache.set(SILENT_KEY, True, SILENT_SECONDS)
        return WAITING
    if answer.endswith("FOUND"):
        return INFECTED
    if answer == "stream: OK":
        return CLEAN
    log.warning("virus scanner answered neither OK nor FOUND")
    return WAITING


def _send_instream(url: str, data: bytes) -> str:
    until = time.monotonic() + TIMEOUT_SECONDS
    with _connect(url) as connection:
        connection.sendall(b"zINSTREAM\0")
        for start in range(0, len(data), CHUNK_SIZE):
            chunk = data[start : start + CHUNK_SIZE]
            _wait_until(connection, until)
            connection.sendall(struct.pack("!L", len(chunk)) + chunk)
        connection.sendall(struct.pack("!L", 0))
        answer = b""
        while b"\0" not in answer and len(answer) < MAX_RESPONSE_SIZE:
            _wait_until(connection, until)
            received = connection.recv(MAX_RESPONSE_SIZE)
            if not received:
                break
            answer += received
    return answer.split(b"\0")[0].decode("utf-8", "replace").strip()


def _wait_until(connection: socket.socket, until: float) -> None:
    """Let the next call wait until then at most. TimeoutError: it is later already."""
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    connection.settimeout(left)


def _connect(url: str) -> socket.socket:
    parts = urlsplit(url)
    if parts.scheme == "unix":
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(TIMEOUT_SECONDS)
        try:
            connection.connect(parts.path)
        except OSError:
            connection.close()
            raise
        return connection
    if parts.scheme not in {"tcp", "clamd"} or not parts.hostname:
        raise ValueError("CLAMD_URL must be tcp://host:port or unix:///path")
    return socket.create_connection((parts.hostname, parts.port or 3310), timeout=TIMEOUT_SECONDS)
