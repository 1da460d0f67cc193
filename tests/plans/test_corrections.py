"""While school puts right a finalised plan, home reads what was finalised and writes nothing (C8, C9)."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from larka.plans.access import PLAN
from larka.plans.actions.reminding import remind
from larka.plans.models import Plan, PlanAnswer, PlanReceipt
from larka.plans.queries.needs import needs_of
from larka.questionnaires.actions.filling import AnswersChangedError, move_on, open_again
from larka.questionnaires.queries.filling import page_of
from larka.questionnaires.queries.waiting import forms_waiting
from larka.register.models import Person
from tests.cast import Cast, actor, opener
from tests.plans.plans import HOME, MEASURES, PROUD, finalised, plan_of, stable, started, template, write
from tests.web.sent import sent_by

pytestmark = pytest.mark.django_db
WORDS = stable("fs-barnets-ord")


@pytest.fixture
def opened(cast: Cast) -> Plan:
    """Mats has opened Elsa's plan again."""
    plan = finalised(cast)
    open_again(by=actor(cast.mats, cast.at), form=plan, expected=plan.stage, reason="Fel datum")
    plan.refresh_from_db()
    return plan


def test_what_school_puts_right_is_not_read_at_home_before_it_is_published(cast_today: Cast, client: Client) -> None:
    """C8, C9: the published version is read, and confirmed, as before; school sees its own work."""
    cast = cast_today
    plan = finalised(cast)
    open_again(by=actor(cast.mats, cast.at), form=plan, expected=plan.stage, reason="Fel")
    plan.refresh_from_db()
    PlanAnswer.objects.filter(record=plan, field=MEASURES).update(value="Ny text.", written_at=cast.at + dt.timedelta(hours=1))
    address = reverse("plan", args=[plan.public_id])
    read = {who: opener(client, getattr(cast, who)).get(address).content.decode() for who in ("elsa", "anna", "anders", "mats")}
    assert {who for who, html in read.items() if "Ny text." in html} == {"mats"}
    assert all("Mindre grupp i matematik" in html for html in read.values())
    assert "Skolan har öppnat planen för att rätta den." in read["anna"]
    answer = opener(client, cast.anna).post(reverse("confirm_plan", args=[plan.public_id]), sent_by(read["anna"], "number"))
    assert answer.status_code == 302
    assert PlanReceipt.objects.get().person == cast.anna


@pytest.mark.parametrize(("name", "field"), [("elsa", PROUD), ("anna", HOME), ("anders", HOME)])
def test_what_home_wrote_is_locked_meanwhile(cast: Cast, opened: Plan, name: str, field: str) -> None:
    """C8: a finalised plan is locked; what is put right has school's reason. No yellow, nothing waiting, and nothing saved (C2)."""
    who = getattr(cast, name)
    fields = [view for part in page_of(actor(who), opened).sections for view in part.fields]
    assert [view.asked.label for view in fields if view.writable] == []
    assert forms_waiting(actor(who), PLAN) == []
    with pytest.raises(AnswersChangedError) as refused:
        write(cast, who, opened, {field: "I efterhand."})
    assert refused.value.closed == {field}
    write(cast, cast.mats, opened, {MEASURES: "Läxhjälp."})


def test_nobody_at_home_is_waited_for_or_reminded_meanwhile(cast: Cast, opened: Plan) -> None:
    """C8, F2: home had left its part empty, and the plan was finalised so."""
    assert needs_of([opened], cast.at.date())[opened.pk] == []
    assert remind(by=actor(cast.mats), group=cast.class_5a, plans=[opened]) == 0


def test_what_was_typed_when_the_plan_was_finalised_is_shown_and_not_saved(cast_today: Cast, client: Client) -> None:
    """Q2: the page was open since before; the pupil gets the words back to copy."""
    cast = cast_today
    started(cast)
    address = reverse("plan", args=[plan_of(cast.elsa).public_id])
    before = opener(client, cast.elsa).get(address).content.decode()
    plan = finalised(cast)
    open_again(by=actor(cast.mats, cast.at), form=plan, expected=plan.stage, reason="Fel datum")
    sent = sent_by(before, f"version-{PROUD}") | {f"f-{PROUD}": "Jag kan simma."}
    answer = opener(client, cast.elsa).post(address, sent)
    assert "Jag kan simma." in answer.content.decode()
    assert not PlanAnswer.objects.filter(value="Jag kan simma.").exists()


def test_in_preschool_the_childs_words_are_put_right_apart_from_home_until_they_are_published(cast: Cast) -> None:
    """C8, C9: staff and home write in the same field; while it is put right home reads what was published, and does not write."""
    started(cast, cast.humlan, who=cast.sussi, version=template(cast, "forskola", unit=cast.preschool, who=cast.rita))
    plan, by = plan_of(cast.sam), actor(cast.sussi, cast.at)
    write(cast, cast.anna, plan, {WORDS: "Jag gillar grävskopor."})
    for stage in (0, 1):
        move_on(by=by, forms=[plan], expected=stage)
    open_again(by=by, form=plan, expected=2, reason="Barnet vill ändra sig")
    plan.refresh_from_db()
    later = actor(cast.sussi, cast.at + dt.timedelta(hours=1))
    PlanAnswer.objects.filter(record=plan, field=WORDS).update(
        value="Jag gillar katter.", role="preschool_staff", written_by=cast.sussi, written_at=later.at
    )

    def reads(who: Person) -> set[Any]:
        page = page_of(actor(who, later.at), plan)
        return {told.value for part in page.sections for view in part.fields for told in (*view.others, view.mine) if told}

    assert [reads(who) for who in (cast.anna, cast.anders, cast.sussi)] == [set(), set(), {"Jag gillar katter."}]
    with pytest.raises(AnswersChangedError):
        write(cast, cast.anna, plan, {WORDS: "Jag gillar båtar."})
    move_on(by=later, forms=[plan], expected=1)
    plan.refresh_from_db()
    assert [reads(who) for who in (cast.anna, cast.anders)] == [{"Jag gillar katter."}] * 2
