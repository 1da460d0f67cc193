"""How many steps the tasks that matter most take from the start page (4-pages.md, click budgets)."""

import datetime as dt
import re

import pytest
from playwright.sync_api import expect

from tests.browser.devices import PHONE, Opens
from tests.browser.school import ELSA, READING, Site
from tests.browser.steps import Steps, text_of
from tests.plans.goals import goal_in
from tests.talks.rows import offered


@pytest.mark.parametrize("who", ["anna", "anders", "elsa"])
def test_the_family_reads_the_newest_omdome_in_two_steps_on_a_phone(browser_as: Opens, who: str) -> None:
    """Budget 2; A2, A7: each guardian and the pupil, without scrolling sideways."""
    page = browser_as(who, **PHONE)
    steps = Steps(page)
    steps.follow("Läs dina omdömen" if who == "elsa" else "Läs omdömena för Elsa Hägg")
    expect(page.get_by_text(ELSA)).to_be_visible()
    expect(page.get_by_text(READING.partition("\n")[0])).to_be_visible()
    assert steps.taken <= 2
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["viewport"]["width"]


@pytest.mark.parametrize("way", ["the notice", "the start page"])
@pytest.mark.parametrize("script", ["with script", "without script"])
def test_a_guardian_books_a_talk_in_two_steps_on_a_phone(browser_as: Opens, site: Site, way: str, script: str) -> None:
    """Budget 2; C7: the notice or the card, then the time. Guardians who live apart choose first whom it is for (docs/adr/0217)."""
    offered(site.cast, day=site.cast.at.date() + dt.timedelta(days=9))
    page = browser_as("nora", **PHONE, java_script_enabled=script == "with script")
    steps = Steps(page)
    if way == "the notice":
        page.goto("/notiser/")
        steps.act(re.compile("^Öppna.*Boka tid för utvecklingssamtal"))
    else:
        steps.follow("Boka tid för samtal om Nils Rosén")
    steps.act(re.compile("^15:20"))
    expect(page.get_by_text("Tiden är bokad")).to_be_visible()
    assert steps.taken <= 2
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["viewport"]["width"]


def test_the_mentor_sees_who_lacks_a_talk_in_two_steps(browser_as: Opens, site: Site) -> None:
    """Budget 2; C7: from the start page."""
    page = browser_as("mats")
    steps = Steps(page)
    steps.follow("Samtal i 5A")
    expect(page.get_by_role("row", name="Nils Rosén").get_by_text("saknas")).to_be_visible()
    assert steps.taken <= 2


def test_a_teacher_opens_a_class_and_writes_the_first_text_in_two_steps(browser_as: Opens) -> None:
    """Budget 2, then typing; D1: everything that the teacher needs is on the same page."""
    page = browser_as("petra")
    steps = Steps(page)
    steps.follow("Matematik")
    text_of(page, "Bo Malm").press_sequentially("Bo räknar")
    assert steps.taken <= 2


def test_the_next_pupil_is_one_key_away(browser_as: Opens) -> None:
    """Budget: Tab in one pupil's text leads to the next pupil's."""
    page = browser_as("mats")
    Steps(page).follow("Svenska")
    names = ["Omar Haddad", "Elsa Hägg", "Nils Rosén"]
    text_of(page, names[0]).focus()
    for name in names[1:]:
        page.keyboard.press("Tab")
        expect(text_of(page, name)).to_be_focused()


def test_the_mentor_sees_what_is_missing_in_two_steps(browser_as: Opens) -> None:
    """A6: the state of every subject, and nothing of a text that is not published."""
    page = browser_as("mats")
    steps = Steps(page)
    steps.follow("5A")
    row = page.get_by_role("row", name="Nils Rosén")
    assert steps.taken <= 2
    assert row.get_by_role("cell").all_inner_texts() != []
    assert set(" ".join(row.get_by_role("cell").all_inner_texts()).split()) >= {"påbörjat", "saknas"}
    expect(page.get_by_text("tallinjen")).to_have_count(0)


def test_a_pupil_marks_a_goal_klart_in_two_steps(browser_as: Opens, site: Site) -> None:
    """Budget 2; C4: from the start page, on a phone; the second is the word itself."""
    goal = goal_in(site.cast, "ongoing", subject=site.cast.maths)
    page = browser_as("elsa", **PHONE)
    steps = Steps(page)
    steps.follow("Klart")
    expect(page.get_by_role("heading", name=goal.text)).to_be_visible()
    steps.act("Klart!")
    expect(page.get_by_text("Läget är nu: Klart.")).to_be_visible()
    assert steps.taken <= 2
    goal.refresh_from_db()
    assert goal.state == "done"
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["viewport"]["width"]


@pytest.mark.parametrize("who", ["anna", "tess", "rolf", "sussi"])
def test_anyone_prints_the_page_they_are_on_in_one_step(browser_as: Opens, who: str) -> None:
    """Budget 1; C10: the icon at the upper right opens the browser's own dialogue."""
    page = browser_as(who)
    page.evaluate("window.print = () => { document.documentElement.dataset.printed = 'yes' }")
    steps = Steps(page)
    steps.act("Skriv ut")
    assert steps.taken == 1
    expect(page.locator("html")).to_have_attribute("data-printed", "yes")
    place = page.get_by_role("button", name="Skriv ut").bounding_box()
    size = page.viewport_size
    assert place is not None
    assert size is not None
    assert place["x"] + place["width"] > size["width"] - 60
    assert place["y"] < 80


def test_the_familys_omdomen_become_a_pdf_in_three_steps(browser_as: Opens, site: Site) -> None:
    """C10: everything can be had on paper."""
    page = browser_as("anna", **PHONE)
    steps = Steps(page)
    steps.follow("Läs omdömena för Elsa Hägg")
    with page.expect_download() as download:
        steps.follow("Hämta som PDF")
    assert download.value.suggested_filename == "omdomen.pdf"
    assert download.value.path().read_bytes().startswith(b"%PDF")
    assert steps.taken <= 3
