"""What opens an account is kept encrypted in the database (Q3), with a key made of the installation's secret key."""

import base64

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


def encrypted(text: str) -> str:
    """As it is kept."""
    return _fernet().encrypt(text.encode()).decode()


def decrypted(kept: str, *, seconds: int | None = None) -> str:
    """As it was. Raises InvalidToken where it is not ours, or is older than so many seconds."""
    return _fernet().decrypt(kept.encode(), ttl=seconds).decode()


def _fernet() -> Fernet:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"larka second factor").derive(settings.SECRET_KEY.encode())
    return Fernet(base64.urlsafe_b64encode(derived))
