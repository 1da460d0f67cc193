from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "larka.plans"

    def ready(self) -> None:
        """Enter the kinds of records and what is told about them."""
        from larka.plans import extras, goal_notices, goal_places, goal_records, notices, records  # noqa: F401
