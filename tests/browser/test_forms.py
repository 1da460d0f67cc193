"""Forms: rektor makes one by keyboard alone, a guardian fills it in on a phone (C1, C2, Q1)."""

import pytest
from playwright.sync_api import expect

from larka.questionnaires.models import Questionnaire, QuestionnaireAnswer, QuestionnaireTemplate
from tests.browser.devices import Opens
from tests.browser.school import Site
from tests.browser.steps import Steps, goes
from tests.browser.test_keyboard import press_at, tab_to
from tests.questionnaires.forms import HOME, started

PHONE = {"width": 390, "height": 844}


def test_rektor_makes_a_template_by_keyboard_and_sees_it_as_a_guardian(site: Site, browser_as: Opens) -> None:
    """C1, Q1: from an empty template to a published one, without a mouse."""
    page = browser_as("rolf")
    goes(page, site.path("new_template", site.cast.school))
    tab_to(page, "Mallens namn")
    page.keyboard.type("Trivsel")
    press_at(page, "Gör mallen")
    expect(page.get_by_role("heading", level=1)).to_have_text("Trivsel")
    tab_to(page, "Ny fråga i Avsnitt 1")
    page.keyboard.type("Lång")
    press_at(page, "Lägg till")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Lång text")
    tab_to(page, "Fråga")
    page.keyboard.type("Hur har ni det?")
    tab_to(page, "Vårdnadshavare")
    page.keyboard.press("Space")
    press_at(page, "Spara")
    expect(page.get_by_role("link", name="Hur har ni det?")).to_be_visible()
    # One comes back to the question that was saved; the way on stands above it.
    template = QuestionnaireTemplate.objects.get()
    goes(page, f"/mallar/{template.public_id}/")
    press_at(page, "Granska och publicera")
    expect(page.get_by_role("heading", level=1)).to_have_text("Granska och publicera")
    press_at(page, "Publicera")
    expect(page.get_by_text("Version 1 är publicerad.")).to_be_visible()
    goes(page, f"/mallar/{template.public_id}/forhandsgranska/?roll=guardian&bredd=mobil")
    expect(page.get_by_role("textbox", name="Hur har ni det?")).to_be_disabled()
    expect(page.get_by_text("Här kan du skriva")).to_be_visible()


@pytest.mark.parametrize("script", [True, False])
def test_a_guardian_fills_in_the_form_on_a_phone(site: Site, browser_as: Opens, script: bool) -> None:  # noqa: FBT001 – a parameter
    """C2, Q1, mission 9: two steps from the start page, with and without JavaScript, and nothing sticks out."""
    started(site.cast)
    page = browser_as("anna", viewport=PHONE, java_script_enabled=script)
    steps = Steps(page)
    steps.follow("Fyll i Inför samtalet om Elsa Hägg")
    own = page.locator(f"#falt-{HOME}")
    expect(own.get_by_text("Här kan du skriva")).to_be_visible()
    own.get_by_role("textbox").fill("Läxorna tar lång tid.")
    if script:
        expect(own.locator(".counter")).to_have_text("21 av 4000 tecken")
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    steps.act("Spara")
    expect(page.get_by_text("1 svar sparat.")).to_be_visible()
    form = Questionnaire.objects.get(child=site.cast.elsa)
    assert QuestionnaireAnswer.objects.get(record=form).value == "Läxorna tar lång tid."
    assert steps.taken == 2
