from django.apps import AppConfig


class TalksConfig(AppConfig):
    name = "larka.talks"

    def ready(self) -> None:
        """Enter the kind of record."""
        from larka.talks import records  # noqa: F401
