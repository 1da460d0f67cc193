from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "larka.privacy"

    def ready(self) -> None:
        """Enter what is told about alarms."""
        from larka.privacy import notices  # noqa: F401
