from django.apps import AppConfig


class QuestionnairesConfig(AppConfig):
    name = "larka.questionnaires"

    def ready(self) -> None:
        """Enter the kind of record and the places of writing."""
        from larka.questionnaires import notices, places, records  # noqa: F401
