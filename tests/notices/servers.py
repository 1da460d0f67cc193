"""A mail server and a push service on this machine, for as long as a test needs them."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from aiosmtpd.controller import Controller

Answer = Callable[[str, int], str | None]


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


class Box:
    """Keeps every mail that was taken: (to whom, what). ``answer`` is asked at each step: RCPT and DATA, with how many came before."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.taken: list[tuple[str, bytes]] = []
        self.sessions: set[int] = set()

    async def handle_RCPT(self, _server: Any, session: Any, envelope: Any, address: str, _options: Any) -> str:  # noqa: N802 – the server's
        self.sessions.add(id(session))
        if refusal := self.answer("RCPT", len(self.taken)):
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 – the server's
        self.taken.append((envelope.rcpt_tos[0], envelope.content))
        return self.answer("DATA", len(self.taken)) or "250 OK"


@contextmanager
def mail_server(settings: Any, answer: Answer = lambda _step, _before: None) -> Iterator[Box]:
    """A server that takes mail, and is the one that the product hands it to."""
    box, port = Box(answer), free_port()
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    try:
        yield box
    finally:
        server.stop()


@contextmanager
def push_service(status: int = 201) -> Iterator[tuple[str, list[Any]]]:
    """A service that is knocked at: its address, and each knock's headers and body."""
    knocks: list[Any] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            knocks.append((self.path, dict(self.headers), self.rfile.read(int(self.headers.get("Content-Length") or 0))))
            self.send_response(status)
            if status == 307:
                self.send_header("Location", "http://127.0.0.1:1/elsewhere")
            self.end_headers()

        def log_message(self, *_args: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", knocks
    finally:
        server.shutdown()
