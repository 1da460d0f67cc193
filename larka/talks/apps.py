from django.apps import AppConfig


class TalksConfig(AppConfig):
    name = "larka.talks"

    def ready(self) -> None:
        """Enter the kinds of records, and what is told of them."""
        from larka.talks import (  # noqa: F401
            contribution,
            minutes_notices,
            minutes_places,
            minutes_records,
            preparation_extras,
            preparation_notices,
            preparation_records,
            records,
        )
