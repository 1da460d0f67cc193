"""Through the municipality's identity provider: how surely the session knows who it is, and proving more there."""

import datetime as dt
import re
import time
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from larka.access.assurance import lacking
from larka.accounts.assurance import strong_at
from larka.accounts.models import Session, User
from larka.accounts.oidc.proof import LONG_AGO
from larka.assessments.models import Judgement
from larka.audit.models import Entry
from larka.register.actor import Actor
from larka.register.models import Activity
from tests.accounts.issuer import LOA2, LOA3, PASSWORD_ONLY, PRINCIPAL, Issuer, address_on, begin, come_back, log_in
from tests.accounts.test_oidc_answers import asked_at
from tests.accounts.test_oidc_matching import named, refused, who
from tests.accounts.ways import connect_app, signed_in, with_password, words
from tests.cast import Cast
from tests.web.pages import write_for

NAME = "tess@bjork.example"
MATS = "mats@bjork.example"


@pytest.fixture
def cast(cast_today: Cast) -> Cast:
    """Two teachers whom the provider knows."""
    named(cast_today.tess, NAME)
    named(cast_today.mats, MATS)
    return cast_today


def writing_page(cast: Cast) -> str:
    """Where Tess writes; it demands a second factor."""
    return reverse("write_judgements", args=[Activity.objects.get(activity_groups__group=cast.maths_5a).public_id])


def came_in(issuer: Issuer, name: str = NAME, **told: Any) -> Client:
    """A browser that is signed in through the provider."""
    browser = Client()
    log_in(browser, issuer, sub=name, **{PRINCIPAL: name}, **told)
    assert who(browser)
    return browser


def last_strong(browser: Client) -> dt.datetime | None:
    """When the session was last proved to be as sure as a second factor makes it."""
    return strong_at(browser.session, int(browser.session["_auth_user_id"]))


def step_up(browser: Client, page: str, **form: str) -> str:
    """Press the provider's button on the page where one proves more; its address."""
    assert "Bekräfta med Björkkommun" in words(browser.get(page))
    return address_on(browser.post(page, {"larka_way": "provider-1", **form}))


def kept_on(page: Any) -> str:
    """The form that the page keeps."""
    found = re.search(r'name="larka_kept" value="([^"]*)"', page.content.decode())
    assert found
    return unescape(found.group(1))


@pytest.mark.parametrize(
    ("acr", "status"), [(LOA2, 200), (LOA3, 200), (PASSWORD_ONLY, 302), (None, 302), ("", 302), ([LOA3], 302), (7, 302)]
)
def test_a_sufficient_level_opens_what_a_second_factor_opens(cast: Cast, issuer: Issuer, acr: Any, status: int) -> None:
    """A14, V6.8.4: what the operator has not named as strong is weak, and so is nothing at all."""
    browser = came_in(issuer, acr=acr)
    assert browser.get(writing_page(cast)).status_code == status
    assert browser.get("/grupper/").status_code == 200


def test_pupils_and_guardians_levels_count_in_the_same_way(cast: Cast, issuer: Issuer) -> None:
    """A14: guardians a sufficient level for omdömen; pupils their own with any log-in."""
    write_for(cast, cast.tess, cast.maths_5a, [cast.elsa])
    with_password(named(cast.anna, "anna@hem.example"))
    named(cast.elsa, "elsa@bjork.example")
    page = reverse("child_judgements", args=[cast.elsa.public_id])
    assert came_in(issuer, "anna@hem.example", acr=LOA3).get(page).status_code == 200
    assert came_in(issuer, "anna@hem.example").get(page)["Location"].startswith("/konto/bekrafta/")
    assert came_in(issuer, "elsa@bjork.example").get(page).status_code == 200


@pytest.mark.parametrize("told", [-60, -3600, 30])
def test_when_it_was_proved_is_what_the_provider_says(cast: Cast, issuer: Issuer, told: int) -> None:
    """A14: a log-in that the provider remembers from this morning is not fresh; a clock that is ahead is not believed further than now."""
    moment = int(time.time()) + told
    strong = last_strong(came_in(issuer, acr=LOA2, auth_time=moment))
    assert strong is not None
    assert abs(strong.timestamp() - min(moment, time.time())) < 5


def test_where_the_provider_does_not_say_when_the_session_is_strong_and_never_fresh(cast: Cast, issuer: Issuer) -> None:
    """A14, V6.8.4: the least is assumed."""
    browser = came_in(issuer, acr=LOA2, auth_time=None)
    assert last_strong(browser) == LONG_AGO
    assert browser.get(writing_page(cast)).status_code == 200
    now = dt.datetime.now(dt.UTC)
    actor = Actor(person_id=cast.tess.pk, at=now, level="strong", strong_at=LONG_AGO)
    assert (lacking(actor, "documentation", {"teacher"}), lacking(actor, "sensitive", {"teacher"})) == (None, "fresh")


def test_proving_more_with_the_provider_leads_back_to_the_page(cast: Cast, issuer: Issuer) -> None:
    """A14: it is asked to ask anew, and as surely as counts."""
    browser = came_in(issuer)
    there = browser.get(writing_page(cast))["Location"]
    assert "Lösenord" not in words(browser.get(there))
    address = step_up(browser, there)
    asked = asked_at(address)
    assert (asked["prompt"], asked["max_age"], asked["acr_values"]) == ("login", "0", f"{LOA2} {LOA3}")
    before = browser.cookies["larka_session"].value
    back = come_back(browser, issuer.answer(address, sub=NAME, acr=LOA2))
    assert back["Location"] == writing_page(cast)
    assert browser.cookies["larka_session"].value != before
    assert browser.get(writing_page(cast)).status_code == 200
    act = Entry.objects.get(action="account.identity_confirmed")
    assert (act.person_id, act.details) == (cast.tess.pk, {"level": "strong"})


def test_what_was_sent_is_kept_through_the_visit_to_the_provider(cast: Cast, issuer: Issuer) -> None:
    """A14, mission 5: also when the visit is broken off, and is nowhere to be read meanwhile."""
    browser, place = came_in(issuer), cast.membership(cast.elsa, cast.maths_5a)
    typed = {f"text-{place.public_id}": 'Elsa <räknar>\nsäkert & "snabbt"', f"version-{place.public_id}": "0", "save": "1"}
    sent = browser.post(writing_page(cast), typed)
    there, kept = sent["Location"], kept_on(browser.post(sent["Location"], typed))
    address = step_up(browser, there, larka_kept=kept)
    assert "räknar" not in str(dict(browser.session))
    back = come_back(browser, {"state": asked_at(address)["state"], "error": "access_denied"})
    assert back["Location"] == there
    page = browser.get(there)
    assert "Du avbröt hos Björkkommun" in words(page)
    assert "Det du skrev är inte skickat än" in words(page)
    address = address_on(browser.post(there, {"larka_way": "provider-1", "larka_kept": kept_on(page)}))
    again = come_back(browser, issuer.answer(address, sub=NAME, acr=LOA2))
    fields = re.findall(r'<textarea name="([^"]*)" hidden>\n(.*?)</textarea>', again.content.decode(), re.DOTALL)
    assert {name: unescape(value) for name, value in fields} == typed
    assert browser.post(writing_page(cast), typed).status_code == 302
    assert Judgement.objects.get().text == typed[f"text-{place.public_id}"]


@pytest.mark.parametrize(
    ("told", "reason", "said"),
    [
        ({"sub": MATS, "acr": LOA2}, "another", "som någon annan"),
        ({"sub": "nobody", "acr": LOA2}, "another", "som någon annan"),
        ({"sub": NAME, "acr": LOA2, "auth_time": 1_700_000_000}, "not_now", "inte att du bekräftade just nu"),
        ({"sub": NAME, "acr": LOA2, "auth_time": None}, "not_now", "inte att du bekräftade just nu"),
        ({"sub": NAME, "acr": PASSWORD_ONLY}, "too_weak", "inte tillräckligt säkert"),
    ],
)
def test_a_proof_that_is_another_persons_old_or_weak_makes_nothing_surer(
    cast: Cast, issuer: Issuer, told: dict[str, Any], reason: str, said: str
) -> None:
    """A14, V6.8.4: and the person stays signed in as before."""
    came_in(issuer, MATS)
    browser = came_in(issuer)
    there = browser.get(writing_page(cast))["Location"]
    back = come_back(browser, issuer.answer(step_up(browser, there), **told))
    assert back["Location"] == there
    assert said in words(browser.get(there))
    assert (who(browser), last_strong(browser)) == (cast.tess.pk, None)
    assert refused() == [(reason, User.objects.get(person=cast.tess).pk)]


def test_an_answer_after_the_session_has_ended_opens_nothing(cast: Cast, issuer: Issuer) -> None:
    """A14: what was asked to make a session surer is no log-in."""
    browser = came_in(issuer)
    address = step_up(browser, browser.get(writing_page(cast))["Location"])
    User.objects.update(is_active=False)
    come_back(browser, issuer.answer(address, sub=NAME, acr=LOA2))
    assert [reason for reason, _account in refused()] == ["state"]


def test_whoever_has_no_second_factor_changes_the_way_in_after_proving_it_with_the_provider(cast: Cast, issuer: Issuer) -> None:
    """A14, V7.5.1: there is no password to give; a log-in of this morning is not enough."""
    browser = came_in(issuer, auth_time=int(time.time()) - 3600)
    there = browser.get("/konto/inloggning/app/")["Location"]
    assert there.startswith("/konto/bekrafta/")
    back = come_back(browser, issuer.answer(step_up(browser, there), sub=NAME))
    assert back["Location"] == "/konto/inloggning/app/"
    connect_app(browser)
    assert browser.get(writing_page(cast)).status_code == 200


def test_ending_ones_other_sessions_is_kept_through_the_visit_too(cast: Cast, issuer: Issuer) -> None:
    """V7.5.2: of whoever has neither password nor factor."""
    other, browser = came_in(issuer), came_in(issuer, auth_time=int(time.time()) - 3600)
    sent = browser.post("/konto/inloggning/sessioner/", {"session": "others"})
    assert sent.status_code == 307
    kept = kept_on(browser.post(sent["Location"], {"session": "others"}))
    again = come_back(browser, issuer.answer(step_up(browser, sent["Location"], larka_kept=kept), sub=NAME))
    assert "others" in again.content.decode()
    assert who(other) == cast.tess.pk
    browser.post("/konto/inloggning/sessioner/", {"session": "others"})
    assert Session.objects.filter(account__person=cast.tess).count() == 1


def test_the_button_is_there_for_whoever_the_provider_knows_and_where_it_can_be_enough(cast: Cast, issuer: Issuer, settings: Any) -> None:
    """A14: also in a session that began with a password; never for one whom it has not been matched with."""
    came_in(issuer)
    tess, mats = signed_in(with_password(cast.tess)), signed_in(with_password(cast.mats))
    there = tess.get(writing_page(cast))["Location"]
    assert "Bekräfta med Björkkommun" in words(tess.get(there))
    assert "Bekräfta med" not in words(mats.get(there))
    assert mats.post(there, {"larka_way": "provider-1"}).status_code == 422
    settings.OIDC_PROVIDERS = (issuer.provider(strong=()),)
    assert "Bekräfta med" not in words(tess.get(there))
    assert "Skaffa ett andra steg" in words(tess.get(there))


def test_only_the_last_questions_are_waited_for(cast: Cast, issuer: Issuer) -> None:
    """Q2: a session does not grow by pressing the button."""
    browser = Client()
    answers = [issuer.answer(begin(browser), sub=NAME, **{PRINCIPAL: NAME}) for _again in range(6)]
    come_back(browser, answers[0])
    assert who(browser) is None
    come_back(browser, answers[1])
    assert who(browser) == cast.tess.pk
