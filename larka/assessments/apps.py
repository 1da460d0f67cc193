from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    name = "larka.assessments"

    def ready(self) -> None:
        """Enter the kind of record and the place where it is written."""
        from larka.assessments import places, records  # noqa: F401
