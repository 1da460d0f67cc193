"""A talk was held; and who has had none, by what the law asks of the school form (C7)."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from larka.access.policy import Refused
from larka.audit.models import Entry
from larka.register.choices import SchoolForm
from larka.register.models import Group, GroupMembership, Person, Placement, SchoolYear
from larka.talks.access import TALK_READ
from larka.talks.actions import booking, holding
from larka.talks.actions.refusing import TalkError
from larka.talks.models import Talk, TalkInvitation, TalkSlot
from larka.talks.notices import said
from larka.talks.queries.lacking import group_rows, groups_followed, unit_rows
from larka.talks.views.lacking import plain
from tests.cast import NOON, Cast, actor, opener, readers
from tests.talks.endings import held
from tests.talks.rows import clock, invited, make_round, make_slot, make_talk, offered, wish
from tests.web.pages import named_on, shown

pytestmark = pytest.mark.django_db
AFTER = clock(16)


def lacking(cast: Cast, who: Person, at: dt.datetime = NOON) -> set[str]:
    """The short names of those in the unit whom this rektor is told of."""
    rows = unit_rows(actor(who, at), cast.school if who == cast.rolf else cast.preschool)
    names = {row.child_id for each in rows for row in each.lacking}
    return set(Person.objects.filter(pk__in=names).values_list("given_name", flat=True))


def test_a_talk_is_held_when_it_has_begun_by_those_who_lead_it(cast: Cast, elsas: TalkInvitation, slots: list[TalkSlot]) -> None:
    """C7: of those for whom it exists, and nobody else, is said that they were there."""
    talk = booking.book_talk(by=actor(cast.anna), invitation=elsas, wish=wish(slots[0]))
    with pytest.raises(TalkError, match="inte börjat"):
        holding.hold_talk(by=actor(cast.mats), talk=talk, version=1, took_part=[])
    with pytest.raises(Refused):
        holding.hold_talk(by=actor(cast.anna, AFTER), talk=talk, version=1, took_part=[])
    there = [cast.elsa, cast.anna, cast.mats, cast.stina, cast.frida]
    held = holding.hold_talk(by=actor(cast.mats, AFTER), talk=talk, version=1, took_part=there, others="tolk")
    assert (held.held_at, set(held.took_part)) == (slots[0].starts_at, {cast.elsa.pk, cast.anna.pk, cast.mats.pk})
    with pytest.raises(TalkError, match="redan"):
        booking.call_off_talk(by=actor(cast.mats, AFTER), talk=held, version=2, reason="Fel")
    with pytest.raises(Refused):
        booking.cancel_talk(by=actor(cast.anna), talk=held, version=2)


def test_a_talk_beside_the_rounds_is_typed_in_afterwards(cast: Cast) -> None:
    """C7, A17: for all of the family, or of them for those who were there alone."""
    place, day = cast.membership(cast.elsa, cast.class_5a), dt.date(2026, 11, 12)
    shared = holding.note_talk(by=actor(cast.mats), membership=place, day=day, took_part=[cast.anna])
    assert readers(TALK_READ, shared) == {"Elsa", "Anna", "Anders", "Mats", "Rolf"}
    alone = holding.note_talk(by=actor(cast.mats), membership=place, day=day, took_part=[cast.anna, cast.mats], alone=True)
    assert readers(TALK_READ, alone) == {"Anna", "Mats", "Rolf"}
    strange = holding.note_talk(by=actor(cast.mats), membership=place, day=day, took_part=[cast.anna, cast.nora, cast.frida, cast.petra])
    assert strange.took_part == [cast.anna.pk]
    for wrong in (dt.date(2026, 11, 24), dt.date(1999, 1, 1)):
        with pytest.raises(TalkError, match="har varit"):
            holding.note_talk(by=actor(cast.mats), membership=place, day=wrong, took_part=[cast.anna])
    for who in (cast.petra, cast.tess, cast.vera, cast.anna):
        with pytest.raises(Refused):
            holding.note_talk(by=actor(who), membership=place, day=day, took_part=[])


def test_a_talk_that_is_typed_in_twice_is_one(cast: Cast) -> None:
    """C7, Q4: a second press finds the first one's; another day, or others there, is another talk, and so is one after a mistake."""
    by, place, day = actor(cast.mats), cast.membership(cast.elsa, cast.class_5a), dt.date(2026, 11, 12)
    first = holding.note_talk(by=by, membership=place, day=day, took_part=[cast.anna])
    assert holding.note_talk(by=by, membership=place, day=day, took_part=[cast.anna]) == first
    assert Entry.objects.filter(action="talk.noted").count() == 1
    assert holding.note_talk(by=by, membership=place, day=day, took_part=[cast.anders]) != first
    assert holding.note_talk(by=by, membership=place, day=day - dt.timedelta(days=1), took_part=[cast.anna]) != first
    holding.undo_held(by=by, talk=first, version=1)
    assert holding.note_talk(by=by, membership=place, day=day, took_part=[cast.anna]) != first


def test_a_talk_that_was_typed_in_by_mistake_says_why_it_is_none(cast_today: Cast, client: Client) -> None:
    """C7, Q2: with a reason, which the family reads; without one it stays."""
    place = cast_today.membership(cast_today.elsa, cast_today.class_5a)
    by, there = actor(cast_today.mats, cast_today.at), [cast_today.anna]
    talk = holding.note_talk(by=by, membership=place, day=cast_today.at.date(), took_part=there)
    undo, page = (reverse(name, args=[talk.public_id]) for name in ("undo_held", "talk"))
    mats = opener(client, cast_today.mats)
    assert mats.post(undo, {"version": 1, "reason": " "}).status_code == 422
    assert mats.post(undo, {"version": 1, "reason": "Det var en annan elev"}).status_code == 302
    text = shown(client, cast_today.anna, page)
    assert ("Antecknat av misstag" in text, "Det var en annan elev" in text) == (True, True)


def test_a_talk_on_a_day_when_the_child_was_not_the_mentors_is_not_typed_in(cast: Cast) -> None:
    """C7, A6: whoever typed it in could never open it."""
    place = cast.membership(cast.elsa, cast.class_5a)
    earlier = SchoolYear.objects.earliest("starts_on")
    day = earlier.starts_on + dt.timedelta(days=60)
    with pytest.raises(TalkError, match="Den dagen") as refused:
        holding.note_talk(by=actor(cast.mats), membership=place, day=day, took_part=[], others="mormor")
    assert refused.value.field == "day"
    assert not Talk.objects.exists()


def note(cast: Cast, child: Person, day: dt.date, by: Person | None = None) -> Talk:
    """The child has had its talk that day, with a guardian."""
    group = cast.humlan if child == cast.sam else cast.class_5a
    mentor = by or (cast.sussi if child == cast.sam else cast.mats)
    return holding.note_talk(by=actor(mentor), membership=cast.membership(child, group), day=day, took_part=[cast.anna])


def test_compulsory_school_counts_by_term_and_preschool_by_year(cast: Cast) -> None:
    """C7: SL 10:12 and 8:11. A talk in August counts in both; it no longer does in the spring term, where one is due anew."""
    assert lacking(cast, cast.rolf) == {"Elsa", "Nils", "Bo"}  # never protected Omar, whom Rolf does not know of (A10)
    assert lacking(cast, cast.rita) == {"Sam"}
    note(cast, cast.elsa, cast.term.starts_on)
    note(cast, cast.sam, cast.term.starts_on)
    assert lacking(cast, cast.rolf) == {"Nils", "Bo"}
    assert lacking(cast, cast.rita) == set()
    assert group_rows(actor(cast.mats), cast.class_5a).period.by_year is False  # type: ignore[union-attr]
    assert group_rows(actor(cast.sussi), cast.humlan).period.by_year is True  # type: ignore[union-attr]


def test_in_spring_compulsory_school_owes_a_talk_anew_and_preschool_does_not(cast: Cast) -> None:
    """C7: the talk of August."""
    spring = clock(12, day=dt.date(2027, 3, 2))
    note(cast, cast.elsa, cast.term.starts_on)
    note(cast, cast.sam, cast.term.starts_on)
    lacks = {row.child_id: row.lacks for row in group_rows(actor(cast.mats, spring), cast.class_5a).rows}
    lacks |= {row.child_id: row.lacks for row in group_rows(actor(cast.sussi, spring), cast.humlan).rows}
    assert (lacks[cast.elsa.pk], lacks[cast.sam.pk]) == (True, False)


def test_a_time_of_the_next_term_is_none_of_this_ones(cast: Cast) -> None:
    """C7: whoever has a time in March has none in autumn."""
    spring = clock(12, day=dt.date(2027, 3, 2))
    slot = make_slot(make_round(cast, cast.class_5a, cast.mats), cast.mats, 15, starts_at=spring, ends_at=spring + dt.timedelta(minutes=20))
    make_talk(slot, cast.nils, cast.nora)
    for now, booked in ((NOON, set()), (spring, {cast.nils.pk})):
        rows = group_rows(actor(cast.mats, now), cast.class_5a).rows
        assert {row.child_id for row in rows if row.booked_at} == booked


def test_each_form_of_school_owes_what_its_law_says(cast: Cast) -> None:
    """C7: SL 8:11 and 9:11 once a school year, 10:12 and 15:20 each term; fritidshem and the like owe none."""
    owed: dict[bool | None, set[str]] = {}
    for form in SchoolForm.values:
        Group.objects.filter(pk=cast.class_5a.pk).update(school_form=form)
        period = group_rows(actor(cast.mats), Group.objects.select_related("unit").get(pk=cast.class_5a.pk)).period
        owed.setdefault(period and period.by_year, set()).add(form)
    assert owed == {True: {"FS", "FKLASS"}, False: {"GR", "ANPGR", "SP", "SAM", "GY", "ANPGY"}, None: {"FTH", "OPPFTH", "OTHER"}}


def test_a_booked_talk_is_told_but_is_none_that_was_held_and_a_cancelled_one_is_nothing(
    cast: Cast, elsas: TalkInvitation, nilss: TalkInvitation, slots: list[TalkSlot]
) -> None:
    """C7."""
    booking.book_talk(by=actor(cast.anna), invitation=elsas, wish=wish(slots[0], shared=False))
    talk = booking.book_talk(by=actor(cast.nora), invitation=nilss, wish=wish(slots[1]))
    booking.cancel_talk(by=actor(cast.nora), talk=talk, version=1)
    found = group_rows(actor(cast.mats), cast.class_5a)
    assert {row.name: (row.lacks, row.booked_at is not None) for row in found.rows} == {
        "Elsa Hägg": (True, True), "Nils Rosén": (True, False), "Omar Haddad": (True, False),
    }  # fmt: skip
    assert found.booked == 1


def test_a_child_of_two_groups_is_counted_once(cast: Cast) -> None:
    """C7: in the class, not again in the mentor's group."""
    mentors = Group.objects.create(unit=cast.school, kind="mentor", name="M1", school_form="GR", starts_on=cast.year.starts_on)
    GroupMembership.objects.create(group=mentors, child=cast.elsa, starts_on=cast.year.starts_on)
    rows = [row.child_id for each in unit_rows(actor(cast.rolf), cast.school) for row in each.rows]
    assert rows.count(cast.elsa.pk) == 1


def test_who_leads_nothing_sees_no_list(cast_today: Cast, client: Client) -> None:
    """A1, A6: other teachers, staff, guardians; rektor of another unit."""
    for who in (cast_today.tess, cast_today.petra, cast_today.kim, cast_today.anna, cast_today.rita, cast_today.vera, cast_today.adam):
        for address in (
            reverse("group_talks", args=[cast_today.class_5a.public_id]),
            reverse("unit_talks", args=[cast_today.school.public_id]),
            reverse("unit_talks_csv", args=[cast_today.school.public_id]),
        ):
            assert opener(client, who).get(address).status_code == 404
    assert groups_followed(actor(cast_today.tess, cast_today.at)) == []


def test_rektors_page_and_table_name_the_same(cast_today: Cast, client: Client) -> None:
    """C7, A10: class by class; a name that a spreadsheet would take for a formula is none."""
    Person.objects.filter(pk=cast_today.bo.pk).update(given_name="=cmd()", family_name="Malm")
    page = shown(client, cast_today.rolf, reverse("unit_talks", args=[cast_today.school.public_id]))
    assert named_on(page, cast_today) == {"Elsa", "Nils"}
    assert "3 har inte haft samtal" in page
    answer = opener(client, cast_today.rolf).get(reverse("unit_talks_csv", args=[cast_today.school.public_id]))
    rows = answer.content.decode("utf-8-sig").split("\r\n")
    assert rows[0] == "Klass;Namn;Gäller;Bokat till"
    assert [row.split(";")[:2] for row in rows[1:-1]] == [["5A", "Elsa Hägg"], ["5A", "Nils Rosén"], ["5B", "'=cmd() Malm"]]
    assert [plain(text) for text in ("+1", "-1", "@x", "\tx", "5A")] == ["'+1", "'-1", "'@x", "'\tx", "5A"]


def sixty_of_one_name(cast: Cast) -> None:
    """In 5A, half of them born on one day and half on another."""
    places: dict[str, Any] = {"starts_on": cast.year.starts_on}
    for n in range(60):
        born = dt.date(2015, 1, 1 + n % 2)
        child = Person.objects.create(
            given_name="Jan", family_name="Sjöberg", sort_key="sjoberg jan", birth_date=born, adult_on=born.replace(year=2033)
        )
        Placement.objects.create(child=child, unit=cast.school, school_form="GR", **places)
        GroupMembership.objects.create(child=child, group=cast.class_5a, **places)


def test_rektors_list_is_paged_filtered_by_class_and_whole_on_paper(cast_today: Cast, client: Client) -> None:
    """C7, 4-pages: fifty at a time on the screen; who has the name of another in the class says when they were born."""
    sixty_of_one_name(cast_today)
    address = reverse("unit_talks", args=[cast_today.school.public_id])
    page = opener(client, cast_today.rolf).get(address).content.decode()
    screen, paper = page.split('aria-labelledby="vilka"')[1].split('<div class="print-only">')
    assert (screen.count("Jan Sjöberg, född 2015-01-0"), paper.count("Jan Sjöberg, född 2015-01-0")) == (48, 60)
    assert ("sida=2" in screen, "Bo " in screen, "Bo " in paper) == (True, False, True)
    of_5b = opener(client, cast_today.rolf).get(f"{address}?klass={cast_today.class_5b.public_id}").content.decode()
    screen = of_5b.split('aria-labelledby="vilka"')[1].split('<div class="print-only">')[0]
    assert ("Bo " in screen, "Jan" in screen, "Elsa" in screen) == (True, False, False)


def test_the_overview_of_a_class_asks_as_often_however_many_there_are(cast: Cast, django_assert_max_num_queries: Any) -> None:
    """Speed: the group's children, the talks, the periods."""
    mats = actor(cast.mats)
    with django_assert_max_num_queries(5):
        group_rows(mats, cast.class_5a)


def test_the_round_of_another_group_counts_for_the_child_too(cast: Cast) -> None:
    """C7: the child has had its talk, whoever held it in the unit."""
    offered(cast)
    talk = booking.book_talk_for(
        by=actor(cast.mats), invitation=invited(offered(cast, name="Extra", day=dt.date(2026, 12, 4)), cast.nils), adult=None,
        wish=wish(TalkSlot.objects.latest("starts_at")),
    )  # fmt: skip
    holding.hold_talk(by=actor(cast.mats, clock(18, day=dt.date(2026, 12, 4))), talk=talk, version=1, took_part=[cast.nora])
    assert "Nils" not in lacking(cast, cast.rolf, clock(19, day=dt.date(2026, 12, 4)))


@pytest.mark.parametrize(
    ("language", "day", "moment"), [("sv", "ons 18 nov", "mån 23 nov kl. 11:00"), ("en", "Wed 18 Nov", "Mon 23 Nov at 11:00")]
)
def test_a_talk_that_was_typed_in_afterwards_says_its_day_and_no_clock(cast: Cast, language: str, day: str, moment: str) -> None:
    """C7: nobody has said when on the day it was; a booked one says both, as the language writes them."""
    place = cast.membership(cast.elsa, cast.class_5a)
    noted = holding.note_talk(by=actor(cast.mats), membership=place, day=dt.date(2026, 11, 18), took_part=[cast.anna])
    booked = held(cast)
    booked.round = offered(cast)
    with translation.override(language):
        assert (said(noted, actor(cast.mats).today), said(booked, actor(cast.mats).today)) == (day, moment)
