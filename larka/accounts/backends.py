"""Password log-in by user name, in constant time whether the account exists or not."""

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest

from larka.accounts.models import User


class PasswordBackend(BaseBackend):
    """A user name (any case) and a password."""

    def authenticate(
        self,
        request: HttpRequest | None,  # noqa: ARG002 – Django's signature
        username: str | None = None,
        password: str | None = None,
        **_: Any,
    ) -> User | None:
        if not username or password is None:
            return None
        user = User.objects.filter(username__iexact=username).first()
        if user is None:
            User().set_password(password)
            return None
        return user if user.check_password(password) and user.is_active else None

    def get_user(self, user_id: int) -> User | None:
        return User.objects.filter(pk=user_id, is_active=True).first()
