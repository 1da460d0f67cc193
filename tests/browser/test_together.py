"""What is written at a talk goes to paper as it stands on the screen, without the boxes that nobody has filled in (C6, C10)."""

from playwright.sync_api import expect

from tests.browser.devices import Opens
from tests.browser.school import Site
from tests.browser.steps import goes
from tests.talks.endings import READS, TEXT, held


def test_paper_has_what_is_written_and_no_empty_boxes(site: Site, browser_as: Opens) -> None:
    """C10: also what is not saved yet; of who could promise it, only who does."""
    mats = browser_as("mats")
    goes(mats, site.path("talk_together", held(site.cast)))
    first, second = (mats.get_by_role("group", name=f"Överenskommelse {number}") for number in (1, 2))
    first.get_by_label("Eleven").check()
    first.get_by_label("Gör vad").fill(READS)
    mats.get_by_label("Det här pratade vi om").press_sequentially(TEXT[:4])
    mats.get_by_label("Det här pratade vi om").blur()
    mats.emulate_media(media="print")
    expect(first.get_by_text("Eleven")).to_be_visible()
    expect(mats.locator("textarea[name=text]")).to_be_visible()
    for blank in (second, first.get_by_text("Hemmet"), first.get_by_text("Följs upp"), mats.get_by_role("button", name="Spara")):
        expect(blank).to_be_hidden()
