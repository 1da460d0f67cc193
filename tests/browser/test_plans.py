"""A plan on the way through the year: started, filled in at home on a phone, finalised, confirmed (C2, C8, Q1)."""

import pytest
from playwright.sync_api import expect

from larka.plans.models import Plan, PlanReceipt
from tests.browser.devices import Opens
from tests.browser.school import Site
from tests.browser.steps import Steps, goes
from tests.plans.plans import AGREED, AGREEMENT, HOME, MEASURES, judged, plan_of, template, write

PHONE = {"width": 390, "height": 844}


@pytest.mark.parametrize("script", [True, False])
def test_a_plan_goes_from_start_to_receipt(site: Site, browser_as: Opens, script: bool) -> None:  # noqa: FBT001 – a parameter
    """C8, C2, Q1: with and without JavaScript; the mentor is told what is missing before it can be finalised."""
    cast = site.cast
    template(cast)
    mats = browser_as("mats", java_script_enabled=script)
    goes(mats, site.path("class_plans", cast.class_5a))
    mats.get_by_role("link", name="Starta planer").click()
    mats.get_by_role("button", name="Starta för klassen").click()
    expect(mats.get_by_text("3 planer är startade.")).to_be_visible()
    anna = browser_as("anna", viewport=PHONE, java_script_enabled=script)
    steps = Steps(anna)
    steps.follow("Fyll i Individuell utvecklingsplan, årskurs 4–6 om Elsa Hägg")
    own = anna.locator(f"#falt-{HOME}")
    expect(own.get_by_text("Här kan du skriva")).to_be_visible()
    own.get_by_role("textbox").fill("Det går bra.")
    steps.act("Spara")
    expect(anna.get_by_text("1 svar sparat.")).to_be_visible()
    plan = plan_of(cast.elsa)
    _finalises(site, mats, plan)
    goes(anna, "/")
    steps = Steps(anna)
    steps.follow("Ny utvecklingsplan för Elsa Hägg att läsa och bekräfta")
    if script:
        assert anna.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    steps.act("Jag har läst planen")
    expect(anna.get_by_text("Du har bekräftat att du har läst planen.")).to_be_visible()
    assert steps.taken == 2
    assert PlanReceipt.objects.get().person == cast.anna


def _finalises(site: Site, page, plan: Plan) -> None:  # type: ignore[no-untyped-def] – a page of Playwright's
    """Mats takes it on, is told what is missing, sees to it, and finalises."""
    cast = site.cast
    assert plan.round is not None
    moving = f"{site.path('plan_round', plan.round)}vidare/".replace("/planer/omgang/", "/formular/omgang/")  # type: ignore[arg-type]
    for stage, button in ((0, "För valda vidare"), (1, "Publicera valda")):
        goes(page, f"{moving}?steg={stage}&elev={plan.public_id}")
        page.get_by_role("button", name=button).click()
    expect(page.get_by_text("Det här måste finnas först.").first).to_be_visible()
    judged(cast, cast.elsa, cast.music, cast.music_5a, who=cast.per)
    write(cast, cast.mats, plan, {MEASURES: "Mindre grupp.", AGREED: AGREEMENT})
    goes(page, f"{moving}?steg=1&elev={plan.public_id}")
    page.get_by_label("Publicera även om svar från elev eller hem saknas").check()
    page.get_by_role("button", name="Publicera valda").click()
    expect(page.get_by_text("1 förd vidare.")).to_be_visible()
