"""A picture is sent in parts over a network that comes and goes, in a real browser (F5)."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Page, Route, expect

from larka.media.models import ProfilePicture, Upload
from larka.media.parts import PART, Joined
from tests.browser.devices import PHONE, Opens
from tests.browser.school import Site
from tests.media import files

LARGE = files.photo((2200, 1700))
pytestmark = pytest.mark.browser


def choose(page: Page, site: Site, file: Path) -> None:
    """Anna chooses the picture on her own page."""
    page.goto(site.path("picture", site.cast.anna))
    page.set_input_files("input[type=file]", file)


def test_it_goes_on_by_itself_when_the_network_is_back_and_after_a_reload(site: Site, browser_as: Opens, tmp_path: Path) -> None:
    """F5: a part that is lost is sent again; the same file chosen again goes on where it was; then the form is sent without it."""
    photo = tmp_path / "hemma.jpg"
    photo.write_bytes(LARGE)
    assert len(LARGE) > 2 * PART
    page, asked = browser_as("anna", **PHONE), {"parts": 0}

    def loses_the_second_part_and_stops_before_the_third(route: Route) -> None:
        asked["parts"] += 1
        if asked["parts"] in (2, 4):
            route.abort()
        else:
            route.continue_()

    page.route(re.compile(r"/uppladdningar/.+"), loses_the_second_part_and_stops_before_the_third)
    choose(page, site, photo)
    expect(page.locator(".upload-state")).to_contain_text("Nätet svarar inte")
    page.wait_for_function("document.querySelector('.upload-state progress').value > 30")
    begun = Upload.objects.get()
    page.reload()
    page.unroute(re.compile(r"/uppladdningar/.+"))
    choose(page, site, photo)
    expect(page.locator(".upload-state")).to_contain_text("Filen är skickad.")
    page.get_by_role("button", name="Spara").click()
    expect(page.get_by_text("Bilden är mottagen.")).to_be_visible()
    upload = ProfilePicture.objects.get().medium.upload
    assert upload is not None
    assert upload == begun, "the reload began no second one"
    assert Joined(upload).read() == LARGE
    assert page.evaluate("JSON.stringify(localStorage)").find("hemma") == -1


def test_what_is_no_picture_is_told_at_the_field_while_it_is_chosen(site: Site, browser_as: Opens) -> None:
    """F5, Q2: and the form can be sent without it."""
    page = browser_as("anna", **PHONE)
    page.goto(site.path("picture", site.cast.anna))
    page.set_input_files("input[type=file]", {"name": "bild.jpg", "mimeType": "image/jpeg", "buffer": files.SVG})
    expect(page.locator(".field .error")).to_contain_text("Formatet tas inte emot.")
    assert page.locator("input[type=file]").get_attribute("aria-invalid") == "true"
    assert not Upload.objects.exists()


def test_whoever_has_been_logged_out_is_told_so_and_not_that_the_network_is_away(site: Site, browser_as: Opens, tmp_path: Path) -> None:
    """Mission 5, F5: at the field, with what to do."""
    photo = tmp_path / "hemma.jpg"
    photo.write_bytes(files.photo((40, 30)))
    page = browser_as("anna", **PHONE)
    page.goto(site.path("picture", site.cast.anna))
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.set_input_files("input[type=file]", photo)
    expect(page.locator(".field .error")).to_contain_text("Du är utloggad.")
