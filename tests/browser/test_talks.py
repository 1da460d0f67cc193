"""A talk prepared at home, written together, put before all and agreed to, on a phone (C5, C6, Q1)."""

import datetime as dt

import pytest
from playwright.sync_api import Page, expect

from larka.talks.actions.minutes import How
from larka.talks.models import AgreementConfirmation, TalkRound
from tests.browser.devices import Opens
from tests.browser.school import Site
from tests.browser.steps import Steps, goes
from tests.talks.endings import HOME, READS, TEXT, preparation_for, template
from tests.talks.rows import make_round, make_slot, make_talk

PHONE = {"width": 390, "height": 844}
ASKED = "Läxan i engelska tar lång tid."


@pytest.mark.parametrize("script", [True, False])
def test_a_talk_goes_from_preparing_to_agreeing(site: Site, browser_as: Opens, script: bool) -> None:  # noqa: FBT001 – a parameter
    """C5, C6, Q1: with and without JavaScript; what is left to answer stays on the start page, and two steps agree."""
    cast = site.cast
    started = make_round(cast, cast.class_5a, cast.mats)
    template(cast)
    mats = browser_as("mats", viewport=PHONE, java_script_enabled=script)
    goes(mats, site.path("round_preparation", started))
    mats.get_by_role("button", name="Starta förberedelserna").click()
    expect(mats.get_by_text("Förberedelserna är startade för 3 barn.")).to_be_visible()
    anna = browser_as("anna", viewport=PHONE, java_script_enabled=script)
    _prepares(anna)
    elsas = site.path("preparation", preparation_for(cast.elsa))
    goes(mats, elsas)
    expect(mats.get_by_text(ASKED)).to_have_count(0)
    mats.get_by_role("link", name="Dela redan nu").click()
    mats.get_by_role("button", name="Dela nu").click()
    expect(mats.get_by_text(ASKED)).to_be_visible()
    _write_together(site, mats, started)
    goes(anna, "/")
    steps = Steps(anna)
    steps.follow("Godkänn överenskommelserna om Elsa Hägg")
    expect(anna.get_by_text(TEXT)).to_be_visible()
    if script:
        assert anna.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    steps.act("Jag godkänner")
    expect(anna.get_by_text("Tack! Du har godkänt överenskommelserna.")).to_be_visible()
    assert steps.taken == 2
    assert AgreementConfirmation.objects.get(person=cast.anna).how == How.PAGE
    goes(anna, elsas)
    expect(anna.get_by_text("Samtalet är hållet och underlaget låst.")).to_be_visible()


def _prepares(anna: Page) -> None:
    """Anna answers one of her two questions; the other still waits."""
    todo = anna.locator("main").get_by_role("listitem").filter(has_text="Förbered samtalet om Elsa Hägg")
    expect(todo).to_contain_text("2 frågor väntar på dig")
    Steps(anna).follow("Förbered samtalet om Elsa Hägg")
    anna.locator(f"#falt-{HOME}").get_by_role("textbox").fill(ASKED)
    anna.get_by_role("button", name="Spara", exact=True).click()
    expect(anna.get_by_text("1 svar sparat.")).to_be_visible()
    goes(anna, "/")
    expect(todo).to_contain_text("1 fråga väntar på dig")


def _write_together(site: Site, mats: Page, started: TalkRound) -> None:
    """Mats opens the talk, writes with the family, says who was there and puts it before all."""
    at = site.cast.at
    slot = make_slot(started, site.cast.mats, 9, starts_at=at - dt.timedelta(hours=1), ends_at=at - dt.timedelta(minutes=40))
    goes(mats, site.path("talk", make_talk(slot, site.cast.elsa, site.cast.anna)))
    mats.get_by_role("link", name="Skriv tillsammans").click()
    promise = mats.get_by_role("group", name="Överenskommelse 1")
    promise.get_by_label("Eleven").check()
    promise.get_by_label("Gör vad").fill(READS)
    mats.get_by_label("Det här pratade vi om").fill(TEXT)
    mats.get_by_role("button", name="Klart: visa för alla").click()
    mats.get_by_role("link", name="Samtalet är hållet").click()
    mats.get_by_role("button", name="Samtalet är hållet").click()
    expect(mats.get_by_text("Visas för 3 personer i familjen")).to_be_visible()
    mats.get_by_role("button", name="Visa för alla").click()
    expect(mats.get_by_text("Nu kan alla läsa och godkänna.")).to_be_visible()
