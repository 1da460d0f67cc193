"""Protected people, documented need, emergency access, a guardian's proxy: who reaches what, and what the pages give away."""

import datetime as dt

import pytest
from django.test import Client

from larka.access.models import DocumentedNeed, EmergencyAccess, ProtectionDecision, Proxy
from larka.access.policies import CHILD_DOCUMENTS, CHILD_READ
from larka.access.policy import Refused
from larka.assessments.access import JUDGEMENT_READ
from larka.assessments.models import Judgement
from larka.assessments.queries.taking_over import left_judgements
from larka.audit.models import Entry
from larka.audit.queries import readers_of
from larka.people.access import EMERGENCY_TAKE
from larka.people.actions.decisions import DecisionError
from larka.people.actions.emergencies import delay_emergency_notice, review_emergency_access, take_emergency_access
from larka.people.actions.needs import document_need
from larka.people.actions.protection import change_working_name, decide_protection
from larka.people.actions.proxies import give_proxy, take_back_proxy
from larka.people.actions.settings import change_setting
from larka.register.actor import Actor
from larka.register.choices import Protection, Role
from larka.register.models import Duty, IdentityNumber, Person, Responsible, Restriction, RoleGrant, TeachingAssignment
from larka.web.addresses import url
from tests.access.everyone import reached_by
from tests.cast import NOON, Cast, actor, opener
from tests.web.pages import main_text, named_on, shown, write_for

TODAY, DAY, HOUR = NOON.date(), dt.timedelta(days=1), dt.timedelta(hours=1)


def officer(cast: Cast) -> Person:
    """Stina is the data protection officer."""
    RoleGrant.objects.create(
        person=cast.stina, role=Role.DATA_PROTECTION_OFFICER, unit=cast.municipality, starts_on=cast.at.date() - DAY, decision="KS 2"
    )
    return cast.stina


def now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def test_rektor_sees_a_protected_child_while_the_need_is_documented(cast: Cast) -> None:
    """A10: with reference and end; nobody else does by it, and a restriction cuts it (A17)."""
    before = reached_by(CHILD_READ, cast.omar)
    document_need(by=actor(cast.rolf), child=cast.omar, decision=" SN 5 ", ends_on=TODAY + 5 * DAY)
    assert reached_by(CHILD_READ, cast.omar) == before | {"Rolf"}
    assert reached_by(CHILD_DOCUMENTS, cast.omar) >= {"Rolf"}
    assert reached_by(CHILD_READ, cast.omar, NOON + 5 * DAY) & {"Rolf"} == set()
    assert Entry.objects.get(action="need.documented").child_ids == [cast.omar.pk]
    Restriction.objects.create(child=cast.omar, person=cast.rolf, reference="T 1", starts_on=TODAY)
    assert "Rolf" not in reached_by(CHILD_READ, cast.omar)


def test_the_need_ends_with_the_duty(cast: Cast) -> None:
    """A5, A10: a rektor who leaves the unit sees the child no more."""
    document_need(by=actor(cast.rolf), child=cast.omar, decision="SN 5", ends_on=TODAY + 5 * DAY)
    Duty.objects.filter(person=cast.rolf).update(ends_on=TODAY)
    assert not CHILD_READ.allows(actor(cast.rolf), cast.omar)


def test_with_a_need_rektor_takes_over_a_protected_childs_left_text(cast: Cast) -> None:
    """A6, A10: without it the text waits unseen."""
    write_for(cast, cast.tess, cast.maths_5a, [cast.omar], publish=False)
    TeachingAssignment.objects.filter(duty__person=cast.tess).update(ends_on=TODAY)
    assert left_judgements(actor(cast.rolf)).count() == 0
    document_need(by=actor(cast.rolf), child=cast.omar, decision="SN 5", ends_on=TODAY + 5 * DAY)
    assert [text.child for text in left_judgements(actor(cast.rolf))] == [cast.omar]


def test_only_the_childs_rektor_documents_a_need_and_it_has_an_end(cast: Cast) -> None:
    """A10, Q2."""
    for stranger in (cast.rita, cast.tess, cast.adam, cast.olga):
        with pytest.raises(Refused):
            document_need(by=actor(stranger), child=cast.omar, decision="x", ends_on=TODAY + DAY)
    for child, decision, days in ((cast.elsa, "x", 3), (cast.omar, " ", 3), (cast.omar, "x", 0), (cast.omar, "x", 900)):
        with pytest.raises(DecisionError):
            document_need(by=actor(cast.rolf), child=child, decision=decision, ends_on=TODAY + days * DAY)
    assert not DocumentedNeed.objects.exists()


def test_the_page_of_a_need_opens_and_closes_the_childs_page(cast_today: Cast, client: Client) -> None:
    """A10: in the session that is open."""
    cast, address = cast_today, url("child_decisions", cast_today.omar.public_id)
    opener(client, cast.rolf)
    page = url("child", cast.omar.public_id)
    assert client.get(page).status_code == 404
    client.post(address, {"act": "need", "decision": "SN 8", "last_day": str(cast.at.date() + 3 * DAY)})
    assert client.get(page).status_code == 200
    assert "Omar" in named_on(main_text(client.get(address)), cast)
    client.post(address, {"act": "end_need", "row": ""})
    assert client.get(page).status_code == 404
    assert client.post(address, {"act": "need", "decision": "", "last_day": "x"}).status_code == 422


def test_protection_is_stronger_at_once_and_weaker_only_by_name(cast: Cast) -> None:
    """A10: by the huvudman's administrator with a decision; protected staff get a working name of themselves."""
    by = actor(cast.adam)
    with pytest.raises(Refused):
        decide_protection(by=actor(cast.rolf), person=cast.elsa, protection="marked", decision="x")
    decide_protection(by=by, person=cast.elsa, protection="marked", decision="SN 1")
    assert reached_by(CHILD_READ, cast.elsa) == {"Elsa", "Anna", "Anders", "Tess", "Mats", "Per", "Vera"}
    with pytest.raises(DecisionError, match="hela namn"):
        decide_protection(by=by, person=cast.elsa, protection="none", decision="SN 2", named="Elsa")
    name = f"{cast.elsa.given_name} {cast.elsa.family_name}"
    decide_protection(by=by, person=cast.elsa, protection="none", decision="SN 2", named=name.upper())
    assert "Rolf" in reached_by(CHILD_READ, cast.elsa)
    decide_protection(by=by, person=cast.kim, protection="registered", decision="SN 3")
    cast.kim.refresh_from_db()
    assert cast.kim.display_name.startswith("Personal ")
    assert ProtectionDecision.objects.count() == 3


def test_a_working_name_gives_nothing_away_and_is_nobody_elses(cast: Cast) -> None:
    """A10."""
    by = actor(cast.adam)
    other = Person.objects.create(given_name="X", family_name="Y", sort_key="x", protection="marked", working_name="Personal 1")
    for name in ("", cast.per.family_name, f"Herr {cast.per.given_name}", other.working_name):
        with pytest.raises(DecisionError):
            change_working_name(by=by, person=cast.per, name=name)
    with pytest.raises(DecisionError):
        change_working_name(by=by, person=cast.kim, name="Lönn")
    assert change_working_name(by=by, person=cast.per, name=" Lönn  7 ").working_name == "Lönn 7"


def test_who_is_marked_is_gone_from_every_list_at_once(cast_today: Cast, client: Client) -> None:
    """A10: class list, search, counts and decisions, for families and for rektor; the log holds no name."""
    cast = cast_today
    sent = {"act": "protect", "who": "19800115-2381", "protection": "marked", "decision": "SN 1"}
    IdentityNumber.objects.create(person=cast.nils, value="198001152381", kind="personnummer", recorded_at=now())
    assert opener(client, cast.adam).post("/skydd/", sent).status_code == 302
    group, unit = url("group", cast.class_5a.public_id), cast.school.public_id
    for who in (cast.anna, cast.rolf, cast.petra):
        for address in (group, "/sok/?q=Nils", "/grupper/", "/"):
            assert "Nils" not in named_on(shown(client, who, address), cast), f"{who}: {address}"
    assert "1 elev" in shown(client, cast.rolf, url("unit", unit))
    text = shown(client, cast.rolf, url("unit_decisions", unit) + "?q=Nils")
    assert not named_on(text, cast) & {"Nils", "Rut"}
    assert "Nils" not in str(list(Entry.objects.values_list("details", flat=True)))
    assert "Nils" in named_on(shown(client, cast.mats, group), cast)


def test_the_page_of_protection_is_the_administrators_alone(cast_today: Cast, client: Client) -> None:
    """A8, A10: and shows working names only."""
    for person in (cast_today.rolf, cast_today.tess, cast_today.anna):
        assert opener(client, person).get("/skydd/").status_code == 404
    text = shown(client, cast_today.adam, "/skydd/")
    assert "Personal 4821" in text
    assert named_on(text, cast_today) == set()
    wrong = client.post("/skydd/", {"act": "rename", "who": "Personal 4821", "name": cast_today.per.family_name})
    assert wrong.status_code == 422
    assert client.post("/skydd/", {"act": "rename", "who": "Personal 4821", "name": "Personal Lönn"}).status_code == 302
    assert Person.objects.get(pk=cast_today.per.pk).working_name == "Personal Lönn"


def test_emergency_access_holds_for_its_hours_and_no_longer(cast: Cast) -> None:
    """A8: one child, a reason, at most a day; ended with the duty (A5)."""
    write_for(cast, cast.tess, cast.maths_5a, [cast.omar])
    text, rolf = Judgement.objects.get(), actor(cast.rolf)
    before = reached_by(JUDGEMENT_READ, text)
    for reason, hours in ((" ", 2), ("Oro", 0), ("Oro", 25)):
        with pytest.raises(DecisionError):
            take_emergency_access(by=rolf, child=cast.omar, unit=cast.school, reason=reason, hours=hours)
    take_emergency_access(by=rolf, child=cast.omar, unit=cast.school, reason="Polisen frågar", hours=2)
    assert reached_by(JUDGEMENT_READ, text) == before | {"Rolf"}
    assert not CHILD_DOCUMENTS.allows(actor(cast.rolf, NOON + 2 * HOUR), cast.omar)
    with pytest.raises(DecisionError, match="redan"):
        take_emergency_access(by=rolf, child=cast.elsa, unit=cast.school, reason="Oro", hours=2)
    Duty.objects.filter(person=cast.rolf).update(ends_on=TODAY)
    assert reached_by(JUDGEMENT_READ, text) == before


def test_who_takes_emergency_access_is_a_setting(cast: Cast) -> None:
    """A8: rektor; administrators of the unit only where the huvudman says so."""
    Duty.objects.create(person=cast.stina, unit=cast.school, role_name="Adm", role=Role.ADMINISTRATOR, starts_on=TODAY)
    assert reached_by(EMERGENCY_TAKE, cast.omar) == {"Rolf"}
    change_setting(by=Actor.operator(NOON), key="access.administrators_take_emergency_access", value=True)
    assert reached_by(EMERGENCY_TAKE, cast.omar) == {"Rolf", "Stina"}


def test_the_officer_sees_it_at_once_and_reviews_it_once(cast_today: Cast, client: Client) -> None:
    """A8, A10: the protected child without a name; the page is the officer's alone."""
    cast, address = cast_today, url("emergency", cast_today.omar.public_id)
    opener(client, cast.rolf)
    assert client.post(address, {"act": "take", "reason": "", "hours": "99"}).status_code == 422
    assert client.post(address, {"act": "take", "reason": "Polisen frågar", "hours": "3"}).status_code == 302
    assert client.get(url("child", cast.omar.public_id)).status_code == 200
    assert opener(client, cast.adam).get("/nodatkomst/").status_code == 404
    text = shown(client, officer(cast), "/nodatkomst/")
    assert "Polisen frågar" in text
    assert named_on(text, cast) == {"Rolf"}
    row = str(EmergencyAccess.objects.get().public_id)
    assert client.post("/nodatkomst/", {"act": "review", "row": row, "verdict": "criticised", "review": ""}).status_code == 422
    sent = {"act": "review", "row": row, "verdict": "criticised", "review": "Fråga mentorn först."}
    assert client.post("/nodatkomst/", sent).status_code == 302
    assert client.post("/nodatkomst/", sent).status_code == 422
    assert "Fråga mentorn först." in main_text(client.get("/nodatkomst/"))
    opener(client, cast.rolf).post(address, {"act": "end", "row": row})
    assert client.get(url("child", cast.omar.public_id)).status_code == 404


def test_the_family_sees_it_unless_the_officer_lets_the_notice_wait(cast_today: Cast, client: Client) -> None:
    """A8, A12: in the role Nödåtkomst."""
    cast = cast_today
    (text,) = write_for(cast, cast.tess, cast.maths_5a, [cast.omar])
    taken = take_emergency_access(by=actor(cast.rolf, now()), child=cast.omar, unit=cast.school, reason="Oro", hours=2)
    assert opener(client, cast.rolf).get(url("judgement", text.public_id)).status_code == 200
    olga = actor(cast.olga, now())
    assert {(reader.name, reader.role) for reader in readers_of(olga, "judgement", text.pk)} == {
        (f"{cast.rolf.given_name} {cast.rolf.family_name}", "emergency")
    }
    page = url("child_readings", cast.omar.public_id)
    assert "Nödåtkomst" in shown(client, cast.olga, page)
    by = actor(officer(cast), now())
    with pytest.raises(DecisionError):
        delay_emergency_notice(by=by, taken=taken, until=by.today, decision="KS 1")
    with pytest.raises(Refused):
        delay_emergency_notice(by=actor(cast.rolf, now()), taken=taken, until=by.today + DAY, decision="KS 1")
    delay_emergency_notice(by=by, taken=taken, until=by.today + 9 * DAY, decision="KS 1")
    assert readers_of(olga, "judgement", text.pk) == []
    assert cast.rolf.family_name not in shown(client, cast.olga, page)
    assert len(readers_of(actor(cast.olga, now() + 9 * DAY), "judgement", text.pk)) == 1
    with pytest.raises(Refused):
        review_emergency_access(by=actor(cast.rolf, now()), taken=taken, verdict="approved", review="Ok")


def test_a_proxy_opens_documents_only_if_that_is_ticked_and_ends_with_the_givers_right(cast: Cast) -> None:
    """A9: revocable, scoped; a restriction of either ends it (A17), and so does the guardian's end (A5)."""
    (text,) = write_for(cast, cast.tess, cast.maths_5a, [cast.elsa])
    anna, before = actor(cast.anna), reached_by(CHILD_READ, cast.elsa)
    give_proxy(by=anna, child=cast.elsa, person=cast.stina, scopes=["absence", "schedule"])
    assert reached_by(CHILD_READ, cast.elsa) == before | {"Stina"}
    assert not {"Stina"} & (reached_by(CHILD_DOCUMENTS, cast.elsa) | reached_by(JUDGEMENT_READ, text))
    take_back_proxy(by=anna, child=cast.elsa, person=cast.stina)
    assert reached_by(CHILD_READ, cast.elsa) == before
    give_proxy(by=anna, child=cast.elsa, person=cast.stina, scopes=["documents"])
    assert "Stina" in reached_by(JUDGEMENT_READ, text)
    assert not CHILD_READ.allows(actor(cast.stina), cast.sam)
    Responsible.objects.filter(child=cast.elsa, person=cast.anna).update(ends_on=TODAY)
    assert "Stina" not in reached_by(CHILD_READ, cast.elsa)


def test_what_a_proxy_cannot_be(cast: Cast) -> None:
    """A9, A10: only by a guardian, for something, to somebody else, not for a protected child."""
    for stranger in (cast.frida, cast.annika, cast.mats, cast.rolf, cast.elsa):
        with pytest.raises(Refused):
            give_proxy(by=actor(stranger), child=cast.elsa, person=cast.stina, scopes=["absence"])
    for giver, child, person, scopes in (
        (cast.anna, cast.elsa, cast.stina, []), (cast.anna, cast.elsa, cast.stina, ["all"]), (cast.anna, cast.elsa, cast.anna, ["absence"]),
        (cast.olga, cast.omar, cast.stina, ["absence"]),
    ):  # fmt: skip
        with pytest.raises(DecisionError):
            give_proxy(by=actor(giver), child=child, person=person, scopes=scopes)
    decided = give_proxy(by=actor(cast.anna), child=cast.elsa, person=cast.stina, scopes=["documents"])
    Person.objects.filter(pk=cast.elsa.pk).update(protection=Protection.MARKED)
    assert not CHILD_READ.allows(actor(cast.stina), cast.elsa)
    assert decided.scopes == ["documents"]


def test_a_guardian_gives_a_proxy_to_somebody_whose_name_and_number_they_know(cast_today: Cast, client: Client) -> None:
    """A1, A9, A18: what is wrong with either is one answer; the other guardian sees nothing of it."""
    cast, address = cast_today, url("proxies", cast_today.elsa.public_id)
    for person, number in ((cast.stina, "198001152381"), (cast.per, "198112189876")):
        IdentityNumber.objects.create(person=person, value=number, kind="personnummer", recorded_at=now())
    name = f"{cast.stina.given_name} {cast.stina.family_name}"
    typed = {"act": "give", "name": name, "number": "19800115-2381", "scopes": ["absence", "documents"]}
    opener(client, cast.anna)
    said = set()
    for wrong in ({"name": "Stina"}, {"number": "19811218-9876"}, {"number": "x"}, {"name": "Personal 4821", "number": "19811218-9876"}):
        answer = client.post(address, {**typed, **wrong})
        assert answer.status_code == 422
        said.add(main_text(answer))
    assert len(said) == 1
    assert client.post(address, {**typed, "scopes": []}).status_code == 422
    assert client.post(address, typed).status_code == 302
    assert name in shown(client, cast.anna, address)
    assert name not in shown(client, cast.anders, address)
    for page in ("/barn/", url("child", cast.elsa.public_id), url("child_judgements", cast.elsa.public_id)):
        assert opener(client, cast.stina).get(page).status_code == 200, page
    assert client.get(address).status_code == 404
    opener(client, cast.anna).post(address, {"act": "take_back", "row": str(cast.stina.public_id)})
    assert opener(client, cast.stina).get(url("child", cast.elsa.public_id)).status_code == 404
    assert Proxy.objects.count() == 1
