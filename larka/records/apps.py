from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "larka.records"

    def ready(self) -> None:
        from larka.records.signals import connect

        connect()
