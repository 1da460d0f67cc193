"""The worker of the queues: a command of its own, and a process that the server keeps beside itself."""

import os
import signal
import subprocess
import sys
import threading
from types import TracebackType

import click

from larka.cli.database import with_database
from larka.core.processes import end_with_parent

QUEUES = ("mail", "pdf", "media", "archive", "nightly")
SECONDS_BETWEEN_STARTS = 1.0
SECONDS_TO_END = 20


@click.command(help="Gör arbetet i bakgrunden tills det avslutas (Ctrl-C eller SIGTERM). Ta emot allt, eller bara valda köer.")
@click.option("--queue", "queues", multiple=True, type=click.Choice(QUEUES), help="En kö att arbeta i; flera kan anges. Annars alla.")
@click.option("--once", is_flag=True, help="Gör det som står i kö och sluta sedan, till exempel från cron.")
@click.option("--end-with-parent", "parent", type=int, hidden=True, help="Sluta när programmet med det här numret är borta.")
@with_database
def worker(*, queues: tuple[str, ...], once: bool, parent: int | None) -> None:
    """Works on an up-to-date database."""
    from larka.jobs.worker import work

    if parent is not None:
        end_with_parent(_end, parent=parent)
    work(queues or QUEUES, once=once)


def _end() -> None:
    """As when it is asked to stop; whatever then still runs is taken up again by the next worker."""
    os.kill(os.getpid(), signal.SIGTERM)


class Kept:
    """A worker beside the server: started when told to, started anew when it is gone, ended with the server."""

    def __init__(self, *, wanted: bool) -> None:
        self.wanted = wanted
        self.process: subprocess.Popen[bytes] | None = None
        self.ended = threading.Event()

    def __enter__(self) -> "Kept":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.ended.set()
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(SECONDS_TO_END)
            except subprocess.TimeoutExpired:
                self.process.kill()

    def start(self) -> None:
        """Start it, unless somebody runs workers elsewhere, and keep it going."""
        if self.wanted:
            threading.Thread(target=self._keep, name="worker", daemon=True).start()

    def _keep(self) -> None:
        command = [sys.executable, "-m", "larka.cli", "worker", "--end-with-parent", str(os.getpid())]
        while not self.ended.is_set():
            self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL)
            self.process.wait()
            self.ended.wait(SECONDS_BETWEEN_STARTS)
