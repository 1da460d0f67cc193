"""Reading and every form without JavaScript (Q1)."""

import pytest
from playwright.sync_api import Page, expect

from larka.assessments.models import Judgement
from tests.browser.devices import Opens
from tests.browser.school import ELSA, Site
from tests.browser.steps import Steps, goes, text_of


@pytest.fixture
def plain_as(browser_as: Opens) -> Opens:
    """A browser that runs no script."""

    def opened(key: str) -> Page:
        return browser_as(key, java_script_enabled=False)

    return opened


def test_a_guardian_reads_and_sees_who_has_read(plain_as: Opens) -> None:
    """Q1, A12: what a script would fetch is a link to the same list."""
    page = plain_as("anna")
    steps = Steps(page)
    steps.follow("Läs omdömena för Elsa Hägg")
    expect(page.get_by_text(ELSA)).to_be_visible()
    page.locator("summary", has_text="Vem har läst?").first.click()
    page.get_by_role("link", name="Visa listan").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Vem har läst?")
    expect(page.locator("main")).to_contain_text("Du själv")


def test_a_teacher_writes_and_publishes(site: Site, plain_as: Opens) -> None:
    """Q1, D1."""
    page = plain_as("mats")
    Steps(page).follow("Svenska")
    text_of(page, "Omar Haddad").fill("Omar läser gärna högt.")
    page.get_by_role("button", name="Spara och gå till publicering").click()
    expect(page.get_by_text("går till 2 personer").first).to_be_visible()
    page.get_by_role("button", name="Publicera valda").click()
    expect(page.get_by_text("1 omdöme publicerat.")).to_be_visible()
    assert Judgement.objects.get(child=site.cast.omar, syllabus=site.cast.swedish).published_at is not None


def test_search_and_the_persons_page_are_links_and_forms(plain_as: Opens) -> None:
    """Q1: search is a form like any other."""
    page = plain_as("tess")
    page.get_by_role("searchbox").first.fill("Elsa")
    page.keyboard.press("Enter")
    Steps(page).follow("Elsa Hägg")
    expect(page.get_by_role("heading", level=1)).to_have_text("Elsa Hägg")


def test_the_language_is_a_form(plain_as: Opens) -> None:
    """Q1."""
    page = plain_as("anna")
    goes(page, "/mer/")
    page.locator("#sprak-mer").select_option("en")
    page.locator("form", has=page.locator("#sprak-mer")).get_by_role("button").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_nothing_is_shown_that_only_a_script_could_do(site: Site, plain_as: Opens) -> None:
    """4-pages, house rule 16: no button that does nothing."""
    page = plain_as("mats")
    for address in ("/", site.path("write_judgements", site.swedish)):
        goes(page, address)
        expect(page.get_by_role("button", name="Skriv ut")).to_have_count(0)
        expect(page.locator("dialog")).to_be_hidden()
