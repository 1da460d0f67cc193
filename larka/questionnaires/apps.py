from django.apps import AppConfig


class QuestionnairesConfig(AppConfig):
    name = "larka.questionnaires"

    def ready(self) -> None:
        """Enter the kind of record, the places of writing and the files."""
        from larka.questionnaires import files, notices, places, records  # noqa: F401
