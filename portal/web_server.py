"""Settings of gunicorn: `gunicorn --config python:portal.web_server portal.wsgi`.

The command line overrides them. A buffering web server (deploy/nginx.conf) belongs in front.
"""

import os
import socket
import time
from contextlib import suppress
from importlib import import_module
from typing import Any

from gunicorn import glogging
from gunicorn.http import wsgi
from gunicorn.workers.gthread import ThreadWorker

from core import page_cache
from core.page_cache import listening
from portal import metrics_folder
from portal.settings import env

HEADER_SECONDS = 10  # for the request line and the headers
BODY_SECONDS = 10  # for the body, and a second more for each
BYTES_PER_SECOND = 16 * 1024
LINGER_SECONDS = 1  # for the visitor to read a response before the connection is closed


class DeadlineWorker(ThreadWorker):
    """A threaded worker that waits only so long for the rest of a request.

    gunicorn itself would wait for ever, and a few half-sent requests would hold every thread.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.deadlines: dict[Any, float] = {}  # connection → time.monotonic()

    def handle(self, conn: Any) -> Any:
        """Handle one request in a thread; its headers must come in time."""
        self.deadlines[conn] = time.monotonic() + HEADER_SECONDS
        try:
            stays_open = super().handle(conn)
        finally:
            self.deadlines.pop(conn, None)
        if not stays_open:
            linger(conn.sock)
        return stays_open

    def handle_request(self, req: Any, conn: Any) -> Any:
        """Run the application; the body must come in time."""
        length = dict(req.headers).get("CONTENT-LENGTH", "0")
        self.deadlines[conn] = time.monotonic() + BODY_SECONDS + int(length) / BYTES_PER_SECOND
        return super().handle_request(req, conn)

    def notify(self) -> None:
        """End what is late; the main loop calls this about once a second.

        Only reading ends: an application that is still working can send its response.
        """
        super().notify()
        now = time.monotonic()
        for conn, deadline in list(self.deadlines.items()):
            if deadline < now and self.deadlines.pop(conn, 0):
                with suppress(OSError):  # closed meanwhile
                    conn.sock.shutdown(socket.SHUT_RD)


def linger(connection: socket.socket) -> None:
    """Wait until the visitor has closed the connection, then end it for both sides.

    gunicorn would wait in the thread that accepts connections: nobody else would be served.
    """
    end = time.monotonic() + LINGER_SECONDS
    with suppress(OSError):
        connection.shutdown(socket.SHUT_WR)
        connection.settimeout(LINGER_SECONDS)
        while connection.recv(65_536) and time.monotonic() < end:
            pass
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RD)


class PortalLogger(glogging.Logger):
    """Give gunicorn's messages to the portal's log, without what a visitor sent."""

    def setup(self, cfg: Any) -> None:
        """Leave printing to the handler of the root logger."""
        super().setup(cfg)
        self.error_log.handlers.clear()
        self.error_log.propagate = True

    def warning(self, msg: str, *args: Any, **kwargs: Any) -> None:
        """Log a warning; of an invalid request neither the address nor the text."""
        super().warning(msg.partition(" from ip=")[0], *args, **kwargs)

    def exception(self, msg: str, *args: Any, **kwargs: Any) -> None:
        """Log an exception; of a request not the address of the page."""
        if args and "request" in msg:
            msg, args = "Error handling a request", ()
        super().exception(msg, *args, **kwargs)


def default_workers() -> int:
    """Return how many processes serve: WEB_CONCURRENCY, or one for each core."""
    return env.number("WEB_CONCURRENCY") or os.cpu_count() or 1


metrics_folder.create()
wsgi.SERVER = "portal"  # not the name of the software

bind = "127.0.0.1:8000"
worker_class = DeadlineWorker
logger_class = PortalLogger
workers = default_workers()
threads = 4
# A worker whose threads are all busy leaves new connections to the others.
worker_connections = threads
keepalive = 0  # nginx opens a connection for each request
control_socket_disable = True  # it would lie in the home folder, which a service has not
preload_app = True  # the workers share what is loaded once, and none of them is slow at first


def when_ready(_server: Any) -> None:
    """Load what the first requests would wait for, before the workers are forked."""
    warm_up()


def post_worker_init(_worker: Any) -> None:
    """Listen to the other servers, in one of the processes."""
    listening.start()


def child_exit(server: Any, _worker: Any) -> None:
    """Drop the kept pages: a worker that was killed may not have told what it had changed.

    Not while the server ends: nginx serves the pages on.
    """
    if server.LISTENERS:
        page_cache.drop_all()


def warm_up() -> None:
    """Load what all processes share; only now, since gunicorn reads this file before Django."""
    import_module("portal.warm_up").warm_up()
