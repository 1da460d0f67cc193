"""Log-in through a real identity provider in a browser: under the strict content policy, with and without JavaScript."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from larka.accounts.oidc.configuration import Provider
from tests.accounts.issuer import LOA3, PRINCIPAL
from tests.accounts.test_oidc_levels import writing_page
from tests.accounts.test_oidc_matching import named
from tests.browser.devices import PATIENCE
from tests.browser.school import Site
from tests.browser.soundness import problems_of
from tests.identity_provider import MISSING, SECRET, is_installed, running


@pytest.fixture
def provider(site: Site, settings: Any) -> Iterator[Provider]:
    """Named by the operator."""
    if not is_installed():
        pytest.skip(MISSING)
    with running(site.address) as address:
        made = Provider(
            key="1", issuer=address, client_id="larka", client_secret=SECRET, name="Björkkommun", identifier_claim=PRINCIPAL, strong=(LOA3,)
        )
        settings.OIDC_PROVIDERS = (made,)
        yield made


@pytest.fixture(params=[True, False], ids=["script", "no script"])
def page(browser: Browser, site: Site, request: Any) -> Iterator[Page]:
    """A browser of its own: the others may not leave the house."""
    context = browser.new_context(base_url=site.address, locale="sv-SE", java_script_enabled=request.param)
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()


def test_a_teacher_logs_in_at_the_provider_and_proves_more_there(site: Site, provider: Provider, page: Page) -> None:
    """A14, B1: from the button to the page she wanted."""
    named(site.cast.tess, "tess@bjork.example")
    page.goto("/grupper/")
    page.get_by_role("button", name="Logga in med Björkkommun").click()
    page.get_by_label("Namn hos utfärdaren").fill("tess@bjork.example")
    page.get_by_role("button", name="Logga in", exact=True).click()
    expect(page).to_have_url(f"{site.address}/grupper/")
    page.goto(writing_page(site.cast))
    expect(page.get_by_role("heading", level=1)).to_have_text("Bekräfta att det är du")
    page.get_by_role("button", name="Bekräfta med Björkkommun").click()
    page.get_by_label("Namn hos utfärdaren").fill("tess@bjork.example")
    page.get_by_label("Tillitsnivå").fill(LOA3)
    page.get_by_role("button", name="Logga in", exact=True).click()
    expect(page.get_by_role("textbox", name="Elsa Hägg")).to_be_visible()


def test_the_pages_are_sound(site: Site, provider: Provider, browser: Browser) -> None:
    """Q1: the sign-in page with its button, the page that asks for more, and the one after logging out."""
    named(site.cast.tess, "tess@bjork.example")
    context = browser.new_context(base_url=site.address, locale="sv-SE", reduced_motion="reduce", viewport={"width": 390, "height": 800})
    page = context.new_page()
    page.goto("/logga-in/")
    problems = list(problems_of(page))
    page.get_by_role("button", name="Logga in med Björkkommun").click()
    page.get_by_label("Namn hos utfärdaren").fill("tess@bjork.example")
    page.get_by_role("button", name="Logga in", exact=True).click()
    expect(page).to_have_url(f"{site.address}/")
    for address in ("/konto/bekrafta/?next=/&need=strong", "/konto/inloggning/sessioner/", "/logga-ut/klart/?fran=1"):
        page.goto(address)
        problems += problems_of(page)
    context.close()
    assert not problems, "\n".join(problems)
