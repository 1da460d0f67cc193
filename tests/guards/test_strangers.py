"""Every address that names a thing, asked as everybody: who may not, gets the same answer as for what does not exist."""

import datetime as dt
import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, reverse

from larka.access.models import DocumentedNeed
from larka.access.policy import Policy
from larka.assessments.models import Judgement, JudgementVersion
from larka.invitations.models import Application, ApplicationChild
from larka.jobs.models import Job
from larka.media.models import ProfilePicture, Upload
from larka.plans.models import Goal, Plan
from larka.questionnaires.models import Questionnaire, QuestionnaireTemplate, Round
from larka.records.models import TakenDraft, TextReport
from larka.register.actor import Actor
from larka.register.models import Activity, Group, GroupMembership, Organisation, Person
from larka.talks.models import Preparation, Talk, TalkInvitation, TalkMinutes, TalkRound
from tests.access.everyone import plan_once
from tests.cast import Cast, actor, opener
from tests.guards.headers import assert_not_kept, assert_sound
from tests.guards.test_views import addresses
from tests.media.files import picture
from tests.media.sending import pictured, sent
from tests.plans import plans
from tests.plans.goals import goal_in
from tests.questionnaires.forms import form_of, started
from tests.talks.endings import held, preparation_for, prepare
from tests.talks.endings import shown as put_before_all
from tests.talks.rows import make_round, make_slot, make_talk

WITH_ID = [pattern for pattern in addresses() if "public_id" in pattern.pattern.converters]
Seen = tuple[int, bytes, list[tuple[str, str]]]
ANSWERS = {200, 302, 404, 405, 422}  # a page may have nothing to show to one who may open it


def things(cast: Cast) -> dict[type, list[Any]]:
    """One or two of each model that an address names: Elsa's, and where there is a difference protected Omar's."""
    DocumentedNeed.objects.create(
        child=cast.omar, person=cast.mats, opens="contact", given_by=cast.rolf, decision="SN 9", starts_on=cast.at.date(),
        ends_on=cast.at.date() + dt.timedelta(days=9),
    )  # fmt: skip
    omdomen = [_published(cast, child) for child in (cast.elsa, cast.omar)]
    return {
        Person: [cast.elsa, cast.omar],
        Group: [cast.class_5a],
        Organisation: [cast.school, cast.municipality],
        Activity: [Activity.objects.get(activity_groups__group=cast.maths_5a)],
        Judgement: omdomen,
        **_forms(cast),
        Goal: [_goal(cast, child, state) for child in (cast.elsa, cast.omar) for state in ("proposed", "ongoing", "done")],
        **_plans(cast),
        **_talks(cast),
        GroupMembership: [cast.membership(child, cast.class_5a) for child in (cast.elsa, cast.omar)],
        Job: [_started(cast, cast.rolf, "failed"), _started(cast, cast.rolf, "waiting")],
        Application: [_applied(cast, child) for child in (cast.elsa, cast.omar)],
        ProfilePicture: [pictured(child, at=cast.at) for child in (cast.elsa, cast.omar)],
        TextReport: [_reported(cast, text) for text in omdomen],
        TakenDraft: [_taken(cast, child) for child in (cast.elsa, cast.omar)],
        Upload: [sent(cast.elsa, picture(), at=cast.at)],
    }


def _forms(cast: Cast) -> dict[type, list[Any]]:
    """A template of Björkskolan, started for 5A."""
    begun = started(cast)
    return {
        Questionnaire: [form_of(cast.elsa), form_of(cast.omar)],
        Round: [begun],
        QuestionnaireTemplate: [begun.template_version.template],
    }


def _goal(cast: Cast, child: Person, state: str) -> Goal:
    """In maths; the child does not write itself."""
    goal = goal_in(cast, state, child, subject=cast.maths)
    Goal.objects.filter(pk=goal.pk).update(by_word=True)
    return goal


def _plans(cast: Cast) -> dict[type, list[Any]]:
    """Mats has started plans for 5A."""
    plans.started(cast)
    return {Plan: [plans.plan_of(cast.elsa), plans.plan_of(cast.omar)]}


def _talks(cast: Cast) -> dict[type, list[Any]]:
    """Mats's round: Elsa's talk has begun, Omar's is to come."""
    made = make_round(cast, cast.class_5a, cast.mats, closes_at=cast.at + dt.timedelta(days=9))
    talks = []
    for child, adult, days in ((cast.elsa, cast.anna, -1), (cast.omar, cast.olga, 8)):
        starts = cast.at + dt.timedelta(days=days)
        slot = make_slot(made, cast.mats, 15, starts_at=starts, ends_at=starts + dt.timedelta(minutes=20))
        talks.append(make_talk(slot, child, adult))
    prepare(cast, made)
    ended = [put_before_all(cast, held(cast, child)) for child in (cast.elsa, cast.omar)]
    return {
        TalkRound: [made], TalkInvitation: list(made.invitations.order_by("pk")), Talk: talks, TalkMinutes: ended,
        Preparation: [preparation_for(child) for child in (cast.elsa, cast.omar)],
    }  # fmt: skip


def _started(cast: Cast, person: Person, state: str) -> Job:
    return Job.objects.create(
        kind="of.tomorrow", started_by=person, started_at=cast.at, about="5A", language="sv", level="weak", state=state, error="Fel.",
        result_name="omdomen.pdf",
    )  # fmt: skip


def _reported(cast: Cast, text: Judgement) -> TextReport:
    return TextReport.objects.create(
        kind="judgement", record_id=text.pk, child=text.child, unit=text.unit, author=cast.tess, reporter=cast.mats, reason="Fel.",
        reported_at=cast.at,
    )  # fmt: skip


def _taken(cast: Cast, child: Person) -> TakenDraft:
    return TakenDraft.objects.create(
        former=cast.viktor, kind="judgement", place=uuid.uuid4(), subject=uuid.uuid4(), detail=":", child=child,
        unit=cast.school, content={"text": "Börjat"}, written_at=cast.at, reason="Slutat.", taken_by=cast.rolf, taken_at=cast.at,
    )  # fmt: skip


def _applied(cast: Cast, child: Person) -> Application:
    made = Application.objects.create(name="Anna", number="198001012384", email="anna@hem.example", received_at=cast.at)
    ApplicationChild.objects.create(application=made, name="Barnet", number="201501012384", child=child)
    return made


def _published(cast: Cast, child: Person) -> Judgement:
    now = dt.datetime.now(dt.UTC)
    judgement = Judgement.objects.create(
        child=child, unit=cast.school, school_form="GR", school_year=cast.year, term=cast.term, syllabus=cast.maths,
        group=cast.maths_5a, text="Kan räkna.", written_by=cast.tess, written_at=now,
    )  # fmt: skip
    judgement.latest = JudgementVersion.objects.create(
        judgement=judgement, number=1, text="Kan räkna.", published_at=now, published_by=cast.tess
    )
    judgement.published_at = now
    judgement.save()
    return judgement


def _address(pattern: URLPattern, cast: Cast, public_id: uuid.UUID) -> str:
    more = {name: cast.term.public_id for name in pattern.pattern.converters if name != "public_id"}
    return reverse(str(pattern.name), kwargs={"public_id": public_id, **more})


def test_who_may_not_gets_the_same_bytes_as_for_what_does_not_exist(cast_today: Cast) -> None:
    """A1, A2, A5, A10, A13, A15, A17: each address as each of the cast; some get an answer, or it proves nothing.

    Of several things that somebody may open, or may not, each of the cast asks for another one: at every address every thing is asked for
    by many. POST goes through the same door: every fifth of the cast knocks there, others at each address. What does not exist answers
    each of them the same at all addresses: there every fifth asks anew, at either door.
    """
    plan_once()
    cast, of_model = cast_today, things(cast_today)
    answered, refused = set(), set()
    for number, person in enumerate(cast.people().values()):
        browser, asked_by = opener(Client(), person), actor(person, dt.datetime.now(dt.UTC))
        asked_for = {
            policy: _some(policy, asked_by, of_model[policy.model], number)
            for policy in {pattern.callback.access_policy for pattern in WITH_ID}
        }
        known: list[Seen] = []
        for place, pattern in enumerate(WITH_ID):
            for method in (browser.get, browser.post) if (place + number) % 5 == 0 else (browser.get,):
                for thing, may in asked_for[pattern.callback.access_policy]:
                    found = _seen(method(_address(pattern, cast, thing.public_id)))
                    (answered if may else refused).add(pattern.name)
                    if may:
                        assert found[0] in ANSWERS, f"{person.given_name} at {pattern.name}"
                    elif (place + number) % 5 == 0 or found not in known:
                        known.append(_seen(method(_address(pattern, cast, uuid.uuid4()))))
                        assert found == known[-1], f"{person.given_name} at {pattern.name}"
        assert {each[0] for each in known} <= {404, 405}, "what does not exist"
    assert answered == refused == {pattern.name for pattern in WITH_ID}


def _some(policy: Policy[Any], asked_by: Actor, listed: list[Any], number: int) -> list[tuple[Any, bool]]:
    """One that they may open and one that they may not, where there are such; with the next number others."""
    sorted_out: dict[bool, list[Any]] = {True: [], False: []}
    for thing in listed:
        sorted_out[policy.allows(asked_by, thing)].append(thing)
    return [(own[number % len(own)], may) for may, own in sorted_out.items() if own]


def _seen(response: Any) -> Seen:
    """Everything that reaches the person: status, bytes, headers; these are there, whatever the answer (A15, Q6)."""
    what = f"{response.request['PATH_INFO']} {response.status_code}"
    assert_sound(response, what)
    assert_not_kept(response, what)
    content = b"".join(response) if response.streaming else response.content
    return response.status_code, content, sorted(response.headers.items())


@pytest.mark.django_db
@pytest.mark.parametrize("pattern", list(addresses()), ids=lambda pattern: pattern.name)
def test_without_signing_in_there_is_nothing_but_the_way_in(client: Client, pattern: URLPattern) -> None:
    """A1: the pages that are the same for everybody are there; every other leads to the sign-in page."""
    if not hasattr(pattern.callback, "access_policy"):
        return
    for method in (client.get, client.post):
        response = method(reverse(str(pattern.name), kwargs=dict.fromkeys(pattern.pattern.converters, uuid.uuid4())))
        assert response.status_code == 405 or response["Location"].startswith("/logga-in/")
