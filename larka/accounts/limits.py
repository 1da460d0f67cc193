"""Guessing takes time: attempts are counted in the database, for all processes, and each further failure waits twice as long.

What is counted is the name as it was typed, whether there is such an account or not, so that the answer says nothing about it.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils.crypto import salted_hmac

FIRST_WAIT, LONGEST_WAIT = 30, 15 * 60  # seconds
FORGOTTEN_AFTER = dt.timedelta(hours=1)
FREE_OF_NAME, FREE_OF_ADDRESS, FREE_OF_SECOND_STEP = 4, 50, 4  # a whole school may share an address
FREE_OF_ASKED_NAME, FREE_OF_ASKING_ADDRESS = 3, 20  # links for a forgotten password

# Nothing is changed while one has to wait, so that waiting is never made longer by trying.
_TAKE = """
INSERT INTO accounts_attempts AS a (key, failures, last_at, waits_until) VALUES (%(key)s, 1, %(at)s, NULL)
ON CONFLICT (key) DO UPDATE SET last_at = %(at)s,
 failures = CASE WHEN a.last_at < %(forgotten)s THEN 1 ELSE a.failures + 1 END,
 waits_until = CASE WHEN a.last_at >= %(forgotten)s AND a.failures >= %(free)s
  THEN %(at)s + interval '1 second' * least(%(longest)s, %(first)s * power(2, least(a.failures - %(free)s, 20))) END
WHERE a.waits_until IS NULL OR a.waits_until <= %(at)s
RETURNING failures
"""


@dataclass(frozen=True, slots=True)
class Count:
    """What is counted, and how many failures cost nothing."""

    key: str
    free: int


def of_name(name: str) -> Count:
    """One account's password, by the name that was typed."""
    return Count(_hashed("name", name.strip().casefold()), FREE_OF_NAME)


def of_address(address: str) -> Count:
    """Everything that comes from one address."""
    return Count(_hashed("address", address), FREE_OF_ADDRESS)


def of_second_step(account: int) -> Count:
    """One account's codes."""
    return Count(_hashed("second step", str(account)), FREE_OF_SECOND_STEP)


def of_asking(name: str, address: str) -> list[Count]:
    """Links for a forgotten password: to one name, and from one address."""
    return [
        Count(_hashed("asked name", name.strip().casefold()), FREE_OF_ASKED_NAME),
        Count(_hashed("asking address", address), FREE_OF_ASKING_ADDRESS),
    ]


def take(counts: Sequence[Count], *, at: dt.datetime) -> bool:
    """Count an attempt that is about to be made; False: it must wait."""
    return all(_take(count, at) for count in counts)


def give_back(counts: Sequence[Count]) -> None:
    """It did not fail. The count of an account begins anew; an address gets only this one back, or one's own account would open it."""
    with connection.cursor() as cursor:
        for count in counts:
            if count.free == FREE_OF_ADDRESS:
                cursor.execute("UPDATE accounts_attempts SET failures = greatest(failures - 1, 0) WHERE key = %s", [count.key])
            else:
                cursor.execute("DELETE FROM accounts_attempts WHERE key = %s", [count.key])


def _take(count: Count, at: dt.datetime) -> bool:
    values: dict[str, Any] = {
        "key": count.key, "at": at, "free": count.free, "forgotten": at - FORGOTTEN_AFTER, "first": FIRST_WAIT, "longest": LONGEST_WAIT,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, values)
        return cursor.fetchone() is not None


def _hashed(kind: str, value: str) -> str:
    return salted_hmac(f"larka.accounts.limits.{kind}", value, algorithm="sha256").hexdigest()
