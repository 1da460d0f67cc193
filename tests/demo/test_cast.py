"""The cast of the tests holds what every test relies on."""

import time

import pytest

from larka.access.policies import CHILD_READ
from larka.demo.people import CAST
from larka.register.models import Person
from tests.cast import NOON, Cast, actor, make_cast, readers


def test_a_child_is_reached_by_its_family_and_its_staff_and_by_nobody_else(cast: Cast) -> None:
    """A1, A2, A5, A9: neither the former guardian or teacher, the one who waits, the parallel class's teacher nor a stranger."""
    assert readers(CHILD_READ, cast.elsa) == {"Elsa", "Anna", "Anders", "Tess", "Mats", "Per", "Petra", "Vera", "Kim", "Rolf"}


def test_a_protected_child_is_out_of_reach_for_staff_who_do_not_teach_it(cast: Cast) -> None:
    """A10: rektor, counsellor and the parallel class's teacher are staff of the unit, and do not see the child."""
    assert readers(CHILD_READ, cast.omar) == {"Omar", "Olga", "Tess", "Mats", "Per", "Vera"}


def test_a_restricted_guardian_is_out(cast: Cast) -> None:
    """A17: Rut is Nils guardian in the register."""
    assert readers(CHILD_READ, cast.nils) >= {"Nils", "Nora", "Tess"}
    assert "Rut" not in readers(CHILD_READ, cast.nils)


def test_a_pupil_of_eighteen_decides_who_of_the_parents_sees(cast: Cast) -> None:
    """A13: Gun is out since the birthday, Göran is let in."""
    assert readers(CHILD_READ, cast.agnes) == {"Agnes", "Göran", "Gösta"}


def test_an_actor_has_the_roles_in_force(cast: Cast) -> None:
    """A8: roles follow from the relations of the day."""
    roles = {name: set(actor(person).roles) for name, person in cast.people().items()}
    assert roles["Mats"] == {"teacher", "mentor"}
    assert roles["Vera"] == {"substitute"}
    assert roles["Anna"] == {"guardian"}
    assert roles["Elsa"] == {"pupil"}
    assert [roles[name] for name in ("Viktor", "Frida", "Annika", "Gun")] == [set()] * 4


def test_short_names_are_unique_and_the_same_as_in_the_demo(cast: Cast) -> None:
    """Tests name people by their given name; the demo has the same people."""
    assert len(cast.people()) == Person.objects.count()
    assert {who.given_name for who in CAST.values()} >= set(cast.people())


@pytest.mark.django_db
def test_the_cast_is_made_in_a_moment() -> None:
    """Every test makes it: it must not cost."""
    started = time.perf_counter()
    made = make_cast()
    assert time.perf_counter() - started < 0.5
    assert made.at == NOON
