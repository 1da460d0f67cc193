"""A teacher leaves in the middle of the term: what was begun is not lost, and is read by nobody on the way (A6)."""

import pytest
from django.test import Client
from django.urls import reverse

from larka.access.policy import Refused
from larka.assessments.actions import Written, hand_over_judgements, write_judgements
from larka.assessments.models import HandOverReason, Judgement
from larka.assessments.queries.taking_over import left_judgements, left_texts
from larka.audit.models import Entry
from larka.register.models import Activity, Duty, TeachingAssignment
from tests.cast import Cast, actor, opener

TEXT = "Elsa har börjat med"


@pytest.fixture
def left(cast_today: Cast) -> Judgement:
    """Tess begins a text about Elsa, then leaves; Petra takes over the group."""
    cast = cast_today
    maths = Activity.objects.get(activity_groups__group=cast.maths_5a)
    row = Written(cast.membership(cast.elsa, cast.maths_5a), TEXT, 0)
    (judgement,) = write_judgements(by=actor(cast.tess, cast.at), activity=maths, term=cast.term, rows=[row])
    TeachingAssignment.objects.filter(activity=maths, duty__person=cast.tess).update(ends_on=cast.at.date())
    TeachingAssignment.objects.create(activity=maths, duty=Duty.objects.get(person=cast.petra), starts_on=cast.at.date())
    return judgement


def test_rektor_hands_a_left_text_to_a_teacher_of_the_subject(cast_today: Cast, left: Judgement) -> None:
    """A6: logged, and without rektor reading it."""
    cast, rolf = cast_today, actor(cast_today.rolf, cast_today.at)
    (row,) = left_texts(rolf)
    assert (row.author_name, [name.split()[0] for _, name in row.teachers]) == (cast.tess.display_name, ["Petra"])
    hand_over_judgements(by=rolf, judgements=left_judgements(rolf), to=cast.petra, reason=HandOverReason.LEFT)
    assert Judgement.objects.get().written_by == cast.petra
    assert Entry.objects.get(action="judgement.handed_over").details == {"from": cast.tess.pk, "to": cast.petra.pk, "reason": "left"}


def test_a_text_whose_author_still_teaches_is_not_handed_over(cast_today: Cast, left: Judgement) -> None:
    """A6: unpublished text is its author's alone."""
    TeachingAssignment.objects.filter(duty__person=cast_today.tess).update(ends_on=None)
    rolf = actor(cast_today.rolf, cast_today.at)
    assert left_texts(rolf) == []
    with pytest.raises(Refused):
        hand_over_judgements(by=rolf, judgements=[left], to=cast_today.petra, reason=HandOverReason.LEFT)


@pytest.mark.parametrize("to", ["mats", "kim", "rolf", "tess"])
def test_only_a_teacher_of_the_pupil_in_the_subject_takes_over(cast_today: Cast, left: Judgement, to: str) -> None:
    """A6."""
    with pytest.raises(Refused):
        hand_over_judgements(
            by=actor(cast_today.rolf, cast_today.at), judgements=[left], to=getattr(cast_today, to), reason=HandOverReason.LEFT
        )


@pytest.mark.parametrize("by", ["mats", "petra", "tess", "rita", "adam", "anna"])
def test_only_rektor_of_the_unit_hands_over(cast_today: Cast, left: Judgement, by: str) -> None:
    """A6."""
    with pytest.raises(Refused):
        hand_over_judgements(
            by=actor(getattr(cast_today, by), cast_today.at), judgements=[left], to=cast_today.petra, reason=HandOverReason.LEFT
        )


def test_the_page_hands_over_and_never_shows_the_text(cast_today: Cast, left: Judgement) -> None:
    """A6, Q1: without JavaScript."""
    client = opener(Client(), cast_today.rolf)
    address = reverse("left_judgements")
    assert TEXT not in client.get(address).content.decode()
    (row,) = left_texts(actor(cast_today.rolf, cast_today.at))
    assert client.post(address, {"left": row.key, "teacher": "x"}).status_code == 422
    sent = {"left": row.key, "teacher": str(cast_today.petra.public_id)}
    for reason in ("", "Elsa är lat"):
        answer = client.post(address, sent | {"reason": reason})
        assert answer.status_code == 422
        assert "Välj varför." in answer.content.decode()
        assert f'value="{cast_today.petra.public_id}" selected' in answer.content.decode()
    assert Judgement.objects.get().written_by == cast_today.tess
    assert client.post(address, sent | {"reason": "away"}).status_code == 302
    assert Entry.objects.get(action="judgement.handed_over").details["reason"] == "away"
    assert Judgement.objects.get().written_by == cast_today.petra


def test_the_history_of_a_text_is_its_authors_alone(cast_today: Cast) -> None:
    """A6, Q4: what was saved before can be had back, by the author."""
    cast = cast_today
    maths = Activity.objects.get(activity_groups__group=cast.maths_5a)
    member = cast.membership(cast.elsa, cast.maths_5a)
    for version, text in enumerate(["Första texten.", "Andra texten."]):
        (judgement,) = write_judgements(by=actor(cast.tess, cast.at), activity=maths, term=cast.term, rows=[Written(member, text, version)])
    address = reverse("judgement_history", args=[judgement.public_id])
    html = opener(Client(), cast.tess).get(address).content.decode()
    assert "Första texten." in html
    assert {
        key
        for key in ("mats", "rolf", "vera", "anna", "elsa", "petra")
        if opener(Client(), getattr(cast, key)).get(address).status_code != 404
    } == set()


@pytest.mark.parametrize(("who", "status"), [("rolf", 200), ("mats", 404), ("rita", 200), ("adam", 404), ("tess", 404), ("anna", 404)])
def test_the_page_is_there_for_those_who_lead_a_unit(cast_today: Cast, client: Client, who: str, status: int) -> None:
    """A6."""
    assert opener(client, getattr(cast_today, who)).get(reverse("left_judgements")).status_code == status
