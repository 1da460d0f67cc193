"""Who gets a notice, who still sees it, and that each gets it once."""

import datetime as dt

import pytest

from larka.assessments.models import Judgement
from larka.notices.actions.queueing import queue_notice
from larka.notices.actions.reading import read_notices
from larka.notices.models import About, Level, Notice, Recipient
from larka.notices.queries.listed import children_of, listed_notices, shown_notices
from larka.notices.queries.visible import unread_count
from larka.people.actions.records import withhold_record
from larka.register.models import GroupMembership, Person, Placement, Responsible
from tests.cast import Cast, actor
from tests.notices.conftest import publish, told


def counts(cast: Cast, at: dt.datetime | None = None) -> dict[str, int]:
    """How many notices each of the cast has, by short name; those without any are left out."""
    found = {name: unread_count(actor(person, at or cast.at)) for name, person in cast.people().items()}
    return {name: count for name, count in found.items() if count}


def titles(person: Person, cast: Cast) -> list[str]:
    by = actor(person, cast.at)
    return [shown.title for shown in shown_notices(by, list(listed_notices(by)))]


def test_a_published_omdome_is_told_to_the_pupil_and_its_guardians_and_nobody_else(cast: Cast) -> None:
    """F2, A2, A17: not to the former guardian, the waiting adult, other families or staff."""
    publish(cast, cast.elsa)
    assert told() == {"Elsa", "Anna", "Anders"}
    assert counts(cast) == {"Elsa": 1, "Anna": 1, "Anders": 1}


def test_a_restricted_guardian_is_told_nothing(cast: Cast) -> None:
    """A17: Rut is kept from Nils."""
    publish(cast, cast.nils)
    assert told() == {"Nils", "Nora"}


def test_a_protected_child_and_its_own_guardian_are_told(cast: Cast) -> None:
    """A10: protected people can use the system; the notice names nobody else."""
    publish(cast, cast.omar)
    assert told() == {"Omar", "Olga"}
    assert counts(cast) == {"Omar": 1, "Olga": 1}


def test_a_pupil_of_eighteen_is_told_and_whoever_the_pupil_has_let_in(cast: Cast) -> None:
    """A13: Gun was the guardian until the birthday; Göran was let in."""
    publish(cast, cast.agnes, group="maths_na3", by="gosta")
    assert told() == {"Agnes", "Göran"}


def test_a_correction_that_is_published_again_is_no_news(cast: Cast) -> None:
    """F2: the same news is never told twice."""
    publish(cast, cast.elsa)
    publish(cast, cast.elsa, text="Kan räkna med bråk och procent.")
    assert Notice.objects.count() == 1
    assert counts(cast)["Anna"] == 1


def _twin(cast: Cast) -> Person:
    """Elsa gets a sister in the same class, with the same guardians."""
    born = {"birth_date": cast.elsa.birth_date, "adult_on": cast.elsa.adult_on}
    twin = Person.objects.create(given_name="Tova", family_name="Ek", sort_key="ektova", **born)
    day = cast.at.date() - dt.timedelta(days=60)
    Placement.objects.create(child=twin, unit=cast.school, starts_on=day, school_form="GR", kind="home")
    for group in (cast.class_5a, cast.maths_5a):
        GroupMembership.objects.create(child=twin, group=group, starts_on=day)
    for adult in (cast.anna, cast.anders):
        Responsible.objects.create(child=twin, person=adult, relation="guardian", in_effect=True, starts_on=day)
    return twin


def test_a_notice_about_two_siblings_is_one_row(cast: Cast) -> None:
    """F2: each item once however many siblings."""
    twin = _twin(cast)
    publish(cast, cast.elsa, twin, cast.omar)
    assert told() == {"Elsa", "Tova", "Omar", "Anna", "Anders", "Olga"}
    by = actor(cast.anna, cast.at)
    [shown] = shown_notices(by, list(listed_notices(by)))
    assert {name for name, _link in shown.places} == {cast.elsa.display_name, twin.display_name}
    assert unread_count(by) == 1
    assert {child.given_name for child in children_of(by)} == {"Elsa", "Tova", "Sam"}


def test_a_row_shows_only_the_child_that_it_came_for(cast: Cast) -> None:
    """A1: one notice about the whole class names no classmate."""
    publish(cast, cast.elsa, cast.omar, cast.nils)
    for child in (cast.elsa, cast.omar, cast.nils):
        by = actor(child, cast.at)
        [shown] = shown_notices(by, list(listed_notices(by)))
        assert shown.children == (child.pk,)


def test_a_mentor_who_is_also_told_for_one_child_sees_that_child_alone(cast: Cast) -> None:
    """F2: Mats may read the whole class, and was told of one."""
    published = publish(cast, cast.elsa, cast.omar)
    about = [(each.public_id, each.child_id) for each in published]
    queue_notice(by=actor(cast.rolf), kind="judgement.published", level=Level.INFORMATION, about=about, to=[(cast.mats.pk, cast.elsa.pk)])
    by = actor(cast.mats, cast.at)
    [shown] = shown_notices(by, list(listed_notices(by)))
    assert shown.children == (cast.elsa.pk,)


def test_when_the_relation_ends_the_notice_is_gone_and_so_is_its_count(cast: Cast) -> None:
    """A5: asked again when it is shown, not when it was made."""
    publish(cast, cast.elsa)
    Responsible.objects.filter(child=cast.elsa, person=cast.anna).update(ends_on=cast.at.date())
    assert counts(cast) == {"Elsa": 1, "Anders": 1}
    assert titles(cast.anna, cast) == []


def test_an_omdome_that_is_withheld_from_a_guardian_leaves_no_trace_in_the_count(cast: Cast) -> None:
    """A17."""
    [judgement] = publish(cast, cast.elsa)
    withhold_record(by=actor(cast.rolf), kind="judgement", about=judgement, person=cast.anders, reason="OSL 12:3", decision="SN 9")
    assert counts(cast) == {"Elsa": 1, "Anna": 1}


def test_a_narrower_audience_narrows_the_notice(cast: Cast) -> None:
    """A17: it holds for what is queued, and for what is shown later."""
    publish(cast, cast.elsa)
    Judgement.objects.update(audience=[cast.anna.pk])
    assert counts(cast) == {"Anna": 1}


def test_what_is_read_is_mine_alone(cast: Cast) -> None:
    """A12: nobody learns whether the other guardian has read; a stranger's mark changes nothing."""
    publish(cast, cast.elsa)
    notice = Notice.objects.get()
    assert read_notices(by=actor(cast.stina), notices=[notice.public_id]) == 0
    assert read_notices(by=actor(cast.anna), notices=[notice.public_id]) == 1
    assert read_notices(by=actor(cast.anna)) == 0
    assert counts(cast) == {"Elsa": 1, "Anders": 1}


def test_what_has_expired_is_no_longer_shown(cast: Cast) -> None:
    """F2: a dated notice ends with its day."""
    publish(cast, cast.elsa)
    Notice.objects.update(expires_at=cast.at)
    assert counts(cast, cast.at - dt.timedelta(seconds=1)) == {"Elsa": 1, "Anna": 1, "Anders": 1}
    assert counts(cast) == {}


def test_a_queryset_of_people_gets_it_each_once(cast: Cast) -> None:
    """F2: the receivers of a notice to very many are never fetched."""
    [judgement] = publish(cast, cast.elsa)
    Notice.objects.all().delete()
    guardians = Responsible.objects.filter(child__in=[cast.elsa, cast.sam], in_effect=True).values_list("person", "child")
    about = [(judgement.public_id, cast.elsa.pk)]
    queue_notice(by=actor(cast.tess), kind="judgement.published", level=Level.INFORMATION, about=about, to=guardians)
    rows = Recipient.objects.values_list("person__given_name", "about_children")
    assert {name: set(children) for name, children in rows} == {
        "Anna": {cast.elsa.pk, cast.sam.pk}, "Anders": {cast.elsa.pk, cast.sam.pk}, "Frida": {cast.elsa.pk},
    }  # fmt: skip
    assert counts(cast) == {"Anna": 1, "Anders": 1}, "Frida was the guardian once: the policy says no"


def test_a_kind_that_nobody_has_entered_is_refused(cast: Cast) -> None:
    """F2: without a policy nothing is told."""
    with pytest.raises(KeyError):
        queue_notice(by=actor(cast.tess), kind="of.tomorrow", level=Level.URGENT, about=[], to=[])
    assert not Notice.objects.exists()
    assert not About.objects.exists()
