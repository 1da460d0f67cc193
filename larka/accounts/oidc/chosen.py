"""The providers as the pages name them."""

from django.conf import settings

from larka.accounts.models import Identity
from larka.accounts.oidc.configuration import Provider


def provider_with(key: str) -> Provider | None:
    """By its number."""
    return next((provider for provider in settings.OIDC_PROVIDERS if provider.key == key), None)


def providers_for(person: int, *, strong: bool) -> list[Provider]:
    """Those where this person can prove who they are: they have been matched there. ``strong``: only those that can prove it so surely."""
    if not settings.OIDC_PROVIDERS:
        return []
    issuers = set(Identity.objects.filter(person_id=person).values_list("issuer", flat=True))
    return [provider for provider in settings.OIDC_PROVIDERS if provider.issuer in issuers and (provider.strong or not strong)]
