"""The demo municipality, loaded once for all the tests here."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection
from django.db.models import Count, F, Q

from larka.access.holders import holders
from larka.access.models import Transfer
from larka.access.policies import CHILD_READ
from larka.assessments.access import JUDGEMENT_READ
from larka.assessments.models import Judgement, JudgementVersion
from larka.audit.models import Entry
from larka.core.dates import STOCKHOLM, stockholm_day
from larka.core.personal_numbers import PersonalNumber
from larka.demo.load import NotEmptyError, load_demo
from larka.demo.municipality import MOVED_AWAY
from larka.demo.people import CAST, DEMO_PEOPLE
from larka.people.models import ImportRun
from larka.questionnaires.queries import templates
from larka.register.models import Duty, Group, IdentityNumber, Organisation, Person, Placement, Responsible, Term
from tests.cast import actor

AT = dt.datetime(2026, 11, 23, 12, tzinfo=STOCKHOLM)
DAY = stockholm_day(AT)


@pytest.fixture(scope="module")
def demo(start_over: Callable[[], None], django_db_blocker: Any) -> Iterator[None]:
    """The municipality as of 23 November 2026, committed as in an installation; afterwards the database starts over."""
    with django_db_blocker.unblock():
        templates._SHAPES.clear()  # forms are kept by key, and another test has used the keys
        load_demo(AT)
        yield
        start_over()


pytestmark = pytest.mark.usefixtures("demo")  # loaded by one of the processes that test (TOGETHER in tests/plugin.py)


def one(key: str) -> Person:
    return Person.objects.get(source_id=CAST[key].source_id)


def readers_of(key: str) -> set[str]:
    """The keys of the named cast who reach this child."""
    known = {who.source_id: who.key for who in DEMO_PEOPLE}
    found = {person for person, _ in holders(CHILD_READ, one(key), AT)}
    return {known[source] for source in Person.objects.filter(pk__in=found).values_list("source_id", flat=True) if source in known}


def in_force() -> Q:
    return Q(starts_on__lte=DAY) & (Q(ends_on__isnull=True) | Q(ends_on__gt=DAY))


def test_there_are_three_schools_with_some_six_hundred_children() -> None:
    """A preschool of four departments, an F-9 school with two classes a year, an upper secondary school, and mother tongue teaching."""
    homes = Placement.objects.filter(in_force(), kind="home").exclude(school_form="FTH")
    by_unit = Counter(homes.values_list("unit__name", flat=True))
    assert set(by_unit) == {"Lärkans förskola", "Björkskolan", "Ängsgymnasiet"}
    assert sum(by_unit.values()) == 600 - MOVED_AWAY
    assert Organisation.objects.filter(kind="unit").count() == 4
    classes = set(Group.objects.filter(in_force(), kind="klass", unit__name="Björkskolan").values_list("name", flat=True))
    assert classes == {f"{grade}{letter}" for grade in ["F", *range(1, 10)] for letter in "AB"}
    assert Group.objects.filter(in_force(), kind="avdelning", unit__name="Lärkans förskola").count() == 4


def test_the_register_went_in_whole_and_nothing_waits_for_anybody() -> None:
    """B5: the demo goes the same way as any register, and has no problems of its own."""
    run = ImportRun.objects.get()
    assert (run.applied, run.problem_count) == (True, 0)


def test_every_personal_number_is_valid_and_belongs_to_nobody_alive() -> None:
    """B3: birth serials 980-999, and temporary numbers where a birth date has run out of those."""
    numbers = list(IdentityNumber.objects.values_list("value", flat=True))
    assert len(numbers) > 1_100
    kinds = {PersonalNumber.parse(number).kind for number in numbers}
    assert kinds == {"personnummer", "samordningsnummer", "temporary"}
    assert all(number[8:10] == "TF" or 980 <= int(number[8:11]) <= 999 for number in numbers)
    assert IdentityNumber.objects.filter(replaced_at__isnull=False).count() == 2


def test_families_are_as_in_any_municipality() -> None:
    """Siblings in different units, two homes, guardians on the staff, protected identities, adults with a decision and without."""
    guardians = Responsible.objects.filter(in_force(), relation="guardian")
    several = guardians.values("person").annotate(units=Count("child__placements__unit", distinct=True)).filter(units__gt=1)
    assert several.count() > 50
    staff = set(Duty.objects.filter(in_force()).values_list("person_id", flat=True))
    assert len(staff & set(guardians.values_list("person_id", flat=True))) >= 5
    assert Person.objects.exclude(protection="none").count() == 5
    others = Responsible.objects.exclude(relation="guardian")
    assert set(others.values_list("in_effect", flat=True)) == {True, False}
    homes = guardians.exclude(person__contact__addresses=F("child__contact__addresses")).filter(child__protection="none")
    assert homes.count() > 50
    grown = Person.objects.filter(adult_on__lte=DAY, placements__school_form="GY").distinct()
    assert 20 < grown.count() < 80
    assert Transfer.objects.count() > 10


def test_each_term_of_three_earlier_school_years_is_published_for_those_who_were_there() -> None:
    """C9: what was published stays as it was; every published omdöme has a version."""
    published = Judgement.objects.filter(unit__name="Björkskolan", published_at__isnull=False)
    children = dict(published.values_list("term__name").annotate(children=Count("child", distinct=True)))
    earlier = ["HT 2023", "VT 2024", "HT 2024", "VT 2025", "HT 2025", "VT 2026"]
    assert set(children) == {*earlier, "HT 2026"}
    assert all(children[term] > 200 for term in earlier)
    assert not published.filter(versions__isnull=True).exists()
    assert not published.exclude(latest__judgement=F("pk")).exists()
    assert not Judgement.objects.filter(published_at__isnull=True, term__name__in=earlier).exists()
    assert JudgementVersion.objects.filter(number=2).exists()


def test_the_term_of_today_is_under_way() -> None:
    """Some omdömen are published, some begun, some missing; Tess has all three in maths."""
    maths = Group.objects.get(name="5A Matematik", ends_on__isnull=True)
    rows = Judgement.objects.filter(group=maths, term__name="HT 2026")
    published, begun = rows.filter(published_at__isnull=False), rows.filter(published_at__isnull=True)
    assert (published.count(), begun.count()) == (6, 4)
    assert maths.memberships.count() == 19
    assert not rows.filter(written_at__gt=AT).exists()


def test_omdomen_read_as_if_teachers_wrote_them() -> None:
    """F6: about the work; with the pupil's name; a subject has many texts, and none has a hole in it."""
    texts = Judgement.objects.filter(latest__isnull=False).values_list("syllabus__name", "text", "child__given_name")
    variants: dict[str, set[str]] = {}
    named = 0
    for subject, text, name in texts:
        assert "{" not in text
        assert 60 < len(text) < 900
        named += name in text
        variants.setdefault(subject, set()).add(text.replace(name, "N"))
    assert named > 0.95 * len(texts)
    assert min(len(found) for found in variants.values()) >= 8


def test_every_row_keeps_the_rules_of_the_database() -> None:
    """The demo passes its own constraints, those that are checked at the end too."""
    connection.check_constraints()


def test_the_named_cast_reaches_exactly_those_it_should() -> None:
    """A1, A2, A5, A9, A10, A13, A17: the demo shows what the rules say."""
    assert readers_of("elsa") == {"elsa", "anna", "anders", "tess", "mats", "per", "petra", "vera", "kim", "rolf"}
    assert readers_of("omar") == {"omar", "olga", "tess", "mats", "per", "vera"}
    assert readers_of("nils") & {"nora", "rut"} == {"nora"}
    assert readers_of("bo") & {"berit", "dag", "anna", "olga"} == {"berit", "dag"}
    assert readers_of("agnes") == {"agnes", "goran", "gosta"}
    assert readers_of("sam") == {"sam", "anna", "anders", "sussi", "rita"}
    assert readers_of("ellen") & {"gosta", "anna", "rolf"} == {"gosta", "rolf"}


def test_guardians_read_earlier_terms_and_strangers_none() -> None:
    """A2: Anna and Anders read all of Elsa's published omdömen; those who should see nothing see nothing."""
    published = Judgement.objects.filter(child=one("elsa"), published_at__isnull=False)
    for key in ("anna", "anders", "elsa"):
        assert set(JUDGEMENT_READ.visible_to(actor(one(key), AT))) == set(published)
    for who in DEMO_PEOPLE:
        if who.section == "outside" and who.key != "stina":
            assert not JUDGEMENT_READ.visible_to(actor(one(who.key), AT)).exists(), who.key
    assert not JUDGEMENT_READ.visible_to(actor(one("stina"), AT)).exclude(child=one("ture")).exists()


def test_the_log_tells_of_earlier_readings_and_of_no_later_ones() -> None:
    """A11, A12: families have read what is old; what is new waits for them, and nobody who is kept out has read."""
    reads = Entry.objects.filter(kind="read", record_kind="judgement")
    assert set(reads.values_list("role", flat=True)) == {"guardian", "self", "mentor"}
    assert not reads.filter(at__gt=AT).exists()
    assert not reads.filter(
        person_id__in=[one("rut").pk, one("gun").pk, one("frida").pk], at__gte=dt.datetime(2026, 8, 1, tzinfo=STOCKHOLM)
    ).exists()
    now = Judgement.objects.filter(term=Term.objects.get(name="HT 2026")).values_list("pk", flat=True)
    assert not reads.filter(record_ids__overlap=list(now)).exists()


def test_the_demo_is_loaded_only_where_there_is_nobody() -> None:
    """A demo never mixes with real people."""
    with pytest.raises(NotEmptyError, match="Det finns redan personer här"):
        load_demo(AT)
