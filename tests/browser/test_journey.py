"""A family's whole journey: invited, logs in, reads, prepares, books, talks, agrees and confirms, on a phone (B2, A14, C2, C5–C8, Q1)."""

import datetime as dt
import re

import pytest
from django.core import mail
from playwright.sync_api import Page, expect

from larka.audit.models import Entry
from larka.plans.models import Plan, PlanReceipt
from larka.talks.models import AgreementConfirmation, Preparation, Talk, TalkSlot
from tests.accounts.ways import code_now
from tests.browser.devices import PHONE, Opens
from tests.browser.school import ELSA, Site
from tests.browser.steps import Steps, goes
from tests.invitations.papers import CODE, give_numbers
from tests.plans.plans import HOME, MEASURES, judged
from tests.plans.plans import template as plan_template
from tests.talks.endings import HOME as AT_HOME
from tests.talks.endings import READS, TEXT
from tests.talks.endings import template as preparation_template
from tests.talks.rows import offered

MAIL, PASSWORD = "anna@hem.example", "sju blåa sjöhästar"
GOES_WELL, ASKED = "Elsa trivs och läser hemma varje kväll.", "Läxan i engelska tar lång tid."
IN_TEN_DAYS = dt.timedelta(days=10)


@pytest.mark.parametrize("script", [True, False])
def test_a_family_goes_all_the_way_from_invited_to_confirmed(site: Site, browser_as: Opens, script: bool) -> None:  # noqa: FBT001 – a parameter
    """B2, A14, A2, C5–C8, Q1: nobody signs Anna in but Anna, and every step is found from the start page or where the last one ended."""
    _school_is_ready(site)
    anna, mats = browser_as(None, **PHONE, java_script_enabled=script), browser_as("mats", java_script_enabled=script)
    _is_invited(site, anna, browser_as("rolf", java_script_enabled=script))
    secret = _reads(anna)
    _logs_in_again(anna, secret)
    _mentor_starts(site, mats)
    _fills_in(anna, "Fyll i Individuell utvecklingsplan, årskurs 4–6 om Elsa Hägg", HOME, GOES_WELL)
    _fills_in(anna, "Förbered samtalet om Elsa Hägg", AT_HOME, ASKED)
    _books(anna)
    _talk(site, mats)
    _agrees(site, anna)
    _finalises(site, mats)
    _confirms(anna)
    assert AgreementConfirmation.objects.get(person=site.cast.anna).how == "page"
    assert PlanReceipt.objects.get().person == site.cast.anna
    assert Entry.objects.filter(action="account.signed_in", person_id=site.cast.anna.pk).count() == 2, "by the code, and by her password"


def _school_is_ready(site: Site) -> None:
    """Numbers in the register, rektor's templates, and the last omdöme of Elsa's."""
    cast = site.cast
    give_numbers(cast)
    plan_template(cast)
    preparation_template(cast)
    judged(cast, cast.elsa, cast.music, cast.music_5a, who=cast.per)


def _fits(page: Page) -> None:
    """Nothing of the page lies beside the phone (Q1)."""
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["viewport"]["width"], page.url


def _is_invited(site: Site, anna: Page, rolf: Page) -> None:
    """Anna applies for both her children, rektor approves, and the code in the mail opens an account with a password of hers."""
    numbers = {name: site.person(name.lower()).numbers.get().value for name in ("Anna", "Elsa", "Sam")}
    anna.get_by_role("link", name="Ansök om konto").click()
    anna.get_by_label("Ditt namn").fill("Anna Lind")
    anna.get_by_label("Ditt personnummer").fill(numbers["Anna"])
    anna.get_by_label("Din e-postadress").fill(MAIL)
    for row, name in ((1, "Elsa"), (2, "Sam")):
        child = anna.get_by_role("group", name=f"Barn {row}")
        child.get_by_label("Barnets namn").fill(name)
        child.get_by_label("Barnets personnummer").fill(numbers[name])
    _fits(anna)
    anna.get_by_role("button", name="Skicka ansökan").click()
    expect(anna.get_by_role("heading", level=1)).to_have_text("Tack för ansökan")
    _approves(rolf)
    _opens_the_account(anna, numbers["Anna"])


def _approves(rolf: Page) -> None:
    """By mail, since the address is the register's."""
    goes(rolf, "/ansokningar/")
    rolf.get_by_role("link", name="Anna Lind").click()
    rolf.get_by_label("E-post", exact=True).check()
    rolf.get_by_role("button", name="Godkänn").click()
    expect(rolf.get_by_text("Ansökan är godkänd och koden är skickad.")).to_be_visible()


def _opens_the_account(anna: Page, number: str) -> None:
    """The mail holds all that she needs but her own number and the password that she chooses."""
    letter = mail.outbox[-1]
    assert letter.to == [MAIL]
    address, code = re.search(r"http\S+/valkommen/", str(letter.body)), CODE.search(str(letter.body))
    assert address
    assert code
    goes(anna, address.group())
    anna.get_by_label("Engångskod").fill(code.group().lower())
    anna.get_by_label("De fyra sista siffrorna i ditt personnummer").fill(number[-4:])
    anna.get_by_role("button", name="Fortsätt").click()
    expect(anna.get_by_label("Användarnamn")).to_have_value(MAIL)
    anna.locator("#id_password").fill(PASSWORD)
    anna.locator("#id_again").fill(PASSWORD)
    anna.get_by_role("button", name="Öppna kontot").click()
    expect(anna.get_by_role("heading", name="Att göra")).to_be_visible()


def _reads(anna: Page) -> str:
    """A password alone opens no omdöme: on the way there she connects an app, once, and comes to what she wanted. The app's secret."""
    Steps(anna).follow("Läs omdömena för Elsa Hägg")
    expect(anna.get_by_role("heading", level=1)).to_have_text("Bekräfta att det är du")
    _fits(anna)
    Steps(anna).follow("Skaffa ett andra steg")
    Steps(anna).follow("Koppla en app")
    secret = anna.locator(".secret").inner_text()
    anna.get_by_label("Kod").fill(code_now(secret))
    anna.get_by_role("button", name="Koppla appen").click()
    Steps(anna).follow("Klar")
    Steps(anna).follow("Fortsätt dit du var på väg")
    expect(anna.get_by_text(ELSA)).to_be_visible()
    _fits(anna)
    return secret


def _logs_in_again(anna: Page, secret: str) -> None:
    """Another day: the name and the password of her own, and the app's code."""
    goes(anna, "/mer/")
    anna.get_by_role("button", name="Logga ut").first.click()
    anna.get_by_label("Användarnamn").fill(MAIL)
    anna.locator("#id_password").fill(PASSWORD)
    anna.get_by_role("button", name="Logga in", exact=True).click()
    expect(anna.get_by_role("heading", level=1)).to_have_text("Andra steget")
    anna.get_by_label("Kod").fill(code_now(secret, steps=1))
    anna.get_by_role("button", name="Logga in", exact=True).click()
    steps = Steps(anna)
    steps.follow("Omdömen för Elsa Hägg")
    expect(anna.get_by_text(ELSA)).to_be_visible()
    assert steps.taken <= 2


def _mentor_starts(site: Site, mats: Page) -> None:
    """Plans for the class, a round of talks with its times, and what is prepared at home."""
    goes(mats, site.path("class_plans", site.cast.class_5a))
    mats.get_by_role("link", name="Starta planer").click()
    mats.get_by_role("button", name="Starta för klassen").click()
    expect(mats.get_by_text("3 planer är startade.")).to_be_visible()
    started = offered(site.cast, day=site.cast.at.date() + IN_TEN_DAYS)
    goes(mats, site.path("talk_round", started))
    Steps(mats).follow("Förberedelser")
    mats.get_by_role("button", name="Starta förberedelserna").click()
    expect(mats.get_by_text("Förberedelserna är startade för 3 barn.")).to_be_visible()


def _fills_in(anna: Page, todo: str, field: str, text: str) -> None:
    """Anna answers one question of hers, which is yellow and in words hers; the other still waits on the start page."""
    goes(anna, "/")
    steps, waits = Steps(anna), anna.locator("main").get_by_role("listitem").filter(has_text=todo)
    expect(waits).to_contain_text("2 frågor väntar på dig")
    steps.follow(todo)
    own = anna.locator(f"#falt-{field}")
    expect(own.get_by_text("Här kan du skriva")).to_be_visible()
    own.get_by_role("textbox").fill(text)
    _fits(anna)
    steps.act(re.compile("^Spara$"))
    expect(anna.get_by_text("1 svar sparat.")).to_be_visible()
    expect(own.get_by_role("textbox")).to_have_value(text)
    assert steps.taken == 2, "beside the typing"
    goes(anna, "/")
    expect(waits).to_contain_text("1 fråga väntar på dig")


def _books(anna: Page) -> None:
    """From the notice: two steps, and one choice more where guardians live apart (docs/adr/0217). The start page then says when."""
    goes(anna, "/notiser/")
    steps = Steps(anna)
    steps.act(re.compile("^Öppna.*Boka tid för utvecklingssamtal"))
    steps.press(anna.get_by_label("Gemensamt"))
    steps.act(re.compile("^15:20"))
    expect(anna.get_by_text("Tiden är bokad")).to_be_visible()
    assert steps.taken == 3
    _fits(anna)
    goes(anna, "/")
    expect(anna.locator("main").get_by_text("Boka tid för samtal om Elsa Hägg")).to_have_count(0)
    expect(anna.locator("main").get_by_role("link", name=re.compile("^Ditt samtal om Elsa Hägg"))).to_be_visible()


def _talk(site: Site, mats: Page) -> None:
    """Mats reads what Anna prepared once it is shared. On the day he writes with the family, notes who was there, shows it to all."""
    goes(mats, site.path("preparation", Preparation.objects.get(child=site.cast.elsa)))
    expect(mats.get_by_text(ASKED)).to_have_count(0)
    mats.get_by_role("link", name="Dela redan nu").click()
    mats.get_by_role("button", name="Dela nu").click()
    expect(mats.get_by_text(ASKED)).to_be_visible()
    _the_day_comes(site)
    goes(mats, site.path("talk", Talk.objects.get()))
    mats.get_by_role("link", name="Skriv tillsammans").click()
    promise = mats.get_by_role("group", name="Överenskommelse 1")
    promise.get_by_label("Eleven").check()
    promise.get_by_label("Gör vad").fill(READS)
    mats.get_by_label("Det här pratade vi om").fill(TEXT)
    mats.get_by_role("button", name="Klart: visa för alla").click()
    mats.get_by_role("link", name="Samtalet är hållet").click()
    expect(mats.get_by_label("Anna Lind")).to_be_checked()
    mats.get_by_role("button", name="Samtalet är hållet").click()
    expect(mats.get_by_text("Visas för 3 personer i familjen")).to_be_visible()
    mats.get_by_role("button", name="Visa för alla").click()
    expect(mats.get_by_text("Nu kan alla läsa och godkänna.")).to_be_visible()


def _the_day_comes(site: Site) -> None:
    """The time that was booked was half an hour ago."""
    begun = site.cast.at - dt.timedelta(minutes=30)
    for rows in (TalkSlot.objects.filter(pk=Talk.objects.get().slot_id), Talk.objects.all()):
        rows.update(starts_at=begun, ends_at=begun + dt.timedelta(minutes=20))


def _agrees(site: Site, anna: Page) -> None:
    """From the start page in two steps, having read it. What was prepared is locked."""
    goes(anna, "/")
    steps = Steps(anna)
    steps.follow("Godkänn överenskommelserna om Elsa Hägg")
    for text in (TEXT, READS):
        expect(anna.get_by_text(text)).to_be_visible()
    _fits(anna)
    steps.act("Jag godkänner")
    expect(anna.get_by_text("Tack! Du har godkänt överenskommelserna.")).to_be_visible()
    assert steps.taken == 2
    goes(anna, site.path("child_talks", site.cast.elsa))
    Steps(anna).follow("Inför utvecklingssamtalet, årskurs 4–9")
    expect(anna.get_by_text("Samtalet är hållet och underlaget låst.")).to_be_visible()


def _finalises(site: Site, mats: Page) -> None:
    """Not before the school's measures are written; the agreements stand in the talk's own record already (C8)."""
    page = site.path("plan", Plan.objects.get(child=site.cast.elsa))
    _moves_on(mats, page, "För vidare", "För valda vidare", "1 förd vidare.")
    _moves_on(mats, page, "Fastställ planen", "Publicera valda", "Det här måste finnas först.")
    goes(mats, page)
    mats.locator(f"#falt-{MEASURES}").get_by_role("textbox").fill("Mindre grupp i matematik två gånger i veckan.")
    mats.get_by_role("button", name="Spara", exact=True).click()
    expect(mats.get_by_text("1 svar sparat.")).to_be_visible()
    _moves_on(mats, page, "Fastställ planen", "Publicera valda", "1 förd vidare.")


def _moves_on(mats: Page, plan: str, link: str, button: str, told: str) -> None:
    """Elsa's plan one step further; what Mats is told of it."""
    goes(mats, plan)
    mats.get_by_role("link", name=link).click()
    mats.get_by_role("button", name=button).click()
    expect(mats.get_by_text(told).first).to_be_visible()


def _confirms(anna: Page) -> None:
    """The plan holds what the school does and what was agreed; what Anna wrote is there for her. Then nothing of Elsa's waits."""
    goes(anna, "/")
    steps = Steps(anna)
    steps.follow("Ny utvecklingsplan för Elsa Hägg att läsa och bekräfta")
    for text in ("Mindre grupp i matematik", READS, GOES_WELL, ELSA):
        expect(anna.get_by_text(text).first).to_be_visible()
    _fits(anna)
    steps.act("Jag har läst planen")
    expect(anna.get_by_text("Du har bekräftat att du har läst planen.")).to_be_visible()
    assert steps.taken == 2
    goes(anna, "/")
    expect(anna.locator("main").get_by_text("Just nu väntar inget på dig.")).to_be_visible()
