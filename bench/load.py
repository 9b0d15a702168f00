"""Requests a second: wrk where it is installed, else a Python process of the same use.

python bench/load.py URL CONNECTIONS SECONDS ENCODING     what stands in for wrk
"""

import re
import shutil
import ssl
import subprocess
import sys
import time
from functools import partial
from http.client import HTTPConnection, HTTPSConnection
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

sys.path[:0] = [str(Path(__file__).resolve().parent.parent)]

from bench.figures import medians
from bench.places import BEHIND_NGINX

CONNECTIONS = 8
WARM_UP = 20  # requests: each process has read its tables, and a page can be kept
GENERATOR = "wrk" if shutil.which("wrk") else "Python"


def rate(url: str, seconds: float, encoding: str = "identity") -> float:
    """Return how many requests a second a server answers with 200 to eight connections."""
    if GENERATOR == "wrk":
        command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{max(1, round(seconds))}s"]
        for name, value in {**BEHIND_NGINX, "Accept-Encoding": encoding}.items():
            command += ["-H", f"{name}: {value}"]
        command.append(url)
    else:
        command = [sys.executable, __file__, url, str(CONNECTIONS), str(seconds), encoding]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    if "Non-2xx" in said:
        raise RuntimeError(f"{url}: {said}")
    return float(re.search(r"Requests/sec:\s+([\d.]+)", said)[1])  # type: ignore[index]


def rates(*urls: str, rounds: int, seconds: float, encoding: str = "identity") -> list[float]:
    """Return the median rate of each address, taken in turns after a few requests to each."""
    for _number in range(WARM_UP):
        for url in urls:
            fetch(url, encoding)
    kinds = [partial(rate, url, seconds, encoding) for url in urls]
    return medians(*kinds, rounds=rounds)


def connect(url: str) -> HTTPConnection:
    """Return a connection to a server, whatever certificate it has."""
    parts = urlsplit(url)
    if parts.scheme == "http":
        return HTTPConnection(parts.hostname, parts.port, timeout=60)  # type: ignore[arg-type]
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return HTTPSConnection(parts.hostname, parts.port, timeout=60, context=context)  # type: ignore[arg-type]


def fetch(url: str, encoding: str = "identity") -> bytes:
    """Return the body of a page as it is sent; raise unless the status is 200."""
    connection = connect(url)
    headers = {**BEHIND_NGINX, "Accept-Encoding": encoding}
    connection.request("GET", urlsplit(url).path, headers=headers)
    response = connection.getresponse()
    body = response.read()
    connection.close()
    if response.status != 200:
        raise RuntimeError(f"{url}: {response.status}")
    return body


def main(url: str, connections: int, seconds: float, encoding: str) -> None:
    headers = {**BEHIND_NGINX, "Accept-Encoding": encoding}
    done, end = [0] * connections, time.perf_counter() + seconds

    def ask(number: int) -> None:
        connection = connect(url)
        while time.perf_counter() < end:
            connection.request("GET", urlsplit(url).path, headers=headers)
            response = connection.getresponse()
            response.read()
            if response.status != 200:
                print("Non-2xx")
            done[number] += 1

    threads = [Thread(target=ask, args=(number,)) for number in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(f"Requests/sec: {sum(done) / seconds:.2f}")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]), sys.argv[4])
