"""A small HTTP server in a thread that answers as a test tells it, like Elasticsearch or not."""

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
    content: bytes
    status: int = 200
    kind: str = "application/json"
    drips: bool = False  # a byte at a time, each sooner than anybody's patience ends


Asked = tuple[str, str, bytes, Message]  # method, path, content, headers
Answer = Callable[[Asked], Reply | None]


class Answering:
    """`answer` may be changed at any time; None from it ends the connection without a word."""

    def __init__(self, url: str, answer: Answer):
        self.url, self.answer = url, answer
        self.asked = Event()  # somebody waits for the answer
        self.over = Event()  # nobody needs to wait any more

    def silence(self, asked: Asked) -> None:
        """An answer that does not come before the test lets it."""
        self.asked.set()
        self.over.wait()


@contextmanager
def answering(answer: Answer | None = None, context=None) -> Iterator[Answering]:
    """Serve until the test ends; with a `context` over TLS."""

    class Door(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do(self) -> None:
            content = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            reply = server.told.answer((self.command, self.path, content, self.headers))
            if reply is None:
                self.close_connection = True
                return
            self.send_response(reply.status)
            self.send_header("X-Elastic-Product", "Elasticsearch")
            self.send_header("Content-Type", reply.kind)
            self.send_header("Content-Length", str(len(reply.content)))
            self.end_headers()
            if self.command != "HEAD":
                self.say(reply)

        def say(self, reply: Reply) -> None:
            if not reply.drips:
                self.wfile.write(reply.content)
                return
            for place in range(len(reply.content)):
                self.wfile.write(reply.content[place : place + 1])
                if server.told.over.wait(0.3):
                    return

        do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = do

        def log_message(self, *words) -> None:
            """Nothing: pytest would show it."""

    class Server(ThreadingHTTPServer):
        told: Answering

        def handle_error(self, request, address) -> None:
            """Whoever asked has gone: that is what some tests are about."""

    server = Server(("127.0.0.1", 0), Door)
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    url = f"http{'s' if context else ''}://127.0.0.1:{server.server_port}"
    server.told = Answering(url, answer or (lambda asked: None))
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.told
    finally:
        server.told.over.set()
        server.shutdown()
        server.server_close()


def passed_on(asked: Asked, beyond: HTTPConnection, **headers: str) -> Reply:
    """What a real server behind this one says."""
    method, path, content, given = asked
    kept = {name: given[name] for name in ("Content-Type", "Accept") if name in given}
    beyond.request(method, path, content, {**kept, **headers})
    said = beyond.getresponse()
    reply = Reply(said.read(), said.status, said.getheader("Content-Type", "text/plain"))
    beyond.close()
    return reply


def to(url: str) -> Answer:
    """Pass everything on to the server at `url`."""
    return lambda asked: passed_on(asked, HTTPConnection(urlsplit(url).netloc))
