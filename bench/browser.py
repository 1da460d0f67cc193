"""A browser without a network: calls the application as a server would, and keeps the cookies."""

import io
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, and the seconds it took."""

    status: int
    body: bytes
    seconds: float


@dataclass(slots=True)
class Browser:
    """One person's browser."""

    application: Application
    cookies: dict[str, str] = field(default_factory=dict)

    def sign_in(self, person: str) -> None:
        """By the demo's door, which needs no password."""
        answer = self.ask("/demo/sign-in", {"person": person})
        if answer.status != 302:
            raise RuntimeError(f"inloggningen svarade {answer.status}")

    def ask(self, address: str, form: dict[str, str] | None = None) -> Answer:
        """GET, or POST with a form."""
        environ, told = self._environ(address, form), []
        started = time.perf_counter()
        answered = self.application(environ, lambda status, headers, *_: told.append((status, headers)))
        body = b"".join(answered)
        seconds = time.perf_counter() - started
        if close := getattr(answered, "close", None):
            close()
        status, headers = told[0]
        for name, value in headers:
            if name.lower() == "set-cookie":
                self.cookies |= {key: morsel.value for key, morsel in SimpleCookie(value).items()}
        return Answer(int(status.split()[0]), body, seconds)

    def _environ(self, address: str, form: dict[str, str] | None) -> dict[str, Any]:
        path, _, query = address.partition("?")
        body = urlencode(form).encode() if form is not None else b""
        return {
            "REQUEST_METHOD": "GET" if form is None else "POST", "SCRIPT_NAME": "", "PATH_INFO": path, "QUERY_STRING": query,
            "SERVER_NAME": "localhost", "SERVER_PORT": "8000", "SERVER_PROTOCOL": "HTTP/1.1", "REMOTE_ADDR": "127.0.0.1",
            "HTTP_HOST": "localhost:8000", "HTTP_ACCEPT_ENCODING": "gzip", "HTTP_ACCEPT": "text/html",
            "HTTP_COOKIE": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "CONTENT_TYPE": "application/x-www-form-urlencoded", "CONTENT_LENGTH": str(len(body)),
            "wsgi.version": (1, 0), "wsgi.url_scheme": "http", "wsgi.input": io.BytesIO(body), "wsgi.errors": io.StringIO(),
            "wsgi.multithread": False, "wsgi.multiprocess": True, "wsgi.run_once": False,
        }  # fmt: skip
