"""A guardian with a registered restriction is out everywhere at once, also where a session is open, and back when it ends (A17)."""

import datetime as dt
from urllib.parse import quote

from django.test import Client

from larka.access.models import Proxy
from larka.access.policies import CHILD_DOCUMENTS, CHILD_READ, NAME_READ
from larka.people.actions.families import end_restriction, register_restriction
from larka.people.actions.proxies import give_proxy
from larka.register.models import ContactDetails, Person, Profile, Restriction
from larka.web.addresses import url
from tests.cast import NOON, Cast, actor, opener
from tests.exchange.small_register import Importer, SmallRegister, an_id, the
from tests.protection.crawling import walk
from tests.protection.planted import Planted, facts_in, plant, stockholm
from tests.web.pages import named_on, write_for

ELSA = {"elsa": ("Zolveig", "Qvidingsson", "1821")}


def now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def shut_out(cast: Cast, adult: Person, child: Person) -> Restriction:
    """Rektor registers what the court has decided."""
    return register_restriction(by=actor(cast.rolf, now()), child=child, person=adult, reference="T 9", starts_on=stockholm(cast))


def about(browser: Client, planted: dict[str, Planted], addresses: list[str]) -> set[str]:
    """The addresses at which something of the planted stands, beyond what was asked for in the address itself."""
    return {address for address, _page, text in walk(browser, addresses) if facts_in(planted, without_question(text, address))}


def without_question(text: str, address: str) -> str:
    """The page leads back to where one is, by log-in and language: that repeats what was typed and tells nothing."""
    asked = address.partition("?")[2]
    return text.replace(f"?{asked}", "").replace(quote(f"?{asked}"), "") if asked else text


def test_every_page_of_an_open_session_is_closed_at_once(cast_today: Cast) -> None:
    """A17: each address that told of the child answers 404 or no longer tells of it; the other child is there as before."""
    cast, planted = cast_today, plant(cast_today, ELSA)
    write_for(cast, cast.tess, cast.maths_5a, [cast.elsa])
    browser = opener(Client(), cast.anders)
    before = about(browser, planted, ["/sok/?q=Zolveig", "/sok/?q=Zo"])
    own = {url(page, cast.elsa.public_id) for page in ("child", "child_judgements", "child_readings", "proxies")}
    assert own <= before
    assert {"/", "/barn/", "/sok/?q=Zo"} <= before
    restriction = shut_out(cast, cast.anders, cast.elsa)
    assert about(browser, planted, sorted(before)) == set()
    assert {browser.get(address).status_code for address in own} == {404}
    gone = {address for address in before if browser.get(address).status_code == 404}
    assert url("group", cast.class_5a.public_id) in gone
    assert browser.get(url("child", cast.sam.public_id)).status_code == 200
    end_restriction(by=actor(cast.rolf, now()), restriction=restriction, ends_on=stockholm(cast))
    assert about(browser, planted, ["/sok/?q=Zolveig", "/sok/?q=Zo"]) == before


def test_nobody_is_told_of_a_restricted_guardian_any_longer(cast_today: Cast, client: Client) -> None:
    """A17, A18: not the other guardian, the child, the teachers or other families: no list, no holder, no contact, no letter."""
    cast = cast_today
    (text,) = write_for(cast, cast.tess, cast.maths_5a, [cast.elsa])
    ContactDetails.objects.filter(person=cast.anders).update(emails=[{"value": "anders@synlig.example"}])
    Profile.objects.create(person=cast.anders, shown_emails=["anders@synlig.example"])
    pages = [
        url("child", cast.elsa.public_id), url("group", cast.class_5a.public_id), url("contacts", cast.class_5a.public_id),
        url("judgement_holders", text.public_id), url("group_logins", cast.class_5a.public_id),
    ]  # fmt: skip

    def tell(person: Person) -> list[str]:
        opener(client, person)
        answers = {page: client.get(page) for page in pages}
        said = {page: answer.content.decode() for page, answer in answers.items() if answer.status_code == 200}
        return [page for page, html in said.items() if "Anders" in named_on(html, cast) or "synlig.example" in html]

    told = {person.given_name: tell(person) for person in (cast.anna, cast.elsa, cast.mats, cast.nora)}
    assert {name: len(found) for name, found in told.items()} == {"Anna": 4, "Elsa": 4, "Mats": 5, "Nora": 2}
    shut_out(cast, cast.anders, cast.elsa)
    assert {name: tell(getattr(cast, name.lower())) for name in told} == {name: [] for name in told}


def test_a_fullmakt_given_by_a_restricted_guardian_opens_nothing(cast_today: Cast, client: Client) -> None:
    """A9, A17: in the open session of whom it was given to; it opens again if the restriction ends, and is not lost."""
    cast = cast_today
    give_proxy(by=actor(cast.anders, now()), child=cast.elsa, person=cast.stina, scopes=["documents"])
    opener(client, cast.stina)
    pages = [url(page, cast.elsa.public_id) for page in ("child", "child_judgements")]
    assert [client.get(page).status_code for page in pages] == [200, 200]
    restriction = shut_out(cast, cast.anders, cast.elsa)
    assert [client.get(page).status_code for page in pages] == [404, 404]
    assert cast.elsa.given_name not in client.get("/barn/").content.decode()
    end_restriction(by=actor(cast.rolf, now()), restriction=restriction, ends_on=stockholm(cast))
    assert [client.get(page).status_code for page in pages] == [200, 200]
    shut_out(cast, cast.stina, cast.elsa)
    assert [client.get(page).status_code for page in pages] == [404, 404]
    assert Proxy.objects.count() == 1


def test_an_import_brings_no_restricted_guardian_back(imported: Importer, register: SmallRegister) -> None:
    """A17, B5: every night the register says that he is a guardian, also with his row newly written; he stays out, she stays in."""
    child, pappa, mamma = the("elsa"), the("elsas-pappa"), the("elsas-mamma")

    def let_in(days: int) -> set[str]:
        at = NOON + dt.timedelta(days=days)
        policies = (CHILD_READ, CHILD_DOCUMENTS, NAME_READ)
        return {adult.given_name for adult in (pappa, mamma) if any(p.allows(actor(adult, at), child) for p in policies)}

    assert let_in(1) == {pappa.given_name, mamma.given_name}
    Restriction.objects.create(child=child, person=pappa, reference="T 9", starts_on=NOON.date())
    for days, listed in enumerate((("pappa", "mamma"), ("mamma",), ("mamma", "pappa")), start=1):
        register.row("persons", "elsa")["responsibles"] = [
            {"person": {"id": an_id(f"elsas-{who}")}, "relationType": "Vårdnadshavare"} for who in listed
        ]
        imported(register, days=days)
        assert let_in(days + 1) == {mamma.given_name}
    assert Restriction.objects.get().ends_on is None
