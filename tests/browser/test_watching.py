"""What every browser test is watched for is found: a page that fetched from elsewhere would not pass unseen."""

import pytest
from playwright.sync_api import Browser

from tests.browser.devices import DESKTOP, Opens
from tests.browser.school import Site
from tests.browser.soundness import new_parts, problems_of
from tests.browser.watching import Watch

ELSEWHERE = "http://127.0.0.2:9/spion"


def test_a_page_that_fetches_from_elsewhere_is_found_out(browser: Browser, site: Site) -> None:
    """A15: a picture, a style sheet and a beacon; the product's own pages are refused even that by their policy."""
    context = browser.new_context(base_url=site.address)
    watch = Watch(context, site.address)
    page = context.new_page()
    page.goto("/logga-in/")
    assert watch.problems == []
    assert watch.requests > 1
    page.evaluate(f"fetch('{ELSEWHERE}').catch(() => 0)")
    assert [problem for problem in watch.problems if "connect-src" in problem], "refused before anything was sent"
    watch.problems.clear()
    page.goto("about:blank")
    page.set_content(f'<img src="{ELSEWHERE}"><link rel="stylesheet" href="{ELSEWHERE}">')
    page.evaluate(f"navigator.sendBeacon('{ELSEWHERE}', 'x')")
    page.wait_for_load_state()
    assert watch.problems.count(f"leaves the house: {ELSEWHERE}") >= 2
    context.close()


@pytest.mark.parametrize(
    ("fault", "found"),
    [
        ("main p:first-of-type { color: #bbb; background: #fff }", {"axe color-contrast", "dark: axe color-contrast"}),
        ("@media (prefers-color-scheme: dark) { main p:first-of-type { color: #333; background: #222 } }", {"dark: axe color-contrast"}),
    ],
    ids=["light", "dark"],
)
def test_a_fault_of_colour_alone_is_found_where_every_shape_has_been_seen(browser_as: Opens, fault: str, found: set[str]) -> None:
    """Q1: what axe has looked at in other colours it looks at again."""
    page = browser_as(None, viewport=DESKTOP, reduced_motion="reduce")
    page.goto("/hjalp/")
    assert list(problems_of(page)) == []
    page.goto("/hjalp/")
    assert new_parts(page) == [], "in light every part has been seen"
    page.evaluate("(css) => { const sheet = new CSSStyleSheet(); sheet.replaceSync(css); document.adoptedStyleSheets = [sheet]; }", fault)
    assert {problem.split(": <")[0] for problem in problems_of(page)} == found
