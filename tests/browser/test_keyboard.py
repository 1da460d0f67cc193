"""Everything by keyboard alone (Q1)."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.devices import Opens
from tests.browser.school import Site
from tests.browser.soundness import ask
from tests.browser.steps import goes, text_of


def test_the_first_tab_is_the_way_past_the_navigation(site: Site, browser_as: Opens) -> None:
    """Q1: the skip link shows itself and leads to the page's own content."""
    page = browser_as("tess")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Hoppa till innehållet")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


@pytest.mark.parametrize("page_name", ["home", "write_judgements", "class_status", "child"])
def test_focus_is_always_seen_and_never_hidden(site: Site, browser_as: Opens, page_name: str) -> None:
    """Q1, WCAG 2.4.7 and 2.4.11: every stop has a visible frame, inside the window and not under a bar."""
    page = browser_as("mats", viewport={"width": 1280, "height": 500})
    subjects = {"write_judgements": [site.swedish], "class_status": [site.cast.class_5a], "child": [site.cast.elsa]}
    goes(page, site.path(page_name, *subjects.get(page_name, [])))
    unseen = []
    for _stop in range(60):
        page.keyboard.press("Tab")
        focus = ask(page, "focus")
        if focus["nowhere"]:
            break
        if not focus["framed"] or not focus["inside"] or focus["covered"]:
            unseen.append(focus)
    assert unseen == []


def test_a_teacher_writes_and_publishes_without_a_mouse(browser_as: Opens) -> None:
    """Q1: from the start page to a published text."""
    page = browser_as("petra")
    press_at(page, "Matematik")
    expect(text_of(page, "Bo Malm")).to_be_visible()
    tab_to(page, "Bo Malm")
    page.keyboard.type("Bo räknar säkert.")
    press_at(page, "Spara och gå till publicering")
    expect(page.get_by_text("går till 3 personer").first).to_be_visible()
    press_at(page, "Publicera valda")
    expect(page.get_by_text("1 omdöme publicerat.")).to_be_visible()


def test_the_question_mark_lists_the_shortcuts(site: Site, browser_as: Opens) -> None:
    """4-pages: `?` opens the list, Escape closes it, and in a text it is only a question mark."""
    page = browser_as("petra")
    goes(page, site.path("write_judgements", site.maths_of_petra))
    dialog = page.get_by_role("dialog", name="Kortkommandon")
    page.keyboard.press("?")
    expect(dialog).to_be_visible()
    expect(dialog).to_contain_text("Nästa elev")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    text_of(page, "Bo Malm").press("?")
    expect(dialog).to_be_hidden()
    expect(text_of(page, "Bo Malm")).to_have_value("?")


def test_slash_goes_to_search_and_escape_closes_the_menu(browser_as: Opens) -> None:
    """4-pages: shortcuts do what the list says."""
    page = browser_as("tess")
    page.keyboard.press("/")
    expect(page.locator("#sok")).to_be_focused()
    page.locator(".menu > summary").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".menu-body")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".menu-body")).to_be_hidden()
    expect(page.locator(".menu > summary")).to_be_focused()


def tab_to(page: Page, name: str) -> None:
    """Press Tab until what has this name has the focus."""
    for _stop in range(60):
        page.keyboard.press("Tab")
        if name in ask(page, "focus")["name"]:
            return
    raise AssertionError(f"Tab never comes to {name}")


def press_at(page: Page, name: str) -> None:
    """Tab to a link or button, and press it."""
    tab_to(page, name)
    page.keyboard.press("Enter")
    page.wait_for_load_state()
