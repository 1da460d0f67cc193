"""The server as it is started: says where it is when it answers, survives what is killed, and leaves nothing behind."""

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from tests.places import PASSING

QUEUES = "larka.cli worker"
WEB = "larka.cli.web"


class Server:
    """A server of an installation of its own."""

    def __init__(self, home: Path) -> None:
        self.home = home
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.process: subprocess.Popen[str] | None = None

    def start(self, **settings: str) -> None:
        """Starts it and waits for its word."""
        env = {key: value for key, value in os.environ.items() if not key.startswith(("LARKA_", "DATABASE_"))}
        env |= {"LARKA_HOME": str(self.home), "PORT": str(self.port), "LARKA_WORKERS": "1", **settings}
        self.process = subprocess.Popen([sys.executable, "-m", "larka.cli", "serve"], env=env, stdout=subprocess.PIPE, text=True)
        for line in self.process.stdout:
            if f"Lärka: http://localhost:{self.port}" in line:
                return
        pytest.fail(f"the server ended with {self.process.wait()}")

    def status(self) -> int:
        """What the sign-in page answers."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/logga-in/", timeout=10) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code

    def postmaster(self) -> int:
        """The database's process."""
        return int((self.home / "postgres" / "data" / "postmaster.pid").read_text().split("\n")[0])

    def children(self, named: str) -> list[psutil.Process]:
        """Its processes that were started with this in the command."""
        found = []
        for child in psutil.Process(self.process.pid).children():
            with contextlib.suppress(psutil.Error):
                if named in " ".join(child.cmdline()):
                    found.append(child)
        return found

    def answering(self) -> list[psutil.Process]:
        """The processes that answer; the web has forked them."""
        with contextlib.suppress(psutil.Error):
            return [child for web in self.children(WEB) for child in web.children()]
        return []

    def end(self, how: signal.Signals) -> int:
        """Ends the server and answers its exit code."""
        self.process.send_signal(how)
        return self.process.wait(30)


@pytest.fixture(scope="module")
def installation() -> Iterator[Path]:
    """A folder that any user reaches; the first start here makes everything, the next finds it."""
    with tempfile.TemporaryDirectory(prefix="larka-", dir=PASSING, ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.fixture
def server(installation: Path) -> Iterator[Server]:
    """A server there, not yet started; afterwards it is ended."""
    server = Server(installation)
    yield server
    if server.process and server.process.poll() is None:
        server.end(signal.SIGTERM)


def wait_until(true: Callable[[], bool], seconds: float = 10) -> bool:
    """Waits for something that happens soon."""
    last = time.monotonic() + seconds
    while not true():
        if time.monotonic() > last:
            return False
        time.sleep(0.05)
    return True


def test_a_server_starts_answers_survives_and_leaves_nothing(server: Server) -> None:
    """One story (Issue 4 for the worker of the queues): each of its processes is killed and comes back; then the server is."""
    server.start()
    assert server.status() == 200
    tells_no_version_and_takes_no_endless_headers(server)
    os.kill(server.postmaster(), signal.SIGKILL)
    assert wait_until(lambda: answers(server))
    (web,) = server.answering()
    web.kill()
    assert wait_until(lambda: [child for child in server.answering() if child != web] != [], 15)
    assert wait_until(lambda: answers(server), 15)
    assert wait_until(lambda: len(server.children(QUEUES)) == 1)
    (first,) = server.children(QUEUES)
    first.kill()
    assert wait_until(lambda: [child for child in server.children(QUEUES) if child != first] != [])

    collected = (server.home / "static" / ".collected").stat().st_mtime_ns
    left = server.children("") + server.answering()
    server.end(signal.SIGKILL)
    assert wait_until(lambda: [child for child in left if alive(child)] == [], 20)
    server.start()
    assert (server.home / "static" / ".collected").stat().st_mtime_ns == collected
    assert server.status() == 200
    database = server.postmaster()
    assert server.end(signal.SIGTERM) == 0
    assert not psutil.pid_exists(database) or psutil.Process(database).status() == psutil.STATUS_ZOMBIE


def test_where_workers_run_elsewhere_the_server_starts_none(server: Server) -> None:
    """docs/operations.md: LARKA_WORKER=0; and Ctrl-C ends it tidily."""
    server.start(LARKA_WORKER="0")
    time.sleep(1)
    assert server.children(QUEUES) == []
    assert server.end(signal.SIGINT) == 0


def alive(process: psutil.Process) -> bool:
    """Whether it still runs."""
    return process.is_running() and process.status() != psutil.STATUS_ZOMBIE


def tells_no_version_and_takes_no_endless_headers(server: Server) -> None:
    """Over the wire: what the server adds, and what it refuses before Lärka is asked."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    connection.request("GET", "/logga-in/", headers={"Host": "localhost"})
    answer = connection.getresponse()
    answer.read()
    told = {name.lower(): value for name, value in answer.getheaders()}
    assert (answer.status, told["server"], told["x-frame-options"]) == (200, "granian", "DENY")
    assert not set(told) & {"x-powered-by", "via"}
    connection.request("POST", "/sprak/", headers={"Host": "localhost", "Content-Length": str(10**9)})
    assert connection.getresponse().status == 413, "answered before anything of it came"
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as raw:
        raw.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: " + b"a" * 500_000 + b"\r\n\r\n")
        assert b" 431 " in raw.recv(100)
    connection.close()  # an open one is waited for when the server ends


def answers(server: Server) -> bool:
    """Whether the sign-in page comes."""
    try:
        return server.status() == 200
    except OSError:
        return False
