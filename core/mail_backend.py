"""The mail server, which has so much time for a letter in all.

A socket's own timeout begins anew with every byte: a server that sends one now and then would keep
all other letters waiting.
"""

import smtplib
import socket
from contextlib import suppress
from threading import Timer
from typing import Any

from django.core.mail.backends import smtp

LETTER_SECONDS = 60


class _EndsInTime:
    """A connection of smtplib that is shut down when its time is over."""

    _end: Timer | None = None
    _watched: socket.socket | None = None

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        connection = super()._get_socket(host, port, timeout)  # type: ignore[misc]
        # Of its own descriptor: TLS takes the other one over.
        self._watched = socket.fromfd(connection.fileno(), connection.family, connection.type)
        self._end = Timer(LETTER_SECONDS, _shut_down, [self._watched])
        self._end.daemon = True
        self._end.start()
        return connection

    def close(self) -> None:
        """Close the connection; its time is not counted any more."""
        if self._end:
            self._end.cancel()
        if self._watched:
            self._watched.close()
        super().close()  # type: ignore[misc]


def _shut_down(connection: socket.socket) -> None:
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)


class _SMTP(_EndsInTime, smtplib.SMTP):
    pass


class _SMTPS(_EndsInTime, smtplib.SMTP_SSL):
    pass


class EmailBackend(smtp.EmailBackend):
    """Django's own, over connections that end in time."""

    @property
    def connection_class(self) -> Any:
        """Return the class of connections."""
        return _SMTPS if self.use_ssl else _SMTP
