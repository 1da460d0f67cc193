"""What an identity provider has proved about somebody, in our words."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from larka.accounts.oidc.configuration import COORDINATION_LEVEL, COORDINATION_NUMBER, Provider
from larka.accounts.oidc.connections import LEEWAY, AnswerRefusedError
from larka.core.personal_numbers import InvalidPersonalNumberError, PersonalNumber

# A session that is strong, and nobody knows since when, is never fresh.
LONG_AGO = dt.datetime.fromtimestamp(0, dt.UTC)


@dataclass(frozen=True, slots=True)
class Proof:
    """Who somebody is with the provider, and how surely. ``number`` is empty unless it may be believed."""

    provider: Provider
    subject: str = field(repr=False)
    identifier: str = field(repr=False)
    number: str = field(repr=False)
    strong: bool
    at: dt.datetime


def proof_of(provider: Provider, claims: Mapping[str, Any], *, at: dt.datetime) -> Proof:
    """Read what the provider says; ``at`` is now. Raises AnswerRefusedError."""
    acr = claims.get("acr")
    return Proof(
        provider=provider,
        subject=claims["sub"],
        identifier=_text(claims.get(provider.identifier_claim)) if provider.identifier_claim else "",
        number=_number(provider, claims) if acr in provider.sure_of_number else "",
        strong=acr in provider.strong,
        at=_moment(claims.get("auth_time"), at),
    )


def _moment(told: Any, at: dt.datetime) -> dt.datetime:
    """When the person proved who they are; a clock that is a little before ours says now."""
    if told is None:
        return LONG_AGO
    if isinstance(told, bool) or not isinstance(told, int | float) or not 0 < told <= at.timestamp() + LEEWAY:
        raise AnswerRefusedError("auth_time")
    return min(dt.datetime.fromtimestamp(told, dt.UTC), at)


def _number(provider: Provider, claims: Mapping[str, Any]) -> str:
    """The personnummer; or the samordningsnummer, where the Tax Agency has confirmed whose it is (level confirmed)."""
    for name in (provider.number_claim, COORDINATION_NUMBER):
        try:
            number = PersonalNumber.parse(_text(claims.get(name)))
        except InvalidPersonalNumberError:
            continue
        if number.kind == "personnummer" or (number.kind == "samordningsnummer" and claims.get(COORDINATION_LEVEL) == "confirmed"):
            return number.value
    return ""


def _text(told: Any) -> str:
    """A claim with one value; several are none."""
    only = told[0] if isinstance(told, list) and len(told) == 1 else told
    return only.strip() if isinstance(only, str) else ""
