"""Real Elasticsearch servers of a test's own, which it may kill."""

import hashlib
import json
import secrets
import shlex
import ssl
import subprocess
import tempfile
import time
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPSConnection
from pathlib import Path

from elastic_server import SMALL, Node, free_ports
from elastic_server import cluster as nodes_of
from elastic_software import Software
from elastic_transport import TransportError
from elasticsearch import ApiError, Elasticsearch

from tests.search.scripted_server import Reply, Request, forward, serve

TIMEOUT = 180  # seconds until a busy machine has started a server


class Cluster:
    """Nodes under the names they give themselves."""

    def __init__(self, nodes: list[Node]):
        self.nodes = {f"node{number}": node for number, node in enumerate(nodes)}

    @property
    def url(self) -> str:
        """All hosts, as ELASTICSEARCH_URL names them."""
        return ",".join(node.url for node in self.nodes.values())

    def restore(self) -> None:
        """Start what is dead; wait until everybody sees all and every copy stands."""
        for node in self.nodes.values():
            if not node.alive:
                node.start(quiet=True)
        for node in self.nodes.values():
            node.wait(len(self.nodes))

    def kill(self, name: str) -> None:
        """As a power cut does."""
        self.nodes[name].kill()


@contextmanager
def software() -> Iterator[tuple[Software, Path]]:
    """The server's files, and folder for nodes that the user they run as may enter."""
    with tempfile.TemporaryDirectory(prefix="elasticsearch-test-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield Software.readable(folder), folder


@contextmanager
def start_cluster(number: int) -> Iterator[Cluster]:
    """A cluster of small nodes, whole."""
    with software() as (files, folder):
        each = free_ports(2 * number)
        ports = list(zip(each[:number], each[number:], strict=True))
        nodes = nodes_of(files, folder, ports)
        found = Cluster(nodes)
        try:
            found.restore()
            yield found
        finally:
            for node in nodes:
                node.kill()


@dataclass(frozen=True)
class Secured:
    """A server that speaks TLS only and wants to know who asks."""

    url: str  # with a user's name and password
    proxy: str  # the same server, for those who have its key
    ca: str  # the file of the authority that signed the certificates
    api_key: str


@contextmanager
def secured() -> Iterator[Secured]:
    """A single secured node whose only user has the rights that docs/operation.md names.

    The server's own store of keys wants an analyser that its artefact lacks: keys are asked for
    by a proxy before it.
    """
    with software() as (files, folder):
        password, api_key = secrets.token_hex(16), b64encode(secrets.token_bytes(30)).decode()
        node = Node(
            files,
            folder / "secured",
            free_ports(1)[0],
            options=SMALL,
            files={**make_certificates(folder), **make_user("portal", password)},
            xpack__security__enabled="true",
            xpack__security__http__ssl__enabled="true",
            xpack__security__http__ssl__key="server.key",
            xpack__security__http__ssl__certificate="server.crt",
        )
        ca, url = str(folder / "ca.crt"), f"https://portal:{password}@127.0.0.1:{node.port}"
        node.start(quiet=True)
        try:
            wait_until_healthy(node, Elasticsearch(url, ca_certs=ca))
            with key_proxy(folder, node.port, f"portal:{password}", api_key) as address:
                yield Secured(url, address, ca, api_key)
        finally:
            node.kill()


@contextmanager
def key_proxy(folder: Path, port: int, user: str, api_key: str) -> Iterator[str]:
    """A proxy with TLS that lets a key through, and replies to others as Elasticsearch does."""
    inside = ssl.create_default_context(cafile=folder / "ca.crt")
    basic = f"Basic {b64encode(user.encode()).decode()}"
    closed = Reply(b'{"error": "security_exception", "status": 401}', 401)

    def reply(request: Request) -> Reply:
        if request[3].get("Authorization") != f"ApiKey {api_key}":
            return closed
        connection = HTTPSConnection("127.0.0.1", port, context=inside)
        return forward(request, connection, Authorization=basic)

    outside = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    outside.load_cert_chain(folder / "server.crt", folder / "server.key")
    with serve(reply, outside) as proxy:
        yield proxy.url


def wait_until_healthy(node: Node, client: Elasticsearch) -> None:
    end = time.monotonic() + TIMEOUT
    while time.monotonic() < end and node.alive:
        try:
            client.cluster.health(wait_for_status="green", timeout="1s")
        except (ApiError, TransportError):
            time.sleep(0.3)
        else:
            return
    raise AssertionError(node.last_words())


def make_certificates(folder: Path) -> dict[str, bytes]:
    """A certificate for 127.0.0.1 with its key, signed by an authority made for it."""
    new = "openssl req -x509 -newkey rsa:2048 -nodes -days 2"
    own = "-addext subjectAltName=IP:127.0.0.1 -addext basicConstraints=CA:FALSE"
    for command in (
        f"{new} -subj /CN=authority -keyout ca.key -out ca.crt",
        f"{new} -subj /CN=server -keyout server.key -out server.crt {own} -CA ca.crt -CAkey ca.key",
    ):
        subprocess.run(shlex.split(command), cwd=folder, check=True, capture_output=True)
    return {name: (folder / name).read_bytes() for name in ("server.key", "server.crt")}


def make_user(name: str, password: str) -> dict[str, bytes]:
    """A user in the files of the server, as its own tool writes them."""
    salt = secrets.token_bytes(32)
    hashed = hashlib.pbkdf2_hmac("sha512", password.encode(), salt, 10_000, 32)
    kept = "$".join(["{PBKDF2}10000", *(b64encode(part).decode() for part in (salt, hashed))])
    indices = {"names": ["qabyldau", "qabyldau-*"], "privileges": ["all"]}
    role = {"portal": {"cluster": ["monitor"], "indices": [indices]}}
    return {
        "users": f"{name}:{kept}\n".encode(),
        "users_roles": f"portal:{name}\n".encode(),
        "roles.yml": json.dumps(role).encode(),
    }
