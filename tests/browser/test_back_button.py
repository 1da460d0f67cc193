"""A shared computer: whoever comes after somebody who logged out sees nothing of a child by going back, whatever the browser keeps."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import FLAGS
from tests.browser.devices import PATIENCE
from tests.browser.school import Site
from tests.chromium import find_browser

KEPT_WHOLE = "addEventListener('pageshow', (event) => { if (event.persisted) document.title = 'kept whole'; });"


class Plain(BaseHTTPRequestHandler):
    """Two pages that may be kept."""

    def do_GET(self) -> None:
        """Any address."""
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(f"<!doctype html><title>{self.path}</title><script>{KEPT_WHOLE}</script><h1>{self.path}</h1>".encode())

    def log_message(self, *_args: object) -> None:
        """Quietly."""


@pytest.fixture
def plain_site() -> Iterator[str]:
    """A site without any of our headers."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Plain)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.fixture
def keeping(browser: Browser) -> Iterator[Browser]:
    """A browser that keeps whole pages in memory for the back button, as people's do and the test driver's does not."""
    launched = browser.browser_type.launch(
        executable_path=find_browser(), args=FLAGS, ignore_default_args=["--disable-back-forward-cache"], chromium_sandbox=False
    )
    yield launched
    launched.close()


def signed_in(keeping: Browser, site: Site, key: str) -> Page:
    """The page of one of the cast in that browser."""
    context = keeping.new_context(base_url=site.address, locale="sv-SE")
    context.set_default_timeout(PATIENCE)
    answer = context.request.post("/demo/sign-in", form={"person": str(site.person(key).source_id)}, max_redirects=0)
    assert answer.status == 302
    return context.new_page()


def test_this_browser_does_keep_pages_whole(keeping: Browser, plain_site: str) -> None:
    """Or the others would prove nothing."""
    page = keeping.new_page()
    page.goto(f"{plain_site}/one")
    page.goto(f"{plain_site}/two")
    page.evaluate("history.back()")  # the driver's own go_back waits for a page to load, and this one does not
    expect(page).to_have_title("kept whole")


@pytest.mark.parametrize("back", ["button", "script", "address"])
def test_after_log_out_going_back_shows_the_way_in_and_never_the_child(keeping: Browser, site: Site, back: str) -> None:
    """A15, Q6: a child's page, its omdömen, log out; back by the button, by script, by the address."""
    page = signed_in(keeping, site, "anna")
    page.goto(site.path("child", site.cast.elsa))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Elsa")
    page.goto(site.path("child_judgements", site.cast.elsa))
    child = page.url
    assert "bråk" in page.content()
    page.locator(".menu > summary").click()
    page.locator(".menu").get_by_role("button", name="Logga ut").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Logga in")
    for _ in range(2):
        if back == "address":
            page.goto(child)
        elif back == "script":
            page.evaluate("history.back()")
            page.wait_for_timeout(500)
        else:
            page.go_back(wait_until="commit")
        expect(page.get_by_role("heading", level=1)).to_have_text("Logga in")
        assert "bråk" not in page.content()


def test_whoever_logs_in_next_sees_nothing_of_the_one_before(keeping: Browser, site: Site) -> None:
    """A1: Stina sits down where Anna sat, logs in, and goes back past the log-in."""
    page = signed_in(keeping, site, "anna")
    page.goto(site.path("child_judgements", site.cast.elsa))
    page.locator(".menu > summary").click()
    page.locator(".menu").get_by_role("button", name="Logga ut").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Logga in")
    answer = page.context.request.post("/demo/sign-in", form={"person": str(site.person("stina").source_id)}, max_redirects=0)
    assert answer.status == 302
    page.goto("/")
    for _ in range(2):
        page.go_back(wait_until="commit")
        expect(page.get_by_role("heading", level=1)).not_to_contain_text("Elsa")
        assert "bråk" not in page.content()
