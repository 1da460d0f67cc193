from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    name = "larka.assessments"

    def ready(self) -> None:
        """Enter the kind of record, the place where it is written, and what is told about it."""
        from larka.assessments import contribution, notices, places, records  # noqa: F401
