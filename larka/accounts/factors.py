"""The second factors of an account: an app that makes codes, security keys, and codes in reserve."""

from dataclasses import dataclass
from typing import Any

from allauth.mfa.models import Authenticator

GIVEN = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


@dataclass(frozen=True, slots=True)
class Key:
    """One security key, by the name its owner gave it."""

    pk: int
    name: str
    created_at: Any
    last_used_at: Any


@dataclass(frozen=True, slots=True)
class Factors:
    """All of one account. ``codes``: how many codes in reserve are left, None where there are none at all."""

    app: Authenticator | None
    keys: list[Key]
    codes: int | None

    @property
    def any(self) -> bool:
        """Whether a second factor can be given at all."""
        return self.app is not None or bool(self.keys)


def has_second_factor(user: Any) -> bool:
    """Whether the account has an app or a key; codes in reserve alone are none."""
    return bool(user.is_authenticated) and Authenticator.objects.filter(user_id=user.pk, type__in=GIVEN).exists()


def has_key(user: Any) -> bool:
    """Whether the account has a security key."""
    return Authenticator.objects.filter(user_id=user.pk, type=Authenticator.Type.WEBAUTHN).exists()


def factors_of(user: Any) -> Factors:
    """What the account has."""
    rows = list(Authenticator.objects.filter(user_id=user.pk).order_by("pk"))
    by_type = {row.type: row for row in rows}
    codes = by_type.get(Authenticator.Type.RECOVERY_CODES)
    keys = [Key(row.pk, str(row), row.created_at, row.last_used_at) for row in rows if row.type == Authenticator.Type.WEBAUTHN]
    return Factors(by_type.get(Authenticator.Type.TOTP), keys, len(codes.wrap().get_unused_codes()) if codes else None)
