from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    name = "larka.assessments"

    def ready(self) -> None:
        """Enter the kind of record."""
        from larka.assessments import records  # noqa: F401
