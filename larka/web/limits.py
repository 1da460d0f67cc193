"""How often one may ask for what costs much. Each worker counts for itself (docs/adr/0140)."""

import ipaddress
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from math import ceil

MOST_KNOWN = 20_000  # who is counted at once, in each worker; whoever asked longest ago is forgotten first
SCHOOL = 20  # a whole school often has one address: it may ask as often as so many people
_HOME_NETWORK = 64  # a household has a network of IPv6 addresses, and could ask from each


@dataclass(frozen=True)
class Rate:
    """So many at once, and as many again in the time of a minute."""

    key: str
    a_minute: int


SEARCH = Rate("search", 60)
PAPER = Rate("paper", 30)
PAGE = Rate("page", 600)
THUMBNAIL = Rate("thumbnail", 3_000)  # a page of a class asks for one a row
PART = Rate("part", 1_200)
_COSTLY = {"search": SEARCH, "class_judgements": PAPER, "upload": PART}


def rate_of(view_name: str) -> Rate:
    """What a page costs: searching, whatever is made as paper, small pictures, and everything else."""
    if view_name.endswith("_small"):
        return THUMBNAIL
    return PAPER if view_name.endswith("_pdf") else _COSTLY.get(view_name, PAGE)


def network_of(address: str) -> str:
    """Whom an address belongs to."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ipaddress.ip_network((known, _HOME_NETWORK), strict=False)) if known.version == 6 else str(known)  # noqa: PLR2004 – IPv6


class Counter:
    """A bucket of permissions for each who asks, filled evenly."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self.lock = threading.Lock()
        self.buckets: OrderedDict[tuple[str, str], tuple[float, float]] = OrderedDict()

    def wait(self, rate: Rate, session: str | None, address: str) -> int:
        """0 when it may be asked now; else after how many seconds it may."""
        asking = [(f"{rate.key} session", session, rate.a_minute)] if session else []
        asking.append((f"{rate.key} address", network_of(address), rate.a_minute * SCHOOL))
        with self.lock:
            return max(self._take((kind, who), most) for kind, who, most in asking)

    def _take(self, key: tuple[str, str], a_minute: int) -> int:
        now, each = self.clock(), 60 / a_minute
        left, at = self.buckets.pop(key, (float(a_minute), now))
        left = min(float(a_minute), left + (now - at) / each)
        allowed = left >= 1
        self.buckets[key] = (left - 1 if allowed else left, now)
        if len(self.buckets) > MOST_KNOWN:
            self.buckets.popitem(last=False)
        return 0 if allowed else max(1, ceil((1 - left) * each))


class OnceInAWhile:
    """Whether something about somebody is to be told again: once in ten minutes, by each worker."""

    SECONDS = 600

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self.lock = threading.Lock()
        self.told: OrderedDict[str, float] = OrderedDict()

    def is_due(self, what: str) -> bool:
        """True the first time, and again when so long has passed since it was."""
        now = self.clock()
        with self.lock:
            if what in self.told and now - self.told[what] < self.SECONDS:
                return False
            self.told[what] = now
            self.told.move_to_end(what)
            if len(self.told) > MOST_KNOWN:
                self.told.popitem(last=False)
            return True
