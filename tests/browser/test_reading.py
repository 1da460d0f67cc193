"""Who reads what in a browser, and what nobody else sees."""

import pytest
from playwright.sync_api import expect

from tests.browser.devices import Opens
from tests.browser.school import ELSA, Site
from tests.browser.steps import Steps, goes


@pytest.mark.parametrize("who", ["stina", "frida", "annika", "petra", "adam"])
def test_for_everybody_else_the_page_does_not_exist(site: Site, browser_as: Opens, who: str) -> None:
    """A1: 404, the same page as for an address that never was, in Swedish and with a way back."""
    page = browser_as(who)
    seen = []
    for address in (site.path("child_judgements", site.cast.elsa), "/barn/0198c5d2-0000-7000-8000-000000000000/omdomen/"):
        assert goes(page, address).status == 404
        seen.append(page.locator("main").inner_text())
    assert seen[0] == seen[1]
    assert "Elsa" not in page.content()
    page.get_by_role("link", name="Till startsidan").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_who_has_read_tells_the_family_of_staff_and_of_oneself(site: Site, browser_as: Opens) -> None:
    """A12: Mats's reading is named, Anders's never."""
    address = site.path("child_judgements", site.cast.elsa)
    for who in ("mats", "anders"):
        assert goes(browser_as(who), address).status == 200
    page = browser_as("anna")
    goes(page, address)
    page.locator("summary", has_text="Vem har läst?").first.click()
    listed = page.locator("[data-who]").first
    expect(listed).to_contain_text("Du själv")
    expect(listed).to_contain_text("Mats Lundqvist")
    expect(listed).not_to_contain_text("Anders")


def test_search_finds_whom_one_has_to_do_with_and_nobody_else(site: Site, browser_as: Opens) -> None:
    """A1: what Stina may not know of is not there, and not counted."""
    for who, found in (("tess", 1), ("stina", 0)):
        page = browser_as(who)
        page.get_by_role("searchbox").first.fill("Elsa")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("Sök")
        expect(page.locator("main").get_by_text("Elsa Hägg")).to_have_count(found)


def test_the_page_speaks_english_when_asked_and_swedish_again(browser_as: Opens) -> None:
    """4-pages: Swedish in the source, English complete, and the choice stays with the account."""
    page = browser_as("anna")
    for language, lang, name in (("English", "en", "Home"), ("Svenska", "sv", "Hem")):
        page.locator(".menu > summary").click()
        page.locator("#sprak-meny").select_option(label=language)
        page.locator(".menu form", has=page.locator("#sprak-meny")).get_by_role("button").click()
        expect(page.locator("html")).to_have_attribute("lang", lang)
        expect(page.get_by_role("navigation").get_by_role("link", name=name, exact=True)).to_be_visible()


def test_dark_is_chosen_on_the_device_and_stays(browser_as: Opens) -> None:
    """4-pages: light and dark, whatever the device says."""
    page = browser_as("anna", color_scheme="light")
    goes(page, "/mer/")
    light = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    page.locator("#utseende-mer").select_option(label="Mörkt")
    page.locator("form", has=page.locator("#utseende-mer")).get_by_role("button").click()
    expect(page.locator("#utseende-mer")).to_have_value("dark")
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") != light


def test_an_earlier_version_stays_readable(site: Site, browser_as: Opens) -> None:
    """C9: the newest text first, the one before it under History."""
    teacher = browser_as("tess")
    goes(teacher, site.path("write_judgements", site.maths))
    teacher.get_by_role("textbox", name="Elsa Hägg", exact=True).fill("Elsa räknar nu säkert med bråk.")
    teacher.get_by_role("button", name="Spara och gå till publicering").click()
    for other in teacher.get_by_role("checkbox").all()[1:]:
        other.uncheck()
    teacher.get_by_role("button", name="Publicera valda").click()
    page = browser_as("anna")
    steps = Steps(page)
    steps.follow("Läs omdömena för Elsa Hägg")
    steps.follow("Matematik")
    expect(page.locator("main")).to_contain_text("Elsa räknar nu säkert med bråk.")
    expect(page.locator("main")).to_contain_text(ELSA)
