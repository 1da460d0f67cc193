"""Decisions that change who reaches a child: who may take them, what they do, and that they are logged."""

import datetime as dt
from types import SimpleNamespace

import pytest

from larka.access.models import Transfer, Withholding
from larka.access.policies import CHILD_DOCUMENTS, CHILD_READ, GROUP_READ
from larka.access.policy import Refused
from larka.audit.models import Entry
from larka.people.actions.decisions import DecisionError
from larka.people.actions.families import (
    decide_annan_ansvarig,
    end_restriction,
    give_adult_access,
    register_restriction,
    take_back_adult_access,
)
from larka.people.actions.records import hand_over_records, withhold_record
from larka.people.actions.staff import appoint_substitute, end_substitute
from larka.register.choices import Role
from larka.register.models import AdultPupilConsent, Duty, Responsible, Restriction, Substitute
from tests.cast import NOON, Cast, actor

pytestmark = pytest.mark.postgres15

TODAY = NOON.date()
DAY = dt.timedelta(days=1)
HOUR = dt.timedelta(hours=1)


def logged(action: str) -> list[list[int]]:
    """The children of each entry with this action."""
    return list(Entry.objects.filter(action=action).order_by("pk").values_list("child_ids", flat=True))


def test_another_adult_reaches_the_child_from_the_decision_until_its_end(cast: Cast) -> None:
    """A9: a reference and an end; before it nothing, after it nothing."""
    annika = Responsible.objects.get(child=cast.elsa, person=cast.annika)
    assert not CHILD_READ.allows(actor(cast.annika), cast.elsa)
    decide_annan_ansvarig(by=actor(cast.rolf), responsible=annika, decision=" SN 2026/17 ", ends_on=TODAY + 30 * DAY)
    assert CHILD_READ.allows(actor(cast.annika), cast.elsa)
    assert not CHILD_READ.allows(actor(cast.annika, at=NOON + 30 * DAY), cast.elsa)
    annika.refresh_from_db()
    assert (annika.decision, annika.decided_by, annika.starts_on) == ("SN 2026/17", cast.rolf, TODAY)
    assert logged("responsible.decided") == [[cast.elsa.pk]]


def test_only_rektor_and_administrator_of_the_childs_unit_decide(cast: Cast) -> None:
    """A8, A9: seen from elsewhere the adult does not exist."""
    annika = Responsible.objects.get(child=cast.elsa, person=cast.annika)
    office = Duty.objects.create(
        person=cast.stina, unit=cast.school, role_name="Skoladministratör", role=Role.ADMINISTRATOR, starts_on=TODAY
    )
    for stranger in (cast.rita, cast.tess, cast.mats, cast.anna, cast.annika, cast.adam, cast.kim):
        with pytest.raises(Refused):
            decide_annan_ansvarig(by=actor(stranger), responsible=annika, decision="x", ends_on=TODAY + DAY)
    decide_annan_ansvarig(by=actor(office.person), responsible=annika, decision="x", ends_on=TODAY + DAY)
    assert logged("responsible.decided") == [[cast.elsa.pk]]


@pytest.mark.parametrize(("decision", "days"), [(" ", 30), ("SN 1", 0), ("SN 1", -1)])
def test_a_decision_about_another_adult_has_a_reference_and_an_end(cast: Cast, decision: str, days: int) -> None:
    """A9."""
    annika = Responsible.objects.get(child=cast.elsa, person=cast.annika)
    with pytest.raises(DecisionError):
        decide_annan_ansvarig(by=actor(cast.rolf), responsible=annika, decision=decision, ends_on=TODAY + days * DAY)


def test_neither_a_guardian_nor_one_who_is_decided_waits(cast: Cast) -> None:
    """A9."""
    anna = Responsible.objects.get(child=cast.elsa, person=cast.anna)
    dag = Responsible.objects.get(child=cast.bo, person=cast.dag)
    for row in (anna, dag):
        with pytest.raises(DecisionError):
            decide_annan_ansvarig(by=actor(cast.rolf), responsible=row, decision="SN 1", ends_on=TODAY + DAY)


def test_a_restricted_guardian_is_out_everywhere_at_once_and_back_when_it_ends(cast: Cast) -> None:
    """A17: with reference and dates, kept as history."""
    by = actor(cast.rolf)
    made = register_restriction(by=by, child=cast.elsa, person=cast.anders, reference="TR 12-3", starts_on=TODAY)
    assert not CHILD_READ.allows(actor(cast.anders), cast.elsa)
    assert CHILD_READ.allows(actor(cast.anders), cast.sam)
    end_restriction(by=by, restriction=made, ends_on=TODAY + DAY)
    assert not CHILD_READ.allows(actor(cast.anders), cast.elsa)
    assert CHILD_READ.allows(actor(cast.anders, at=NOON + DAY), cast.elsa)
    assert (logged("restriction.registered"), logged("restriction.ended")) == ([[cast.elsa.pk]], [[cast.elsa.pk]])


def test_a_restriction_for_a_protected_child_can_be_registered(cast: Cast) -> None:
    """A10, A17: by the unit's rektor, who reaches the child in no other way."""
    assert not CHILD_READ.allows(actor(cast.rolf), cast.omar)
    register_restriction(by=actor(cast.rolf), child=cast.omar, person=cast.olga, reference="TR 1", starts_on=TODAY)
    assert not CHILD_READ.allows(actor(cast.olga), cast.omar)


def test_only_the_childs_unit_registers_and_ends_restrictions(cast: Cast) -> None:
    """A17: neither a teacher, another unit's rektor, nor the one who is shut out."""
    rut = Restriction.objects.get(person=cast.rut)
    for stranger in (cast.rita, cast.tess, cast.mats, cast.nora, cast.rut):
        with pytest.raises(Refused):
            register_restriction(by=actor(stranger), child=cast.nils, person=cast.nora, reference="x", starts_on=TODAY)
        with pytest.raises(Refused):
            end_restriction(by=actor(stranger), restriction=rut, ends_on=TODAY)
    assert not CHILD_READ.allows(actor(cast.rut), cast.nils)


def test_a_restriction_needs_a_reference_and_days_that_can_be(cast: Cast) -> None:
    """A17."""
    by = actor(cast.rolf)
    for wrong in ({"reference": ""}, {"ends_on": TODAY}, {"person": cast.elsa}):
        given = {"child": cast.elsa, "person": cast.anders, "reference": "TR 1", "starts_on": TODAY, **wrong}
        with pytest.raises(DecisionError):
            register_restriction(by=by, **given)  # type: ignore[arg-type]
    made = register_restriction(by=by, child=cast.elsa, person=cast.anders, reference="TR 1", starts_on=TODAY)
    with pytest.raises(DecisionError):
        end_restriction(by=by, restriction=made, ends_on=TODAY - DAY)
    end_restriction(by=by, restriction=made, ends_on=TODAY)
    with pytest.raises(DecisionError):
        end_restriction(by=by, restriction=made, ends_on=TODAY)


def test_rektor_appoints_a_substitute_for_hours_and_it_ends_by_itself(cast: Cast) -> None:
    """A16."""
    span = {"starts_at": NOON + HOUR, "ends_at": NOON + 3 * HOUR}
    made = appoint_substitute(by=actor(cast.rolf), group=cast.class_5b, person=cast.stina, decision="SN 8", **span)
    reach = [GROUP_READ.allows(actor(cast.stina, at=NOON + n * HOUR), cast.class_5b) for n in range(5)]
    assert reach == [False, True, True, False, False]
    assert Entry.objects.get(action="substitute.appointed").object_id == made.pk


def test_nobody_but_the_units_rektor_appoints(cast: Cast) -> None:
    """A16: no teacher, no rektor of another unit, no administrator."""
    for stranger in (cast.rita, cast.tess, cast.petra, cast.adam, cast.vera, cast.berit):
        with pytest.raises(Refused):
            appoint_substitute(by=actor(stranger), group=cast.class_5b, person=cast.stina, starts_at=NOON, ends_at=NOON + HOUR)
    assert not Substitute.objects.filter(person=cast.stina).exists()


@pytest.mark.parametrize(("starts", "ends"), [(0, 0), (2, 1), (-3, -1), (0, 24 * 400)])
def test_a_substitute_has_a_time_that_can_be(cast: Cast, starts: int, ends: int) -> None:
    """A16: and at most a year."""
    with pytest.raises(DecisionError):
        appoint_substitute(
            by=actor(cast.rolf), group=cast.class_5b, person=cast.stina, starts_at=NOON + starts * HOUR, ends_at=NOON + ends * HOUR
        )


def test_a_substitute_is_ended_now_or_never_was(cast: Cast) -> None:
    """A16: saying it twice changes nothing."""
    by = actor(cast.rolf)
    now = appoint_substitute(by=by, group=cast.class_5b, person=cast.kim, starts_at=NOON - HOUR, ends_at=NOON + HOUR)
    later = appoint_substitute(by=by, group=cast.class_5b, person=cast.vera, starts_at=NOON + HOUR, ends_at=NOON + 2 * HOUR)
    with pytest.raises(Refused):
        end_substitute(by=actor(cast.rita), substitute=now)
    assert end_substitute(by=by, substitute=now) is not None
    assert end_substitute(by=by, substitute=later) is None
    assert not CHILD_DOCUMENTS.allows(actor(cast.kim), cast.bo)
    end_substitute(by=by, substitute=now)
    assert Entry.objects.filter(action="substitute.ended").count() == 2


def test_a_pupil_of_18_lets_a_former_guardian_in_and_takes_it_back(cast: Cast) -> None:
    """A13: at once, both ways; saying it twice changes nothing."""
    agnes = actor(cast.agnes)
    assert not CHILD_READ.allows(actor(cast.gun), cast.agnes)
    given = give_adult_access(by=agnes, child=cast.agnes, person=cast.gun)
    assert give_adult_access(by=agnes, child=cast.agnes, person=cast.gun) == given
    assert CHILD_READ.allows(actor(cast.gun), cast.agnes)
    take_back_adult_access(by=agnes, consent=given)
    take_back_adult_access(by=agnes, consent=given)
    assert not CHILD_READ.allows(actor(cast.gun), cast.agnes)
    assert (logged("adult_access.given"), logged("adult_access.taken_back")) == ([[cast.agnes.pk]], [[cast.agnes.pk]])
    assert CHILD_READ.allows(actor(cast.goran), cast.agnes)


def test_nobody_decides_for_a_pupil_of_18_and_no_stranger_is_let_in(cast: Cast) -> None:
    """A13."""
    consent = AdultPupilConsent.objects.get(child=cast.agnes)
    for other in (cast.gun, cast.goran, cast.gosta, cast.rolf, cast.ture):
        with pytest.raises(Refused):
            give_adult_access(by=actor(other), child=cast.agnes, person=cast.gun)
        with pytest.raises(Refused):
            take_back_adult_access(by=actor(other), consent=consent)
    with pytest.raises(DecisionError):
        give_adult_access(by=actor(cast.agnes), child=cast.agnes, person=cast.stina)
    with pytest.raises(DecisionError):
        give_adult_access(by=actor(cast.ture), child=cast.ture, person=cast.stina)


def test_rektor_hands_records_over_to_another_unit(cast: Cast) -> None:
    """A5: of some kinds, with a legal basis; only the unit that the child is or was in."""
    placement = cast.elsa.placements.get(unit=cast.school)
    with pytest.raises(Refused):
        hand_over_records(by=actor(cast.rita), placement=placement, to_unit=cast.preschool, kinds=["judgement"], legal_basis="SL 3:12 j")
    for wrong in ({"kinds": []}, {"legal_basis": " "}, {"to_unit": cast.school}):
        given = {"to_unit": cast.gymnasium, "kinds": ["judgement"], "legal_basis": "SL 3:12 j", **wrong}
        with pytest.raises(DecisionError):
            hand_over_records(by=actor(cast.rolf), placement=placement, **given)  # type: ignore[arg-type]
    hand_over_records(by=actor(cast.rolf), placement=placement, to_unit=cast.gymnasium, kinds=["judgement"], legal_basis="SL 3:12 j")
    made = Transfer.objects.get(child=cast.elsa)
    assert (made.from_unit, made.to_unit, made.kinds, made.starts_on) == (cast.school, cast.gymnasium, ["judgement"], TODAY)
    assert logged("records.handed_over") == [[cast.elsa.pk]]


def test_rektor_withholds_one_record_from_one_guardian(cast: Cast) -> None:
    """A17, OSL 12:3: with reason and decision, from somebody who answers for the child."""
    about = SimpleNamespace(pk=4711, child=cast.elsa)
    given = {"kind": "judgement", "about": about, "person": cast.anders, "reason": "Men", "decision": "SN 7"}
    for stranger in (cast.tess, cast.mats, cast.rita, cast.anna):
        with pytest.raises(Refused):
            withhold_record(by=actor(stranger), **given)  # type: ignore[arg-type]
    for wrong in ({"reason": ""}, {"decision": ""}, {"person": cast.stina}, {"ends_on": TODAY}):
        with pytest.raises(DecisionError):
            withhold_record(by=actor(cast.rolf), **{**given, **wrong})  # type: ignore[arg-type]
    withhold_record(by=actor(cast.rolf), **given)  # type: ignore[arg-type]
    made = Withholding.objects.get(record_id=4711)
    assert (made.person, made.kind, made.starts_on, made.ends_on) == (cast.anders, "judgement", TODAY, None)
    assert logged("record.withheld") == [[cast.elsa.pk]]
