"""Asking ClamAV about a file, over its own INSTREAM protocol.

    scan(data) -> "clean" | "infected" | "waiting" | "no_scanner"

"waiting" means that the scanner is there but did not answer: the file is taken, and staff cannot
open it until it has been scanned. Nothing is ever called clean that was not.
"""

import logging
import socket
import struct
from urllib.parse import urlsplit

from django.conf import settings

log = logging.getLogger(__name__)

CLEAN, INFECTED, WAITING, NO_SCANNER = "clean", "infected", "waiting", "no_scanner"
CHUNK = 64 * 1024
SECONDS = 15
LONGEST_ANSWER = 4096


def scan(data: bytes) -> str:
    """What the scanner at CLAMD_URL (tcp://host:port or unix:///path) says of `data`."""
    if not settings.CLAMD_URL:
        return NO_SCANNER
    try:
        answer = _ask(settings.CLAMD_URL, data)
    except (OSError, ValueError) as error:
        log.warning("virus scanner not reached: %s", type(error).__name__)
        return WAITING
    if answer.endswith("FOUND"):
        return INFECTED
    if answer == "stream: OK":
        return CLEAN
    log.warning("virus scanner answered neither OK nor FOUND")
    return WAITING


def _ask(url: str, data: bytes) -> str:
    with _connect(url) as line:
        line.sendall(b"zINSTREAM\0")
        for start in range(0, len(data), CHUNK):
            piece = data[start : start + CHUNK]
            line.sendall(struct.pack("!L", len(piece)) + piece)
        line.sendall(struct.pack("!L", 0))
        answer = b""
        while b"\0" not in answer and len(answer) < LONGEST_ANSWER:
            more = line.recv(LONGEST_ANSWER)
            if not more:
                break
            answer += more
    return answer.split(b"\0")[0].decode("utf-8", "replace").strip()


def _connect(url: str) -> socket.socket:
    parts = urlsplit(url)
    if parts.scheme == "unix":
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(SECONDS)
        try:
            line.connect(parts.path)
        except OSError:
            line.close()
            raise
        return line
    if parts.scheme not in {"tcp", "clamd"} or not parts.hostname:
        raise ValueError("CLAMD_URL must be tcp://host:port or unix:///path")
    return socket.create_connection((parts.hostname, parts.port or 3310), timeout=SECONDS)
