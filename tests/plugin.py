"""Loaded by `-p tests.plugin`, before Django's settings: starts the embedded server for tests, or uses the one DATABASE_URL names."""

import atexit
import gc
import importlib
import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from xdist.scheduler import LoadScopeScheduling

from larka.cli.prepare import compile_translations
from larka.core.postgres import ensure_database
from tests import statements
from tests.outgoing import GUARD, problems_of_mail
from tests.places import home_of_tests

LONG_FIRST = (
    *("tests/test_serve.py", "tests/guards/test_strangers.py", "tests/backups/", "tests/access/", "tests/jobs/", "tests/protection/"),
    "tests/exchange/",
)
# What these files make is made once for the whole file, and takes long: one process does all of a file.
TOGETHER = ("tests/test_serve.py", "tests/demo/test_load.py")


def prepare_environment() -> None:
    """The settings of every test run: a data folder of its own, and nothing of the developer's installation."""
    for name in (
        "LARKA_PRODUCTION",
        "LARKA_DEBUG",
        "LARKA_SECRET_KEY",
        "LARKA_ALLOWED_HOSTS",
        "LARKA_ADDRESS",
        "DATABASE_APP_URL",
        "LARKA_SITE_ADDRESS",
        "LARKA_MASTER_KEY",
        "LARKA_MASTER_KEY_FILE",
        "LARKA_LEDGER",
        "LARKA_BACKUP_TARGET",
    ):
        os.environ.pop(name, None)
    for name in [name for name in os.environ if name.startswith("LARKA_OIDC")]:
        os.environ.pop(name)
    os.environ["LARKA_HOME"] = os.environ.get("LARKA_TEST_HOME") or str(home_of_tests())
    os.environ["LARKA_TESTING"] = "1"
    os.environ["LARKA_TEST_APPS"] = "tests.records.logbook,tests.vault.notebook"
    os.environ.setdefault("LARKA_DEMO", "1")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # the browser's driver runs an event loop beside the test


def pytest_configure(config: pytest.Config) -> None:
    """Fixtures that replace pytest-django's are registered after its own. The settings are read: what tests start needs no test app."""
    os.environ.pop("LARKA_TEST_APPS", None)
    config.pluginmanager.register(importlib.import_module("tests.standing"), "tests.standing")
    statements.install()
    settings.SITE_ADDRESS = "http://testserver"
    settings.MEDIA_STORE = "memory://"
    settings.PASSWORD_HASHERS = ["tests.passwords.QuickHasher"]
    plan_as_written()


def plan_as_written() -> None:
    """With few rows in each table the order of joins does not matter; looking for the best one took a third of the database's time."""
    options = settings.DATABASES["default"]["OPTIONS"]
    options["options"] = f"{options.get('options', '')} -c join_collapse_limit=1"


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Two processes share the tests one by one: the long ones come first, so that neither waits for the other at the end."""
    from tests.standing import wanted_by  # the models are there now

    items.sort(
        key=lambda item: (
            next((n for n, place in enumerate(LONG_FIRST) if item.nodeid.startswith(place)), len(LONG_FIRST)),
            wanted_by(item),
        )
    )


class OneByOne(LoadScopeScheduling):
    """Hands out each test by itself, and a file of TOGETHER as a whole, first of all."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return file if file in TOGETHER else nodeid


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> OneByOne:
    """How two processes share the tests."""
    return OneByOne(config, log)


def pytest_collection_finish() -> None:
    """What is there before the first test stays to the end: nobody looks through it for rubbish, and for what a test leaves seldom."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call() -> Iterator[None]:
    """Nothing leaves the house (A15), in any test: the program connects to nothing outside the machine, and no mail fetches anything."""
    yield
    assert GUARD.taken() == []
    assert [problem for sent in getattr(mail, "outbox", ()) for problem in problems_of_mail(sent, settings.SITE_ADDRESS)] == []


GUARD.install()
prepare_environment()
compile_translations()
if hold := ensure_database(os.environ):
    atexit.register(hold.release)
