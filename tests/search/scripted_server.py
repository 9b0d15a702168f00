"""A small HTTP server in a thread that replies as a test tells it, like Elasticsearch or not."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import Message
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Reply:
    """One HTTP response."""

    content: bytes
    status: int = 200
    kind: str = "application/json"
    drips: bool = False  # a byte at a time, each sooner than any timeout


Request = tuple[str, str, bytes, Message]  # method, path, content, headers
Handler = Callable[[Request], Reply | None]


class ScriptedServer:
    """`reply` may be changed at any time; None from it closes the connection without a response."""

    def __init__(self, url: str, reply: Handler):
        self.url, self.reply = url, reply
        self.requested = Event()  # somebody waits for the reply
        self.finished = Event()  # nobody needs to wait any more

    def stay_silent(self, request: Request) -> None:
        """Reply with nothing before the test allows it."""
        self.requested.set()
        self.finished.wait()


@contextmanager
def serve(reply: Handler | None = None, context=None) -> Iterator[ScriptedServer]:
    """Serve until the test ends; with a `context` over TLS."""

    class Handle(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do(self) -> None:
            content = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            reply = server.script.reply((self.command, self.path, content, self.headers))
            if reply is None:
                self.close_connection = True
                return
            self.send_response(reply.status)
            self.send_header("X-Elastic-Product", "Elasticsearch")
            self.send_header("Content-Type", reply.kind)
            self.send_header("Content-Length", str(len(reply.content)))
            self.end_headers()
            if self.command != "HEAD":
                self.write(reply)

        def write(self, reply: Reply) -> None:
            if not reply.drips:
                self.wfile.write(reply.content)
                return
            for place in range(len(reply.content)):
                self.wfile.write(reply.content[place : place + 1])
                if server.script.finished.wait(0.3):
                    return

        do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = do

        def log_message(self, *words) -> None:
            """Log nothing: pytest would show it."""

    class Server(ThreadingHTTPServer):
        script: ScriptedServer

        def handle_error(self, request, address) -> None:
            """Ignore that the client has gone: some tests are about that."""

    server = Server(("127.0.0.1", 0), Handle)
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    url = f"http{'s' if context else ''}://127.0.0.1:{server.server_port}"
    server.script = ScriptedServer(url, reply or (lambda request: None))
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.script
    finally:
        server.script.finished.set()
        server.shutdown()
        server.server_close()


def forward(request: Request, connection: HTTPConnection, **headers: str) -> Reply:
    """Return the reply of a real server behind this one."""
    method, path, content, given = request
    kept = {name: given[name] for name in ("Content-Type", "Accept") if name in given}
    connection.request(method, path, content, {**kept, **headers})
    response = connection.getresponse()
    kind = response.getheader("Content-Type", "text/plain")
    reply = Reply(response.read(), response.status, kind)
    connection.close()
    return reply


def forward_to(url: str) -> Handler:
    """Return a handler that forwards everything to the server at `url`."""
    return lambda request: forward(request, HTTPConnection(urlsplit(url).netloc))
