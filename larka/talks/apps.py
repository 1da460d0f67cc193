from django.apps import AppConfig


class TalksConfig(AppConfig):
    name = "larka.talks"
