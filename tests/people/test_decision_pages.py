"""The pages of decisions about children: waiting adults, restrictions, a pupil of age."""

import datetime as dt

import pytest
from django.test import Client

from larka.access.policies import CHILD_READ
from larka.audit.models import Entry
from larka.people.access import CHILD_DECIDE
from larka.register.choices import Protection
from larka.register.models import AdultPupilConsent, IdentityNumber, Person, Responsible, Restriction
from larka.web.addresses import url
from tests.access.everyone import reached_by
from tests.cast import Cast, actor, opener
from tests.web.pages import main_text, named_on, shown, write_for

DAY = dt.timedelta(days=1)
NUMBER = "201512312388"


def page_of(child: Person) -> str:
    return url("child_decisions", child.public_id)


def numbered(person: Person, value: str = NUMBER) -> None:
    """The person's personal number."""
    IdentityNumber.objects.create(person=person, value=value, kind="personnummer", recorded_at=dt.datetime.now(dt.UTC))


def now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def test_rektor_sees_who_waits_in_the_unit_and_nobody_of_another(cast_today: Cast, client: Client) -> None:
    """A9, A17: with what the register says; and the restrictions."""
    text = shown(client, cast_today.rolf, url("unit_decisions", cast_today.school.public_id))
    assert named_on(text, cast_today) == {"Elsa", "Annika", "Nils", "Rut"}
    assert "Annan ansvarig vuxen, från" in text
    assert named_on(shown(client, cast_today.rita, url("unit_decisions", cast_today.preschool.public_id)), cast_today) == set()
    assert Entry.objects.filter(action="unit_decisions", child_ids=sorted([cast_today.elsa.pk, cast_today.nils.pk])).count() == 1


def test_rektor_decides_for_a_waiting_adult(cast_today: Cast, client: Client) -> None:
    """A9: from today to the last day, and the decision stands beside the name."""
    cast, last = cast_today, cast_today.at.date() + 30 * DAY
    typed = {"act": "decide", "who": "annika", "decision": "SN 2026/17", "last_day": str(last)}
    opener(client, cast.rolf)
    assert client.post(page_of(cast.elsa), typed)["Location"] == page_of(cast.elsa)
    row = Responsible.objects.get(child=cast.elsa, person=cast.annika)
    assert (row.in_effect, row.ends_on, row.decided_by) == (True, last + DAY, cast.rolf)
    assert CHILD_READ.allows(actor(cast.annika, now()), cast.elsa)
    text = main_text(client.get(page_of(cast.elsa)))
    assert "SN 2026/17" in text
    assert "väntar på beslut" not in text


@pytest.mark.parametrize(
    "wrong", [{"who": "Anna"}, {"who": "Stina"}, {"who": ""}, {"decision": " "}, {"last_day": "2001-01-01"}, {"last_day": "snart"}]
)
def test_a_decision_without_what_it_needs_is_not_registered(cast_today: Cast, client: Client, wrong: dict[str, str]) -> None:
    """A9, Q2: a guardian and a stranger do not wait; what was typed is kept."""
    typed = {"act": "decide", "who": "Annika", "decision": "SN 1", "last_day": str(cast_today.at.date() + 9 * DAY), **wrong}
    answer = opener(client, cast_today.rolf).post(page_of(cast_today.elsa), typed)
    assert answer.status_code == 422
    assert "behöver rättas" in main_text(answer)
    assert f'value="{typed["who"]}"' in answer.content.decode()
    assert not Responsible.objects.get(child=cast_today.elsa, person=cast_today.annika).in_effect


def test_a_restricted_guardian_is_out_in_a_session_that_is_already_open(cast_today: Cast) -> None:
    """A17: everywhere at once; the other child and the other guardian are as before, and it ends the day it is ended."""
    cast = cast_today
    (text,) = write_for(cast, cast.tess, cast.maths_5a, [cast.elsa])
    family, office = opener(Client(), cast.anders), opener(Client(), cast.rolf)
    pages = [url("child", cast.elsa.public_id), url("child_judgements", cast.elsa.public_id), url("judgement", text.public_id)]
    assert [family.get(page).status_code for page in pages] == [200, 200, 200]
    today = cast.at.date()
    sent = {"act": "restrict", "who": "Anders", "decision": "TR T 1-26", "first_day": str(today), "last_day": ""}
    assert office.post(page_of(cast.elsa), sent).status_code == 302
    assert [family.get(page).status_code for page in pages] == [404, 404, 404]
    for address in ("/", "/barn/", "/sok/?q=Elsa", "/grupper/"):
        assert "Elsa" not in named_on(main_text(family.get(address)), cast), address
    assert family.get(url("child", cast.sam.public_id)).status_code == 200
    made = Restriction.objects.get(child=cast.elsa)
    assert (made.person, made.reference, made.registered_by) == (cast.anders, "TR T 1-26", cast.rolf)
    assert office.post(page_of(cast.elsa), {"act": "end", "row": str(made.public_id)}).status_code == 302
    assert [family.get(page).status_code for page in pages] == [200, 200, 200]
    assert "avslutad" in main_text(office.get(page_of(cast.elsa)))


def test_the_page_is_for_the_units_office_alone(cast: Cast) -> None:
    """A17: never the family, the restricted adult, a teacher or another unit's rektor."""
    assert reached_by(CHILD_DECIDE, cast.nils) == {"Rolf"}
    assert reached_by(CHILD_DECIDE, cast.sam) == {"Rita"}
    assert reached_by(CHILD_DECIDE, cast.omar) == {"Rolf"}


def test_a_protected_child_and_its_adults_are_not_named_and_found_by_number_only(cast_today: Cast, client: Client) -> None:
    """A10, A17: a restriction is registered for it as for any other."""
    cast, unit = cast_today, url("unit_decisions", cast_today.school.public_id)
    numbered(cast.omar)
    numbered(cast.olga, "198112189876")
    opener(client, cast.rolf)
    for words in ("Omar", "om", "Omar " + cast.omar.family_name):
        assert "Omar" not in named_on(main_text(client.get(unit, {"q": words})), cast)
    assert client.post(unit, {"act": "find", "number": "Omar"}).status_code == 422
    assert client.post(unit, {"act": "find", "number": NUMBER})["Location"] == page_of(cast.omar)
    page = client.get(page_of(cast.omar)).content.decode()
    assert "Omar" not in page
    assert "Olga" not in page
    sent = {"act": "restrict", "who": "Olga", "decision": "TR 2", "first_day": str(cast.at.date())}
    refused = client.post(page_of(cast.omar), sent)
    assert refused.status_code == 422
    assert cast.olga.family_name not in refused.content.decode()
    assert client.post(page_of(cast.omar), {**sent, "who": "19811218-9876"}).status_code == 302
    assert not CHILD_READ.allows(actor(cast.olga, now()), cast.omar)
    listed = main_text(client.get(unit))
    assert not named_on(listed, cast) & {"Omar", "Olga"}
    assert "Barn med skyddade personuppgifter" in listed


def test_a_number_of_another_units_child_is_nobody(cast_today: Cast, client: Client) -> None:
    """A1: the answer is the same as for a number that nobody has."""
    cast, unit = cast_today, url("unit_decisions", cast_today.school.public_id)
    numbered(cast.sam)
    opener(client, cast.rolf)
    other = main_text(client.post(unit, {"act": "find", "number": NUMBER}))
    assert main_text(client.post(unit, {"act": "find", "number": "201512312380"})) == other


def test_protected_adults_are_named_to_nobody_in_an_office(cast_today: Cast, client: Client) -> None:
    """A10: a guardian with protected identity stands without a name, and is not found by it."""
    Person.objects.filter(pk=cast_today.anna.pk).update(protection=Protection.MARKED)
    text = shown(client, cast_today.rolf, page_of(cast_today.elsa))
    assert "Anna" not in named_on(text, cast_today)
    assert "Skyddad person" in text
    sent = {"act": "restrict", "who": "Anna", "decision": "TR 2", "first_day": str(cast_today.at.date())}
    assert client.post(page_of(cast_today.elsa), sent).status_code == 422


def test_a_pupil_of_age_lets_a_former_guardian_read_and_takes_it_back(cast_today: Cast, client: Client) -> None:
    """A13: on its own page, at once."""
    cast, address = cast_today, url("adult_access", cast_today.agnes.public_id)
    assert named_on(shown(client, cast.agnes, address), cast) == {"Gun", "Göran"}
    client.post(address, {"act": "give", "row": str(cast.gun.public_id)})
    assert CHILD_READ.allows(actor(cast.gun, now()), cast.agnes)
    client.post(address, {"act": "take_back", "row": str(cast.gun.public_id)})
    assert not CHILD_READ.allows(actor(cast.gun, now()), cast.agnes)
    for sent in ({"act": "give", "row": str(cast.stina.public_id)}, {"act": "take_back", "row": "x"}, {}):
        client.post(address, sent)
    assert set(AdultPupilConsent.objects.filter(ends_on=None).values_list("person__given_name", flat=True)) == {"Göran"}


def test_before_18_the_page_says_what_will_come(cast_today: Cast, client: Client) -> None:
    """A13: and nothing can be given; nobody else has the page."""
    cast, address = cast_today, url("adult_access", cast_today.elsa.public_id)
    assert "När du fyller 18" in shown(client, cast.elsa, address)
    client.post(address, {"act": "give", "row": str(cast.anna.public_id)})
    assert not AdultPupilConsent.objects.filter(child=cast.elsa).exists()
    for other in (cast.anna, cast.rolf, cast.mats):
        assert opener(client, other).get(address).status_code == 404
    assert address in opener(client, cast.elsa).get("/mer/").content.decode()
