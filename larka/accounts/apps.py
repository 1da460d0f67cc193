from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "larka.accounts"

    def ready(self) -> None:
        from larka.accounts.signals import connect

        connect()
