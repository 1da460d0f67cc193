"""What comes out of the printer (C10)."""

import io

import pikepdf
from playwright.sync_api import Page, expect

from tests.browser.devices import Opens
from tests.browser.school import ELSA, NILS, OMAR, Site
from tests.browser.steps import goes, text_of


def sheets(page: Page) -> int:
    """The number of sheets that the browser prints."""
    return len(pikepdf.open(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages)


def test_a_class_set_is_one_sheet_a_pupil(site: Site, browser_as: Opens) -> None:
    """C10: Elsa's and Omar's, each to be handed to its family."""
    page = browser_as("mats")
    goes(page, site.path("class_judgements", site.cast.class_5a))
    page.emulate_media(media="print")
    for text in (ELSA, OMAR):
        expect(page.get_by_text(text)).to_be_visible()
    assert sheets(page) == 2


def test_a_pupils_omdomen_fit_on_one_sheet_with_the_childs_name(site: Site, browser_as: Opens) -> None:
    """C10: the name and the day on top, no navigation."""
    page = browser_as("anna")
    goes(page, site.path("child_judgements", site.cast.elsa))
    page.emulate_media(media="print")
    expect(page.locator(".print-header")).to_contain_text("Elsa Hägg")
    expect(page.get_by_role("navigation", name="Huvudmeny")).to_be_hidden()
    assert sheets(page) == 1


def test_the_writing_page_prints_the_whole_text(site: Site, browser_as: Opens) -> None:
    """C10: a field is as high as its text, on paper too."""
    page = browser_as("tess")
    goes(page, site.path("write_judgements", site.maths))
    field = text_of(page, "Nils Rosén")
    field.fill(f"{NILS}\n" * 20)
    page.emulate_media(media="print")
    assert field.evaluate("(e) => e.scrollHeight <= e.clientHeight + 1")


def test_help_that_is_folded_on_the_screen_is_open_on_paper(browser_as: Opens) -> None:
    """C10: paper cannot be unfolded."""
    page = browser_as("anna")
    goes(page, "/hjalp/")
    page.emulate_media(media="print")
    expect(page.locator("dt", has_text="Skriva omdömen")).to_be_visible()
