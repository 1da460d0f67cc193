from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "larka.notices"

    def ready(self) -> None:
        """Enter what is told about the apps below."""
        from larka.notices.applications import connect

        connect()
