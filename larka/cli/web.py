"""The web: a process that has imported everything by the time the server lets it answer, and forks those who answer (docs/adr/0014).

It does nothing else, so that a fork copies no lock, no connection and no thread at work.
"""

import gc
import multiprocessing
import os
import signal
import subprocess
import sys
from types import FrameType, TracebackType

from larka.core.processes import end_with_parent

LONGEST_HEADERS = 64 * 1024  # bytes, all together with the address; what is longer is answered 431
SECONDS_FOR_HEADERS = 15
SECONDS_TO_END = 20
GO = b"go\n"


class Web:
    """Beside the server: imports while the server readies the database, answers when it is let, and ends with it."""

    def __init__(self, application: str, address: str, port: int, workers: int) -> None:
        self.command = [sys.executable, "-m", "larka.cli.web", application, address, str(port), str(workers)]
        self.asked_to_end = False

    def __enter__(self) -> "Web":
        self.process = subprocess.Popen(self.command, stdin=subprocess.PIPE)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.end()
        try:
            self.process.wait(SECONDS_TO_END)
        except subprocess.TimeoutExpired:
            self.process.kill()

    def answer(self) -> None:
        """Lets it answer, and stays until it has ended. SystemExit where nobody asked it to."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):  # a closed terminal ends the server
            signal.signal(number, self.end)
        if self.process.stdin is not None:
            self.process.stdin.write(GO)
            self.process.stdin.flush()
        code = self.process.wait()
        if code and not self.asked_to_end:
            raise SystemExit(1)

    def end(self, _signal: int = 0, _frame: FrameType | None = None) -> None:
        """Asks it to end; it answers what it has begun with."""
        self.asked_to_end = True
        self.process.terminate()


def serve(application: str, address: str, port: int, workers: int) -> None:
    """Answers until told to stop."""
    from granian import Granian
    from granian.constants import HTTPModes, Interfaces
    from granian.http import HTTP1Settings
    from granian.log import LogLevels

    # On Linux as granian does by itself; elsewhere the system's own libraries bear no fork.
    multiprocessing.set_start_method("fork" if sys.platform == "linux" else "spawn", force=True)
    os.environ["LARKA_SERVER"] = str(os.getpid())
    server = Granian(
        application, address=address, port=port, interface=Interfaces.WSGI, websockets=False, workers=workers,
        blocking_threads=2, blocking_threads_idle_timeout=600, respawn_failed_workers=True, respawn_interval=0.5,
        workers_kill_timeout=10, log_level=LogLevels.warning, http=HTTPModes.http1,
        http1_settings=HTTP1Settings(max_buffer_size=LONGEST_HEADERS, header_read_timeout=SECONDS_FOR_HEADERS * 1000),
    )  # fmt: skip
    # Granian would start its workers anew.
    server.on_startup(lambda: signal.signal(signal.SIGHUP, server.signal_handler_interrupt))
    try:
        server.serve()
    except SystemExit:
        if not server.interrupt_signal:
            raise


def import_everything() -> None:
    """What a page needs, but for what looks at the static files: those may yet be gathered."""
    import django

    django.setup()
    from django.urls import get_resolver

    _ = get_resolver().url_patterns


def main() -> None:
    """Imports, waits for the word and serves. Without the word the server has given up."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches all; until the word is given, the server's end is ours
    application, address, port, workers = sys.argv[1:]
    parent = os.getppid()
    import_everything()
    if sys.stdin.buffer.readline() != GO:
        return
    end_with_parent(lambda: os._exit(1), parent=parent)

    gc.freeze()  # what is there now is shared by all who answer, and never looked through
    serve(application, address, int(port), int(workers))


if __name__ == "__main__":
    main()
