"""Nothing leaves the house (A15): what pages, files, mails and the program itself may fetch from outside is nothing."""

import ast
import re
import socket
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.test import Client

from tests.accounts.conftest import issuer as issuer  # noqa: PLC0414 – a fixture of the log-in tests
from tests.accounts.issuer import Issuer
from tests.cast import Cast, opener
from tests.guards.headers import CONTENT
from tests.guards.source import LARKA
from tests.outgoing import GUARD, problems_of_mail

# What can open a connection, and who may use it.
TALKING = (
    "requests", "urllib.request", "http.client", "httpx", "aiohttp", "smtplib.SMTP", "pywebpush", "obstore", "boto3", "socket", "ftplib",
    "authlib.integrations",
)  # fmt: skip
TALKS = {
    "accounts/oidc/connection.py": "the identity provider that the operator has configured",
    "accounts/oidc/patience.py": "how long it is waited for",
    "notices/sending/pushing.py": "push services, off until the huvudman decides otherwise, and only those that it allows",
    "media/storage.py": "the store for pictures and files that the operator has configured",
    "cli/backups.py": "copies media from the store that the operator has configured, and puts them back there",
    "cli/serve.py": "asks whether the port is free, and whether our own server answers",
}
SITE = "http://testserver"
# Names of XML, which nobody fetches.
NAMESPACES = ("http://www.w3.org/",)
ABSOLUTE = re.compile(r"(?:(?:https?|wss?|ftp):)?//[a-z0-9][a-z0-9.-]*\.[a-z]{2,}[^\s\"'`)]*", re.IGNORECASE)
COMMENTS = re.compile(r"/\*.*?\*/|^\s*//.*?$", re.DOTALL | re.MULTILINE)
FETCHES = re.compile(
    r"(?:src|srcset|poster|data|action|formaction|manifest|ping|background|xlink:href|hx-(?:get|post|put|patch|delete))\s*=\s*[\"']?\s*(?:https?:)?//"
    r"|<(?:link|base|use)[^>]*href\s*=\s*[\"']?(?:https?:)?//|rel=[\"']?(?:preconnect|dns-prefetch|prefetch|prerender)|url\(\s*[\"']?(?:https?:)?//|@import",
    re.IGNORECASE,
)


def texts_of(*suffixes: str) -> list[tuple[str, str]]:
    """Our own sources that a browser or a mail program reads."""
    return [(str(path.relative_to(LARKA)), path.read_text("utf-8")) for suffix in suffixes for path in sorted(LARKA.rglob(f"*{suffix}"))]


def test_no_template_fetches_anything_from_elsewhere() -> None:
    """A15: a link is a person's choice; a source, a form's address or a hint to connect is not."""
    found = {name: FETCHES.findall(text) for name, text in texts_of(".html", ".svg") if FETCHES.search(text)}
    assert found == {}
    assert FETCHES.search('<link rel="stylesheet" href="//fonts.example/x.css">')
    assert FETCHES.search("<img src='https://x.example/p.png'>")


def test_no_file_that_is_served_names_a_foreign_address() -> None:
    """A15: style sheets, scripts, pictures, of packages too; the names of XML languages are no addresses."""
    seen, found = 0, {}
    for finder in finders.get_finders():
        for name, storage in finder.list(None):
            if Path(name).suffix in {".css", ".js", ".svg", ".html", ".json", ".map", ".webmanifest"}:
                seen += 1
                addresses = [
                    a for a in ABSOLUTE.findall(COMMENTS.sub("", storage.open(name).read().decode())) if not a.startswith(NAMESPACES)
                ]
                found |= {name: addresses} if addresses else {}
    assert found == {}
    assert seen >= 5


def test_pages_may_fetch_from_the_site_alone_whatever_identity_providers_there_are(
    cast_today: Cast, client: Client, issuer: Issuer
) -> None:
    """A15: a provider is come to by a link or a redirect of our own; no directive of the content policy names it, nor any other origin."""
    assert {source for sources in CONTENT.values() for source in sources} == {"'none'", "'self'", "data:"}
    assert issuer.provider() in settings.OIDC_PROVIDERS
    policies = [
        opener(client, cast_today.anna).get(address)["Content-Security-Policy"]
        for address in ("/", "/logga-ut/", "/jag/", "/konto/inloggning/")
    ]
    assert not [policy for policy in policies if "//" in policy or "*" in policy]


def test_the_program_itself_connects_to_nothing_outside_the_machine() -> None:
    """A15: the guard that stands around every test of this suite hears both the name that is looked up and the connection."""
    for host in ("larka.example", "192.0.2.1"):
        with pytest.raises(Exception, match=host):
            socket.create_connection((host, 80), timeout=0.01)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as packet, pytest.raises(Exception, match="198"):
        packet.sendto(b"x", ("198.51.100.7", 53))
    assert GUARD.taken() == ["larka.example", "192.0.2.1", "198.51.100.7"]


def test_only_what_is_named_here_can_talk_with_the_outside() -> None:
    """A15: what may open a connection does it where the huvudman has configured it, and to nothing else."""
    found = set()
    for path in sorted(LARKA.rglob("*.py")):
        imported = _imported(ast.parse(path.read_text("utf-8")))
        if any(name == talking or name.startswith(f"{talking}.") for name in imported for talking in TALKING):
            found.add(str(path.relative_to(LARKA)))
    assert found == set(TALKS)


def _imported(tree: ast.Module) -> set[str]:
    """The dotted names that a module imports."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def test_a_mail_with_remote_content_is_found_out() -> None:
    """A15: pictures, style sheets, fonts and beacons; addresses that are not the site's; HTML that says no more than the text."""

    def mail(html: str = "", text: str = f"Hej!\n{SITE}/valkommen/\n") -> EmailMessage:
        made = EmailMultiAlternatives("Hej", text, to=["a@hem.example"])
        if html:
            made.attach_alternative(html, "text/html")
        return made

    assert problems_of_mail(mail(), SITE) == []
    assert (
        problems_of_mail(mail(f'<!doctype html><html lang="sv"><body style="color: #123"><a href="{SITE}/">Öppna</a></body></html>'), SITE)
        == []
    )
    for html in (
        '<img src="/x.png">', '<p style="background: url(//x.example/a)">', "<style>@import 'x'</style>", '<a href="https://x.example/">x</a>',
        '<link rel="stylesheet" href="/x.css">', '<td background="x">', '<video poster="x">', '<meta http-equiv="refresh" content="0">',
        '<a href="javascript:x">x</a>', '<a href="/x" ping="/y">x</a>',
    ):  # fmt: skip
        assert problems_of_mail(mail(html), SITE), html
    assert problems_of_mail(mail(text="Se https://spion.example/x"), SITE)
    assert problems_of_mail(mail(text=f"Se {SITE}.spion.example/x"), SITE)
