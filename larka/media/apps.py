from django.apps import AppConfig


class MediaConfig(AppConfig):
    name = "larka.media"

    def ready(self) -> None:
        """Enter what pictures of people hang on."""
        from larka.media import people  # noqa: F401
