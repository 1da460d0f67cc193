"""One connection with each identity provider. What talks with it is imported for the first: many installations have none."""

from typing import TYPE_CHECKING

from larka.accounts.oidc.configuration import Provider

if TYPE_CHECKING:
    from larka.accounts.oidc.connection import Connection

LEEWAY = 60  # seconds between two clocks


class ProviderDownError(Exception):
    """The provider does not answer, or not as one does."""


class AnswerRefusedError(Exception):
    """What came back is not to be believed. ``reason`` is a word for the log."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


_connections: dict[Provider, "Connection"] = {}


def connection(provider: Provider) -> "Connection":
    """The process's own."""
    from larka.accounts.oidc.connection import Connection

    return _connections.setdefault(provider, Connection(provider))
