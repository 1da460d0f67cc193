"""What somebody left unfinished: rektor takes it over with a reason, hands it on, and its author may see that (A6)."""

import datetime as dt
import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from larka.access.policy import Refused
from larka.assessments.places import judgement_spot
from larka.audit.models import Entry
from larka.records.access import DRAFT_TAKE_OVER
from larka.records.actions.drafts import save_draft
from larka.records.actions.taking_over import TakingOverError, hand_on_draft, take_over_draft
from larka.records.models import Draft, TakenDraft
from larka.records.queries.taking_over import left_drafts, who_could_go_on
from larka.register.models import Activity, GroupMembership, Person, TeachingAssignment
from larka.web.places import presentation_spot
from tests.access.everyone import reached_by
from tests.cast import Cast, actor, opener

pytestmark = pytest.mark.django_db
TEXT = "Elsa har börjat arbeta med bråk."


def typed(cast: Cast, author: str, child: str = "elsa", text: str = TEXT) -> Draft:
    """The author has typed this of a pupil in maths."""
    maths = Activity.objects.get(activity_groups__group=cast.maths_5a)
    pupil: Person = getattr(cast, child)
    spot = judgement_spot(maths, cast.membership(pupil, cast.maths_5a).public_id, pupil.pk, cast.term)
    by = actor(getattr(cast, author), cast.at)
    save_draft(by=by, spot=spot, content={"text": text}, base_version=0)
    return Draft.objects.get(author=by.person_id, place=spot.place)


def leaves(cast: Cast, person: Person) -> None:
    TeachingAssignment.objects.filter(duty__person=person).update(ends_on=cast.at.date())


def listed(cast: Cast, who: str) -> list[tuple[str, str, str]]:
    return [(row.label, row.child, row.author) for row in left_drafts(actor(getattr(cast, who), cast.at))]


def test_a_draft_is_left_the_day_its_author_teaches_there_no_more(cast_today: Cast) -> None:
    """A5, A6: and not while the author does."""
    cast = cast_today
    typed(cast, "tess")
    assert listed(cast, "rolf") == []
    leaves(cast, cast.tess)
    assert listed(cast, "rolf") == [("Skriftligt omdöme", "Elsa Hägg", "Tess Hallberg")]
    assert {who for who in ("rita", "adam", "mats", "tess", "stina") if listed(cast, who)} == set()


def test_a_draft_of_a_pupil_who_has_left_the_group_is_left_too(cast_today: Cast) -> None:
    """A5: the teacher is still there, the pupil is not."""
    cast = cast_today
    typed(cast, "tess")
    GroupMembership.objects.filter(child=cast.elsa, group=cast.maths_5a).update(ends_on=cast.at.date())
    assert len(listed(cast, "rolf")) == 1


def test_exactly_rektor_of_the_unit_takes_over(cast_today: Cast) -> None:
    """A6, A10: of a protected child nobody without a documented need."""
    elsa, omar = typed(cast_today, "tess"), typed(cast_today, "tess", "omar")
    assert reached_by(DRAFT_TAKE_OVER, elsa, cast_today.at) == {"Rolf"}
    assert reached_by(DRAFT_TAKE_OVER, omar, cast_today.at) == set()
    leaves(cast_today, cast_today.tess)
    assert [row[1] for row in listed(cast_today, "rolf")] == ["Elsa Hägg"]


def test_a_private_text_is_never_taken_over(cast_today: Cast) -> None:
    """A4, A6: what one writes of oneself, wherever one has gone."""
    cast = cast_today
    spot = presentation_spot(actor(cast.elsa, cast.at))
    save_draft(by=actor(cast.elsa, cast.at), spot=spot, content={"text": "Jag"}, base_version=0)
    Draft.objects.update(unit=cast.school, child=cast.elsa)
    Draft.objects.update(subject=uuid.uuid4())
    assert listed(cast, "rolf") == []
    with pytest.raises(Refused):
        take_over_draft(by=actor(cast.rolf, cast.at), draft=Draft.objects.get(), reason="Därför.")


def test_a_draft_of_somebody_who_is_still_there_is_not_taken(cast_today: Cast) -> None:
    """A6: nor by anybody but rektor when it is left."""
    draft = typed(cast_today, "tess")
    with pytest.raises(Refused):
        take_over_draft(by=actor(cast_today.rolf, cast_today.at), draft=draft, reason="Därför.")
    leaves(cast_today, cast_today.tess)
    with pytest.raises(Refused):
        take_over_draft(by=actor(cast_today.mats, cast_today.at), draft=draft, reason="Därför.")
    with pytest.raises(TakingOverError):
        take_over_draft(by=actor(cast_today.rolf, cast_today.at), draft=draft, reason=" ")
    assert Draft.objects.count() == 1


def taken(cast: Cast) -> TakenDraft:
    draft = typed(cast, "tess")
    leaves(cast, cast.tess)
    return take_over_draft(by=actor(cast.rolf, cast.at), draft=draft, reason="Tess har slutat.")


def test_taking_over_is_logged_and_told_to_the_author(cast_today: Cast) -> None:
    """A6, A11: with the reason, on the author's own page; the log holds no text."""
    made = taken(cast_today)
    entry = Entry.objects.get(action="draft.taken_over")
    assert (entry.child_ids, entry.details) == ([cast_today.elsa.pk], {"kind": "judgement", "from": cast_today.tess.pk})
    assert (made.content, Draft.objects.count()) == ({"text": TEXT}, 0)
    html = opener(Client(), cast_today.tess).get(reverse("my_texts")).content.decode()
    assert "Tess har slutat." in html
    assert "Rolf" in html


def test_what_was_taken_over_is_handed_to_whoever_writes_there_today(cast_today: Cast) -> None:
    """A6: as a draft of their own, beside one they have; nobody else is offered, and it is handed on once."""
    cast, made = cast_today, taken(cast_today)
    by = actor(cast.rolf, cast.at)
    assert [name for _person, name in who_could_go_on(by, made)] == [cast.vera.display_name]
    with pytest.raises(Refused):
        hand_on_draft(by=by, taken=made, to=cast.petra)
    typed(cast, "vera", text="Veras egen.")
    hand_on_draft(by=by, taken=made, to=cast.vera)
    assert dict(Draft.objects.filter(author=cast.vera).values_list("beside", "content__text")) == {False: "Veras egen.", True: TEXT}
    with pytest.raises(TakingOverError):
        hand_on_draft(by=by, taken=made, to=cast.vera)


def test_the_pages_take_over_and_hand_on_without_javascript(cast_today: Cast) -> None:
    """Q1, Q2: the text is shown only when it has been taken; the reason is asked for at the field."""
    cast, draft = cast_today, typed(cast_today, "tess")
    leaves(cast, cast.tess)
    rolf = opener(Client(), cast.rolf)

    def posts(name: str, *ids: Any, **form: Any) -> tuple[int, str]:
        answer = rolf.post(reverse(name, args=ids), form, follow=True)
        return answer.status_code, answer.content.decode()

    assert TEXT not in rolf.get(reverse("left_drafts")).content.decode()
    assert posts("left_drafts", draft=draft.pk, reason="")[0] == 422
    status, html = posts("left_drafts", draft=draft.pk, reason="Tess har slutat.")
    assert (status, TEXT in html) == (200, True)
    made = TakenDraft.objects.get()
    assert posts("taken_draft", made.public_id, person=str(cast.stina.public_id))[0] == 422
    assert posts("taken_draft", made.public_id, person=str(cast.vera.public_id))[0] == 200
    assert Draft.objects.get().author == cast.vera
    assert opener(Client(), cast.mats).get(reverse("taken_draft", args=[made.public_id])).status_code == 404
    assert cast.at - made.taken_at < dt.timedelta(minutes=5)
