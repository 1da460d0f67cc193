"""Drafts on a shared device: they bridge a lost network and a closed lid, and nobody else can read them (Q6)."""

import json

from django.utils import timezone
from playwright.sync_api import Page, expect

from larka.accounts.models import Session
from larka.records.models import DeviceKey, Draft
from tests.browser.devices import Opens
from tests.browser.school import Site
from tests.browser.steps import draft_of, goes, text_of, until, until_on

OMAR = "Omar Haddad"
STORED = """async () => {
  const open = indexedDB.open("larka", 1);
  const db = await new Promise((done) => { open.onsuccess = () => done(open.result); });
  if (!db.objectStoreNames.contains("drafts")) return [];
  const all = db.transaction("drafts").objectStore("drafts").getAll();
  const rows = await new Promise((done) => { all.onsuccess = () => done(all.result); });
  db.close();
  return rows.map((row) => ({ ...row, data: new TextDecoder("latin1").decode(row.data), iv: Array.from(row.iv) }));
}"""
AGE = """async (hours) => {
  const open = indexedDB.open("larka", 1);
  const db = await new Promise((done) => { open.onsuccess = () => done(open.result); });
  const drafts = db.transaction("drafts", "readwrite").objectStore("drafts");
  const all = drafts.getAll();
  const rows = await new Promise((done) => { all.onsuccess = () => done(all.result); });
  for (const row of rows) drafts.put({ ...row, at: row.at - hours * 3600000 });
  await new Promise((done) => { drafts.transaction.oncomplete = done; });
  db.close();
}"""
TEXT = "Skrivet i tunneln om bråk."


def typed_without_network(page: Page, site: Site) -> None:
    """Mats writes of Omar, and the network is gone."""
    goes(page, site.path("write_judgements", site.swedish))
    until(lambda: page.wait_for_timeout(20) or DeviceKey.objects.exists())
    page.wait_for_function("window.larka.device.ready().then(Boolean)")
    page.context.set_offline(True)
    text_of(page, OMAR).fill(TEXT)
    expect(draft_of(page, OMAR)).to_contain_text("Ingen kontakt – sparas på den här enheten")


def test_a_text_typed_without_network_outlives_the_page(site: Site, browser_as: Opens) -> None:
    """Q6, mission 5: the lid is closed in the tunnel; the next page that opens sends it, and it stands where it was written."""
    page = browser_as("mats")
    typed_without_network(page, site)
    again = page.context.new_page()
    page.close()
    page.context.set_offline(False)
    goes(again, "/")
    until_on(again, Draft.objects.filter(content={"text": TEXT}).exists)
    until_on(again, lambda: again.evaluate(STORED) == [])
    goes(again, site.path("write_judgements", site.swedish))
    expect(text_of(again, OMAR)).to_have_value(TEXT)


def test_the_time_of_a_draft_is_the_schools_wherever_the_device_thinks_it_is(site: Site, browser_as: Opens) -> None:
    """Q2: the page's other times are Stockholm's, too."""
    page = browser_as("mats", timezone_id="Pacific/Honolulu")
    goes(page, site.path("write_judgements", site.swedish))
    text_of(page, OMAR).fill(TEXT)
    until_on(page, Draft.objects.filter(content={"text": TEXT}).exists)
    saved = timezone.localtime(Draft.objects.get(content={"text": TEXT}).saved_at)
    expect(draft_of(page, OMAR)).to_contain_text(f"{saved:%H:%M}")


def test_a_timed_out_session_leaves_only_what_nobody_else_can_read(site: Site, browser_as: Opens) -> None:
    """Q6, A6: the next person on the computer gets neither text nor name of a place; whoever wrote it gets it back after log-in."""
    page = browser_as("mats")
    typed_without_network(page, site)
    stored = page.evaluate(STORED)
    assert len(stored) == 1
    told = json.dumps(stored)
    assert not [
        word for word in ("tunneln", "bråk", "judgement", str(site.swedish.public_id), str(site.cast.mats.public_id)) if word in told
    ]
    Session.objects.all().delete()
    page.close()
    page.context.clear_cookies(name="larka_session")
    page.context.set_offline(False)
    other = page.context.new_page()
    signs_in(other, site, "tess")
    goes(other, site.path("write_judgements", site.maths))
    other.wait_for_function("window.larka.device.sent")
    assert not Draft.objects.exists()
    assert other.evaluate(STORED) == stored
    other.context.clear_cookies(name="larka_session")
    signs_in(other, site, "mats")
    goes(other, site.path("write_judgements", site.swedish))
    expect(text_of(other, OMAR)).to_have_value(TEXT)
    assert Draft.objects.get().content == {"text": TEXT}


def signs_in(page: Page, site: Site, key: str) -> None:
    """Another session in the same browser."""
    page.context.request.post("/demo/sign-in", form={"person": str(site.person(key).source_id)}, max_redirects=0)


def test_signing_out_sends_what_is_here_and_erases_it(site: Site, browser_as: Opens) -> None:
    """Q6: nothing lies on the device afterwards, and its key is gone."""
    page = browser_as("mats")
    typed_without_network(page, site)
    page.context.set_offline(False)
    page.locator("details.menu summary").click()
    page.get_by_role("button", name="Logga ut").click()
    expect(page.get_by_role("heading", name="Logga in")).to_be_visible()
    assert Draft.objects.get().content == {"text": TEXT}
    assert page.evaluate(STORED) == []
    assert not DeviceKey.objects.exists()


def test_what_has_lain_for_a_day_is_erased_at_the_next_load(site: Site, browser_as: Opens) -> None:
    """Q6: also on the log-in page, whoever comes."""
    page = browser_as("mats")
    typed_without_network(page, site)
    page.evaluate(AGE, 23)
    page.context.clear_cookies(name="larka_session")
    page.context.set_offline(False)
    left = page.context.new_page()
    page.close()
    goes(left, "/logga-in/")
    left.wait_for_function("window.larka.device.sent.then(() => true)")
    assert len(left.evaluate(STORED)) == 1
    left.evaluate(AGE, 2)
    goes(left, "/logga-in/")
    left.wait_for_function("window.larka.device.sent.then(() => true)")
    assert left.evaluate(STORED) == []


def test_whoever_never_pauses_is_kept_every_few_seconds(site: Site, browser_as: Opens) -> None:
    """Mission 5: not only when one stops to think."""
    page = browser_as("mats")
    goes(page, site.path("write_judgements", site.swedish))
    field, typed = text_of(page, OMAR), 0
    while not Draft.objects.exists():
        field.press_sequentially("a ", delay=300)
        typed += 1
        assert typed < 30, "it was never kept"
    assert typed > 3
