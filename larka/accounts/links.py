"""The link for a forgotten password: it serves once, for an hour, and changes the password and nothing else."""

from django.contrib.auth.tokens import default_token_generator
from django.db.models import Q

from larka.accounts.models import User

MOST_ACCOUNTS = 5  # that share an address: a family, at most


def token_of(account: User) -> str:
    """What the mail's link holds; Django's own, made of the password that it is to replace."""
    return f"{account.pk}-{default_token_generator.make_token(account)}"


def account_of(token: str, *, lock: bool = False) -> User | None:
    """Whose password a link may replace; None for one that is too old, used, broken or made up."""
    number, _dash, rest = token.partition("-")
    if not (number.isascii() and number.isdigit() and len(number) <= 18):  # noqa: PLR2004 – the digits of a key
        return None
    accounts = User.objects.select_for_update() if lock else User.objects
    account = accounts.filter(pk=int(number), is_active=True).first()
    fits = account is not None and account.has_usable_password() and default_token_generator.check_token(account, rest)
    return account if fits else None


def accounts_called(typed: str) -> list[User]:
    """The accounts of this user name or e-mail address that have an address, and a password to replace."""
    name = typed.strip()
    found = User.objects.filter(Q(username__iexact=name) | Q(email__iexact=name), is_active=True, email__gt="").order_by("pk")
    return [account for account in found[:MOST_ACCOUNTS] if account.has_usable_password()]
