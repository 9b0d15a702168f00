"""Real Elasticsearch servers of a test's own, which it may kill."""

import json
import socket
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

from elastic_server import Node, Software
from elastic_server import cluster as nodes_of

PATIENCE = 180  # seconds until a busy machine has started a server


class Cluster:
    """Nodes under the names they give themselves."""

    def __init__(self, nodes: list[Node]):
        self.nodes = {f"node{number}": node for number, node in enumerate(nodes)}

    @property
    def url(self) -> str:
        """All hosts, as ELASTICSEARCH_URL names them."""
        return ",".join(f"http://127.0.0.1:{node.port}" for node in self.nodes.values())

    def make_whole(self) -> None:
        """Start what is dead; wait until everybody sees all and every copy stands."""
        for node in self.nodes.values():
            if not node.alive:
                node.start(quiet=True)
        for node in self.nodes.values():
            wait_for(node, len(self.nodes))

    def kill(self, name: str) -> None:
        """As a power cut does."""
        self.nodes[name].kill()


def wait_for(node: Node, number: int) -> None:
    """Until the node sees so many and all is green."""
    wish = f"wait_for_nodes={number}&wait_for_status=green&timeout=1s"
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and node.alive:
        try:
            with urlopen(f"http://127.0.0.1:{node.port}/_cluster/health?{wish}") as answer:
                if not json.load(answer)["timed_out"]:
                    return
        except OSError:
            time.sleep(0.3)
    raise AssertionError(node.log.read_text(errors="replace")[-3000:])


@contextmanager
def software() -> Iterator[tuple[Software, Path]]:
    """The server's files, and ground for nodes that the user they run as may enter."""
    with tempfile.TemporaryDirectory(prefix="elasticsearch-test-") as folder:
        ground = Path(folder)
        ground.chmod(0o755)
        yield Software.within_reach(ground), ground


@contextmanager
def cluster(number: int) -> Iterator[Cluster]:
    """A cluster of small nodes, whole."""
    with software() as (files, ground):
        each = free_ports(2 * number)
        ports = list(zip(each[:number], each[number:], strict=True))
        nodes = nodes_of(files, ground, ports)
        found = Cluster(nodes)
        try:
            found.make_whole()
            yield found
        finally:
            for node in nodes:
                node.kill()


def free_ports(number: int) -> list[int]:
    listening = [socket.create_server(("127.0.0.1", 0)) for _one in range(number)]
    ports = [each.getsockname()[1] for each in listening]
    for each in listening:
        each.close()
    return ports
