"""The template builder: everything by plain forms, nothing half-saved, and the way from an empty template to a started form."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from larka.questionnaires.models import Questionnaire, QuestionnaireTemplate
from larka.questionnaires.queries.templates import Work, work_on
from larka.questionnaires.shape.parts import TYPES, Shape
from tests.cast import Cast, opener
from tests.questionnaires.forms import published, template_of


@pytest.fixture
def rolf(cast_today: Cast, client: Client) -> Client:
    """Rektor's browser."""
    return opener(client, cast_today.rolf)


@pytest.fixture
def made(cast_today: Cast, rolf: Client) -> QuestionnaireTemplate:
    """An empty template, made on the page."""
    answer = rolf.post(reverse("new_template", args=[cast_today.school.public_id]), {"name": "Trivsel", "begin": "questionnaire:"})
    assert answer.status_code == 302
    return template_of(cast_today)


def work(template: QuestionnaireTemplate) -> Work:
    """What is being changed."""
    found = work_on(template)
    assert found is not None
    return found


def act(client: Client, template: QuestionnaireTemplate, what: str) -> Any:
    """Press a button of the template's page."""
    return client.post(reverse("template", args=[template.public_id]), {"act": what, "seen": str(work(template).step)})


def asked(**more: Any) -> dict[str, Any]:
    """A question as its page sends it."""
    return {
        "label": "Hur trivs du?", "help": "", "options": "Bra\nSådär", "steps": "5", "lowest": "", "highest": "", "most": "",
        "writers": ["pupil"],
        "answered": "common", "readers": ["mentor"], "opens": "", "locks": "", "shown": "", "opens_days": "", "locks_days": "",
    } | more  # fmt: skip


def add(client: Client, template: QuestionnaireTemplate, kind: str = "long", **more: Any) -> Any:
    """Add a question to the first section."""
    now = work(template)
    stages = now.shape.stages
    sent = asked(seen=str(now.step), opens=stages[0].id, locks=stages[-1].id, shown=stages[-1].id) | more
    address = reverse("template_new_question", args=[template.public_id, now.shape.sections[0].id])
    return client.post(f"{address}?typ={kind}", sent)


def labels(shape: Shape) -> list[str]:
    """The questions in order."""
    return [question.label for question in shape.questions()]


@pytest.mark.parametrize("kind", TYPES)
def test_a_question_of_every_type_is_added(made: QuestionnaireTemplate, rolf: Client, kind: str) -> None:
    """C1: what its type has no use for is not asked."""
    now = work(made)
    address = reverse("template_new_question", args=[made.public_id, now.shape.sections[0].id]) + f"?typ={kind}"
    html = rolf.get(address).content.decode()
    assert ('name="steps"' in html) == (kind == "scale")
    assert ('name="options"' in html) == (kind in ("one", "many", "table"))
    assert add(rolf, made, kind).status_code == 302
    assert [question.type for question in work(made).shape.questions()] == [kind]


def test_what_is_wrong_stands_at_the_field_and_what_was_typed_stays(made: QuestionnaireTemplate, rolf: Client) -> None:
    """Q2: and nothing of it is kept in the template."""
    for wrong, at in (
        ({"label": ""}, "label"), ({"writers": []}, "writers"), ({"answered": "for_pupil"}, "answered"), ({"most": "9000"}, "most"),
        ({"opens_days": "3", "locks_days": "1"}, "locks_days"), ({"opens_days": "x"}, "opens_days"),
    ):  # fmt: skip
        answer = add(rolf, made, help="Skriv fritt", **wrong)
        assert answer.status_code == 422, wrong
        assert f'id="id_{at}-fel"' in answer.content.decode(), wrong
        assert "Skriv fritt" in answer.content.decode()
    assert labels(work(made).shape) == []
    answer = add(rolf, made, "one", options="Ja\nja")
    assert 'id="id_options-fel"' in answer.content.decode()


def test_parts_are_moved_copied_removed_and_the_change_undone(made: QuestionnaireTemplate, rolf: Client) -> None:
    """C1: each is one press of a button, without a script."""
    for label in ("Ett", "Två"):
        add(rolf, made, label=label)
    first = next(question.id for question in work(made).shape.questions())
    act(rolf, made, f"down:{first}")
    assert labels(work(made).shape) == ["Två", "Ett"]
    act(rolf, made, f"copy:{first}")
    assert labels(work(made).shape) == ["Två", "Ett", "Ett (kopia)"]
    act(rolf, made, f"remove:{first}")
    assert labels(work(made).shape) == ["Två", "Ett (kopia)"]
    act(rolf, made, "undo:")
    assert labels(work(made).shape) == ["Två", "Ett", "Ett (kopia)"]
    act(rolf, made, "section:")
    assert len(work(made).shape.sections) == 2
    assert act(rolf, made, "explode:").status_code == 404


def test_a_press_on_an_old_page_changes_nothing_and_says_so(made: QuestionnaireTemplate, rolf: Client) -> None:
    """Q4."""
    add(rolf, made, label="Ett")
    old = str(work(made).step)
    first = next(question.id for question in work(made).shape.questions())
    add(rolf, made, label="Två")
    answer = rolf.post(reverse("template", args=[made.public_id]), {"act": f"remove:{first}", "seen": old}, follow=True)
    assert "ändrats på en annan sida" in answer.content.decode()
    assert labels(work(made).shape) == ["Ett", "Två"]
    question = rolf.post(reverse("template_question", args=[made.public_id, first]), asked(seen=old, label="Mitt långa ord"))
    assert question.status_code == 422
    assert "Mitt långa ord" in question.content.decode()
    for seen in ("", "x", "ÅÄÖ"):
        assert rolf.post(reverse("template", args=[made.public_id]), {"act": "undo:", "seen": seen}).status_code == 302


def test_the_steps_are_named_one_a_line_and_keep_their_ids(made: QuestionnaireTemplate, rolf: Client) -> None:
    """C1: two at least, none twice."""
    before = [stage.id for stage in work(made).shape.stages]
    address = reverse("template_whole", args=[made.public_id])
    sent = {"seen": str(work(made).step), "title": "Hur trivs du?", "intro": "", "stages": "Fylls i\nSamtal\nKlart"}
    assert rolf.post(address, sent | {"stages": "Bara ett"}).status_code == 422
    assert rolf.post(address, sent | {"stages": "Ett\nett"}).status_code == 422
    assert rolf.post(address, sent).status_code == 302
    stages = work(made).shape.stages
    assert [stage.name for stage in stages] == ["Fylls i", "Samtal", "Klart"]
    assert [stages[0].id, stages[2].id] == before


def test_from_an_empty_template_to_a_form_of_every_pupil(cast_today: Cast, made: QuestionnaireTemplate, rolf: Client) -> None:
    """C1: made, published, started, there for the pupil."""
    publish = reverse("template_publish", args=[made.public_id])
    assert rolf.post(publish, {"seen": str(work(made).step)}).status_code == 422
    add(rolf, made)
    assert rolf.get(publish).status_code == 200
    assert rolf.post(publish, {"seen": str(work(made).step)}).status_code == 302
    mats = opener(Client(), cast_today.mats)
    start = reverse("start_form", args=[cast_today.class_5a.public_id])
    version = re.search(r'<option value="([0-9a-f-]{36})"', mats.get(start).content.decode())
    assert version is not None
    day = cast_today.at.date().isoformat()
    for wrong in (
        {"version": "x", "last_day": day},
        {"version": version[1], "last_day": "i morgon"},
        {"version": version[1], "last_day": "2020-01-01"},
    ):
        assert mats.post(start, wrong).status_code == 422
    assert mats.post(start, {"version": version[1], "last_day": day}).status_code == 302
    assert Questionnaire.objects.count() == 3
    elsa = opener(Client(), cast_today.elsa).get(
        reverse("questionnaire", args=[Questionnaire.objects.get(child=cast_today.elsa).public_id])
    )
    assert "Hur trivs du?" in elsa.content.decode()


def test_the_preview_shows_each_role_what_that_role_meets(cast_today: Cast, rolf: Client) -> None:
    """C1, C2: in each step, wide and narrow; what a role never meets is not there."""
    published(cast_today)
    address = reverse("template_preview", args=[template_of(cast_today).public_id])
    guardian = rolf.get(f"{address}?roll=guardian&steg=0&bredd=mobil").content.decode()
    assert "Vad vill ni ta upp?" in guardian
    assert "Egna anteckningar" not in guardian
    assert 'class="preview narrow"' in guardian
    assert "Överenskommelse" in rolf.get(f"{address}?roll=mentor&steg=1").content.decode()
    assert "Finns inte för" in rolf.get(f"{address}?roll=leisure_staff").content.decode()
    for odd in ("?roll=x&steg=99", "?version=7", "?version=x", "?steg=-1"):
        assert rolf.get(address + odd).status_code == 200


def test_the_differences_between_versions_are_shown_and_a_new_one_is_a_copy(cast_today: Cast, rolf: Client) -> None:
    """C1."""
    published(cast_today)
    template = template_of(cast_today)
    assert rolf.get(reverse("template_differences", args=[template.public_id])).status_code == 404
    page = reverse("template", args=[template.public_id])
    assert rolf.post(page, {"act": "begin:9"}).status_code == 404
    rolf.post(page, {"act": "begin:1"})
    add(rolf, template, label="Nyhet")
    publish = reverse("template_publish", args=[template.public_id])
    assert "ny fråga" in rolf.get(publish).content.decode()
    rolf.post(publish, {"seen": str(work(template).step)})
    told = rolf.get(reverse("template_differences", args=[template.public_id])).content.decode()
    assert "Nyhet" in told
    rolf.post(page, {"act": "retire:"})
    assert "Ur bruk" in rolf.get(reverse("templates")).content.decode()
    rolf.post(page, {"act": "restore:"})
    assert "I bruk, version 2" in rolf.get(reverse("templates")).content.decode()


def test_a_template_that_is_given_up_leaves_the_list(made: QuestionnaireTemplate, rolf: Client) -> None:
    """Q2."""
    assert act(rolf, made, "discard:").headers["Location"] == reverse("templates")
    assert not QuestionnaireTemplate.objects.exists()


def test_where_the_step_is_gone_nothing_is_shown_earlier_by_itself(made: QuestionnaireTemplate, rolf: Client) -> None:
    """C1: no other step stands in its place; publishing is refused, each question by its name, until one is chosen."""
    whole = reverse("template_whole", args=[made.public_id])
    sent = {"title": "Trivsel", "intro": ""}
    rolf.post(whole, sent | {"seen": str(work(made).step), "stages": "Fylls i\nSamtal\nKlart"})
    for label in ("Ett", "Två"):
        add(rolf, made, label=label, shown=work(made).shape.stages[1].id)
    stages = work(made).shape.stages
    rolf.post(whole, sent | {"seen": str(work(made).step), "stages": "Fylls i\nKlart"})
    assert [question.shown for question in work(made).shape.questions()] == [stages[1].id] * 2
    html = rolf.get(reverse("template", args=[made.public_id])).content.decode()
    assert {f"{name}: Steget finns inte längre." in html for name in ("Ett", "Två")} == {True}
    assert rolf.post(reverse("template_publish", args=[made.public_id]), {"seen": str(work(made).step)}).status_code == 422
    first = next(work(made).shape.questions())
    page = reverse("template_question", args=[made.public_id, first.id])
    assert '<option value="" selected>Välj ett steg</option>' in rolf.get(page).content.decode()
    again = asked(seen=str(work(made).step), opens=stages[0].id, locks=stages[2].id, label="Ett")
    refused = rolf.post(page, again)
    assert refused.status_code == 422
    assert 'id="id_shown-fel"' in refused.content.decode()
    assert rolf.post(page, again | {"shown": stages[2].id}).status_code == 302
    assert [question.shown for question in work(made).shape.questions()] == ["", stages[1].id]
