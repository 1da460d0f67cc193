"""An identity provider inside the test, with keys of its own, that misbehaves in every way it is told to."""

import base64
import hashlib
import hmac
import json
import re
import threading
import time
from collections import Counter
from collections.abc import Callable
from functools import cache
from html import unescape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote_plus, urlencode, urlsplit

from django.test import Client
from joserfc import jwk, jwt

from larka.accounts.oidc.configuration import Provider

LOA2, LOA3 = "http://id.elegnamnden.se/loa/1.0/loa2", "http://id.elegnamnden.se/loa/1.0/loa3"
PASSWORD_ONLY = "urn:example:password"
SECRET = "en hemlighet som bara de två känner"
PRINCIPAL = "eduPersonPrincipalName"
NUMBER = "https://id.oidc.se/claim/personalIdentityNumber"
COORDINATION, COORDINATION_LEVEL = "https://id.oidc.se/claim/coordinationNumber", "https://id.oidc.se/claim/coordinationNumberLevel"


@cache
def key(name: str) -> Any:
    """An RSA key with this name; the same one each time."""
    return jwk.RSAKey.generate_key(2048, {"kid": name, "use": "sig"})


def signed(claims: dict[str, Any], signing: Any, **header: Any) -> str:
    """As a provider signs."""
    return jwt.encode({"alg": "RS256", "kid": signing.kid, **header}, claims, signing)


class Issuer:
    """The provider. ``sign`` makes the token from the claims; whatever is in ``told`` is added to them."""

    def __init__(self) -> None:
        self.keys = [key("first")]
        self.asked: Counter[str] = Counter()
        self.codes: dict[str, dict[str, Any]] = {}
        self.metadata: dict[str, Any] = {}
        self.userinfo: dict[str, Any] | None = None
        self.fails: set[str] = set()
        self.slow = self.dribbles = 0.0
        self.padding = 0
        self.sign: Callable[[dict[str, Any]], Any] = lambda claims: signed(claims, self.keys[0])
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    def stop(self) -> None:
        """Answers nothing from now on."""
        self.server.shutdown()
        self.server.server_close()

    def provider(self, **more: Any) -> Provider:
        """As the operator would name it."""
        given = {
            "key": "1", "issuer": self.address, "client_id": "larka", "client_secret": SECRET, "name": "Björkkommun",
            "identifier_claim": PRINCIPAL, "strong": (LOA2, LOA3), "sure_of_number": (LOA3,),
        }  # fmt: skip
        return Provider(**{**given, **more})

    def answer(self, address: str, **told: Any) -> dict[str, str]:
        """Somebody has proved who they are: what the browser brings back."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        code = f"code-{len(self.codes)}"
        self.codes[code] = {**asked, "told": told}
        return {"code": code, "state": asked["state"]}

    def token(self, form: dict[str, str], told_secret: str) -> tuple[int, dict[str, Any]]:
        """A code is good once, for whoever knows the secret and what the first question was made from."""
        asked = self.codes.pop(form.get("code", ""), None)
        challenge = _text(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        if asked is None or asked["code_challenge"] != challenge or asked["redirect_uri"] != form["redirect_uri"]:
            return 400, {"error": "invalid_grant"}
        if told_secret != f"larka:{SECRET}":
            return 401, {"error": "invalid_client"}
        now = int(time.time())
        claims = {"iss": self.address, "aud": "larka", "sub": "sub", "nonce": asked["nonce"], "iat": now, "exp": now + 60, "auth_time": now}
        claims = {name: value for name, value in {**claims, **asked["told"]}.items() if value is not None}
        return 200, {"access_token": "access", "token_type": "Bearer", "id_token": self.sign(claims)}

    def page(self, path: str) -> Any:
        """What is asked with GET."""
        if path == "/.well-known/openid-configuration":
            names = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys", "end_session_endpoint": "out"}
            more = {"userinfo_endpoint": f"{self.address}/userinfo"} if self.userinfo is not None else {}
            return {"issuer": self.address, **{name: f"{self.address}/{at}" for name, at in names.items()}, **more, **self.metadata}
        return {"keys": [row.as_dict(private=False) for row in self.keys]} if path == "/keys" else self.userinfo

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        issuer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self._send(200, lambda: issuer.page(self.path))

            def do_POST(self) -> None:
                sent = self.rfile.read(int(self.headers["Content-Length"])).decode()
                form = {name: values[0] for name, values in parse_qs(sent).items()}
                secret = unquote_plus(base64.b64decode(self.headers.get("Authorization", "").removeprefix("Basic ")).decode())
                self._send(*issuer.token(form, secret or f"{form.get('client_id')}:{form.get('client_secret')}"))

            def _send(self, status: int, body: Any) -> None:
                issuer.asked[self.path] += 1
                time.sleep(issuer.slow)
                failing = self.path in issuer.fails
                told = b"<html>" if failing else json.dumps(body() if callable(body) else body).encode()
                self.send_response(503 if failing else status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(told) + issuer.padding))
                self.end_headers()
                for sign in told + b" " * issuer.padding if issuer.dribbles else ():
                    time.sleep(issuer.dribbles)
                    self.wfile.write(bytes([sign]))
                if not issuer.dribbles:
                    self.wfile.write(told + b" " * issuer.padding)

            def log_message(self, *args: Any) -> None:
                """Silent."""

        return Handler


def unsigned(claims: dict[str, Any]) -> str:
    """A token that says it needs no signature."""
    return _in_parts({"alg": "none", "typ": "JWT"}, claims) + "."


def signed_with_the_public_key(claims: dict[str, Any]) -> str:
    """HMAC, with what everybody may know as its secret."""
    parts = _in_parts({"alg": "HS256", "kid": "first"}, claims)
    return f"{parts}.{_text(hmac.digest(key('first').as_pem(private=False), parts.encode(), 'sha256'))}"


def _in_parts(*parts: dict[str, Any]) -> str:
    return ".".join(_text(json.dumps(part).encode()) for part in parts)


def _text(part: bytes) -> str:
    return base64.urlsafe_b64encode(part).rstrip(b"=").decode()


def begin(browser: Client, to: str = "", provider: str = "1") -> str:
    """Press the button; the address at the provider that the page goes on to."""
    page = browser.post("/logga-in/via/", {"provider": provider, **({"next": to} if to else {})})
    assert page.status_code == 200, page.headers
    return address_on(page)


def address_on(page: Any) -> str:
    """Where the page goes on to."""
    found = re.search(r'http-equiv="refresh" content="0; url=([^"]+)"', page.content.decode())
    assert found, page.content.decode()
    return unescape(found.group(1))


def come_back(browser: Client, answer: dict[str, str]) -> Any:
    """The browser brings the provider's answer."""
    return browser.get(f"/logga-in/via/svar/?{urlencode(answer)}")


def log_in(browser: Client, issuer: Issuer, to: str = "", **told: Any) -> Any:
    """The whole way."""
    return come_back(browser, issuer.answer(begin(browser, to), **told))
