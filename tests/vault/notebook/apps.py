from django.apps import AppConfig


class NotebookConfig(AppConfig):
    name = "tests.vault.notebook"
    label = "notebook"
    default_auto_field = "django.db.models.BigAutoField"
