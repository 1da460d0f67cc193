"""The vault."""

from django.apps import AppConfig


class VaultConfig(AppConfig):
    """Keys, and what is sealed with them."""

    name = "larka.vault"

    def ready(self) -> None:
        """What the ledger can be asked to do again is entered."""
        from larka.vault import actions  # noqa: F401 – imported for what it enters
