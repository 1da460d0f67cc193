"""Through the municipality's identity provider: who of the register somebody is, and who is nobody."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from larka.accounts.models import Identity, User
from larka.audit.models import Entry
from larka.people.actions.moving import move_back, move_everything
from larka.people.actions.settings import change_setting
from larka.register.actor import Actor
from larka.register.choices import PersonStatus, Protection
from larka.register.models import IdentityNumber, Person, Restriction
from tests.accounts.issuer import COORDINATION, COORDINATION_LEVEL, LOA2, LOA3, NUMBER, PASSWORD_ONLY, PRINCIPAL, Issuer, log_in
from tests.accounts.ways import with_password, words
from tests.cast import NOON, Cast

TESS, ANNA = "197001019806", "198001012387"
COORDINATION_NUMBER = "197010632391"
OPERATOR = Actor.operator(NOON)


def named(person: Person, *names: str) -> Person:
    """The register says that this is the person's name with the provider."""
    person.principal_names = list(names)
    person.save(update_fields=["principal_names"])
    return person


def numbered(person: Person, value: str, *, replaced: bool = False) -> Person:
    """The register says that this is the person's number, or was."""
    now = dt.datetime.now(dt.UTC)
    kind = "samordningsnummer" if value == COORDINATION_NUMBER else "personnummer"
    IdentityNumber.objects.create(person=person, value=value, kind=kind, recorded_at=now, replaced_at=now if replaced else None)
    return person


def who(browser: Client) -> int | None:
    """The person whom this browser is signed in as."""
    account = browser.session.get("_auth_user_id")
    return User.objects.get(pk=account).person_id if account else None


def refused() -> list[tuple[str, int | None]]:
    """Why, and about which account, as the log says it."""
    return [
        (entry.details["reason"], entry.object_id)
        for entry in Entry.objects.filter(action="account.identity_refused", kind="refused").order_by("pk")
    ]


@pytest.mark.parametrize("told", ["tess@bjork.example", ["tess@bjork.example"], "Tess@Bjork.example"])
def test_a_teacher_is_known_by_her_name_with_the_provider_and_gets_her_account(cast_today: Cast, issuer: Issuer, told: Any) -> None:
    """B1: the account comes from the register; it has no password."""
    named(cast_today.tess, "tess@bjork.example")
    browser = Client()
    answer = log_in(browser, issuer, to="/grupper/", acr=LOA2, **{PRINCIPAL: told})
    assert answer["Location"] == "/grupper/"
    assert who(browser) == cast_today.tess.pk
    assert not User.objects.get(person=cast_today.tess).has_usable_password()
    assert browser.get("/grupper/").status_code == 200
    acts = Entry.objects.filter(person_id=cast_today.tess.pk, action__startswith="account.").values_list("action", "details")
    assert list(acts.order_by("pk")) == [
        ("account.identity_connected", {"matched": "identifier"}),
        ("account.signed_in", {"level": "strong", "way": "oidc"}),
    ]


def test_the_next_log_in_asks_for_the_identity_alone(cast_today: Cast, issuer: Issuer) -> None:
    """B3: also when the name with the provider has changed to one that the register does not have, or is not told."""
    named(cast_today.tess, "tess@bjork.example")
    log_in(Client(), issuer, **{PRINCIPAL: "tess@bjork.example"})
    for told in ({}, {PRINCIPAL: "tess.gift@bjork.example"}):
        browser = Client()
        log_in(browser, issuer, **told)
        assert who(browser) == cast_today.tess.pk
    assert Identity.objects.count() == 1


def test_an_identity_never_becomes_another_persons(cast_today: Cast, issuer: Issuer) -> None:
    """B3: names are used again, and a claim can be wrong: then nobody comes in."""
    named(cast_today.tess, "tess@bjork.example")
    named(cast_today.mats, "mats@bjork.example")
    numbered(cast_today.petra, TESS)
    log_in(Client(), issuer, **{PRINCIPAL: "tess@bjork.example"})
    account = User.objects.get(person=cast_today.tess).pk
    for told in ({PRINCIPAL: "mats@bjork.example"}, {NUMBER: TESS, "acr": LOA3}):
        browser = Client()
        log_in(browser, issuer, **told)
        assert who(browser) is None
    assert refused() == [("says_another", account)] * 2
    assert list(Identity.objects.values_list("person", flat=True)) == [cast_today.tess.pk]


def test_two_identities_may_be_one_person_and_one_subject_is_each_issuers_own(cast_today: Cast, issuer: Issuer, settings: Any) -> None:
    """A7: one account, whatever provider; the same subject elsewhere is another identity."""
    other = Issuer()
    settings.OIDC_PROVIDERS = (issuer.provider(), other.provider(key="2"))
    named(cast_today.tess, "tess@bjork.example")
    named(cast_today.mats, "mats@bjork.example")
    log_in(Client(), issuer, **{PRINCIPAL: "tess@bjork.example"})
    log_in(Client(), issuer, sub="another", **{PRINCIPAL: "tess@bjork.example"})
    browser = Client()
    page = browser.post("/logga-in/via/", {"provider": "2"})
    assert other.address in page.content.decode()
    other.stop()
    assert set(Identity.objects.values_list("person", "subject")) == {(cast_today.tess.pk, "sub"), (cast_today.tess.pk, "another")}


@pytest.mark.parametrize(("acr", "known"), [(LOA3, True), (LOA2, False), (PASSWORD_ONLY, False), (None, False), ([LOA3], False)])
def test_a_number_is_believed_at_sufficient_assurance_alone(cast_today: Cast, issuer: Issuer, acr: Any, known: bool) -> None:  # noqa: FBT001 – a parameter
    """A14, B3."""
    numbered(cast_today.tess, TESS)
    browser = Client()
    log_in(browser, issuer, acr=acr, **{NUMBER: TESS})
    assert (who(browser) == cast_today.tess.pk) is known
    assert known or refused() == [("unknown", None)]


def test_a_number_that_was_changed_still_finds_its_person(cast_today: Cast, issuer: Issuer) -> None:
    """B3: without loss of history."""
    numbered(cast_today.tess, TESS, replaced=True)
    numbered(cast_today.tess, "198001012387")
    browser = Client()
    log_in(browser, issuer, acr=LOA3, **{NUMBER: "19700101-9806"})
    assert who(browser) == cast_today.tess.pk


def test_a_number_that_two_have_had_finds_nobody(cast_today: Cast, issuer: Issuer) -> None:
    """B3: one has it, another had it."""
    numbered(cast_today.tess, TESS, replaced=True)
    numbered(cast_today.mats, TESS)
    browser = Client()
    log_in(browser, issuer, acr=LOA3, **{NUMBER: TESS})
    assert (who(browser), refused()) == (None, [("several", None)])


def test_a_name_and_a_number_of_two_people_find_nobody(cast_today: Cast, issuer: Issuer) -> None:
    """B3."""
    named(cast_today.mats, "tess@bjork.example")
    numbered(cast_today.tess, TESS)
    browser = Client()
    log_in(browser, issuer, acr=LOA3, **{NUMBER: TESS, PRINCIPAL: "tess@bjork.example"})
    assert (who(browser), refused()) == (None, [("several", None)])


@pytest.mark.parametrize(("level", "known"), [("confirmed", True), ("probable", False), ("uncertain", False), (None, False)])
@pytest.mark.parametrize("claim", [COORDINATION, NUMBER])
def test_a_samordningsnummer_counts_when_it_is_confirmed(
    cast_today: Cast,
    issuer: Issuer,
    claim: str,
    level: str | None,
    known: bool,  # noqa: FBT001 – a parameter
) -> None:
    """B3: whichever claim it stands in."""
    numbered(cast_today.tess, COORDINATION_NUMBER)
    browser = Client()
    log_in(browser, issuer, acr=LOA3, **{claim: COORDINATION_NUMBER, COORDINATION_LEVEL: level})
    assert (who(browser) == cast_today.tess.pk) is known


@pytest.mark.parametrize("told", ["", "1", "197001019803", 197001019806, ["197001019806", "198001012387"], {}, "20130101TF01"])
def test_what_is_no_number_finds_nobody(cast_today: Cast, issuer: Issuer, told: Any) -> None:
    """Q2: a temporary number is the school's own, and no provider's."""
    IdentityNumber.objects.create(person=cast_today.tess, value="20130101TF01", kind="temporary", recorded_at=NOON)
    browser = Client()
    log_in(browser, issuer, acr=LOA3, **{NUMBER: told})
    assert (who(browser), refused()) == (None, [("unknown", None)])


def test_a_protected_teacher_comes_in_as_anybody_and_is_called_by_the_working_name(cast_today: Cast, issuer: Issuer) -> None:
    """A10: they can use the system."""
    assert cast_today.per.protection != Protection.NONE
    named(cast_today.per, "per@bjork.example")
    browser = Client()
    log_in(browser, issuer, acr=LOA2, **{PRINCIPAL: "per@bjork.example"})
    assert who(browser) == cast_today.per.pk
    assert "Personal 4821" in browser.get("/").content.decode()


def test_pupils_get_their_account_and_adults_who_have_nothing_in_force_do_not(cast_today: Cast, issuer: Issuer) -> None:
    """B1, A5, A9: a former guardian, one who waits for a decision, a former teacher's duty that goes on."""
    for short in ("elsa", "omar", "agnes", "frida", "annika"):
        named(getattr(cast_today, short), f"{short}@bjork.example")
        browser = Client()
        log_in(browser, issuer, sub=short, **{PRINCIPAL: f"{short}@bjork.example"})
        expected = getattr(cast_today, short).pk if short in {"elsa", "omar", "agnes"} else None
        assert who(browser) == expected, short
    assert refused() == [("no_role", None)] * 2
    assert not User.objects.filter(person__in=[cast_today.frida, cast_today.annika]).exists()


def test_a_guardian_is_invited_first_and_then_comes_in_with_an_e_id(cast_today: Cast, issuer: Issuer) -> None:
    """B2: the invitation is the way in; whoever has an account needs no new one."""
    numbered(cast_today.anna, ANNA)
    browser = Client()
    answer = log_in(browser, issuer, acr=LOA3, **{NUMBER: ANNA})
    assert (who(browser), refused()) == (None, [("invitation", None)])
    assert "genom att ansöka" in words(browser.get(answer["Location"]))
    with_password(cast_today.anna)
    log_in(browser, issuer, acr=LOA3, **{NUMBER: ANNA})
    assert who(browser) == cast_today.anna.pk


def test_where_the_huvudman_says_so_a_sure_e_id_is_enough_for_a_guardian_of_the_register(cast_today: Cast, issuer: Issuer) -> None:
    """B2, A17: by number; not by name, and not for one whom a restriction keeps out."""
    change_setting(by=OPERATOR, key="login.guardians_begin_with_e_id", value=True)
    named(numbered(cast_today.anna, ANNA), "anna@hem.example")
    numbered(cast_today.rut, TESS)
    browser = Client()
    log_in(browser, issuer, acr=LOA3, **{PRINCIPAL: "anna@hem.example"})
    assert who(browser) is None
    assert Restriction.objects.filter(person=cast_today.rut).exists()
    log_in(browser, issuer, acr=LOA3, sub="rut", **{NUMBER: TESS})
    assert who(browser) is None
    log_in(browser, issuer, acr=LOA3, **{NUMBER: ANNA})
    assert who(browser) == cast_today.anna.pk
    assert refused() == [("invitation", None), ("no_role", None)]


@pytest.mark.parametrize("status", [PersonStatus.DECEASED, PersonStatus.EMIGRATED])
def test_who_is_no_longer_active_in_the_register_does_not_come_in(cast_today: Cast, issuer: Issuer, status: str) -> None:
    """A5: also when the identity is known."""
    named(cast_today.tess, "tess@bjork.example")
    log_in(Client(), issuer, **{PRINCIPAL: "tess@bjork.example"})
    Person.objects.filter(pk=cast_today.tess.pk).update(status=status)
    browser = Client()
    log_in(browser, issuer)
    assert (who(browser), refused()) == (None, [("not_active", User.objects.get().pk)])


def test_a_closed_account_stays_closed(cast_today: Cast, issuer: Issuer) -> None:
    """A8."""
    account = with_password(named(cast_today.tess, "tess@bjork.example"))
    User.objects.update(is_active=False)
    browser = Client()
    log_in(browser, issuer, **{PRINCIPAL: "tess@bjork.example"})
    assert (who(browser), refused()) == (None, [("closed", account.pk)])
    assert not Identity.objects.exists()


def test_the_registers_own_id_may_be_the_identifier(cast_today: Cast, issuer: Issuer, settings: Any) -> None:
    """B1."""
    settings.OIDC_PROVIDERS = (issuer.provider(identifier="register_id", identifier_claim="employee"),)
    browser = Client()
    for told in ("tess@bjork.example", "", "0"):
        log_in(browser, issuer, employee=told)
        assert who(browser) is None
    log_in(browser, issuer, employee=str(cast_today.tess.source_id))
    assert who(browser) == cast_today.tess.pk


def test_no_number_is_kept_but_in_the_register(cast_today: Cast, issuer: Issuer, caplog: pytest.LogCaptureFixture) -> None:
    """B3: not in the session, the log, an address, or what is written when something goes wrong."""
    numbered(cast_today.tess, TESS)
    browser = Client()
    answers = [log_in(browser, issuer, acr=LOA3, **{NUMBER: number}) for number in (TESS, "198001012387")]
    assert who(browser) == cast_today.tess.pk
    kept = [str(dict(browser.session)), *map(str, Entry.objects.values()), *map(str, Identity.objects.values()), caplog.text]
    kept += [answer["Location"] for answer in answers]
    assert not [text for text in kept if TESS in text or "198001012387" in text]


@pytest.mark.parametrize("known", [True, False])
def test_after_a_merge_both_identities_are_the_kept_person_and_after_a_split_each_its_own(
    cast_today: Cast,
    issuer: Issuer,
    known: bool,  # noqa: FBT001 – a parameter
) -> None:
    """B6, A7: by what is stored, and by name and number where nothing is."""
    kept, gone = named(cast_today.tess, "tess@bjork.example"), named(cast_today.kim, "kim@bjork.example")
    numbered(gone, TESS)
    if known:
        log_in(Client(), issuer, sub="kim", **{PRINCIPAL: "kim@bjork.example"})
    by = Actor(person_id=cast_today.adam.pk, at=dt.datetime.now(dt.UTC))
    plan = move_everything(by, kept, gone)
    for told in ({PRINCIPAL: "kim@bjork.example"}, {NUMBER: TESS, "acr": LOA3}):
        browser = Client()
        log_in(browser, issuer, sub="kim", **told)
        assert who(browser) == kept.pk
    move_back(kept, gone, plan)
    browser = Client()
    log_in(browser, issuer, sub="kim" if known else "kim again", **{PRINCIPAL: "kim@bjork.example"})
    assert who(browser) == gone.pk
