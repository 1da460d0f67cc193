"""Signing in with a password, and out again."""

import pytest
from playwright.sync_api import Page, expect

from larka.accounts.models import User
from tests.browser.devices import DESKTOP, Opens
from tests.browser.school import Site
from tests.browser.soundness import problems_of

PASSWORD = "lärkan sjunger över åkern"


@pytest.fixture
def anna_has_a_password(site: Site) -> None:
    """Anna's own account."""
    user = User.objects.of(site.cast.anna)
    user.username = "anna.lind"
    user.set_password(PASSWORD)
    user.save()


def sign_in(page: Page, password: str) -> None:
    """Fill in the form and send it."""
    page.get_by_label("Användarnamn").fill("anna.lind")
    page.locator("#id_password").fill(password)
    page.get_by_role("button", name="Logga in", exact=True).click()


@pytest.mark.usefixtures("anna_has_a_password")
@pytest.mark.parametrize("script", [True, False])
def test_a_wrong_password_is_told_kindly_and_the_right_one_lets_in(browser_as: Opens, script: bool) -> None:  # noqa: FBT001 – a parameter
    """Q1, Q2: in Swedish, the user name kept, with or without JavaScript."""
    page = browser_as(None, java_script_enabled=script)
    sign_in(page, "fel lösenord")
    expect(page.locator("#fel")).to_contain_text("rättas")
    expect(page.get_by_label("Användarnamn")).to_have_value("anna.lind")
    sign_in(page, PASSWORD)
    expect(page).to_have_url("/")
    expect(page.get_by_text("Läs omdömena för Elsa Hägg")).to_be_visible()


def test_whoever_is_not_signed_in_is_led_to_the_page_they_wanted(anna_has_a_password: None, site: Site, browser_as: Opens) -> None:
    """A1: a link in a message shows nothing before log-in, and leads there after it."""
    page = browser_as(None)
    wanted = site.path("child", site.cast.elsa)
    page.goto(wanted)
    expect(page.get_by_role("heading", level=1)).to_have_text("Logga in")
    assert "Elsa" not in page.locator("main form.sign-in").inner_text()
    sign_in(page, PASSWORD)
    expect(page).to_have_url(wanted)


def test_after_signing_out_the_back_button_shows_nothing(site: Site, browser_as: Opens) -> None:
    """A15, Q6: a shared Chromebook keeps no page about a child."""
    page = browser_as("anna")
    page.goto(site.path("child_judgements", site.cast.elsa))
    page.locator(".menu > summary").click()
    page.locator(".menu").get_by_role("button", name="Logga ut").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Logga in")
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Logga in")
    assert "bråk" not in page.content()


@pytest.mark.parametrize("address", ["/logga-in/", "/hjalp/", "/mer/", "/om/tillganglighet"])
def test_the_open_pages_are_sound(browser_as: Opens, address: str) -> None:
    """Q1: what everybody may read before log-in."""
    page = browser_as(None, viewport=DESKTOP, reduced_motion="reduce")
    page.goto(address)
    problems = list(problems_of(page))
    assert not problems, "\n".join(problems)
