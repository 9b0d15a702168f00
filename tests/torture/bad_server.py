"""A neighbour on a real socket that can be well, silent, slow, dead or mad."""

import itertools
import socketserver
import threading
import time

WELL, SILENT, DRIPPING, CLOSING, GARBAGE = "well", "silent", "dripping", "closing", "garbage"
BAD = (SILENT, DRIPPING, CLOSING, GARBAGE)
NONSENSE = bytes(range(255, 0, -1)) * 200 + b"\n"


class BadServer(socketserver.ThreadingTCPServer):
    """Answer by `serve` while it is well, else badly; `taken` is what it was given while well."""

    allow_reuse_address = daemon_threads = True
    request_queue_size = 64

    def __init__(self, serve) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.serve, self.mode, self.taken = serve, WELL, []  # type: ignore[var-annotated]
        self.calls = 0
        self.over = threading.Event()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def port(self) -> int:
        return self.server_address[1]

    def close(self) -> None:
        self.over.set()
        self.shutdown()
        self.server_close()

    def handle_error(self, request, client_address) -> None:
        """Print nothing: who asked has gone."""


class Handler(socketserver.StreamRequestHandler):
    """One connection."""

    def handle(self) -> None:
        server: BadServer = self.server  # type: ignore[assignment]
        server.calls += 1
        mode = server.mode
        match mode:
            case "well":
                server.serve(self, server)
            case "silent":
                self.wait_while(mode, 600)
            case "dripping":
                for byte in itertools.cycle(b"2" * 60):
                    self.wfile.write(bytes([byte]))
                    if not self.wait_while(mode, 0.5):
                        return
            case "garbage":
                self.wfile.write(NONSENSE)

    def wait_while(self, mode: str, seconds: float) -> bool:
        """Wait until the time is over or the server behaves otherwise; return whether it does not."""
        server: BadServer = self.server  # type: ignore[assignment]
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if server.mode != mode or server.over.wait(0.1):
                return False
        return True


def mail(handler: Handler, server: BadServer) -> None:
    """Take letters as a mail server does."""
    handler.wfile.write(b"220 test\r\n")
    to = ""
    while line := handler.rfile.readline().strip():
        word = line.upper()
        if word == b"DATA":
            handler.wfile.write(b"354 go\r\n")
            while handler.rfile.readline().strip() != b".":
                pass
            server.taken.append(to)
        if word.startswith(b"RCPT"):
            to = line.split(b"<")[1].split(b">")[0].decode().lower()
        handler.wfile.write(b"221 bye\r\n" if word == b"QUIT" else b"250 ok\r\n")


def gateway(handler: Handler, server: BadServer) -> None:
    """Take text messages as a gateway does."""
    length = 0
    while line := handler.rfile.readline().strip():
        if line.lower().startswith(b"content-length"):
            length = int(line.split(b":")[1])
    server.taken.append(handler.rfile.read(length))
    handler.wfile.write(b"HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n")


def scanner(handler: Handler, server: BadServer) -> None:
    """Find every file clean, as clamd does."""
    handler.rfile.read(len(b"zINSTREAM\0"))
    while size := int.from_bytes(handler.rfile.read(4)):
        handler.rfile.read(size)
    server.taken.append("file")
    handler.wfile.write(b"stream: OK\0")


def search_engine(handler: Handler, server: BadServer) -> None:
    """Refuse: the database of a torture is small, and no index of it is there."""
    while handler.rfile.readline().strip():
        pass
    handler.wfile.write(b"HTTP/1.0 503 Unavailable\r\nContent-Length: 0\r\n\r\n")
