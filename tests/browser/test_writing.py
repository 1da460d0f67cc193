"""A teacher writes omdömen: nothing typed is lost, nobody is overwritten, nothing is published by surprise."""

from playwright.sync_api import Page, Route, expect

from larka.assessments.models import Judgement
from larka.records.models import Draft
from tests.browser.devices import PHONE, Opens
from tests.browser.school import Site
from tests.browser.steps import Steps, draft_of, goes, text_of, until, until_on

OMAR = "Omar Haddad"
NILS = "Nils Rosén"


def at_swedish(page: Page, site: Site) -> Page:
    """The writing page of Swedish in 5A."""
    goes(page, site.path("write_judgements", site.swedish))
    return page


def test_a_text_saves_itself_while_the_teacher_types(site: Site, browser_as: Opens) -> None:
    """Mission 5: the page says when; the draft is the author's and no omdöme yet."""
    page = at_swedish(browser_as("mats"), site)
    text_of(page, OMAR).press_sequentially("Omar läser gärna")
    expect(draft_of(page, OMAR)).to_contain_text("Sparat")
    assert Draft.objects.get().content == {"text": "Omar läser gärna"}
    assert not Judgement.objects.filter(child=site.cast.omar, syllabus=site.cast.swedish).exists()


def test_a_closed_tab_loses_nothing(site: Site, browser_as: Opens) -> None:
    """Mission 5: whoever comes back finds the draft, with the time when it was kept."""
    page = at_swedish(browser_as("mats"), site)
    text_of(page, OMAR).fill("Omar läser gärna")
    expect(draft_of(page, OMAR)).to_contain_text("Sparat")
    again = page.context.new_page()
    page.close()
    at_swedish(again, site)
    expect(text_of(again, OMAR)).to_have_value("Omar läser gärna")
    expect(draft_of(again, OMAR)).to_contain_text("inte sparat än")


def test_leaving_the_page_in_the_middle_of_a_word_loses_nothing(site: Site, browser_as: Opens) -> None:
    """Mission 5: what was typed last is kept as the page goes."""
    page = at_swedish(browser_as("mats"), site)
    text_of(page, OMAR).fill("Omar läs")
    page.goto("/")
    until(Draft.objects.filter(content={"text": "Omar läs"}).exists)
    at_swedish(page, site)
    expect(text_of(page, OMAR)).to_have_value("Omar läs")


def test_a_lost_network_is_told_and_the_text_is_kept_when_it_is_back(site: Site, browser_as: Opens) -> None:
    """Mission 5: nothing is said to be saved that is not."""
    page = at_swedish(browser_as("mats"), site)
    page.context.set_offline(True)
    text_of(page, OMAR).fill("Skrivet i tunneln")
    text_of(page, NILS).focus()
    expect(draft_of(page, OMAR)).to_contain_text("Ingen kontakt – sparas på den här enheten")
    page.context.set_offline(False)
    expect(draft_of(page, OMAR)).to_contain_text("Sparat")
    assert Draft.objects.get().content == {"text": "Skrivet i tunneln"}


def test_being_signed_out_while_typing_loses_nothing(site: Site, browser_as: Opens) -> None:
    """Mission 5: the page says so and stays; after signing in again in another tab everything is saved."""
    page = at_swedish(browser_as("mats"), site)
    page.context.clear_cookies(name="larka_session")
    text_of(page, OMAR).fill("Skrivet efter att tiden gått ut.")
    page.get_by_role("button", name="Spara", exact=True).click()
    expect(draft_of(page, OMAR)).to_contain_text("du är utloggad")
    expect(text_of(page, OMAR)).to_have_value("Skrivet efter att tiden gått ut.")
    page.context.request.post("/demo/sign-in", form={"person": str(site.cast.mats.source_id)})
    page.get_by_role("button", name="Spara", exact=True).click()
    expect(page.get_by_text("1 text sparad.")).to_be_visible()
    assert Judgement.objects.get(child=site.cast.omar, syllabus=site.cast.swedish).text == "Skrivet efter att tiden gått ut."


def test_pressing_save_again_while_the_texts_are_being_kept_saves_once_and_says_so(site: Site, browser_as: Opens) -> None:
    """Mission 5, Q2: an impatient second press neither gets lost nor takes the first one's answer away."""
    page = at_swedish(browser_as("mats"), site)
    held: list[Route] = []
    saved: list[str] = []
    page.route("**/utkast/**", lambda route: held.append(route))  # noqa: PLW0108 - the browser's library takes no built-in function
    page.on("request", lambda request: saved.append(request.method) if request.is_navigation_request() else None)
    text_of(page, OMAR).fill("Skrivet på ett trögt nät.")
    for _press in range(3):
        page.get_by_role("button", name="Spara", exact=True).click()
    text_of(page, NILS).fill("Skrivet medan svaret dröjer.")
    until_on(page, lambda: held)
    page.unroute("**/utkast/**")  # lets go of what is held
    expect(page.get_by_text("2 texter sparade.")).to_be_visible()
    assert saved == ["POST", "GET"]


def test_a_slow_press_on_save_is_a_press(site: Site, browser_as: Opens) -> None:
    """Q2: what the page has to tell of the text that one leaves never moves the button away from under the finger."""
    page = at_swedish(browser_as("mats", **PHONE), site)
    page.context.clear_cookies(name="larka_session")
    page.get_by_role("textbox").last.fill("Skrivet efter att tiden gått ut.")
    page.get_by_role("button", name="Spara", exact=True).hover()
    page.mouse.down()
    page.wait_for_timeout(700)
    assert page.locator(".draft-state.failed").count() == 0
    page.mouse.up()
    expect(page.locator(".draft-state.failed")).to_contain_text("du är utloggad")
    expect(page.get_by_role("textbox").last).to_be_focused()


def test_pressing_save_twice_on_a_saved_page_says_that_all_is_saved(site: Site, browser_as: Opens) -> None:
    """Q2: every press is answered."""
    page = at_swedish(browser_as("mats"), site)
    page.get_by_role("button", name="Spara", exact=True).click()
    expect(page.get_by_text("Alla texter på sidan är sparade.")).to_be_visible()


def test_a_draft_shows_as_one_beside_the_name(site: Site, browser_as: Opens) -> None:
    """Mission 5: at once, and when the page is opened again; without text nothing is begun."""
    page = at_swedish(browser_as("mats"), site)
    chip = page.locator(".writing-row", has=text_of(page, OMAR)).locator(".chip")
    expect(chip).to_have_text("Saknas")
    text_of(page, OMAR).fill("Omar")
    expect(chip).to_have_text("Utkast")
    at_swedish(page, site)
    expect(chip).to_have_text("Utkast")
    text_of(page, OMAR).fill("")
    expect(chip).to_have_text("Saknas")


def test_another_persons_session_never_gets_the_text(site: Site, browser_as: Opens) -> None:
    """A6: on a shared computer the next teacher who signs in does not keep what the first one typed."""
    page = at_swedish(browser_as("mats"), site)
    page.context.clear_cookies(name="larka_session")
    page.context.request.post("/demo/sign-in", form={"person": str(site.cast.tess.source_id)})
    text_of(page, OMAR).fill("Mats ord.")
    page.get_by_role("button", name="Spara", exact=True).click()
    expect(draft_of(page, OMAR)).to_contain_text("du är utloggad")
    assert not Draft.objects.exists()


def test_two_tabs_never_overwrite_each_other(site: Site, browser_as: Opens) -> None:
    """Q2, Q4: the later one sees both texts, and nothing is decided for the teacher."""
    first = at_swedish(browser_as("mats"), site)
    second = at_swedish(first.context.new_page(), site)
    text_of(first, OMAR).fill("Skrivet i första fliken.")
    first.get_by_role("button", name="Spara", exact=True).click()
    expect(first.get_by_text("1 text sparad.")).to_be_visible()
    text_of(second, OMAR).fill("Skrivet i andra fliken.")
    second.get_by_role("button", name="Spara", exact=True).click()
    expect(second.locator("#fel")).to_be_focused()
    both = second.locator(".conflict-texts")
    expect(both.locator("section").first).to_contain_text("Skrivet i bara här: andra fliken.")
    expect(both.locator("section").last).to_contain_text("Skrivet i bara här: första fliken.")
    expect(text_of(second, OMAR)).to_have_value("Skrivet i andra fliken. Skrivet i första fliken.")
    second.get_by_role("button", name="Spara", exact=True).click()
    expect(second.locator("#fel")).to_contain_text("Välj vilken som ska gälla")
    second.get_by_label("Din text ska gälla").check()
    second.get_by_role("button", name="Spara", exact=True).click()
    expect(second.get_by_text("1 text sparad.")).to_be_visible()
    assert Judgement.objects.get(child=site.cast.omar, syllabus=site.cast.swedish).text == "Skrivet i andra fliken."


def test_the_same_text_goes_to_all_who_have_none(site: Site, browser_as: Opens) -> None:
    """D1: then each gets words of their own; Elsa's published text is left alone."""
    page = at_swedish(browser_as("mats"), site)
    page.get_by_text("Samma text till alla", exact=True).click()
    page.get_by_label("Samma text till alla som saknar text").fill("Vi har läst en roman.")
    page.get_by_role("button", name="Lägg in hos alla som saknar text").click()
    expect(text_of(page, OMAR)).to_have_value("Vi har läst en roman.")
    expect(text_of(page, NILS)).to_have_value("Vi har läst en roman.")
    assert "roman" not in text_of(page, "Elsa Hägg").input_value()


def test_publishing_names_how_many_it_goes_to_and_the_family_reads_it_on_a_phone(site: Site, browser_as: Opens) -> None:
    """F1, A10, A17: Omar and Olga; Nils and Nora, not Rut who is restricted."""
    page = at_swedish(browser_as("mats"), site)
    text_of(page, OMAR).fill("Omar läser gärna högt.")
    text_of(page, NILS).fill("Nils skriver långa berättelser.")
    page.get_by_role("button", name="Spara och gå till publicering").click()
    expect(page.get_by_text("De går till 4 personer")).to_be_visible()
    page.get_by_role("button", name="Publicera valda").click()
    expect(page.get_by_text("2 omdömen publicerade.")).to_be_visible()
    family = browser_as("olga", **PHONE)
    Steps(family).follow("Läs omdömena för Omar Haddad")
    expect(family.get_by_text("Omar läser gärna högt.")).to_be_visible()


def test_ctrl_s_saves_all_texts(site: Site, browser_as: Opens) -> None:
    """Q1: saving needs no mouse."""
    page = at_swedish(browser_as("mats"), site)
    text_of(page, OMAR).fill("Omar läser gärna.")
    page.keyboard.press("Control+s")
    expect(page.get_by_text("1 text sparad.")).to_be_visible()
    assert Judgement.objects.get(child=site.cast.omar, syllabus=site.cast.swedish).text == "Omar läser gärna."


def test_who_can_see_this_opens_where_one_writes(site: Site, browser_as: Opens) -> None:
    """Mission 1, A18: the exact people, without leaving what one writes; the restricted guardian is not among them."""
    page = at_swedish(browser_as("mats"), site)
    page.get_by_text("Vem kan se detta?").click()
    listed = page.locator("[data-who]")
    expect(listed).to_contain_text("Nora Ström")
    expect(listed).not_to_contain_text("Rut")
    expect(text_of(page, OMAR)).to_be_visible()
