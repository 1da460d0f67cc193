"""While one types: what should seldom stand in a text is pointed at in the browser, and nothing of it is sent for that (F6, A15)."""

from playwright.sync_api import expect

from larka.core.freetext import findings
from tests.browser.devices import Opens
from tests.browser.school import Site
from tests.browser.steps import goes, text_of
from tests.core.test_free_text import LIFELIKE

OMAR = "Omar Haddad"
DOUBTFUL = [
    "Han är lat.", "Elsa är ofta lite svag i matte", "Nils är bråkigare än förut", "Han har varit sjuk länge", "Strömmen är svag.",
    "Nås på 070-174 06 58 eller 0701740658", "Född 20130415-2389 eller 130415-2389", "Skriv till mamma@hem.example.", "Hon har ÅNGEST",
    "lat\nlatin\nslö", "knäpp i huvudet och dum i huvudet", "adhd-diagnos, ADHD-utredning",
]  # fmt: skip


def test_the_browser_finds_what_the_server_finds(site: Site, browser_as: Opens) -> None:
    """F6: word by word the same, so that nobody is surprised on saving."""
    page = browser_as("mats")
    goes(page, site.path("write_judgements", site.swedish))
    for text in (*DOUBTFUL, *LIFELIKE):
        found = page.evaluate("(text) => window.larka.pointsAt(text).map((one) => [one.kind, one.start, one.word])", text)
        assert found == [[one.kind, one.start, one.word] for one in findings(text)], text


def test_a_teacher_sees_it_while_typing_and_decides_on_saving(site: Site, browser_as: Opens) -> None:
    """F6: no request but the draft's; then a button that says Spara ändå."""
    page = browser_as("mats")
    goes(page, site.path("write_judgements", site.swedish))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    text_of(page, OMAR).fill("Omar är lat.")
    pointed = page.locator("[data-pointed]")
    expect(pointed).to_contain_text("Kan läsas som ett omdöme om personen: Omar är lat.")
    assert [url for url in asked if "/utkast/" not in url and "/static/" not in url] == []
    text_of(page, OMAR).fill("Omar läser gärna.")
    expect(pointed).to_be_hidden()
    text_of(page, OMAR).fill("Omar är lat.")
    page.get_by_role("button", name="Spara", exact=True).click()
    expect(page.locator("#fel")).to_be_focused()
    page.get_by_role("button", name="Spara ändå").click()
    expect(page.get_by_text("1 text sparad.")).to_be_visible()
