"""Nothing leaves the house (A15): what this process looks up or connects to beyond the machine, and what mails would fetch, is noted.

A connection is refused where it is made, and the test in which it was tried fails afterwards, whoever caught the error.
"""

import ipaddress
import re
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

from django.core.mail import EmailMessage, EmailMultiAlternatives

NEAR = {"localhost", "testserver", ""}
ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*:[^\s<>\"')]+", re.IGNORECASE)
FETCHED = re.compile(r"url\(|@import|expression\(|image-set\(", re.IGNORECASE)
# What a mail program would fetch or run without being asked to.
FETCHING = {
    "img",
    "link",
    "script",
    "iframe",
    "frame",
    "object",
    "embed",
    "video",
    "audio",
    "source",
    "track",
    "form",
    "input",
    "base",
    "meta",
}
HARMLESS = {"href", "lang", "dir", "style", "class", "charset", "name", "content", "width", "height", "align", "role", "alt", "colspan"}


class OutgoingError(Exception):
    """The program tried to reach something outside the house."""


class Guard:
    """What was tried since it was last asked."""

    def __init__(self) -> None:
        self.tried: list[str] = []

    def install(self) -> None:
        """Once for each process that tests; an audit hook cannot be taken away again."""
        sys.addaudithook(self._heard)

    def taken(self) -> list[str]:
        """What was tried; afterwards nothing is."""
        tried, self.tried = self.tried, []
        return tried

    def _heard(self, event: str, args: tuple[Any, ...]) -> None:
        if event == "socket.getaddrinfo":
            self._asked(str(args[0] or ""))
        elif event in ("socket.connect", "socket.sendto") and isinstance(args[1], tuple):
            self._asked(str(args[1][0]))

    def _asked(self, host: str) -> None:
        if not is_near(host):
            self.tried.append(host)
            raise OutgoingError(host)


def is_near(host: str) -> bool:
    """This machine, by whatever name."""
    if host in NEAR:
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class _Reader(HTMLParser):
    """What a mail's HTML would fetch: elements and attributes that do, and styles that name an address."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in FETCHING and not (tag == "meta" and dict(attrs).get("http-equiv") is None):
            self.found.append(f"<{tag}>")
        for name, value in attrs:
            if name not in HARMLESS or FETCHED.search(value or ""):
                self.found.append(f"{tag} {name}={value}")

    def handle_data(self, data: str) -> None:
        if FETCHED.search(data):
            self.found.append(data.strip())


def problems_of_mail(mail: EmailMessage, site: str) -> list[str]:
    """What is out of order: an address that is not the site's own, remote content, anything but text, HTML and paper."""
    texts = [str(mail.body), *(str(part) for part, kind in _alternatives(mail) if kind == "text/html")]
    found = [f"leads elsewhere: {address}" for text in texts for address in ADDRESS.findall(text) if not _is_ours(address, site)]
    for part, kind in _alternatives(mail):
        if kind != "text/html":
            found.append(f"a part that is {kind}")
        reader = _Reader()
        reader.feed(str(part))
        found += [f"fetches: {what}" for what in reader.found]
    found += [f"attaches {attached}" for attached in _attached(mail) if attached != "application/pdf"]
    found += [f"header {name}" for name in mail.extra_headers if name.lower() in {"disposition-notification-to", "return-receipt-to"}]
    return found


def _alternatives(mail: EmailMessage) -> list[tuple[Any, str]]:
    return [(part.content, part.mimetype) for part in mail.alternatives] if isinstance(mail, EmailMultiAlternatives) else []


def _attached(mail: EmailMessage) -> Iterator[str]:
    for attached in mail.attachments:
        yield str(attached[2]) if isinstance(attached, tuple) else attached.get_content_type()


def _is_ours(address: str, site: str) -> bool:
    there = urlsplit(address)
    return there.scheme not in ("http", "https", "ftp", "data", "cid", "javascript", "file", "ws", "wss") or address.startswith(f"{site}/")


GUARD = Guard()
