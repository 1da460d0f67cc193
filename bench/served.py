"""The real server, started by the product's own command, under load from this machine: one log-in on each connection."""

import contextlib
import selectors
import signal
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

import psutil

from bench.registers import PROJECT, Folder, environment

CONNECTIONS = (1, 4, 8)
_ENOUGH = 65_536
_WARM_SECONDS = 1.5


@dataclass(frozen=True, slots=True)
class Rate:
    """Requests a second, and how long each took, in milliseconds."""

    per_second: float
    median: float
    p95: float


@contextlib.contextmanager
def server(folder: Folder, module: str) -> Iterator[tuple[int, psutil.Process]]:
    """``python -m module serve`` on a free port: the port and the process."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", module, "serve", "--end-with-parent"]
    process = subprocess.Popen(
        command, cwd=PROJECT, env=environment(folder) | {"PORT": str(port)}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    try:
        assert process.stdout is not None
        for line in process.stdout:
            if "http://localhost" in line:
                break
        else:
            raise RuntimeError("servern startade inte")
        yield port, psutil.Process(process.pid)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


class Connection:
    """A connection that asks for one address again and again."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.question = b""
        self.asked_at = 0.0
        self.left = -1
        self.head = b""

    def sign_in(self, person: str, path: str) -> None:
        """By the demo's door; afterwards this connection asks for the path as that person."""
        form = urlencode({"person": person}).encode()
        head = f"POST /demo/sign-in HTTP/1.1\r\nHost: localhost:{self.port}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        self.socket.sendall(f"{head}Content-Length: {len(form)}\r\n\r\n".encode() + form)
        answer = self.socket.recv(_ENOUGH)
        cookies = [line[12:].split(b";")[0] for line in answer.split(b"\r\n") if line.lower().startswith(b"set-cookie: ")]
        cookie = b"; ".join(cookies)
        self.question = (
            f"GET {path} HTTP/1.1\r\nHost: localhost:{self.port}\r\nAccept-Encoding: gzip\r\n".encode() + b"Cookie: " + cookie + b"\r\n\r\n"
        )

    def ask(self) -> None:
        """Sends the question."""
        self.asked_at, self.left, self.head = time.perf_counter(), -1, b""
        self.socket.sendall(self.question)

    def heard(self) -> float | None:
        """Reads what has come; the seconds that the answer took, once it is whole."""
        data = self.socket.recv(_ENOUGH)
        if not data:
            raise RuntimeError("servern stängde förbindelsen")
        if self.left < 0:
            self.head += data
            end = self.head.find(b"\r\n\r\n")
            if end < 0:
                return None
            if not self.head.startswith(b"HTTP/1.1 200"):
                raise RuntimeError(self.head.split(b"\r\n")[0].decode())
            length = self.head.lower().partition(b"content-length: ")[2].split(b"\r\n")[0]
            self.left, data = int(length), self.head[end + 4 :]
        self.left -= len(data)
        return time.perf_counter() - self.asked_at if self.left <= 0 else None


def load(port: int, visits: Sequence[dict[str, str]], connections: int, seconds: float) -> Rate:
    """So many connections, each asking anew as soon as it is answered."""
    opened = [Connection(port) for _ in range(connections)]
    for connection, visit in zip(opened, [visits[n % len(visits)] for n in range(connections)], strict=True):
        connection.sign_in(visit["person"], visit["path"])
    _ask_for(opened, _WARM_SECONDS)
    times, took = _ask_for(opened, seconds)
    for connection in opened:
        connection.socket.close()
    ordered = sorted(t * 1e3 for t in times)
    return Rate(len(ordered) / took, statistics.median(ordered), ordered[int(len(ordered) * 0.95)])


def _ask_for(opened: Sequence[Connection], seconds: float) -> tuple[list[float], float]:
    times: list[float] = []
    with selectors.DefaultSelector() as waiting:
        for connection in opened:
            waiting.register(connection.socket, selectors.EVENT_READ, connection)
            connection.ask()
        started = time.perf_counter()
        left = len(opened)
        while left:
            for key, _events in waiting.select():
                answered = key.data.heard()
                if answered is None:
                    continue
                times.append(answered)
                if time.perf_counter() - started < seconds:
                    key.data.ask()
                else:
                    left -= 1
    return times, time.perf_counter() - started


def rates(folder: Folder, module: str, pages: dict[str, list[dict[str, str]]], seconds: float) -> dict[str, dict[int, Rate]]:
    """Each page at each number of connections."""
    with server(folder, module) as (port, _process):
        return {key: {count: load(port, visits, count, seconds) for count in CONNECTIONS} for key, visits in pages.items()}


def memory_after(folder: Folder, pages: dict[str, list[dict[str, str]]], requests: int) -> dict[str, float]:
    """Megabytes resident in the largest web worker before and after so many mixed requests."""
    with server(folder, "larka.cli") as (port, process):
        before, done = largest_worker(process), 0
        opened = [(Connection(port), visit) for visits in pages.values() for visit in visits]
        for connection, visit in opened:
            connection.sign_in(visit["person"], visit["path"])
        after_first = 0.0
        while done < requests:
            for connection, _visit in opened:
                connection.ask()
                while connection.heard() is None:
                    pass
                done += 1
            after_first = after_first or largest_worker(process)
        return {"before": before, "after_first": after_first, "after": largest_worker(process), "requests": done}


def largest_worker(process: psutil.Process) -> float:
    """Resident memory of the largest of the server's web workers, in MB."""
    workers = [each for web in process.children() if "larka.cli.web" in web.cmdline() for each in web.children()]
    return max(_resident(worker) for worker in workers)


def _resident(worker: psutil.Process) -> float:
    megabytes: float = worker.memory_info().rss / 1e6
    return megabytes
