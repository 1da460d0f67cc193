"""What stands in the way of starting the server safely, from the environment alone."""

import ipaddress
import re
import sys
from collections.abc import Mapping

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

from larka.core.master_keys import MasterKeyProblem, given_master_keys, is_open_to_others, master_key_problem
from larka.core.postgres import is_embedded

SHORTEST_KEY = 50
FEWEST_SIGNS = 10  # a random key of 50 signs has more than twice as many different ones
LARGEST_BODY = "5"  # megabytes
MEGABYTE = 1024 * 1024
QUERY_SECONDS = "30"
# Every number of the environment, and the highest that it may be; every switch.
_NUMBERS = {
    "PORT": 65_535, "LARKA_WORKERS": 64, "LARKA_MAX_BODY_MB": 1_000, "LARKA_QUERY_SECONDS": 3_600, "LARKA_SMTP_PORT": 65_535,
    "LARKA_IMPORT_MB": 100_000, "LARKA_INVITATION_DAYS": 365,
    "LARKA_VAULT_BACKUP_DAYS": 365,
}  # fmt: skip
_SWITCHES = (
    "LARKA_PRODUCTION",
    "LARKA_DEMO",
    "LARKA_DEBUG",
    "LARKA_RATE_LIMITS",
    "LARKA_SMTP_TLS",
    "LARKA_TESTING",
    "LARKA_VOLUME_ENCRYPTED",
    "LARKA_WORKER",
)
_LONGEST_SHOWN = 40
_VOLUME = "det är inte bekräftat att databasens volym och dess säkerhetskopior är krypterade. När de är det: LARKA_VOLUME_ENCRYPTED=1."
_OPEN_FILE = "LARKA_MASTER_KEY_FILE kan läsas av andra användare på maskinen: chmod 600."
_SITE = re.compile(r"https?://([a-z0-9.-]+|\[[0-9a-f:]+\])(:[0-9]{1,5})?", re.ASCII | re.IGNORECASE)
_ONLY_IN_TESTS = ("LARKA_TESTING", "LARKA_TEST_APPS")
_SURE_OF_SERVER = {"verify-full", "verify-ca"}
LOOPBACK_NAMES = {"localhost", "127.0.0.1", "[::1]"}
DEFAULT_ADDRESS = "127.0.0.1"


def configuration_problems(environ: Mapping[str, str]) -> list[str]:
    """Every reason not to start, one Swedish line each; none when the configuration is safe."""
    reasons = value_problems(environ) + (demo_problems(environ) if on(environ, "LARKA_DEMO") else [])
    if on(environ, "LARKA_PRODUCTION"):
        return reasons + production_problems(environ)
    if not is_loopback(listening_address(environ)) and not reasons:
        reasons.append(
            f"LARKA_ADDRESS={listening_address(environ)} kan nås från andra datorer. Det kräver LARKA_PRODUCTION=1 med säkra inställningar."
        )
    return reasons


def configuration_warnings(environ: Mapping[str, str]) -> list[str]:
    """What does not stop a start but must be looked at, one line each (Q3)."""
    if not on(environ, "LARKA_PRODUCTION"):
        return []
    warnings = [] if on(environ, "LARKA_VOLUME_ENCRYPTED") else [_VOLUME]
    return warnings + ([_OPEN_FILE] if is_open_to_others(environ) else [])


def value_problems(environ: Mapping[str, str]) -> list[str]:
    """Values that cannot be used at all."""
    reasons = [
        f"{name}={shown(environ[name])} går inte: skriv ett heltal mellan 1 och {highest}."
        for name, highest in _NUMBERS.items()
        if environ.get(name) and not is_number(environ[name], highest)
    ]
    reasons += [
        f"{name}={shown(environ[name])} går inte: skriv 0 eller 1." for name in _SWITCHES if environ.get(name, "") not in {"", "0", "1"}
    ]
    reasons += [
        f"LARKA_PROXY: {name} är ingen adress. Skriv adresser eller nät (10.0.0.5,10.1.0.0/24), åtskilda av komma."
        for name in listed(environ, "LARKA_PROXY")
        if network(name) is None
    ]
    return reasons + site_problems(environ) + given_key_problems(environ)


def given_key_problems(environ: Mapping[str, str]) -> list[str]:
    """Master keys that cannot be read; production says so with the rest of what it demands of them."""
    try:
        given_master_keys({} if on(environ, "LARKA_PRODUCTION") else environ)
    except MasterKeyProblem as problem:
        return [str(problem)]
    return []


def site_problems(environ: Mapping[str, str]) -> list[str]:
    """Why the address that is given cannot be the site's."""
    given = environ.get("LARKA_SITE_ADDRESS") or ""
    safe = given.startswith("https://") or not on(environ, "LARKA_PRODUCTION")
    if not given or (safe and _SITE.fullmatch(given.removesuffix("/"))):
        return []
    return ["LARKA_SITE_ADDRESS går inte: skriv webbplatsens adress utan sida, till exempel https://larka.kommunen.se."]


def usable(environ: Mapping[str, str]) -> None:
    """Values that cannot be used end every command with code 2 (docs/operations.md)."""
    if reasons := value_problems(environ):
        sys.stderr.write("".join(f"Fel: {reason}\n" for reason in reasons))
        raise SystemExit(2)


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
    reasons += filter(None, (key_problem(environ.get("LARKA_SECRET_KEY", "")), master_key_problem(environ)))
    if not allowed_hosts(environ) or any("*" in name or name.startswith(".") for name in allowed_hosts(environ)):
        reasons.append(
            "LARKA_ALLOWED_HOSTS saknas, innehåller * eller börjar med punkt: skriv de namn som webbplatsen har, åtskilda av komma."
        )
    if on(environ, "LARKA_DEBUG"):
        reasons.append("LARKA_DEBUG=1 visar inre uppgifter för besökare och kan inte köras med LARKA_PRODUCTION=1.")
    if environ.get("LARKA_RATE_LIMITS") == "0":
        reasons.append("LARKA_RATE_LIMITS=0 låter vem som helst fråga hur ofta som helst och kan inte köras med LARKA_PRODUCTION=1.")
    reasons += [f"{name} är bara för Lärkas egna prov." for name in _ONLY_IN_TESTS if environ.get(name)]
    return reasons + proxy_problems(environ) + database_problems(environ)


def key_problem(key: str) -> str | None:
    """Why the key that signs sessions can be guessed."""
    if len(key) < SHORTEST_KEY:
        return f"LARKA_SECRET_KEY saknas eller är kortare än {SHORTEST_KEY} tecken."
    if len(set(key)) < FEWEST_SIGNS:
        return f"LARKA_SECRET_KEY har färre än {FEWEST_SIGNS} olika tecken: den ska vara slumpad."
    return None


def proxy_problems(environ: Mapping[str, str]) -> list[str]:
    """Whoever is believed about TLS and the visitor's address must be known."""
    if not listed(environ, "LARKA_PROXY") and not is_loopback(listening_address(environ)):
        return ["LARKA_PROXY saknas: skriv adressen till den proxy som tar emot TLS. Det som andra säger om TLS och avsändare tros inte."]
    if any(found is not None and found.prefixlen == 0 for found in map(network, listed(environ, "LARKA_PROXY"))):
        return ["LARKA_PROXY omfattar alla adresser: då kan vem som helst uppge vilken avsändare som helst."]
    return []


def database_problems(environ: Mapping[str, str]) -> list[str]:
    """A database on another machine is reached over TLS, and is the one it says it is."""
    return [
        f"{name} når en annan maskin utan säker TLS: lägg till sslmode=verify-full (och sslrootcert) i adressen."
        for name in ("DATABASE_URL", "DATABASE_APP_URL")
        if environ.get(name) and not is_safe_connection(environ[name], environ)
    ]


def is_safe_connection(url: str, environ: Mapping[str, str]) -> bool:
    """On this machine, or over TLS with the server's certificate checked; what cannot be read is told when it is used."""
    try:
        parts = conninfo_to_dict(url)
    except ProgrammingError:
        return True
    if (parts.get("sslmode") or environ.get("PGSSLMODE")) in _SURE_OF_SERVER:
        return True
    hosts = str(parts.get("hostaddr") or parts.get("host") or environ.get("PGHOSTADDR") or environ.get("PGHOST") or "").split(",")
    return all(not host or host.startswith(("/", "@")) or is_loopback(host) for host in hosts)


def proxies(environ: Mapping[str, str]) -> list[str]:
    """The proxies that are believed; in production on one's own machine the one that stands there."""
    named = [name for name in listed(environ, "LARKA_PROXY") if network(name) is not None]
    return named or (["127.0.0.0/8", "::1"] if on(environ, "LARKA_PRODUCTION") and is_loopback(listening_address(environ)) else [])


def largest_body(environ: Mapping[str, str]) -> int:
    """How many bytes one may send to a page that says nothing else."""
    size = environ.get("LARKA_MAX_BODY_MB") or LARGEST_BODY
    return int(size if size.isascii() and size.isdigit() else LARGEST_BODY) * MEGABYTE


def query_seconds(environ: Mapping[str, str]) -> int:
    """After how many seconds the database stops a question that a page has asked."""
    seconds = environ.get("LARKA_QUERY_SECONDS") or QUERY_SECONDS
    return int(seconds if seconds.isascii() and seconds.isdigit() else QUERY_SECONDS)


def rate_limits(environ: Mapping[str, str]) -> bool:
    """Whether it is counted how often somebody asks. In a demo everybody is invented, and it is what is measured: only when asked for."""
    return (environ.get("LARKA_RATE_LIMITS") or ("0" if on(environ, "LARKA_DEMO") else "1")) == "1"


def shown(value: str) -> str:
    """A value as it is repeated in one line."""
    return "".join(sign if sign.isprintable() else "?" for sign in value[:_LONGEST_SHOWN])


def is_number(text: str, highest: int) -> bool:
    """Whether it is a whole number from 1 to this one."""
    return text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= highest and len(text) <= 9  # noqa: PLR2004 – as many as are read


def on(environ: Mapping[str, str], name: str) -> bool:
    """Whether a switch is on."""
    return environ.get(name) == "1"


def listening_address(environ: Mapping[str, str]) -> str:
    """The address the server listens on."""
    return environ.get("LARKA_ADDRESS") or DEFAULT_ADDRESS


def allowed_hosts(environ: Mapping[str, str]) -> list[str]:
    """The names of the site, as they are given."""
    return listed(environ, "LARKA_ALLOWED_HOSTS")


def listed(environ: Mapping[str, str], name: str) -> list[str]:
    """What a setting names, separated by commas."""
    return [part.strip() for part in environ.get(name, "").split(",") if part.strip()]


def network(name: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network | None:
    """An address or a network; None when it is neither."""
    try:
        return ipaddress.ip_network(name)
    except ValueError:
        return None


def is_loopback(address: str) -> bool:
    """Whether an address is reached from this machine only."""
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return address == "localhost"
