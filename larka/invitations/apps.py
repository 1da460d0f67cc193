from django.apps import AppConfig


class InvitationsConfig(AppConfig):
    name = "larka.invitations"

    def ready(self) -> None:
        from larka.invitations.signals import connect

        connect()
