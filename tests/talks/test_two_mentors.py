"""A class with two mentors, a school with templates for several stages, and a pupil of age."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from larka.questionnaires.models import QuestionnaireTemplate, TemplateVersion
from larka.questionnaires.queries.templates import shape_of
from larka.questionnaires.shape.parts import as_json
from larka.register.models import Duty, DutyAssignment
from larka.talks.actions.booking import book_talk
from larka.talks.actions.paper import print_talk_letters
from larka.talks.actions.preparing import share_preparation
from larka.talks.models import TalkSlot
from larka.talks.pdf.letters import points
from tests.cast import Cast, actor, opener
from tests.talks.endings import HOME, NOTES, SHOWS, fill, preparation_for, prepared, template
from tests.talks.rows import invited, make_round, offered, wish
from tests.talks.test_preparations import read_by
from tests.web.pages import shown

pytestmark = pytest.mark.django_db


def tess_is_mentor_too(cast: Cast) -> None:
    """Of 5A, beside Mats."""
    duty = Duty.objects.get(person=cast.tess)
    DutyAssignment.objects.create(duty=duty, group=cast.class_5a, role_name="Mentor", role="mentor", starts_on=cast.year.starts_on)


def test_what_one_mentor_shares_the_other_reads_but_never_their_notes(cast: Cast) -> None:
    """A6, C5: not before it is shared; a teacher who is no mentor of theirs reads nothing of it."""
    prepared(cast)
    tess_is_mentor_too(cast)
    of = preparation_for(cast.elsa)
    fill(cast, cast.mats, of, {SHOWS: "Mats vill prata", NOTES: "Mats stödord"})
    fill(cast, cast.tess, of, {SHOWS: "Tess vill prata"})
    fill(cast, cast.anna, of, {HOME: "Annas fråga"})
    assert read_by(cast.tess, of) == {"Tess vill prata"}
    share_preparation(by=actor(cast.mats), preparation=of)
    assert read_by(cast.tess, of) == {"Tess vill prata", "Mats vill prata", "Annas fråga"}
    assert read_by(cast.mats, of) == {"Tess vill prata", "Mats vill prata", "Mats stödord", "Annas fråga"}
    assert read_by(cast.anna, of) == {"Tess vill prata", "Mats vill prata", "Annas fråga"}
    assert (read_by(cast.per, of), read_by(cast.petra, of)) == (set(), set())


def chosen_on(page: str) -> list[str]:
    """The templates that stand chosen in the form."""
    return [line.split(">")[1].split("<")[0] for line in page.split("<main")[1].split("<option")[1:] if " selected" in line.split(">")[0]]


def test_the_template_of_the_classs_stage_stands_chosen(cast_today: Cast, client: Client) -> None:
    """C1: whoever presses without looking starts the questions for 5A, not for the youngest."""
    started = make_round(cast_today, cast_today.class_5a, cast_today.mats)
    for example in ("samtal-forskoleklass-3", "samtal-4-9"):
        template(cast_today, example=example)
    page = opener(client, cast_today.mats).get(reverse("round_preparation", args=[started.public_id])).content.decode()
    assert chosen_on(page) == ["Inför utvecklingssamtalet, årskurs 4–9"]


def test_a_template_from_before_it_could_say_for_whom_is_for_all_and_says_so(cast_today: Cast, client: Client) -> None:
    """C1: it stands chosen where no other is for the class; beside one that is, it is only offered."""
    started = make_round(cast_today, cast_today.class_5a, cast_today.mats)
    older(template(cast_today, example="samtal-4-9"), school_forms=(), first_year=0, last_year=0)
    template(cast_today, example="samtal-forskola")
    address = reverse("round_preparation", args=[started.public_id])
    page = opener(client, cast_today.mats).get(address).content.decode()
    assert chosen_on(page) == ["Inför utvecklingssamtalet, årskurs 4–9 (alla skolformer)"]
    older(template(cast_today, example="samtal-forskoleklass-3"), title="Inför samtalet i femman", first_year=5, last_year=5)
    page = opener(client, cast_today.mats).get(address).content.decode()
    assert (chosen_on(page), "(alla skolformer)" in page) == (["Inför samtalet i femman"], True)


def older(version: TemplateVersion, **said: Any) -> None:
    """The template's version in use says this instead."""
    content = as_json(replace(shape_of(version), **said))
    made = TemplateVersion.objects.create(
        template_id=version.template_id, number=2, content=content, copied_from=version, published_at=version.published_at,
        published_by_id=version.published_by_id,
    )  # fmt: skip
    QuestionnaireTemplate.objects.filter(pk=version.template_id).update(current=made)


def test_where_none_is_for_the_class_one_is_to_be_chosen(cast_today: Cast, client: Client) -> None:
    """C1: nothing is started by pressing without looking."""
    started = make_round(cast_today, cast_today.class_5a, cast_today.mats)
    for example in ("samtal-forskola", "samtal-gymnasieskola"):
        template(cast_today, example=example)
    address = reverse("round_preparation", args=[started.public_id])
    answer = opener(client, cast_today.mats).post(address, {"version": "", "day": "2099-01-01", "clock": "18:00"})
    assert (answer.status_code, "Välj ett underlag." in answer.content.decode()) == (422, True)


def test_letters_say_with_whom_and_where(cast: Cast) -> None:
    """C7, A10: two mentors have the same time free; a letter that tells no school names neither of them."""
    started = offered(cast)
    slot = started.slots.earliest("starts_at")
    TalkSlot.objects.create(
        round=started, mentor=cast.tess, starts_at=slot.starts_at, ends_at=slot.ends_at, modes=slot.modes, room="Sal 14"
    )  # fmt: skip
    (letter,) = print_talk_letters(by=actor(cast.mats), started=started, chosen={cast.anna.public_id})
    times = list(points(letter.about[0], named=True))[1:3]
    assert {line.split(" · ", 1)[1] for line in times} == {f"{cast.mats.display_name} · Sal 12", f"{cast.tess.display_name} · Sal 14"}
    assert cast.mats.display_name not in "".join(points(letter.about[0], named=False))


def test_a_pupil_of_age_is_told_who_sees_the_talk(cast_today: Cast, client: Client) -> None:
    """A13: not the guardians; and is not asked whose the time is."""
    day = actor(cast_today.gosta, cast_today.at).today + dt.timedelta(days=10)
    started = offered(cast_today, cast_today.na3, by=cast_today.gosta, day=day)
    page = shown(client, cast_today.agnes, reverse("book_talk", args=[invited(started, cast_today.agnes).public_id]))
    assert ("Du är myndig" in page, "vårdnadshavare" in page, "Vem gäller tiden?" in page) == (True, False, False)
    wanted = wish(started.slots.earliest("starts_at"))
    talk = book_talk(by=actor(cast_today.agnes, cast_today.at), invitation=invited(started, cast_today.agnes), wish=wanted)
    page = shown(client, cast_today.agnes, reverse("talk", args=[talk.public_id]))
    assert ("Eleven är myndig" in page, "barnets vårdnadshavare" in page) == (True, False)


def test_the_pages_of_class_and_unit_lead_to_talks_and_plans(cast_today: Cast, client: Client) -> None:
    """4-pages: for the mentor and rektor; a teacher of the class is not led there."""
    talks, group = reverse("group_talks", args=[cast_today.class_5a.public_id]), reverse("group", args=[cast_today.class_5a.public_id])
    people = (cast_today.mats, cast_today.rolf, cast_today.tess)
    assert [talks in opener(client, who).get(group).content.decode() for who in people] == [True, True, False]
    unit = opener(client, cast_today.rolf).get(reverse("unit", args=[cast_today.school.public_id])).content.decode()
    assert reverse("unit_plans", args=[cast_today.school.public_id]) in unit
