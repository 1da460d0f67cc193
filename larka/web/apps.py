from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "larka.web"

    def ready(self) -> None:
        """Enter the place where one writes of oneself."""
        from larka.web import places  # noqa: F401
