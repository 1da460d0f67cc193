from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "larka.plans"

    def ready(self) -> None:
        """Enter the kind of record."""
        from larka.plans import records  # noqa: F401
