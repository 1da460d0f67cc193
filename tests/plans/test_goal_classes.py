"""A class's goals: by state and subject, what waits, what is overdue, what goes along to the new school year, and reminders."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from larka.access.policy import Refused
from larka.core.dates import years_later
from larka.notices.models import Notice, Recipient
from larka.notices.queries.listed import listed_notices, shown_notices
from larka.plans.actions.goals import GoalGoesOnError, carry_goals
from larka.plans.goal_notices import remind_of_follow_ups
from larka.plans.models import Goal
from larka.plans.queries.goal_classes import Wanted, carriable, class_goals, goals_waiting
from larka.plans.queries.waiting import waiting_at_school
from larka.register.actor import Actor
from larka.register.models import Person, SchoolYear
from tests.cast import Cast, actor, opener
from tests.plans.goals import goal_in, proposed, step
from tests.web.pages import more_children

pytestmark = pytest.mark.django_db


def shown(cast: Cast, who: Person, group: object, **wanted: object) -> list[tuple[str, list[str]]]:
    """Each pupil with the states of the goals that are shown."""
    found = class_goals(actor(who, cast.at), group, Wanted(cast.year, **wanted))  # type: ignore[arg-type]
    return [(pupil.name, [goal.state for goal in pupil.goals]) for pupil in found.pupils]


def test_the_mentor_sees_all_goals_and_narrows_them(cast: Cast) -> None:
    """C4, A6: what waits for me, what should have been followed up, by state and subject; no names of those whom one may not know (A10)."""
    early = cast.at.date() - dt.timedelta(days=1)
    goal_in(cast, "done", subject=cast.maths)
    goal_in(cast, "ongoing", who=cast.mats, subject=cast.swedish, follow_up_on=early)
    goal_in(cast, "proposed", cast.omar)
    everything = [("Omar Haddad", ["proposed"]), ("Elsa Hägg", ["done", "ongoing"]), ("Nils Rosén", [])]
    assert shown(cast, cast.mats, cast.class_5a) == everything
    waiting = [("Omar Haddad", ["proposed"]), ("Elsa Hägg", ["done"])]
    assert shown(cast, cast.mats, cast.class_5a, show="vantar") == waiting
    assert shown(cast, cast.mats, cast.class_5a, show="forsenat") == [("Elsa Hägg", ["ongoing"])]
    assert shown(cast, cast.mats, cast.class_5a, subject=cast.maths.public_id) == [("Elsa Hägg", ["done"])]
    assert shown(cast, cast.rolf, cast.class_5a) == [everything[1], everything[2]]
    assert shown(cast, cast.tess, cast.maths_5a, show="vantar") == [("Elsa Hägg", ["done"])]


def test_what_waits_stands_on_a_page_of_its_own_and_only_for_those_who_answer(cast: Cast) -> None:
    """C4, A5, A6: the counts are the rows."""
    goal_in(cast, "done", subject=cast.maths)
    goal_in(cast, "proposed")
    goal_in(cast, "new", who=cast.mats, subject=cast.swedish, follow_up_on=cast.at.date() - dt.timedelta(days=1))
    goal_in(cast, "ongoing", subject=cast.maths)
    for who, states in (
        (cast.mats, ["done", "new", "proposed"]),
        (cast.tess, ["done"]),
        (cast.per, []),
        (cast.rolf, []),
        (cast.viktor, []),
    ):
        by = actor(who, cast.at)
        assert sorted(row.goal.state for row in goals_waiting(by)) == states
        assert waiting_at_school(by)[0] == len(states)


def test_a_class_of_28_asks_at_most_twelve_questions(cast_today: Cast, client: Client, django_assert_max_num_queries: object) -> None:
    """Speed: and as many for three pupils."""
    cast = cast_today
    counts = []
    for _size in range(2):
        browser = opener(client, cast.mats)
        address = reverse("class_goals", args=[cast.class_5a.public_id])
        browser.get(address)
        with django_assert_max_num_queries(12) as asked:  # type: ignore[operator]
            assert browser.get(address).status_code == 200
        counts.append(len(asked))
        if not _size:
            for child in more_children(cast, cast.class_5a, 25):
                goal_in(cast, "new", child, who=cast.mats)
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("?lage=klart", "Inga mål att visa"),
        ("?amne=inte-ett-amne", "Inga mål"),
        ("?visa=allt&lasar=1999", "Inga mål"),
        ("?amne=%00", "Inga mål"),
    ],
)
def test_an_address_that_somebody_has_changed_shows_a_page(cast_today: Cast, client: Client, query: str, said: str) -> None:
    """Q2."""
    answer = opener(client, cast_today.mats).get(reverse("class_goals", args=[cast_today.class_5a.public_id]) + query)
    assert (answer.status_code, said in answer.content.decode()) == (200, True)


def next_year(cast: Cast) -> Actor:
    """Mats, still mentor of the class, a year later."""
    return actor(cast.mats, cast.at.replace(year=cast.at.year + 1))


def test_unfinished_goals_go_along_once_and_the_old_ones_take_no_more_steps(cast: Cast) -> None:
    """C9: in the same state, with a link back; each year stays as it was."""
    goals = {state: goal_in(cast, state, subject=cast.maths) for state in ("proposed", "new", "ongoing", "done", "fulfilled", "declined")}
    later = next_year(cast)
    year = SchoolYear.objects.get(starts_on=years_later(cast.year.starts_on, 1))
    rows = carriable(later, [cast.elsa.pk], year)
    assert {row.goal.state for row in rows} == {"new", "ongoing", "done"}
    assert carriable(actor(cast.mats, cast.at), [cast.elsa.pk], cast.year) == []
    chosen = list(Goal.objects.filter(pk__in=[row.goal.pk for row in rows]))
    assert carry_goals(by=actor(cast.mats, cast.at), goals=chosen) == []
    for _press in range(2):
        carry_goals(by=later, goals=chosen)
    carried = Goal.objects.filter(school_year=year)
    assert {(goal.state, goal.carried_from_id) for goal in carried} == {(s, goals[s].pk) for s in ("new", "ongoing", "done")}
    assert {move.from_state for goal in carried for move in goal.moves.all()} == {""}
    with pytest.raises(GoalGoesOnError):
        step(cast, goals["done"], "fulfil")
    assert step(cast, carried.get(state="done"), "fulfil").state == "fulfilled"


def test_only_the_mentor_carries_goals_over(cast: Cast) -> None:
    """A6: nobody of the family, no subject teacher and not rektor."""
    goal = goal_in(cast, "ongoing", subject=cast.maths)
    for who in (cast.tess, cast.rolf, cast.elsa, cast.anna, cast.petra):
        with pytest.raises(Refused):
            carry_goals(by=actor(who, cast.at.replace(year=cast.at.year + 1)), goals=[goal])


def test_all_are_reminded_of_a_follow_up_some_days_before_and_once(cast: Cast) -> None:
    """F2, A17: pupil, guardians, mentor and the subject's teachers; again only when the day is moved; not of what is over."""
    day = cast.at.date() + dt.timedelta(days=2)
    goal = goal_in(cast, "ongoing", who=cast.tess, subject=cast.maths, follow_up_on=day)
    goal_in(cast, "declined", who=cast.tess, subject=cast.maths, follow_up_on=day)
    goal_in(cast, "new", who=cast.tess, subject=cast.maths, follow_up_on=day + dt.timedelta(days=9))
    by = Actor.operator(cast.at)
    assert [remind_of_follow_ups(by=by) for _night in range(2)] == [1, 0]
    notice = Notice.objects.get(kind="goal.follow_up")
    people = set(Recipient.objects.filter(notice=notice).values_list("person__given_name", flat=True))
    assert people == {"Elsa", "Anna", "Anders", "Mats", "Tess", "Vera"}
    assert (notice.remember_on, [about.about for about in notice.abouts.all()]) == (day, [goal.public_id])
    assert proposed(cast).follow_up_on is None


def test_a_goal_between_the_pupil_and_one_guardian_takes_no_other_goals_reminder_away(cast: Cast) -> None:
    """A17, F2: the other guardian is reminded of the goal that both read, and of that alone."""
    day = cast.at.date() + dt.timedelta(days=2)
    goals = [goal_in(cast, "ongoing", who=cast.tess, subject=cast.maths, follow_up_on=day, text=text) for text in ("Bråk", "Procent")]
    Goal.objects.filter(pk=goals[1].pk).update(audience=[cast.elsa.pk, cast.anna.pk, cast.mats.pk])
    assert remind_of_follow_ups(by=Actor.operator(cast.at)) == 2
    titles = {}
    for who in (cast.anna, cast.anders):
        by = actor(who, cast.at)
        titles[who.given_name] = [told.title for told in shown_notices(by, list(listed_notices(by)))]
    assert titles == {"Anna": ["2 mål ska följas upp"], "Anders": ["Ett mål ska följas upp"]}
