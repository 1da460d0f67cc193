"""What every browser test is watched for is found: a page that fetched from elsewhere would not pass unseen."""

from playwright.sync_api import Browser

from tests.browser.school import Site
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
