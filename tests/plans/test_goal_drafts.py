"""Drafts of goals: kept where one may write, home's for nobody else ever, and gone when what was seen is saved."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from larka.plans.access.goals import CHILD_GOALS, GOAL_READ
from larka.plans.models import Goal
from larka.records.actions.drafts import save_draft
from larka.records.models import Draft
from larka.records.places import Spot, place_of_kind
from larka.register.models import Person
from tests.cast import Cast, actor, opener
from tests.plans.goals import HOW, TEXT, goal_in

pytestmark = pytest.mark.django_db
KINDS = ("goal_new", "goal_new_home", "goal_words", "goal_words_home")


def spots(cast: Cast, who: Person, about: Any, detail: str) -> set[str]:
    """Under which kinds somebody may keep a draft in this place."""
    policy: Any = CHILD_GOALS if isinstance(about, Person) else GOAL_READ
    by = actor(who, cast.at)
    opened = policy.open(by, about.public_id)
    places = [place_of_kind(kind) for kind in KINDS if place_of_kind(kind).policy is policy]
    return {place.key for place in places if opened is not None and place.find(by, opened, detail) is not None}


def test_a_draft_is_kept_where_one_may_write_and_homes_is_never_taken_over(cast: Cast) -> None:
    """Mission 5, A6: by the role in which the place was opened, and nowhere else."""
    assert {kind: place_of_kind(kind).private for kind in KINDS} == {kind: kind.endswith("home") for kind in KINDS}
    people = ("elsa", "anna", "mats", "tess", "rolf", "frida", "kim")
    new = {who: spots(cast, getattr(cast, who), cast.elsa, "text") for who in people}
    kinds = {"elsa": {"goal_new_home"}, "anna": {"goal_new_home"}, "mats": {"goal_new"}, "tess": {"goal_new"}}
    assert new == {who: kinds.get(who, set()) for who in people}
    assert spots(cast, cast.anna, cast.sam, "text") == set()
    goal = goal_in(cast, "ongoing", subject=cast.maths)
    found = {(who, part): spots(cast, getattr(cast, who), goal, part) for who in people for part in ("text", "done", "fulfil", "answer")}
    expected = {("elsa", "text"), ("elsa", "done"), ("anna", "text")}
    assert {key for key, under in found.items() if under == {"goal_words_home"}} == expected
    assert {key for key, under in found.items() if under == {"goal_words"}} == {("mats", "text"), ("tess", "text")}


def test_what_was_seen_goes_when_the_goal_is_proposed_and_what_was_not_is_shown_first(cast_today: Cast, client: Client) -> None:
    """Q4, H1: another page's text is not lost."""
    cast, address = cast_today, reverse("new_goal", args=[cast_today.elsa.public_id])
    place = place_of_kind("goal_new_home")
    by = actor(cast.elsa, cast.at)
    spot: Spot | None = place.find(by, cast.elsa, "text")
    assert spot is not None
    save_draft(by=by, spot=spot, content={"text": "Börjat på"}, base_version=0)
    browser = opener(client, cast.elsa)
    assert "Börjat på" in browser.get(address).content.decode()
    sent = {"text": TEXT, "how": HOW, "version": "0"}
    answer = browser.post(address, sent)
    assert answer.status_code == 422
    assert "Två texter" in answer.content.decode()
    assert not Goal.objects.exists()
    moments = Draft.objects.get().saved_at.isoformat()
    assert browser.post(address, sent | {"text-seen": moments}).status_code == 302
    assert not Draft.objects.exists()
