"""Who has never logged in, and letters to them (B2)."""

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client

from larka.access.policy import Refused
from larka.core.dates import STOCKHOLM
from larka.invitations.access import GROUP_LOGINS
from larka.invitations.actions.inviting import invite, letters_to_group, letters_to_staff
from larka.invitations.models import Invitation
from larka.invitations.pdf.letters import WINDOWS, render_letters
from larka.invitations.queries.logins import logins_in_group, logins_of_staff
from larka.people.actions.needs import document_need
from larka.register.choices import Protection, Role
from larka.register.models import ContactDetails, Duty, DutyAssignment, Person
from tests.cast import NOON, Cast, actor, opener, readers
from tests.invitations.papers import give_numbers, pages_of
from tests.web.pages import named_on, shown

WELCOME = "http://testserver/valkommen/"


def _named(cast: Cast, rows: Any) -> set[str]:
    short = {person.pk: name for name, person in cast.people().items()}
    return {short[row.person] for row in rows}


def _ids(*people: Person) -> set[Any]:
    return {person.public_id for person in people}


def _make_rolf_mentor(cast: Cast) -> None:
    """Rektor who is a mentor too knows the class's protected pupil, by name."""
    duty = Duty.objects.create(person=cast.rolf, unit=cast.school, role_name="Lärare", role=Role.TEACHER, starts_on=cast.year.starts_on)
    DutyAssignment.objects.create(duty=duty, group=cast.class_5a, role_name="Mentor", role=Role.MENTOR, starts_on=cast.year.starts_on)


def test_mentor_rektor_and_administrator_see_who_has_never_logged_in(cast: Cast) -> None:
    """B2, A6: not those who teach one subject, not other staff, no family."""
    assert readers(GROUP_LOGINS, cast.class_5a) == {"Mats", "Rolf"}
    Duty.objects.create(person=cast.kim, unit=cast.school, role_name="Admin", role=Role.ADMINISTRATOR, starts_on=cast.at.date())
    assert readers(GROUP_LOGINS, cast.class_5a) == {"Mats", "Rolf", "Kim"}
    assert _named(cast, logins_in_group(actor(cast.kim), cast.class_5a)) == {"Elsa", "Nils", "Anna", "Anders", "Nora"}


def test_a_class_is_its_pupils_and_those_who_answer_for_them_today(cast: Cast) -> None:
    """A5, A9, A10, A17: not who was, who waits or who is restricted; the protected pupil's family for its mentor alone."""
    assert _named(cast, logins_in_group(actor(cast.rolf), cast.class_5a)) == {"Elsa", "Nils", "Anna", "Anders", "Nora"}
    assert _named(cast, logins_in_group(actor(cast.mats), cast.class_5a)) == {"Elsa", "Nils", "Omar", "Anna", "Anders", "Nora", "Olga"}
    assert _named(cast, logins_in_group(actor(cast.rolf), cast.class_5b)) == {"Bo", "Berit", "Dag"}
    assert _named(cast, logins_in_group(actor(cast.rita), cast.humlan)) == {"Anna", "Anders"}, "preschool children have no account"
    assert _named(cast, logins_in_group(actor(cast.gosta), cast.na3)) == {"Agnes"}, "at 18 the guardians are out (A13)"


def test_a_protected_adult_is_absent_for_rektor(cast: Cast) -> None:
    """A10: of a child that is not protected itself."""
    Person.objects.filter(pk=cast.anders.pk).update(protection=Protection.MARKED)
    assert "Anders" not in _named(cast, logins_in_group(actor(cast.rolf), cast.class_5a))


def test_whoever_has_logged_in_is_off_the_list_and_counts_equal_rows(client: Client, cast_today: Cast) -> None:
    """B2, A10: "2 av 5": of the five that rektor may see."""
    for person in (cast_today.anna, cast_today.elsa, cast_today.nora):
        opener(Client(), person)
    page = shown(client, cast_today.rolf, f"/grupper/{cast_today.class_5a.public_id}/inloggning/")
    assert "2 av 5 har aldrig loggat in." in page
    assert named_on(page, cast_today) >= {"Anders", "Nils"}
    assert not named_on(page, cast_today) & {"Anna", "Omar", "Olga", "Rut", "Frida"}


def test_a_mentor_sees_names_and_makes_letters_to_the_protected_alone(client: Client, cast_today: Cast) -> None:
    """B2, A10: whom the office may not know of must get a code all the same; of the others the mentor makes none, whatever is sent."""
    give_numbers(cast_today)
    cast, address = cast_today, f"/grupper/{cast_today.class_5a.public_id}/inloggning/"
    page = opener(client, cast.mats).get(address).content.decode()
    assert 'name="person"' in page
    assert "Gör brev till Olga" in page
    assert "Gör brev till Anna" not in page
    assert client.post(f"{address}brev/", {"person": [str(cast.anna.public_id)]}).status_code == 302
    assert letters_to_group(by=actor(cast.mats, cast.at), group=cast.class_5a, chosen=_ids(cast.anna, cast.nils)) == []
    assert pages_of(client.post(f"{address}brev/", {"person": [str(cast.olga.public_id)]}).content) == 1
    assert [row.person for row in Invitation.objects.all()] == [cast.olga]
    for person in (cast.tess, cast.kim, cast.petra, cast.olga):
        with pytest.raises(Refused):
            letters_to_group(by=actor(person, cast.at), group=cast.class_5a, chosen=_ids(cast.olga))


def test_rektor_with_a_documented_need_makes_the_protected_familys_letters(cast: Cast) -> None:
    """A10, B2: while it holds; an adult who is protected too is for the mentor."""
    give_numbers(cast)
    assert not {"Omar", "Olga"} & _named(cast, logins_in_group(actor(cast.rolf), cast.class_5a))
    document_need(by=actor(cast.rolf), child=cast.omar, decision="SN 5", ends_on=NOON.date() + dt.timedelta(days=3))
    assert {"Omar", "Olga"} <= _named(cast, logins_in_group(actor(cast.rolf), cast.class_5a))
    (letter,) = letters_to_group(by=actor(cast.rolf), group=cast.class_5a, chosen=_ids(cast.olga))
    assert (letter.address, letter.unit) == ((), "")
    later = actor(cast.rolf, NOON + dt.timedelta(days=3))
    assert not {"Omar", "Olga"} & _named(cast, logins_in_group(later, cast.class_5a))
    Person.objects.filter(pk=cast.olga.pk).update(protection=Protection.MARKED)
    assert "Olga" not in _named(cast, logins_in_group(actor(cast.rolf), cast.class_5a))


def test_a_code_is_made_only_by_whoever_may_know_that_the_person_has_none(cast: Cast) -> None:
    """B2, A10, A17: not for a stranger, a protected family, a restricted or a former guardian; not by those who only teach."""
    give_numbers(cast)
    for by, person in (
        (cast.rolf, cast.olga), (cast.rolf, cast.omar), (cast.rolf, cast.rut), (cast.rolf, cast.frida), (cast.rolf, cast.stina),
        (cast.rolf, cast.annika), (cast.tess, cast.anna), (cast.anna, cast.anders), (cast.rita, cast.nora), (cast.rolf, cast.per),
        (cast.adam, cast.anna),
    ):  # fmt: skip
        with pytest.raises(Refused):
            invite(by=actor(by), person=person, unit="")
    assert not Invitation.objects.exists()
    for by, person in ((cast.rolf, cast.nora), (cast.rolf, cast.tess), (cast.mats, cast.olga)):
        invite(by=actor(by), person=person, unit="")
    assert Invitation.objects.count() == 3


def test_a_batch_is_one_page_for_each_who_was_chosen_and_may_be(client: Client, cast_today: Cast) -> None:
    """B2, A1: whoever is not on rektor's list gets no letter, whatever is sent."""
    give_numbers(cast_today)
    opener(Client(), cast_today.nora)
    chosen = [cast_today.anna, cast_today.anders, cast_today.elsa, cast_today.nora, cast_today.olga, cast_today.omar, cast_today.bo]
    address = f"/grupper/{cast_today.class_5a.public_id}/inloggning/brev/"
    pdf = opener(client, cast_today.rolf).post(address, {"person": [str(person.public_id) for person in chosen] + ["skräp"]})
    assert pdf["Content-Type"] == "application/pdf"
    assert pages_of(pdf.content) == 3
    assert {row.person for row in Invitation.objects.all()} == {cast_today.anna, cast_today.anders, cast_today.elsa}


def test_nobody_chosen_is_no_letter(client: Client, cast_today: Cast) -> None:
    """Q2: said on the page."""
    answer = opener(client, cast_today.rolf).post(f"/grupper/{cast_today.class_5a.public_id}/inloggning/brev/", {}, follow=True)
    assert "Inget brev gjordes" in answer.content.decode()


def test_protected_peoples_letters_go_in_no_batch_and_tell_no_place(cast: Cast) -> None:
    """A10: whoever may know of them hands each over; without address and without the school's name."""
    give_numbers(cast)
    _make_rolf_mentor(cast)
    rows = logins_in_group(actor(cast.rolf), cast.class_5a)
    assert _named(cast, [row for row in rows if row.apart]) == {"Omar", "Olga"}
    ContactDetails.objects.filter(person=cast.olga).update(addresses=[{"streetAddress": "Hemliga gatan 1", "locality": "Ort"}])
    batch = letters_to_group(by=actor(cast.rolf), group=cast.class_5a, chosen=_ids(cast.anna, cast.olga, cast.omar))
    assert [letter.name for letter in batch] == [cast.anna.display_name]
    (alone,) = letters_to_group(by=actor(cast.rolf), group=cast.class_5a, chosen=_ids(cast.olga))
    assert (alone.name, alone.address, alone.unit) == (cast.olga.display_name, (), "")


def test_a_letter_has_the_address_of_the_register_and_says_how(cast: Cast) -> None:
    """B2: thirty days, through the last of them in Stockholm (A19)."""
    give_numbers(cast)
    ContactDetails.objects.filter(person=cast.anna).update(
        addresses=[{"streetAddress": "Björkgatan 4", "postalCode": "461 30", "locality": "Lärköping"}]
    )
    (letter,) = letters_to_group(by=actor(cast.rolf), group=cast.class_5a, chosen=_ids(cast.anna))
    assert letter.address == ("Björkgatan 4", "461 30 Lärköping")
    assert letter.unit == "Björkskolan"
    assert letter.expires_on == dt.date(2026, 12, 23)
    assert Invitation.objects.get().expires_at == dt.datetime(2026, 12, 24, tzinfo=STOCKHOLM)


def test_letters_that_no_post_can_take_are_listed_before_they_are_made(client: Client, cast_today: Cast) -> None:
    """B2, Q2: adults without an address; never pupils, whose letters are handed out, nor protected families."""
    cast, page = cast_today, f"/grupper/{cast_today.class_5a.public_id}/inloggning/"
    for person, street in ((cast.anna, "Björkgatan 4"), (cast.anders, ""), (cast.nora, " ")):
        ContactDetails.objects.update_or_create(person=person, defaults={"addresses": [{"streetAddress": street}]})
    told = re.search(r"2 brev får ingen adress.*?<strong>(.*?)</strong>", opener(client, cast.rolf).get(page).content.decode())
    assert told is not None
    assert {name.split()[0] for name in told[1].split(", ")} == {"Anders", "Nora"}
    ContactDetails.objects.filter(person__in=[cast.anders, cast.nora]).update(addresses=[{"locality": "Lärköping"}])
    assert "får ingen adress" not in client.get(page).content.decode()


def test_pupils_letters_are_handed_out_and_young_ones_are_asked_their_birth_date(cast: Cast) -> None:
    """B2: no personal number is asked of those under 13, and no address stands on what is handed out in class."""
    give_numbers(cast)
    (elsas,) = letters_to_group(by=actor(cast.rolf), group=cast.class_5a, chosen=_ids(cast.elsa))
    assert (elsas.asks_birth_date, elsas.address) == (True, ())
    (agnes,) = letters_to_group(by=actor(_rektor_of_gymnasium(cast)), group=cast.na3, chosen=_ids(cast.agnes))
    assert not agnes.asks_birth_date


def _rektor_of_gymnasium(cast: Cast) -> Person:
    Duty.objects.create(person=cast.kim, unit=cast.gymnasium, role_name="Rektor", role=Role.PRINCIPAL, starts_on=cast.at.date())
    return cast.kim


def test_a_new_code_ends_the_one_before(cast: Cast) -> None:
    """B2: one open code a person."""
    give_numbers(cast)
    for _time in range(2):
        letters_to_group(by=actor(cast.rolf), group=cast.class_5a, chosen=_ids(cast.anna))
    assert Invitation.objects.filter(cancelled_at=None).count() == 1
    assert Invitation.objects.count() == 2


def test_staff_get_their_letters_from_the_units_office(client: Client, cast_today: Cast) -> None:
    """B1, B2, A10: protected Per is on no list; staff of other units are not either."""
    give_numbers(cast_today)
    by = actor(cast_today.rolf, cast_today.at)
    assert _named(cast_today, logins_of_staff(by, cast_today.school)) == {"Tess", "Mats", "Petra", "Kim", "Rolf"}
    assert len(letters_to_staff(by=by, unit=cast_today.school, chosen=_ids(cast_today.tess, cast_today.per, cast_today.sussi))) == 1
    pdf = opener(client, cast_today.rolf).post(
        f"/enheter/{cast_today.school.public_id}/inloggning/", {"person": str(cast_today.mats.public_id)}
    )
    assert pages_of(pdf.content) == 1
    assert opener(Client(), cast_today.mats).get(f"/enheter/{cast_today.school.public_id}/inloggning/").status_code == 404


@pytest.mark.parametrize("side", sorted(WINDOWS))
def test_the_address_stands_in_the_window_of_a_c5_envelope(cast: Cast, settings: Any, side: str) -> None:
    """B2: left or right, and inside it however an A4 page, folded once, slides in 229 × 162 mm."""
    settings.LETTER_WINDOW = side
    window = WINDOWS[side]
    sideways, up_and_down = 229 - 210, 162 - 148.5
    left, right = (15, 120) if side == "left" else (229 - 120, 229 - 15)
    top, bottom = 44, 79
    assert left <= window.left
    assert window.left + window.width + sideways <= right
    assert top <= window.top
    assert window.top + window.height + up_and_down <= bottom
    give_numbers(cast)
    letters = letters_to_group(by=actor(cast.rolf), group=cast.class_5a, chosen=_ids(cast.anna, cast.elsa))
    pdf = render_letters(letters, address=WELCOME, made_at=NOON)
    assert pages_of(pdf) == 2
    assert pdf == render_letters(letters, address=WELCOME, made_at=NOON)


@pytest.mark.parametrize("name", ["Åsa Öberg", "王小明", "Łukasz Żółć", "😀", "#set page(fill: red)", "x" * 400, ""])
def test_any_name_can_be_set(cast: Cast, name: str) -> None:
    """Q2: what the typeface lacks is replaced, and nothing is read as markup."""
    give_numbers(cast)
    Person.objects.filter(pk=cast.anna.pk).update(given_name=name[:200])
    letters = letters_to_group(by=actor(cast.rolf), group=cast.class_5a, chosen=_ids(cast.anna))
    assert pages_of(render_letters(letters, address=WELCOME, made_at=NOON)) == 1
