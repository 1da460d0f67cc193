"""Those who lack something are reminded, once a day; those at home confirm that they have read, on the page or on paper."""

import datetime as dt
from dataclasses import replace

import pytest

from larka.access.policy import Refused
from larka.notices.models import Recipient
from larka.plans.actions.receipts import ReceiptError, confirm_plan, type_receipt
from larka.plans.actions.reminding import remind
from larka.plans.models import Plan, PlanReceipt
from larka.plans.queries.receipts import confirming, plans_to_confirm
from larka.questionnaires.actions.filling import open_again
from larka.register.models import Person, Responsible
from tests.cast import Cast, actor
from tests.plans.plans import HOME, MEASURES, PROUD, finalised, judged_in_all, moved_on, plan_of, started, talked, write


def reminded(cast: Cast, *plans: Plan, days: int = 0) -> int:
    """Mats reminds; how many people were."""
    by = actor(cast.mats, cast.at)
    return remind(by=replace(by, at=by.at + dt.timedelta(days=days)), group=cast.class_5a, plans=plans or list(Plan.objects.all()))


def told(kind: str) -> list[str]:
    """The short names of those who have got this notice, each as often as they have."""
    return sorted(Recipient.objects.filter(notice__kind=kind).values_list("person__given_name", flat=True))


@pytest.mark.postgres15
def test_exactly_those_who_lack_something_are_reminded(cast: Cast) -> None:
    """A17, F2: who has written is left in peace; the restricted guardian, former ones and those who wait are not there."""
    started(cast)
    elsas = plan_of(cast.elsa)
    write(cast, cast.elsa, elsas, {PROUD: "Bråk."})
    write(cast, cast.anna, elsas, {HOME: "Bra."})
    judged_in_all(cast, cast.elsa)
    assert reminded(cast, elsas) == 1
    assert told("plan.wanted") == ["Anders"]
    assert told("judgement.wanted") == []


def test_a_plan_that_is_narrowed_reminds_those_whom_it_is_for_alone(cast: Cast) -> None:
    """A17: the other guardian does not learn of it by a reminder."""
    started(cast)
    Plan.objects.filter(child=cast.elsa).update(audience=[cast.elsa.pk, cast.anna.pk, cast.mats.pk])
    reminded(cast, plan_of(cast.elsa))
    assert told("plan.wanted") == ["Anna", "Elsa"]


def test_a_plan_of_another_class_is_not_reminded_of(cast: Cast) -> None:
    """A6: though it is sent along with those of one's own class."""
    started(cast)
    started(cast, cast.class_5b, who=cast.petra)
    with pytest.raises(Refused):
        reminded(cast, plan_of(cast.elsa), plan_of(cast.bo))
    assert told("plan.wanted") == []


def test_teachers_are_reminded_of_the_subjects_that_lack_an_omdome(cast: Cast) -> None:
    """C8: whoever reminds needs no reminder; a former teacher and the parallel class's get none."""
    started(cast)
    assert reminded(cast) == len({"Elsa", "Omar", "Nils", "Anna", "Anders", "Olga", "Nora", "Tess", "Per"})
    assert told("judgement.wanted") == ["Per", "Tess"]
    assert told("plan.wanted") == ["Anders", "Anna", "Elsa", "Nils", "Nora", "Olga", "Omar"]


@pytest.mark.postgres15
def test_nobody_is_reminded_twice_in_a_day_and_again_tomorrow(cast: Cast) -> None:
    """F2: also when each pupil's button is pressed after the class's."""
    started(cast)
    first = reminded(cast)
    assert reminded(cast, plan_of(cast.elsa)) == 0
    assert reminded(cast) == 0
    assert reminded(cast, days=1) == first


def test_a_finalised_plan_reminds_nobody(cast: Cast) -> None:
    """F2."""
    assert reminded(cast, finalised(cast)) == 0


@pytest.mark.parametrize("name", ["Tess", "Petra", "Viktor", "Anna", "Stina"])
def test_only_those_who_lead_the_class_remind(cast: Cast, name: str) -> None:
    """A6."""
    started(cast)
    with pytest.raises(Refused):
        remind(by=actor(cast.people()[name], cast.at), group=cast.class_5a, plans=list(Plan.objects.all()))


def confirms(cast: Cast, name: str, plan: Plan, number: int = 1) -> PlanReceipt:
    """Somebody says that they have read it."""
    return confirm_plan(by=actor(cast.people()[name], cast.at), plan=plan, number=number)


def state(cast: Cast, plan: Plan) -> dict[str, str | None]:
    """Who has confirmed and how, as Mats sees it."""
    rows = confirming(actor(cast.mats, cast.at), [plan])[plan.pk]
    return {row.name.split()[0]: row.receipt.how if row.receipt else None for row in rows}


def test_each_guardian_and_the_pupil_confirm_for_themselves_and_the_mentor_sees_who_has_not(cast: Cast) -> None:
    """C8: a second press changes nothing."""
    plan = finalised(cast)
    assert state(cast, plan) == {"Elsa": None, "Anna": None, "Anders": None}
    assert confirms(cast, "Anna", plan) == confirms(cast, "Anna", plan)
    confirms(cast, "Elsa", plan)
    assert state(cast, plan) == {"Elsa": "page", "Anna": "page", "Anders": None}
    assert PlanReceipt.objects.count() == 2


def test_the_mentor_types_in_a_receipt_on_paper(cast: Cast) -> None:
    """C8: with who typed it; only for somebody at home who reads the plan."""
    plan, mats = finalised(cast), actor(cast.mats, cast.at)
    type_receipt(by=mats, plan=plan, number=1, person=cast.anders)
    assert state(cast, plan)["Anders"] == "paper"
    assert PlanReceipt.objects.get().typed_by == cast.mats
    for stranger in (cast.stina, cast.frida, cast.annika, cast.tess):
        with pytest.raises(ReceiptError):
            type_receipt(by=mats, plan=plan, number=1, person=stranger)
    with pytest.raises(Refused):
        type_receipt(by=actor(cast.tess, cast.at), plan=plan, number=1, person=cast.anna)


@pytest.mark.parametrize("name", ["Mats", "Tess", "Rolf", "Vera"])
def test_staff_have_nothing_to_confirm(cast: Cast, name: str) -> None:
    """C8: a receipt is the family's."""
    with pytest.raises(Refused):
        confirms(cast, name, finalised(cast))


@pytest.mark.parametrize("name", ["Frida", "Annika", "Stina", "Berit", "Viktor"])
def test_whoever_may_not_read_the_plan_cannot_confirm_it(cast: Cast, name: str) -> None:
    """A1, A5: former and waiting relations, strangers."""
    with pytest.raises(Refused):
        confirms(cast, name, finalised(cast))


def test_a_restricted_guardian_neither_confirms_nor_is_waited_for(cast: Cast) -> None:
    """A17: out everywhere at once."""
    plan = finalised(cast, cast.nils)
    assert set(state(cast, plan)) == {"Nils", "Nora"}
    with pytest.raises(Refused):
        confirms(cast, "Rut", plan)


def test_a_narrowed_plan_waits_for_those_whom_it_is_for_alone(cast: Cast) -> None:
    """A17: and no paper is typed in for the other guardian."""
    plan = finalised(cast)
    Plan.objects.filter(pk=plan.pk).update(audience=[cast.elsa.pk, cast.anna.pk, cast.mats.pk])
    plan.refresh_from_db()
    assert set(state(cast, plan)) == {"Elsa", "Anna"}
    with pytest.raises(ReceiptError):
        type_receipt(by=actor(cast.mats, cast.at), plan=plan, number=1, person=cast.anders)
    assert plans_to_confirm(actor(cast.anders, cast.at)) == []


def test_a_protected_guardian_is_in_the_list_of_those_only_who_may_know_of_them(cast: Cast) -> None:
    """A10, A18: rektor sees one row less, and no gap."""
    plan = finalised(cast)
    Person.objects.filter(pk=cast.anders.pk).update(protection="marked")

    def seen_by(who: Person) -> set[str]:
        return {row.name.split()[0] for row in confirming(actor(who, cast.at), [plan])[plan.pk]}

    assert seen_by(cast.mats) == {"Elsa", "Anna", "Anders"}
    assert seen_by(cast.rolf) == {"Elsa", "Anna"}


def test_a_guardianship_that_has_ended_takes_the_receipt_out_of_the_list(cast: Cast) -> None:
    """A5: the same day."""
    plan = finalised(cast)
    confirms(cast, "Anders", plan)
    Responsible.objects.filter(child=cast.elsa, person=cast.anders).update(ends_on=cast.at.date())
    assert set(state(cast, plan)) == {"Elsa", "Anna"}


def test_a_corrected_plan_is_confirmed_anew_and_never_a_version_that_was_not_seen(cast: Cast) -> None:
    """Q4, C9: the receipt of the first version stays with it."""
    plan = finalised(cast)
    confirms(cast, "Anna", plan)
    open_again(by=actor(cast.mats, cast.at), form=plan, expected=2, reason="Fel datum")
    assert plans_to_confirm(actor(cast.anders, cast.at)) == []
    confirms(cast, "Anders", plan)
    write(cast, cast.mats, plan, {MEASURES: "Annat."})
    plan = moved_on(cast, plan)
    assert [row.public_id for row in plans_to_confirm(actor(cast.anna, cast.at))] == [plan.public_id]
    with pytest.raises(ReceiptError):
        confirms(cast, "Anders", plan, number=1)
    assert state(cast, plan) == {"Elsa": None, "Anna": None, "Anders": None}
    confirms(cast, "Anna", plan, number=2)
    assert sorted(PlanReceipt.objects.values_list("person__given_name", "number")) == [("Anders", 1), ("Anna", 1), ("Anna", 2)]


def test_a_corrected_plan_is_told_of_to_those_who_confirm_it(cast: Cast) -> None:
    """C8, C9, A17: once for each version; neither the restricted guardian nor whoever it is narrowed away from."""
    plan, nils = finalised(cast), finalised(cast, cast.nils)
    first = told("plan.published")
    assert (first, told("plan.corrected")) == (["Anders", "Anna", "Elsa", "Nils", "Nora"], [])
    Plan.objects.filter(pk=plan.pk).update(audience=[cast.elsa.pk, cast.anna.pk, cast.mats.pk])
    for corrected in (plan, nils):
        open_again(by=actor(cast.mats, cast.at), form=corrected, expected=2, reason="Fel datum")
        moved_on(cast, corrected)
    assert (told("plan.published"), told("plan.corrected")) == (first, ["Anna", "Elsa", "Nils", "Nora"])


def test_the_start_page_asks_for_what_i_have_not_confirmed(cast: Cast) -> None:
    """C8: and no longer once I have; others' plans never."""
    plan = finalised(cast)
    waiting = {name: [row.name.split()[0] for row in plans_to_confirm(actor(person, cast.at))] for name, person in cast.people().items()}
    assert {name: rows for name, rows in waiting.items() if rows} == {"Elsa": ["Elsa"], "Anna": ["Elsa"], "Anders": ["Elsa"]}
    confirms(cast, "Anna", plan)
    assert plans_to_confirm(actor(cast.anna, cast.at)) == []


def test_a_plan_that_is_not_finalised_is_confirmed_by_nobody(cast: Cast) -> None:
    """C8."""
    with pytest.raises(ReceiptError):
        confirms(cast, "Anna", talked(cast), number=0)
