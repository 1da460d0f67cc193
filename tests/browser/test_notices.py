"""The bell is live: what is new is seen in a page that stands open, without loading it again (F2)."""

import datetime as dt

from playwright.sync_api import Page, expect

from larka.assessments.models import Judgement
from larka.notices.actions.queueing import queue_notice
from larka.notices.models import Level, Recipient
from tests.browser.devices import Opens
from tests.browser.school import Site
from tests.cast import actor


def _tell(site: Site) -> None:
    """Anna is told of one of Elsa's omdömen."""
    judgement = Judgement.objects.filter(child=site.cast.elsa, published_at__isnull=False).first()
    assert judgement is not None
    by = actor(site.cast.tess, dt.datetime.now(dt.UTC))
    about, to = [(judgement.public_id, judgement.child_id)], [(site.cast.anna.pk, judgement.child_id)]
    queue_notice(by=by, kind="judgement.published", level=Level.URGENT, about=about, to=to)


def _looks(page: Page) -> None:
    """Somebody comes back to the page: it asks at once."""
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def test_what_is_new_is_seen_in_an_open_page(site: Site, browser_as: Opens) -> None:
    """F2: in the bell, and in the list if that is what stands open; focus stays where it was."""
    Recipient.objects.all().delete()
    page = browser_as("anna")
    page.goto("/notiser/")
    expect(page.get_by_text("Inga notiser")).to_be_visible()
    page.get_by_role("link", name="Notiser", exact=True).focus()
    _tell(site)
    _looks(page)
    bell = page.get_by_role("link", name="Notiser, en oläst")
    expect(bell).to_be_visible()
    expect(bell).to_be_focused()
    expect(page.get_by_text("Nytt omdöme:").first).to_be_visible()
    expect(page.get_by_text("Akut")).to_be_visible()


def test_a_page_that_is_used_asks_by_itself(site: Site, browser_as: Opens) -> None:
    """F2: within five seconds, on any page."""
    Recipient.objects.all().delete()
    page = browser_as("anna")
    _tell(site)
    expect(page.get_by_role("link", name="Notiser, en oläst")).to_be_visible(timeout=5_000)
