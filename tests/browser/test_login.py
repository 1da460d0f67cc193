"""Log-in in a browser: security keys, the second step, and what a password alone does not open."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.accounts.ways import PASSWORD, code_now, with_password
from tests.browser.devices import DESKTOP, Opens
from tests.browser.school import Site
from tests.browser.soundness import problems_of

KEY: dict[str, Any] = {
    "options": {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
}


def plug_in_a_key(page: Page) -> None:
    """A virtual security key, as the browser's own tools make one."""
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    tools.send("WebAuthn.addVirtualAuthenticator", KEY)


def give_password(page: Page, name: str) -> None:
    """The first step."""
    page.get_by_label("Användarnamn").fill(name)
    page.locator("#id_password").fill(PASSWORD)
    page.get_by_role("button", name="Logga in", exact=True).click()


def test_a_security_key_is_connected_and_opens_the_second_step(site: Site, browser_as: Opens) -> None:
    """A14: under the strict content policy, with a key that the browser asks."""
    with_password(site.cast.tess, "tess")
    page = browser_as(None)
    plug_in_a_key(page)
    give_password(page, "tess")
    page.goto("/konto/inloggning/")
    page.get_by_role("link", name="Koppla en säkerhetsnyckel").click()
    page.get_by_label("Vad du vill kalla nyckeln").fill("Datorn")
    page.get_by_role("button", name="Koppla nyckeln").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Reservkoder")
    page.goto("/konto/inloggning/")
    expect(page.locator("main")).to_contain_text("Datorn")
    page.context.clear_cookies()
    page.goto("/logga-in/")
    give_password(page, "tess")
    expect(page.get_by_role("heading", level=1)).to_have_text("Andra steget")
    page.get_by_role("button", name="Använd säkerhetsnyckeln").click()
    expect(page).to_have_url("/")
    expect(page.get_by_role("navigation").first).to_be_visible()


@pytest.mark.parametrize("script", [True, False])
def test_an_app_is_connected_and_gives_the_second_step(site: Site, browser_as: Opens, script: bool) -> None:  # noqa: FBT001 – a parameter
    """A14, Q1: with and without JavaScript."""
    with_password(site.cast.tess, "tess")
    page = browser_as(None, java_script_enabled=script)
    give_password(page, "tess")
    page.goto("/konto/inloggning/app/")
    secret = page.locator(".secret").inner_text()
    page.get_by_label("Kod").fill(code_now(secret))
    page.get_by_role("button", name="Koppla appen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Reservkoder")
    page.context.clear_cookies()
    page.goto("/logga-in/")
    give_password(page, "tess")
    page.get_by_label("Kod").fill(code_now(secret, steps=1))
    page.get_by_role("button", name="Logga in", exact=True).click()
    expect(page).to_have_url("/")


def test_a_key_that_does_not_answer_is_told_kindly(site: Site, browser_as: Opens) -> None:
    """Q2: nothing happens in silence."""
    with_password(site.cast.tess, "tess")
    page = browser_as(None)
    give_password(page, "tess")
    page.goto("/konto/inloggning/nyckel/")
    page.evaluate("() => { navigator.credentials.create = () => Promise.reject(new Error('no')); }")
    page.get_by_role("button", name="Koppla nyckeln").click()
    expect(page.get_by_role("alert")).to_contain_text("svarade inte")


@pytest.mark.parametrize("address", ["", "app/", "nyckel/", "reservkoder/", "reservkoder/nya/", "app/ta-bort/"])
def test_the_pages_about_log_in_are_sound(site: Site, browser_as: Opens, address: str) -> None:
    """Q1: as somebody with an app sees them."""
    with_password(site.cast.tess, "tess")
    page = browser_as(None, viewport=DESKTOP, reduced_motion="reduce")
    give_password(page, "tess")
    page.goto("/konto/inloggning/app/")
    if address != "app/":
        page.get_by_label("Kod").fill(code_now(page.locator(".secret").inner_text()))
        page.get_by_role("button", name="Koppla appen").click()
        page.goto("/konto/inloggning/" + address)
    problems = list(problems_of(page))
    assert not problems, "\n".join(problems)
