"""The site's own address, for links that leave it: what a visitor's browser says it is called is not asked."""

from collections.abc import Mapping

from django.conf import settings

from larka.core.configuration import allowed_hosts, on

DEFAULT_PORT = 8000


def full_address(path: str) -> str:
    """A page's address as it stands in mails and letters, and as an identity provider is told it."""
    return f"{settings.SITE_ADDRESS}{path}"


def site_address(environ: Mapping[str, str]) -> str:
    """LARKA_SITE_ADDRESS; otherwise the first of the site's names, over TLS in production and at our own port elsewhere."""
    if given := environ.get("LARKA_SITE_ADDRESS"):
        return given.removesuffix("/")
    name = next(iter(allowed_hosts(environ)), "localhost")
    return f"https://{name}" if on(environ, "LARKA_PRODUCTION") else f"http://{name}:{environ.get('PORT') or DEFAULT_PORT}"
