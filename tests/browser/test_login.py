"""Log-in in a browser: security keys, the second step, and what a password alone does not open."""

import datetime as dt
import re
from typing import Any

import pytest
from django.core import mail
from playwright.sync_api import Page, expect

from larka.accounts.actions import send_links
from larka.accounts.models import Session
from larka.register.actor import Actor
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


def test_the_pages_about_log_in_are_sound(site: Site, browser_as: Opens) -> None:
    """Q1: as somebody without an app meets the first, and somebody with one the others."""
    with_password(site.cast.tess, "tess")
    page = browser_as(None, viewport=DESKTOP, reduced_motion="reduce")
    give_password(page, "tess")
    page.goto("/konto/inloggning/app/")
    problems = [f"app/: {what}" for what in problems_of(page)]
    page.get_by_label("Kod").fill(code_now(page.locator(".secret").inner_text()))
    page.get_by_role("button", name="Koppla appen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Reservkoder")
    for address in ("", "losenord/", "nyckel/", "reservkoder/", "reservkoder/nya/", "app/ta-bort/"):
        page.goto("/konto/inloggning/" + address)
        assert page.url.endswith("/konto/inloggning/" + address)
        problems += [f"{address}: {what}" for what in problems_of(page)]
    assert not problems, "\n".join(problems)


def lasts(site: Site, seconds: int) -> None:
    """Every session that is open ends so soon if nothing is done."""
    Session.objects.update(idle_seconds=seconds)


def test_a_session_that_is_about_to_end_says_so_and_goes_on_if_somebody_is_there(site: Site, browser_as: Opens) -> None:
    """A14: two minutes before; the page that is left open says when it is over, and leads back."""
    page = browser_as("tess", reduced_motion="reduce")
    lasts(site, 122)
    page.goto("/grupper/")
    soon = page.get_by_role("button", name="Jag är kvar")
    expect(soon).to_be_visible()
    problems = list(problems_of(page))
    assert not problems, "\n".join(problems)
    lasts(site, 3600)
    soon.click()
    expect(soon).to_be_hidden()
    assert page.url.endswith("/grupper/")


def test_a_session_that_has_ended_says_so_on_the_open_page(site: Site, browser_as: Opens) -> None:
    """A14, mission 5: with the way back to the same page."""
    page = browser_as("tess")
    lasts(site, 121)
    page.goto("/grupper/")
    lasts(site, 1)
    expect(page.get_by_text("Du är utloggad")).to_be_visible()
    page.get_by_role("link", name="Logga in igen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Logga in")
    assert "next=/grupper/" in page.url


def test_ones_sessions_are_sound_and_can_be_ended(site: Site, browser_as: Opens) -> None:
    """Q1, A5."""
    page, other = browser_as("tess", viewport=DESKTOP, reduced_motion="reduce"), browser_as("tess")
    page.goto("/konto/inloggning/sessioner/")
    problems = list(problems_of(page))
    assert not problems, "\n".join(problems)
    page.get_by_role("button", name="Logga ut alla andra").click()
    expect(page.get_by_text("1 inloggning avslutad.")).to_be_visible()
    other.goto("/grupper/")
    expect(other.get_by_role("heading", level=1)).to_have_text("Logga in")


@pytest.mark.parametrize("script", [True, False])
def test_a_forgotten_password_is_replaced_from_the_sign_in_page_on(site: Site, browser_as: Opens, script: bool) -> None:  # noqa: FBT001 – a parameter
    """A14, Q1: from the sign-in page to the link in the mail and in with the new password, with and without JavaScript."""
    user = with_password(site.cast.tess, "tess")
    user.email = "tess@exempel.se"
    user.save()
    page = browser_as(None, java_script_enabled=script, viewport=DESKTOP, reduced_motion="reduce")
    page.get_by_role("link", name="Glömt lösenordet?").click()
    page.get_by_label("Användarnamn eller e-postadress").fill("tess")
    page.get_by_role("button", name="Skicka länken").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Titta i din e-post")
    send_links(by=Actor.operator(dt.datetime.now(dt.UTC)))
    link = re.search(r"/losenord/nytt/\S+", str(mail.outbox[-1].body))
    assert link
    page.goto(link.group())
    if script:
        problems = list(problems_of(page))
        assert not problems, "\n".join(problems)
    page.locator("#id_password").fill("sju blåa sjöhästar")
    page.locator("#id_again").fill("sju blåa sjöhästar")
    page.get_by_role("button", name="Byt lösenord").click()
    expect(page.get_by_text("Lösenordet är bytt. Logga in med det nya.")).to_be_visible()


def test_the_step_up_is_sound_and_leads_back(site: Site, browser_as: Opens) -> None:
    """A14, Q1: a guardian with a password connects an app on the way and comes to the page she wanted."""
    with_password(site.cast.anna, "anna")
    page = browser_as(None, viewport=DESKTOP, reduced_motion="reduce")
    give_password(page, "anna")
    expect(page).to_have_url("/")
    wanted = site.path("child_judgements", site.cast.elsa)
    page.goto(wanted)
    expect(page.get_by_role("heading", level=1)).to_have_text("Bekräfta att det är du")
    problems = list(problems_of(page))
    assert not problems, "\n".join(problems)
    page.get_by_role("link", name="Skaffa ett andra steg").click()
    page.get_by_role("link", name="Koppla en app").click()
    page.get_by_label("Kod").fill(code_now(page.locator(".secret").inner_text()))
    page.get_by_role("button", name="Koppla appen").click()
    page.get_by_role("link", name="Klar").click()
    page.get_by_role("link", name="Fortsätt dit du var på väg").click()
    expect(page).to_have_url(wanted)
