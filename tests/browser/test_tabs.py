"""The tabs of a child's pages on a phone."""

from tests.browser.devices import Opens
from tests.browser.school import Site
from tests.browser.steps import goes

PHONE = {"width": 390, "height": 844}


def test_every_tab_can_be_seen_on_a_phone(site: Site, browser_as: Opens) -> None:
    """4-pages: none is cut off at the side, where nothing says that there are more."""
    page = browser_as("anna", viewport=PHONE)
    goes(page, site.path("child", site.cast.elsa))
    tabs = page.locator(".tabs a")
    boxes = [tab.bounding_box() for tab in tabs.all()]
    assert tabs.all_inner_texts() == ["Översikt", "Utvecklingsplan", "Omdömen", "Formulär", "Samtal", "Vem har läst?", "Fullmakt"]
    assert all(box is not None and box["x"] >= 0 and box["x"] + box["width"] <= PHONE["width"] for box in boxes)
