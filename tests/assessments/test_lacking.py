"""Who can write an omdöme that a plan lacks: those who teach the pupil the subject, as everywhere else (A6, C8)."""

import pytest
from django.db.models import Q

from larka.access import paths
from larka.assessments.contribution import lacking_judgements
from larka.register.models import Group, GroupMembership, Placement, Restriction, Syllabus, TeachingAssignment
from tests.cast import NOON, Cast

pytestmark = pytest.mark.django_db
DAY = NOON.date()
Taught = set[tuple[int, str, int]]


def told(cast: Cast) -> Taught:
    """(child, subject, teacher) of what is lacking; nothing is written yet, so everything is."""
    children = [cast.elsa.pk, cast.nils.pk, cast.omar.pk, cast.bo.pk]
    lacking = lacking_judgements(children, cast.year, DAY)
    unasked = lacking_judgements(children, cast.year, DAY, who=False)
    named, nameless = ({(child, one.what, one.who) for one in asked for child in one.children} for asked in (lacking, unasked))
    assert nameless == {(child, what, ()) for child, what, _who in named}
    return {(child, what, person) for child, what, who in named for person in who}


def by_path(cast: Cast) -> Taught:
    """The same by the path that opens the omdömen."""
    children = Q(child__in=[cast.elsa, cast.nils, cast.omar, cast.bo])
    rows = paths.TEACHER.in_force(DAY, NOON, children).values_list("child_id", paths.TEACHER.anchor["subject"], paths.TEACHER.person)
    names = dict(Syllabus.objects.values_list("pk", "name"))
    return {(child, names[subject], person) for child, subject, person in rows if subject}


def test_those_who_can_write_are_those_who_teach_whatever_ends(cast: Cast) -> None:
    """A5, A17: membership, group, assignment, duty and place hold today, and no restriction keeps the teacher from the child."""
    taught = told(cast)
    assert (cast.elsa.pk, "Matematik", cast.tess.pk) in taught
    assert taught == by_path(cast)
    Restriction.objects.create(child=cast.elsa, person=cast.tess, reference="Beslut", starts_on=DAY)
    apart = told(cast)
    assert taught - apart == {(cast.elsa.pk, "Matematik", cast.tess.pk)}
    ends = (
        Placement.objects.filter(child=cast.nils), GroupMembership.objects.filter(child=cast.omar, group=cast.maths_5a),
        TeachingAssignment.objects.filter(duty__person=cast.mats), Group.objects.filter(name="5A Musik"),
    )  # fmt: skip
    for rows in ends:
        before = told(cast)
        rows.update(ends_on=DAY)
        assert told(cast) == by_path(cast) < before
