"""What stands in the way of starting the server safely, from the environment alone."""

import ipaddress
from collections.abc import Mapping

from larka.core.postgres import is_embedded

SHORTEST_KEY = 50
LOOPBACK_NAMES = {"localhost", "127.0.0.1", "[::1]"}
DEFAULT_ADDRESS = "127.0.0.1"


def configuration_problems(environ: Mapping[str, str]) -> list[str]:
    """Every reason not to start, one Swedish line each; none when the configuration is safe."""
    reasons = demo_problems(environ) if on(environ, "LARKA_DEMO") else []
    if on(environ, "LARKA_PRODUCTION"):
        return reasons + production_problems(environ)
    if not is_loopback(listening_address(environ)) and not reasons:
        reasons.append(
            f"LARKA_ADDRESS={listening_address(environ)} kan nås från andra datorer. Det kräver LARKA_PRODUCTION=1 med säkra inställningar."
        )
    return reasons


def demo_problems(environ: Mapping[str, str]) -> list[str]:
    """Demo mode lets anyone in as anyone: only on one's own machine."""
    why = "Demoläget (LARKA_DEMO=1) släpper in vem som helst utan lösenord"
    reasons = []
    if on(environ, "LARKA_PRODUCTION"):
        reasons.append(f"{why} och kan inte köras med LARKA_PRODUCTION=1.")
    if not is_loopback(listening_address(environ)):
        reasons.append(f"{why} och får bara lyssna på den egna maskinen, inte på LARKA_ADDRESS={listening_address(environ)}.")
    if any(name not in LOOPBACK_NAMES for name in allowed_hosts(environ)):
        reasons.append(f"{why} och får bara heta localhost: ta bort LARKA_ALLOWED_HOSTS={environ['LARKA_ALLOWED_HOSTS']}.")
    return reasons


def production_problems(environ: Mapping[str, str]) -> list[str]:
    """What real pupils' data demands."""
    reasons = []
    if is_embedded(environ):
        reasons.append("DATABASE_URL saknas: den inbyggda databasen är bara för prov och utveckling.")
    if len(environ.get("LARKA_SECRET_KEY", "")) < SHORTEST_KEY:
        reasons.append(f"LARKA_SECRET_KEY saknas eller är kortare än {SHORTEST_KEY} tecken.")
    if not allowed_hosts(environ) or any("*" in name for name in allowed_hosts(environ)):
        reasons.append("LARKA_ALLOWED_HOSTS saknas eller innehåller *: skriv de namn som webbplatsen har, åtskilda av komma.")
    if on(environ, "LARKA_DEBUG"):
        reasons.append("LARKA_DEBUG=1 visar inre uppgifter för besökare och kan inte köras med LARKA_PRODUCTION=1.")
    return reasons


def on(environ: Mapping[str, str], name: str) -> bool:
    """Whether a switch is on."""
    return environ.get(name) == "1"


def listening_address(environ: Mapping[str, str]) -> str:
    """The address the server listens on."""
    return environ.get("LARKA_ADDRESS") or DEFAULT_ADDRESS


def allowed_hosts(environ: Mapping[str, str]) -> list[str]:
    """The names of the site, as they are given."""
    return [name.strip() for name in environ.get("LARKA_ALLOWED_HOSTS", "").split(",") if name.strip()]


def is_loopback(address: str) -> bool:
    """Whether an address is reached from this machine only."""
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return address == "localhost"
