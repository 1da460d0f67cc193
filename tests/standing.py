"""Where the tests of a process stand: in an empty school, or where the cast or a register has been put once for all of them."""

import datetime as dt
import os
import pickle
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from django.db import connections, transaction
from django.test import TransactionTestCase
from django.utils import timezone

from larka.core.dates import stockholm_day
from tests import databases
from tests.cast import NOON, Cast, make_cast
from tests.cast_rows import move_substitutes
from tests.exchange.small_register import Importer, SmallRegister

EMPTY, NOON_CAST, CAST_OF_TODAY, IMPORTED = "empty", "noon", "today", "imported"
STANDING = pytest.StashKey["Standing"]()
WANTED = pytest.StashKey[str]()
BY_FIXTURE = {"imported": IMPORTED, "cast_today": CAST_OF_TODAY, "cast": NOON_CAST}


def wanted_by(item: Any) -> str:
    """Whoever commits begins in an empty school, on a database of its own."""
    marker, names = item.get_closest_marker("django_db"), getattr(item, "fixturenames", ())
    if "transactional_db" in names or (marker and marker.kwargs.get("transaction")):
        return EMPTY
    return next((kind for fixture, kind in BY_FIXTURE.items() if fixture in names), EMPTY)


@dataclass
class Standing:
    """The database of each kind, made when it is first asked for, and the people in it."""

    template: str
    blocker: Any
    kind: str = EMPTY
    made: dict[str, tuple[dt.date, bytes]] = field(default_factory=dict)

    def name(self, kind: str) -> str:
        """It ends with the process, so that whoever finds it left over knows whose it was."""
        return f"larka_test_{databases.MACHINE}_{kind}_{os.getpid()}"

    def stand_in(self, kind: str) -> None:
        """The next test begins there; a cast of today that is yesterday's is made anew."""
        old = kind == CAST_OF_TODAY and kind in self.made and self.made[kind][0] != timezone.localdate()
        if kind == self.kind and not old:
            return
        with self.blocker.unblock():
            if kind != EMPTY and (old or kind not in self.made):
                self._make(kind)
            databases.use_database(self.name(kind))
        self.kind = kind

    def _make(self, kind: str) -> None:
        at = timezone.localtime() if kind == CAST_OF_TODAY else NOON
        with databases.maintenance() as connection:
            databases.create(connection, self.name(kind), self.template)
        databases.use_database(self.name(kind))
        with transaction.atomic():
            self.made[kind] = (stockholm_day(at), import_once() if kind == IMPORTED else pickle.dumps(make_cast(at)))

    def cast(self, kind: str, at: dt.datetime) -> Cast:
        """The people who stand there already, for one test to do with as it likes; where nobody does, they come now."""
        if self.kind != kind:
            return make_cast(at)
        found: Cast = pickle.loads(self.made[kind][1])  # noqa: S301 – this process has written it
        if found.at != at:
            move_substitutes(at)
        return replace(found, at=at)

    def start_over(self, _test: TransactionTestCase | None = None) -> None:
        """After a test that commits. The application may not truncate; a fresh copy also has the rows that migrations made."""
        for alias in databases.ALIASES:
            connections[alias].close()
        with databases.maintenance() as connection:
            databases.create(connection, self.name(EMPTY), self.template)

    def remove(self) -> None:
        """All of them."""
        databases.use_database(databases.MAINTENANCE)
        with databases.maintenance() as connection:
            for kind in (EMPTY, *self.made):
                databases.drop(connection, self.name(kind))


def import_once() -> bytes:
    """The small register is imported; what is remembered of it stands in the database alone."""
    with tempfile.TemporaryDirectory() as folder:
        Importer(Path(folder) / "register")(SmallRegister())
    return b""


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Before anything of the test begins; the first of all asks for the databases afterwards."""
    item.session.stash[WANTED] = wanted_by(item)
    if standing := item.session.stash.get(STANDING, None):
        standing.stand_in(item.session.stash[WANTED])


@pytest.fixture(scope="session")
def django_db_setup(request: pytest.FixtureRequest, django_db_blocker: Any) -> Iterator[Standing]:
    """Copies of the template for this process; a test that commits gets the next one on a fresh copy."""
    with django_db_blocker.unblock(), databases.maintenance() as connection:
        databases.drop_left_over(connection)
        standing = Standing(databases.make_template(connection), django_db_blocker)
        standing.start_over()
        databases.use_database(standing.name(EMPTY))
    request.session.stash[STANDING] = standing
    standing.stand_in(request.session.stash[WANTED])
    TransactionTestCase._fixture_teardown = standing.start_over
    yield standing
    with django_db_blocker.unblock():
        standing.remove()


@pytest.fixture(scope="session")
def start_over(django_db_setup: Standing) -> Callable[[], None]:
    """Makes the database of this process anew, for a fixture that commits for more than one test."""
    return django_db_setup.start_over
