"""The product served by a thread on the test's own database, and a browser for each person who opens it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.browser.devices import PATIENCE, Opens
from tests.browser.school import Site, write_some
from tests.browser.seen import SEEN
from tests.browser.watching import Watch
from tests.cast import make_cast
from tests.chromium import MISSING, find_browser

FLAGS = [
    "--disable-gpu", "--in-process-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder needs the browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("browser")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for each process that tests."""
    program = find_browser()
    if program is None:
        pytest.fail(MISSING)
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=program, args=FLAGS, chromium_sandbox=False)
        yield launched
        launched.close()
    SEEN.forget()


class KeptFiles(StaticFilesHandler):
    """As in production a browser keeps what pages have in common; nothing of it changes while the tests run."""

    def serve(self, request: HttpRequest) -> HttpResponseBase:
        """With the word for it."""
        answer: HttpResponseBase = super().serve(request)
        answer["Cache-Control"] = "max-age=3600, immutable"
        return answer


@pytest.fixture(scope="session")
def served(django_db_setup: Any) -> Iterator[str]:
    """The product's address; it answers from whatever database the test has."""
    server = LiveServer("localhost", start=False)
    server.thread.static_handler = KeptFiles
    server.start()
    yield server.url
    server.stop()


@pytest.fixture
def site(transactional_db: Any, served: str, settings: Any) -> Site:
    """The school of the cast as of now, with some omdömen written."""
    settings.SITE_ADDRESS = served
    site = Site(served, make_cast(timezone.localtime()))
    write_some(site.cast)
    return site


@pytest.fixture
def browser_as(browser: Browser, site: Site) -> Iterator[Opens]:
    """Opens the start page as a person (None: nobody signed in). Afterwards nothing may have left the house or gone wrong (A15, Q1)."""
    watches: list[Watch] = []

    def opened(key: str | None = None, **device: Any) -> Page:
        context = browser.new_context(base_url=site.address, locale="sv-SE", **{"timezone_id": "Europe/Stockholm"} | device)
        context.set_default_timeout(PATIENCE)
        watches.append(Watch(context, site.address))
        if key is not None:
            answer = context.request.post("/demo/sign-in", form={"person": str(site.person(key).source_id)}, max_redirects=0)
            assert answer.status == 302, answer.text()
        page = context.new_page()
        page.goto("/" if key else "/logga-in/")
        return page

    yield opened
    for watch in watches:
        watch.context.close()
    assert [problem for watch in watches for problem in watch.problems] == []
