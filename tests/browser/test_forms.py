"""Forms: rektor makes one by keyboard alone, a guardian fills it in on a phone (C1, C2, Q1)."""

from pathlib import Path

import pytest
from playwright.sync_api import Request, expect

from larka.jobs.running import run_queued
from larka.questionnaires.models import Questionnaire, QuestionnaireAnswer, QuestionnaireTemplate
from tests.browser.devices import Opens
from tests.browser.school import Site
from tests.browser.soundness import problems_of
from tests.browser.steps import Steps, goes
from tests.browser.test_keyboard import press_at, tab_to
from tests.media import files
from tests.questionnaires.forms import HOME, form_of, published, started
from tests.questionnaires.test_files import SHAPE, SHOWS, WORDS

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


@pytest.mark.parametrize("script", [True, False])
def test_a_family_shows_a_drawing_and_a_voice_from_a_phone(  # one journey: what is sent is found again, described, saved, played
    site: Site,
    browser_as: Opens,
    tmp_path: Path,
    script: bool,  # noqa: FBT001 – a parameter
) -> None:
    """F5, Q1, Q2, mission 5: a reload loses nothing that was sent; sound is asked for in parts; without script it is an ordinary form."""
    started(site.cast, published(site.cast, SHAPE))
    chosen = [tmp_path / "teckning.jpg", tmp_path / "rost.mp3"]
    for path, data in zip(chosen, (files.picture(), files.film("mp3")), strict=True):
        path.write_bytes(data)
    page = browser_as("anna", viewport=PHONE, java_script_enabled=script)
    address = site.path("questionnaire", form_of(site.cast.elsa))
    goes(page, address)
    field = page.locator(f"#falt-{SHOWS}")
    field.locator("input[type=file]").set_input_files(chosen)
    if script:
        expect(field.get_by_text("Filen är skickad.")).to_have_count(2)
        goes(page, address)
        expect(field.locator(".file-row strong")).to_have_text(["teckning.jpg", "rost.mp3"])
        field.get_by_label("Vad visar eller handlar det om?").first.fill("Min hund")
    page.locator(f"#f-{WORDS}").fill("Två saker")
    page.get_by_role("button", name="Spara").click()
    expect(page.get_by_text("2 svar sparade.")).to_be_visible()
    run_queued()
    asked: list[Request] = []
    page.on("request", lambda request: asked.append(request))  # noqa: PLW0108 – the library wants a function
    goes(page, address)
    expect(field.get_by_role("img", name="Min hund" if script else "teckning.jpg")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    if script:
        assert list(problems_of(page)) == []
        field.locator("audio").evaluate("player => { player.muted = true; return player.play(); }")
        page.wait_for_function("document.querySelector('audio').currentTime > 0")
        assert "range" in next(each for each in asked if each.resource_type == "media").all_headers()
