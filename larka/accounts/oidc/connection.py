"""Talking with an identity provider: its addresses and keys, what it is asked, and what of its answer is believed.

Authlib makes the requests and checks the claims, joserfc the signature; here stands what they leave to whoever uses them.
"""

import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock
from typing import Any
from urllib.parse import quote_plus, urlencode

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from joserfc import jwk, jwt
from joserfc.errors import BadSignatureError, InvalidKeyIdError, JoseError
from joserfc.jws import JWSRegistry
from requests import RequestException, Timeout

from larka.accounts.oidc.configuration import Provider, claims_about_whom, is_safe_address
from larka.accounts.oidc.connections import LEEWAY, AnswerRefusedError, ProviderDownError
from larka.accounts.oidc.patience import PATIENCE, Impatient

KNOWN_FOR, DOWN_FOR, KEYS_AT_MOST_EVERY = 3600.0, 15.0, 5.0
# Keys that anybody may know prove nothing with HMAC, and "none" proves nothing at all.
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
_BELIEVED_KEYS = frozenset({"RSA", "EC", "OKP"})


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the provider is asked, as it says itself."""

    authorize: str
    token: str
    keys: str
    userinfo: str
    log_out: str
    names_itself: bool
    can_be_asked_for: bool
    secret_in_body: bool


class Connection:
    """One provider, for as long as the process lives; its addresses and keys are asked for once an hour."""

    def __init__(self, provider: Provider, clock: Callable[[], float] = time.monotonic) -> None:
        self.provider, self._clock, self._lock = provider, clock, Lock()
        self._addresses: Addresses | None = None
        self._keys = jwk.KeySet([])
        self._addresses_at = self._keys_at = self._down_at = -KNOWN_FOR

    def addresses(self) -> Addresses:
        """What is kept, or asked for now. Nobody waits while another asks: what is kept is used, or ProviderDownError raised."""
        if self._addresses is not None and self._clock() - self._addresses_at < KNOWN_FOR:
            return self._addresses
        if not self._lock.acquire(blocking=False):
            if self._addresses is None:
                raise ProviderDownError("asked")
            return self._addresses
        try:
            return self._ask_for_addresses()
        finally:
            self._lock.release()

    def _ask_for_addresses(self) -> Addresses:
        """Whoever found it down a moment ago is believed, so that nobody waits for it again."""
        try:
            told = self._get(f"{self.provider.issuer.removesuffix('/')}/.well-known/openid-configuration")
            found = self._read_addresses(told)
        except ProviderDownError as error:
            if str(error) != "down":
                self._down_at = self._clock()
            raise
        self._addresses, self._addresses_at = found, self._clock()
        return found

    def address_to_ask(self, *, redirect_uri: str, state: str, nonce: str, verifier: str, anew: bool) -> str:
        """Where the browser goes. ``anew``: the person is to prove who they are now, as surely as counts as strong."""
        more: dict[str, Any] = {"prompt": "login", "max_age": 0} if anew else {}
        if anew and self.provider.strong:
            more["acr_values"] = " ".join(self.provider.strong)
        addresses = self.addresses()
        if addresses.can_be_asked_for:
            about = dict.fromkeys(sorted(claims_about_whom(self.provider)))
            more["claims"] = json.dumps({"id_token": {"acr": None, "auth_time": {"essential": True}, **about}, "userinfo": about})
        with self._session(redirect_uri) as session:
            address, _state = session.create_authorization_url(
                addresses.authorize, state=state, nonce=nonce, code_verifier=verifier, **more
            )
        return str(address)

    def claims(self, *, code: str, redirect_uri: str, nonce: str, verifier: str) -> dict[str, Any]:
        """What the provider says about whoever has this code. Raises ProviderDownError and AnswerRefusedError."""
        addresses = self.addresses()
        # RFC 6749 2.3.1 has both encoded before they are put together.
        basic = (quote_plus(self.provider.client_id), quote_plus(self.provider.client_secret))
        with self._session(redirect_uri) as session, self._question("token"):
            try:
                token = session.fetch_token(
                    addresses.token, code=code, code_verifier=verifier, auth=None if addresses.secret_in_body else basic
                )
            except AuthlibBaseError as error:
                raise AnswerRefusedError("code") from error
        if not isinstance(token, dict) or not isinstance(token.get("id_token"), str):
            raise AnswerRefusedError("no_token")
        claims = self._believed(token["id_token"], nonce=nonce, access_token=token.get("access_token"))
        return {**self._more_about(claims, token.get("access_token")), **claims}

    def log_out_address(self, return_to: str) -> str:
        """Where the person logs out of the provider too; empty where it has no such page, or is down."""
        try:
            address = self.addresses().log_out
        except ProviderDownError:
            return ""
        asked = urlencode({"client_id": self.provider.client_id, "post_logout_redirect_uri": return_to})
        return f"{address}{'&' if '?' in address else '?'}{asked}" if address else ""

    def _believed(self, id_token: str, *, nonce: str, access_token: Any) -> dict[str, Any]:
        """The claims of a token that is signed by the provider, meant for us, in force, and the answer to what was asked."""
        try:
            decoded = self._decoded(id_token)
            us = self.provider.client_id
            wanted = {"iss": {"essential": True, "value": self.provider.issuer}, "aud": {"essential": True, "value": us}}
            params = {"nonce": nonce, "client_id": us, "access_token": access_token}
            claims = CodeIDToken(decoded.claims, decoded.header, wanted, params)
            claims.validate(leeway=LEEWAY)
        except (JoseError, AuthlibBaseError, ValueError, TypeError, KeyError) as error:
            raise AnswerRefusedError("token") from error
        if not isinstance(claims["sub"], str) or not 0 < len(claims["sub"]) <= 255:  # noqa: PLR2004 – the standard's longest
            raise AnswerRefusedError("token")
        return dict(claims)

    def _decoded(self, id_token: str) -> jwt.Token:
        """A key that is not known is asked for once: the provider may have changed its keys."""
        registry = JWSRegistry(algorithms=ALGORITHMS, strict_check_header=False)
        try:
            return jwt.decode(id_token, self._known_keys(), registry=registry)
        except (InvalidKeyIdError, BadSignatureError):
            return jwt.decode(id_token, self._known_keys(older_than=KEYS_AT_MOST_EVERY), registry=registry)

    def _known_keys(self, older_than: float = KNOWN_FOR) -> jwk.KeySet:
        if self._clock() - self._keys_at >= older_than:
            told = self._get(self.addresses().keys).get("keys")
            self._keys, self._keys_at = _key_set(told), self._clock()
        return self._keys

    def _more_about(self, claims: Mapping[str, Any], access_token: Any) -> dict[str, Any]:
        """What the provider says at its userinfo address, where the token lacks what is asked for; it must be about the same person."""
        address, provider = self.addresses().userinfo, self.provider
        missing = claims_about_whom(provider) - set(claims)
        if not address or not isinstance(access_token, str) or not missing:
            return {}
        told = self._get(address, {"Authorization": f"Bearer {access_token}"})
        if told.get("sub") != claims["sub"]:
            raise AnswerRefusedError("userinfo")
        return {name: value for name, value in told.items() if name in missing}

    def _get(self, address: str, headers: Mapping[str, str] | None = None) -> dict[str, Any]:
        with self._session() as session, self._question("get"):
            answer = session.get(address, withhold_token=True, headers=headers)
            answer.raise_for_status()
            told = answer.json()
        if not isinstance(told, dict):
            raise ProviderDownError("get")
        return told

    @contextmanager
    def _question(self, what: str) -> Iterator[None]:
        """What goes wrong while it is asked; one that let somebody wait in vain is not asked again for a moment."""
        if self._clock() - self._down_at < DOWN_FOR:
            raise ProviderDownError("down")
        try:
            yield
        except Timeout as error:
            self._down_at = self._clock()
            raise ProviderDownError(what) from error
        except (RequestException, ValueError) as error:
            raise ProviderDownError(what) from error

    def _read_addresses(self, told: Mapping[str, Any]) -> Addresses:
        if told.get("issuer") != self.provider.issuer:
            raise ProviderDownError("issuer")
        authorize, token, keys = [self._safe(told.get(name)) for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")]
        if not (authorize and token and keys):
            raise ProviderDownError("addresses")
        ways = told.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        return Addresses(
            authorize=authorize,
            token=token,
            keys=keys,
            userinfo=self._safe(told.get("userinfo_endpoint")),
            log_out=self._safe(told.get("end_session_endpoint")),
            can_be_asked_for=told.get("claims_parameter_supported") is True,
            names_itself=told.get("authorization_response_iss_parameter_supported") is True,
            secret_in_body="client_secret_basic" not in ways and "client_secret_post" in ways,
        )

    def _safe(self, address: Any) -> str:
        """The address, if it is as safe as the provider's own."""
        loopback = self.provider.issuer.startswith("http:")
        return address if isinstance(address, str) and is_safe_address(address, loopback=loopback) else ""

    def _session(self, redirect_uri: str | None = None) -> OAuth2Session:
        provider = self.provider
        session = OAuth2Session(
            provider.client_id,
            provider.client_secret,
            token_endpoint_auth_method="client_secret_post",  # noqa: S106 – the name of a way
            scope=" ".join(provider.scopes),
            redirect_uri=redirect_uri,
            code_challenge_method="S256",
            default_timeout=PATIENCE,
        )
        session.max_redirects = 0
        for scheme in ("https://", "http://"):
            session.mount(scheme, Impatient())
        return session


def _key_set(told: Any) -> jwk.KeySet:
    """The keys that a signature can be checked with; what is not understood is left out."""
    keys: list[Any] = []
    for row in told if isinstance(told, list) else []:
        if isinstance(row, dict) and row.get("kty") in _BELIEVED_KEYS and row.get("use", "sig") == "sig":
            try:
                keys.append(jwk.import_key(row))
            except (JoseError, ValueError, TypeError, KeyError):
                continue
    return jwk.KeySet(keys)
