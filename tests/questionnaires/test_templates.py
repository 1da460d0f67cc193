"""Making templates: drafts that can be undone, versions that never change, copies that keep the questions' ids."""

from dataclasses import replace

import pytest
from django.db import DatabaseError, transaction

from larka.access.policy import Refused
from larka.questionnaires.access import TEMPLATE_EDIT, TEMPLATES_LEAD
from larka.questionnaires.actions.templates import (
    NotReadyError,
    TemplateChangedError,
    TemplateError,
    begin_version,
    change_template,
    discard_changes,
    make_template,
    publish_template,
    restore_template,
    retire_template,
    undo_change,
)
from larka.questionnaires.models import QuestionnaireTemplate, TemplateVersion
from larka.questionnaires.queries.templates import copyable, in_use, shape_of, work_on
from tests.cast import Cast, actor, readers
from tests.questionnaires.forms import WISH, form_of, published, started, talk_shape, template_of


def test_rektor_makes_the_units_templates_and_the_administrator_the_huvudmans(cast: Cast) -> None:
    """A8, C1: nobody else."""
    published(cast)
    assert readers(TEMPLATE_EDIT, template_of(cast), cast.at) == {"Rolf"}
    assert readers(TEMPLATES_LEAD, cast.municipality, cast.at) == {"Adam"}
    for person, unit in ((cast.mats, cast.school), (cast.rita, cast.school), (cast.adam, cast.school), (cast.rolf, cast.municipality)):
        with pytest.raises(Refused):
            make_template(by=actor(person, cast.at), unit=unit, kind="questionnaire", name="Eget")


def test_a_change_can_be_undone_until_it_is_published(cast: Cast) -> None:
    """Q2: nothing is half-saved, and the first step stays."""
    by = actor(cast.rolf, cast.at)
    template = make_template(by=by, unit=cast.school, kind="questionnaire", name="Trivsel")
    first = work_on(template)
    assert first is not None
    change_template(by=by, template=template, seen=first.step, shape=replace(first.shape, title="Hur trivs du?"))
    second = work_on(template)
    assert second is not None
    assert (second.shape.title, second.can_undo) == ("Hur trivs du?", True)
    undo_change(by=by, template=template, seen=second.step)
    third = work_on(template)
    assert third is not None
    assert (third.shape.title, third.can_undo) == ("Trivsel", False)
    undo_change(by=by, template=template, seen=third.step)
    assert work_on(template) == third


def test_two_who_change_the_same_template_never_overwrite_each_other(cast: Cast) -> None:
    """Q4: also what was undone meanwhile is another step than the one that was seen."""
    by = actor(cast.rolf, cast.at)
    template = make_template(by=by, unit=cast.school, kind="questionnaire", name="Trivsel")
    seen = work_on(template)
    assert seen is not None
    change_template(by=by, template=template, seen=seen.step, shape=replace(seen.shape, title="Den ena"))
    with pytest.raises(TemplateChangedError):
        change_template(by=by, template=template, seen=seen.step, shape=replace(seen.shape, title="Den andra"))
    kept = work_on(template)
    assert kept is not None
    assert kept.shape.title == "Den ena"


def test_a_form_without_questions_is_not_published(cast: Cast) -> None:
    """C1: and what is wrong is said at its part."""
    by = actor(cast.rolf, cast.at)
    template = make_template(by=by, unit=cast.school, kind="questionnaire", name="Trivsel")
    work = work_on(template)
    assert work is not None
    with pytest.raises(NotReadyError) as refused:
        publish_template(by=by, template=template, seen=work.step)
    assert [(problem.part, problem.what) for problem in refused.value.problems] == [("", "sections")]


def test_an_old_version_stays_as_it_was_and_so_do_the_answers_begun_with_it(cast: Cast) -> None:
    """C1, C9: the questions' ids go on into the new version; who began with the old one goes on with it."""
    started(cast)
    template, by = template_of(cast), actor(cast.rolf, cast.at)
    first = template.versions.get()
    step = begin_version(by=by, template=template, copy_of=first)
    shape = talk_shape("Inför samtalet på våren")
    asked = shape.question(WISH)
    assert asked is not None
    reworded = replace(shape.sections[0], questions=(replace(asked, label="Vad är du nyfiken på?"), *shape.sections[0].questions[1:]))
    step = change_template(by=by, template=template, seen=step.public_id, shape=replace(shape, sections=(reworded, shape.sections[1])))
    second = publish_template(by=by, template=template, seen=step.public_id)
    assert (second.number, second.copied_from) == (2, first)
    assert shape_of(TemplateVersion.objects.get(pk=first.pk)) == talk_shape()
    assert form_of(cast.elsa).template_version == first
    assert [version.pk for version in in_use(cast.school.pk, "questionnaire")] == [second.pk]


def test_the_database_keeps_versions_and_what_was_begun_with_them(cast: Cast) -> None:
    """C9: whoever writes, by whatever way."""
    started(cast)
    version = TemplateVersion.objects.get()
    other = published(cast, name="En annan")
    for statement in (
        lambda: TemplateVersion.objects.filter(pk=version.pk).update(number=7),
        lambda: TemplateVersion.objects.filter(pk=other.pk).delete(),
        lambda: TemplateVersion.objects.create(
            template=version.template, number=2, content={}, published_at=cast.at, published_by=cast.rolf
        ),
        lambda: type(form_of(cast.elsa)).objects.filter(child=cast.elsa).update(template_version=other),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            statement()


def test_a_unit_copies_the_huvudmans_template_and_nobody_elses(cast: Cast) -> None:
    """C1: statistics go by the questions' ids, which the copy keeps."""
    adam, rita = actor(cast.adam, cast.at), actor(cast.rita, cast.at)
    common = make_template(by=adam, unit=cast.municipality, kind="questionnaire", name="Kommunens")
    work = work_on(common)
    assert work is not None
    step = change_template(by=adam, template=common, seen=work.step, shape=talk_shape())
    version = publish_template(by=adam, template=common, seen=step.public_id)
    rolfs = published(cast)
    assert {found.pk for found in copyable(rita)} == {version.pk}
    copy = make_template(by=rita, unit=cast.preschool, kind="questionnaire", name="Vår", copy_of=version)
    copied = work_on(copy)
    assert copied is not None
    assert (copied.shape, copied.based_on) == (talk_shape(), version)
    with pytest.raises(Refused):
        make_template(by=rita, unit=cast.preschool, kind="questionnaire", name="Rolfs", copy_of=rolfs)


def test_a_retired_template_starts_nothing_new_and_comes_back_under_its_name(cast: Cast) -> None:
    """C1."""
    published(cast)
    template, by = template_of(cast), actor(cast.rolf, cast.at)
    retire_template(by=by, template=template)
    retire_template(by=by, template=template)
    assert not in_use(cast.school.pk, "questionnaire").exists()
    published(cast)
    with pytest.raises(TemplateError):
        restore_template(by=by, template=template)


def test_what_is_not_published_can_be_given_up(cast: Cast) -> None:
    """Q2: of a new template nothing is left, of one in use its versions."""
    by = actor(cast.rolf, cast.at)
    made = make_template(by=by, unit=cast.school, kind="questionnaire", name="Trivsel")
    work = work_on(made)
    assert work is not None
    discard_changes(by=by, template=made, seen=work.step)
    version = published(cast)
    step = begin_version(by=by, template=version.template, copy_of=version)
    discard_changes(by=by, template=version.template, seen=step.public_id)
    assert [template.name for template in QuestionnaireTemplate.objects.all()] == ["Samtalsunderlag"]


def test_two_templates_in_use_never_share_a_name(cast: Cast) -> None:
    """Q2: said kindly, held by the database."""
    published(cast)
    with pytest.raises(TemplateError):
        published(cast)
