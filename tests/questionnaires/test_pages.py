"""The pages of one form: what is yellow, what is read, what comes back with an error, and the ways out."""

import json
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from larka.core.documents import Document
from larka.questionnaires.models import Questionnaire, QuestionnaireAnswer, Round
from tests.cast import Cast, actor, opener
from tests.questionnaires.forms import AGREED, AGREEMENT, FEELS, HOME, NAMES, NOTES, WISH, form_of, moved_on, write


def page(client: Client, person: Any, form: Questionnaire, name: str = "questionnaire") -> str:
    """A page about the form, as somebody."""
    answer = opener(client, person).get(reverse(name, args=[form.public_id]))
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def writable(html: str) -> set[str]:
    """The fields that the page has a place to write in for."""
    return {NAMES[found] for found in re.findall(r'name="version-([0-9a-f-]{36})"', html)}


def test_what_i_may_write_in_is_yellow_with_a_pen_and_words(begun: Cast, elsas: Questionnaire, client: Client) -> None:
    """C2, C1: each finds their own fields, and as many marks as fields."""
    for person, fields in (
        (begun.elsa, {"wish", "feels"}),
        (begun.anna, {"wish", "home"}),
        (begun.mats, {"notes", "health"}),
        (begun.tess, set()),
    ):
        html = page(client, person, elsas)
        assert writable(html) == fields
        assert html.count("form-field writable") == len(fields)
        assert html.count('class="may-write"') == len(fields) + bool(fields)  # and once where the colour is explained


def test_another_roles_field_is_not_in_the_page_at_all(answered: Questionnaire, cast_today: Cast, client: Client) -> None:
    """A18, C5: neither the words nor the place of what the reader may not see."""
    html = page(client, cast_today.anna, answered)
    for other in ("Egna anteckningar", "Till rektor", "Anders fråga", NOTES):
        assert other not in html
    assert "Annas fråga" in html


def test_saving_keeps_what_is_right_and_says_so(begun: Cast, elsas: Questionnaire, client: Client) -> None:
    """Q2, C1."""
    sent = {f"version-{WISH}": "0", f"f-{WISH}": "Bråk", f"version-{HOME}": "0", f"f-{HOME}": ""}
    answer = opener(client, begun.anna).post(reverse("questionnaire", args=[elsas.public_id]), sent)
    assert answer.status_code == 302
    assert [(str(a.field), a.value, a.role, a.written_by) for a in QuestionnaireAnswer.objects.all()] == [
        (WISH, "Bråk", "guardian", begun.anna)
    ]


def test_a_wrong_answer_comes_back_with_all_that_was_typed_and_nothing_is_half_saved(
    begun: Cast, elsas: Questionnaire, client: Client
) -> None:
    """Q2: the error stands at the field and at the top."""
    sent = {f"version-{WISH}": "0", f"f-{WISH}": "x" * 201, f"version-{HOME}": "0", f"f-{HOME}": "Hemma är bra"}
    answer = opener(client, begun.anna).post(reverse("questionnaire", args=[elsas.public_id]), sent)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert f'id="f-{WISH}-fel"' in html
    assert "Hemma är bra" in html
    assert "x" * 201 in html
    assert not QuestionnaireAnswer.objects.exists()


def test_what_the_other_saved_meanwhile_stands_beside_what_was_typed(begun: Cast, elsas: Questionnaire, client: Client) -> None:
    """Q4: saving once more decides it."""
    write(begun, begun.anders, elsas, {WISH: "Anders ord"})
    address = reverse("questionnaire", args=[elsas.public_id])
    sent = {f"version-{WISH}": "0", f"f-{WISH}": "Annas ord"}
    answer = opener(client, begun.anna).post(address, sent)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Anders ord" in html
    assert "Annas ord" in html
    assert f'name="version-{WISH}" value="1"' in html
    assert client.post(address, sent | {f"version-{WISH}": "1"}).status_code == 302
    assert QuestionnaireAnswer.objects.get().value == "Annas ord"


def test_what_was_locked_while_one_typed_is_given_back_to_copy(begun: Cast, elsas: Questionnaire, client: Client) -> None:
    """Q2: mission 5 holds also when the step has changed."""
    browser = opener(client, begun.elsa)
    write(begun, begun.mats, elsas, {NOTES: "x"})
    moved_on(begun, elsas)
    write(begun, begun.mats, elsas, {AGREED: AGREEMENT})
    moved_on(begun, elsas, despite_missing=True)
    answer = browser.post(reverse("questionnaire", args=[elsas.public_id]), {f"version-{WISH}": "0", f"f-{WISH}": "Mina långa ord"})
    assert answer.status_code == 422
    assert "Det här sparades inte" in answer.content.decode()
    assert "Mina långa ord" in answer.content.decode()


@pytest.mark.parametrize("version", ["", "-1", "abc", "9" * 12])
def test_a_broken_page_saves_nothing(begun: Cast, elsas: Questionnaire, client: Client, version: str) -> None:
    """Q2."""
    sent = {f"version-{WISH}": version, f"f-{WISH}": "Bråk"}
    assert opener(client, begun.elsa).post(reverse("questionnaire", args=[elsas.public_id]), sent).status_code == 422
    assert not QuestionnaireAnswer.objects.exists()


def test_a_field_of_somebody_else_is_not_taken_however_it_is_sent(begun: Cast, elsas: Questionnaire, client: Client) -> None:
    """C1: the page has no place for it, so that it is as if it were not sent."""
    sent = {f"version-{NOTES}": "0", f"f-{NOTES}": "Hej", f"version-{FEELS}": "0", f"f-{FEELS}": "5"}
    assert opener(client, begun.anna).post(reverse("questionnaire", args=[elsas.public_id]), sent).status_code == 302
    assert not QuestionnaireAnswer.objects.exists()


def test_every_way_out_holds_what_the_reader_reads_and_no_more(answered: Questionnaire, cast_today: Cast, client: Client) -> None:
    """A18, C9, C10, H6: page, PDF, JSON and history."""
    moved_on(cast_today, answered)
    for name in ("questionnaire", "questionnaire_history"):
        html = page(client, cast_today.anna, answered, name)
        assert "Annas fråga" in html
        assert not [text for text in ("Anders fråga", "Mina anteckningar", "Till rektor") if text in html]
    told = json.loads(page(client, cast_today.anna, answered, "questionnaire_json"))
    assert "Anders fråga" not in Document.from_json(told).plain_text()
    assert "övar bråk" in Document.from_json(told).plain_text()
    paper = opener(client, cast_today.anna).get(reverse("questionnaire_pdf", args=[answered.public_id]))
    assert (paper.status_code, paper["Content-Type"]) == (200, "application/pdf")


def test_nothing_leaves_before_it_is_published(answered: Questionnaire, cast_today: Cast, client: Client) -> None:
    """A6."""
    for name in ("questionnaire_pdf", "questionnaire_json"):
        assert opener(client, cast_today.anna).get(reverse(name, args=[answered.public_id])).status_code == 404


def test_beside_each_field_stands_who_sees_it(answered: Questionnaire, cast_today: Cast, client: Client) -> None:
    """A18: of what Anna writes for herself, the mentor; Anders when she shares it."""
    address = reverse("questionnaire_holders", args=[answered.public_id, HOME])
    html = opener(client, cast_today.anna).get(address).content.decode()
    assert ("Mats Lundqvist" in html, "Anders Hägg" in html) == (True, False)
    write(cast_today, cast_today.anna, answered, {HOME: "Annas fråga"}, version=1, shared=True)
    assert "Anders Hägg" in client.get(address).content.decode()
    assert client.get(reverse("questionnaire_holders", args=[answered.public_id, NOTES])).status_code == 404


def test_the_whole_class_opens_with_few_questions(begun: Cast, client: Client) -> None:
    """The brief's measure: as many for one child as for three, and no more than twelve beside the session's."""
    mats = opener(client, begun.mats)
    address = reverse("form_round", args=[Round.objects.get().public_id])
    mats.get(address)
    with CaptureQueriesContext(connection) as whole:
        assert mats.get(address).status_code == 200
    Questionnaire.objects.exclude(child=begun.elsa).delete()
    with CaptureQueriesContext(connection) as one:
        assert mats.get(address).status_code == 200
    assert len(whole) == len(one) <= 12, [query["sql"][:90] for query in whole]


def test_one_form_opens_with_few_questions(answered: Questionnaire, cast_today: Cast, client: Client) -> None:
    """Whatever the number of fields."""
    browser = opener(client, cast_today.anna)
    address = reverse("questionnaire", args=[answered.public_id])
    browser.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert browser.get(address).status_code == 200
    assert len(asked) <= 12, [query["sql"][:80] for query in asked]


def test_the_family_finds_the_form_under_the_child(begun: Cast, client: Client) -> None:
    """A7: and a stranger nothing."""
    for person in (begun.anna, begun.elsa, begun.mats):
        answer = opener(client, person).get(reverse("child_forms", args=[begun.elsa.public_id]))
        assert "Inför samtalet" in answer.content.decode()
    assert opener(client, begun.stina).get(reverse("child_forms", args=[begun.elsa.public_id])).status_code == 404
    assert actor(begun.stina, begun.at).person_id


def test_publishing_says_how_many_it_goes_to_and_asks_where_answers_are_missing(begun: Cast, elsas: Questionnaire, client: Client) -> None:
    """F1, C1: in numbers; nothing moves until it is confirmed."""
    moved_on(begun, elsas)
    write(begun, begun.mats, elsas, {AGREED: AGREEMENT})
    address = reverse("move_forms", args=[Round.objects.get().public_id]) + "?steg=1"
    mats = opener(client, begun.mats)
    assert "3 personer" in mats.get(address).content.decode()
    chosen = {"elev": str(elsas.public_id)}
    assert mats.post(address, {}).status_code == 422
    refused = mats.post(address, chosen)
    assert refused.status_code == 422
    assert "saknas" in refused.content.decode()
    assert mats.post(address, chosen | {"despite": "on"}).status_code == 302
    assert form_of(begun.elsa).published_at is not None
    assert mats.post(address, chosen).status_code == 422


def test_a_locked_form_is_opened_again_with_a_reason(answered: Questionnaire, cast_today: Cast, client: Client) -> None:
    """C9."""
    moved_on(cast_today, answered)
    address = reverse("questionnaire_open", args=[answered.public_id])
    mats = opener(client, cast_today.mats)
    assert mats.get(address).status_code == 200
    assert mats.post(address, {"reason": ""}).status_code == 422
    assert mats.post(address, {"reason": "Fel datum"}).status_code == 302
    assert "Fel datum" in page(client, cast_today.anna, answered, "questionnaire_history")
    assert opener(client, cast_today.anna).get(address).status_code == 404


def test_an_answer_is_looked_through_before_it_is_saved(begun: Cast, elsas: Questionnaire, client: Client) -> None:
    """F6: pointed at once, at its field; saved when the writer says that it shall stand."""
    address = reverse("questionnaire", args=[elsas.public_id])
    sent = {f"version-{HOME}": "0", f"f-{HOME}": "Ring mig på 070-174 06 05."}
    answer = opener(client, begun.anna).post(address, sent)
    found = re.search(r'name="fritext" value="([^"]*)"', answer.content.decode())
    assert (answer.status_code, QuestionnaireAnswer.objects.count()) == (422, 0)
    assert found is not None
    assert client.post(address, sent | {"fritext": found[1]}).status_code == 302
    assert QuestionnaireAnswer.objects.count() == 1
