from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "larka.privacy"
