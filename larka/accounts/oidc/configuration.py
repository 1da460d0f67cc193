"""The identity providers that the operator has named, from the environment (docs/operations.md)."""

import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from larka.core.configuration import is_loopback, on

PERSONAL_NUMBER = "https://id.oidc.se/claim/personalIdentityNumber"
IDENTIFIERS = ("principal_name", "register_id")
COORDINATION_NUMBER = "https://id.oidc.se/claim/coordinationNumber"
COORDINATION_LEVEL = "https://id.oidc.se/claim/coordinationNumberLevel"
MOST = 9
LONGEST_NAME = 60
_PLAIN = re.compile(r"[\x21-\x7e]+")
_SCOPE = re.compile(r"[\x21\x23-\x5b\x5d-\x7e]+")  # RFC 6749, 3.3
_START = "LARKA_OIDC"
_NAMES = (
    "ISSUER", "CLIENT_ID", "CLIENT_SECRET", "CLIENT_SECRET_FILE", "NAME", "SCOPES", "IDENTIFIER_CLAIM", "IDENTIFIER", "NUMBER_CLAIM",
    "ACR_STRONG", "ACR_NUMBER",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Provider:
    """One identity provider. ``strong``: the acr that count as a second factor; ``sure_of_number``: those whose number is believed."""

    key: str
    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    name: str = "kommunens inloggning"
    scopes: tuple[str, ...] = ("openid",)
    identifier_claim: str = ""
    identifier: str = "principal_name"
    number_claim: str = PERSONAL_NUMBER
    strong: tuple[str, ...] = ()
    sure_of_number: tuple[str, ...] = ()


def identity_providers(environ: Mapping[str, str]) -> tuple[Provider, ...]:
    """All of them, in the order of their numbers. Wrong configuration ends every command with code 2 (docs/operations.md)."""
    if reasons := provider_problems(environ):
        sys.stderr.write("".join(f"Fel: {reason}\n" for reason in reasons))
        raise SystemExit(2)
    return tuple(_provider(key, given) for key, given in _given(environ).items())


def provider_problems(environ: Mapping[str, str]) -> list[str]:
    """Every reason why they cannot be used, one Swedish line each; a secret is never repeated."""
    known = {f"{_start(key)}_{name}" for key in _keys() for name in _NAMES}
    reasons = [f"{name} känns inte igen." for name in sorted(environ) if name.startswith(_START) and name not in known]
    for key, given in _given(environ).items():
        reasons += [f"{_start(key)}_{reason}" for reason in _problems(given, _start(key), loopback=on(environ, "LARKA_DEMO"))]
    issuers = [given["ISSUER"].rstrip("/").lower() for given in _given(environ).values() if "ISSUER" in given]
    if len(set(issuers)) < len(issuers):
        reasons.append("LARKA_OIDC_ISSUER: två identitetsutfärdare har samma adress.")
    return reasons


def claims_about_whom(provider: Provider) -> set[str]:
    """The claims that say who of the register somebody is; a number is not asked for where it would not be believed."""
    numbers = {provider.number_claim, COORDINATION_NUMBER, COORDINATION_LEVEL} if provider.sure_of_number else set()
    return (numbers | {provider.identifier_claim}) - {""}


def is_safe_address(address: str, *, loopback: bool) -> bool:
    """Over TLS, or (where ``loopback``) on this machine; with a host, and nothing that does not belong in such an address."""
    if not _PLAIN.fullmatch(address):
        return False
    try:
        parts = urlsplit(address)
        _port = parts.port
    except ValueError:
        return False
    if not parts.hostname or parts.username is not None or parts.fragment:
        return False
    return parts.scheme == "https" or (loopback and parts.scheme == "http" and is_loopback(parts.hostname))


def _problems(given: Mapping[str, str], start: str, *, loopback: bool) -> list[str]:
    reasons = [f"{name} saknas." for name in ("ISSUER", "CLIENT_ID") if name not in given]
    if "ISSUER" in given and not (is_safe_address(given["ISSUER"], loopback=loopback) and "?" not in given["ISSUER"]):
        reasons.append("ISSUER går inte: skriv utfärdarens adress, som börjar med https://, utan mellanslag, användarnamn och lösenord.")
    if ("CLIENT_SECRET" in given) == ("CLIENT_SECRET_FILE" in given):
        reasons.append(f"CLIENT_SECRET eller {start}_CLIENT_SECRET_FILE ska anges, och bara en av dem.")
    elif "CLIENT_SECRET_FILE" in given and not _read(given["CLIENT_SECRET_FILE"]):
        reasons.append(f"CLIENT_SECRET_FILE={given['CLIENT_SECRET_FILE']} går inte att läsa, eller är tom.")
    if given.get("IDENTIFIER", IDENTIFIERS[0]) not in IDENTIFIERS:
        reasons.append(f"IDENTIFIER={given['IDENTIFIER']} går inte: skriv {' eller '.join(IDENTIFIERS)}.")
    reasons += _sign_problems(given)
    if "SCOPES" in given and "openid" not in given["SCOPES"].split():
        reasons.append("SCOPES ska innehålla openid.")
    if not any(name in given for name in ("IDENTIFIER_CLAIM", "ACR_STRONG", "ACR_NUMBER")):
        reasons.append(f"IDENTIFIER_CLAIM eller {start}_ACR_NUMBER saknas: utan dem går det inte att se vem i registret någon är.")
    return reasons


def _sign_problems(given: Mapping[str, str]) -> list[str]:
    """Texts with signs that cannot be there, or too many."""
    reasons = []
    if len(given.get("NAME", "")) > LONGEST_NAME or not given.get("NAME", "x").isprintable():
        reasons.append(f"NAME går inte: skriv högst {LONGEST_NAME} tecken på en rad.")
    reasons += [
        f"{name} går inte: skriv bokstäver, siffror och vanliga tecken, utan mellanslag."
        for name in ("CLIENT_ID", "IDENTIFIER_CLAIM", "NUMBER_CLAIM")
        if not _PLAIN.fullmatch(given.get(name, "x"))
    ]
    return reasons + [
        f"{name} går inte: skriv ord av vanliga tecken, åtskilda av mellanslag."
        for name in ("SCOPES", "ACR_STRONG", "ACR_NUMBER")
        if not all(_SCOPE.fullmatch(word) for word in given.get(name, "").split(" ") if word)
    ]


def _provider(key: str, given: Mapping[str, str]) -> Provider:
    plain = {
        "issuer": "ISSUER", "client_id": "CLIENT_ID", "name": "NAME", "identifier_claim": "IDENTIFIER_CLAIM", "identifier": "IDENTIFIER",
        "number_claim": "NUMBER_CLAIM",
    }  # fmt: skip
    told = {name: given[setting] for name, setting in plain.items() if setting in given}
    if "SCOPES" in given:
        told["scopes"] = tuple(given["SCOPES"].split())  # type: ignore[assignment]  # – the one that is a list
    strong = tuple(given.get("ACR_STRONG", "").split())
    return Provider(
        key=key,
        client_secret=given.get("CLIENT_SECRET") or _read(given["CLIENT_SECRET_FILE"]),
        strong=strong,
        sure_of_number=tuple(given["ACR_NUMBER"].split()) if "ACR_NUMBER" in given else strong,
        **told,  # type: ignore[arg-type]  # – by the names above
    )


def _given(environ: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """What is set for each provider, by its number; empty counts as not set."""
    found = {key: {name: environ.get(f"{_start(key)}_{name}", "").strip() for name in _NAMES} for key in _keys()}
    return {key: {name: value for name, value in given.items() if value} for key, given in found.items() if any(given.values())}


def _keys() -> list[str]:
    return [str(number) for number in range(1, MOST + 1)]


def _start(key: str) -> str:
    return _START if key == "1" else f"{_START}{key}"


def _read(name: str) -> str:
    try:
        return Path(name).read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return ""
