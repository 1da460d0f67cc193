"""Two texts in one answer, and drafts that wait: nothing is overwritten or deleted unseen (Q2, Q4, mission 5)."""

import html as entities
import re
import uuid
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from larka.questionnaires.models import Questionnaire, QuestionnaireAnswer
from larka.records.models import Draft
from tests.cast import Cast, opener
from tests.questionnaires.forms import AGREED, AGREEMENT, FEELS, HOME, NOTES, WISH, moved_on, write


class Tab:
    """One open page of a form, without JavaScript: it sends what its inputs hold, as a browser does."""

    def __init__(self, person: Any, form: Questionnaire) -> None:
        self.browser, self.form = opener(Client(), person), form
        self.address = reverse("questionnaire", args=[form.public_id])
        self.number = uuid.uuid4()
        self.shows(self.browser.get(self.address))

    def shows(self, answer: Any) -> None:
        self.status, self.html = answer.status_code, answer.content.decode()
        form = re.search(r'<form method="post" class="form-answers".*?</form>', self.html, re.DOTALL)
        part = form[0] if form else ""
        found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', part)
        found += re.findall(r'<textarea id="[^"]+" name="([^"]+)"[^>]*>\n(.*?)</textarea>', part, re.DOTALL)
        self.sent = {name: entities.unescape(text) for name, text in found if name != "csrfmiddlewaretoken"}

    def text(self, field: str) -> str:
        return self.sent[f"f-{field}"]

    def keep(self, field: str, text: str) -> int:
        """The page keeps a draft, as drafts.js does, but does not send it yet."""
        [tag] = re.findall(rf'<textarea id="f-{field}"[^>]*>', self.html)
        of = dict(re.findall(r'data-([a-z]+)="([^"]*)"', tag))
        body = {"detail": of["detail"], "version": of["version"], "seen": of["seen"], "page": self.number, "text": text}
        answer = self.browser.post(of["draft"], body)
        if answer.status_code == 200:
            self.moment = answer.json()["saved_at"]
        return answer.status_code

    def save(self, **more: str) -> int:
        answer: HttpResponse = self.browser.post(self.address, self.sent | more)
        self.shows(answer)
        return self.status


def saved(field: str) -> list[Any]:
    return list(QuestionnaireAnswer.objects.filter(field=field).values_list("value", flat=True))


def drafts() -> set[str]:
    return {draft.content["text"] for draft in Draft.objects.all()}


def field(name: str, text: str) -> dict[str, str]:
    return {f"f-{name}": text}


@pytest.mark.parametrize(("choice", "kept"), [("mine", "Första ord."), ("theirs", "Andra ord."), ("together", "Första ord. Andra ord.")])
def test_two_pages_of_ones_own_are_compared_and_chosen_from(begun: Cast, elsas: Questionnaire, choice: str, kept: str) -> None:
    """Q4: both texts stand on the page, saving waits for the choice, and only then are the drafts gone."""
    first, second = Tab(begun.anna, elsas), Tab(begun.anna, elsas)
    assert [first.keep(HOME, "Första ord."), second.keep(HOME, "Andra ord.")] == [200, 409]
    both = Tab(begun.anna, elsas)
    assert re.findall(r"bara här:</b> (\w+)", both.html) == ["Första", "Andra"]
    assert (both.save(), saved(HOME), drafts()) == (422, [], {"Första ord.", "Andra ord."})
    assert both.save(**{f"f-{HOME}-val": choice}) == 302
    assert (saved(HOME), drafts()) == ([kept], set())


def test_a_draft_that_the_page_never_showed_is_shown_before_it_goes(begun: Cast, elsas: Questionnaire) -> None:
    """Q4: the phone wrote after the computer's page was opened; the computer has no JavaScript."""
    computer, phone = Tab(begun.anna, elsas), Tab(begun.anna, elsas)
    phone.keep(HOME, "Från bussen.")
    assert computer.save(**field(HOME, "Från datorn.")) == 422
    assert "Från bussen." in entities.unescape(re.sub(r"<[^>]+>", "", computer.html))
    assert (saved(HOME), drafts()) == ([], {"Från bussen."})
    assert computer.save(**{f"f-{HOME}-val": "mine"}) == 302
    assert (saved(HOME), drafts()) == (["Från datorn."], set())


def test_a_draft_begun_before_anothers_text_was_saved_never_overwrites_it(begun: Cast, elsas: Questionnaire) -> None:
    """Q4: Anna's page shows her draft and what Anders saved, and asks."""
    Tab(begun.anna, elsas).keep(WISH, "Annas ord.")
    write(begun, begun.anders, elsas, {WISH: "Anders ord."})
    anna = Tab(begun.anna, elsas)
    assert "Det som är sparat nu" in anna.html
    assert re.findall(r"bara här:</b> (\w+)", anna.html) == ["Annas", "Anders"]
    assert (anna.save(), saved(WISH), drafts()) == (422, ["Anders ord."], {"Annas ord."})
    assert anna.save(**{f"f-{WISH}-val": "theirs"}) == 302
    assert (saved(WISH), drafts()) == (["Anders ord."], set())


def test_two_drafts_and_a_text_that_was_saved_since_are_all_three_shown(begun: Cast, elsas: Questionnaire) -> None:
    """Q4: first the two of one's own, then the chosen one and what Anders saved."""
    first, second = Tab(begun.anna, elsas), Tab(begun.anna, elsas)
    first.keep(WISH, "Första.")
    second.keep(WISH, "Andra.")
    write(begun, begun.anders, elsas, {WISH: "Anders ord."})
    anna = Tab(begun.anna, elsas)
    assert anna.save(**{f"f-{WISH}-val": "theirs"}) == 422
    assert "Det som är sparat nu" in anna.html
    assert (saved(WISH), anna.sent[f"f-{WISH}-mine"], anna.sent[f"f-{WISH}-theirs"]) == (["Anders ord."], "Andra.", "Anders ord.")
    assert anna.save(**{f"f-{WISH}-val": "mine"}) == 302
    assert (saved(WISH), drafts()) == (["Andra."], set())


def test_saving_one_answer_leaves_the_drafts_of_the_others(begun: Cast, elsas: Questionnaire) -> None:
    """Mission 5: written on the phone, while the computer saves another question of the same page."""
    computer, phone = Tab(begun.anna, elsas), Tab(begun.anna, elsas)
    phone.keep(WISH, "Från bussen.")
    assert computer.save(**field(HOME, "Från datorn.")) == 302
    assert (saved(HOME), saved(WISH), drafts()) == (["Från datorn."], [], {"Från bussen."})
    assert Tab(begun.anna, elsas).text(WISH) == "Från bussen."


def test_what_the_page_itself_has_kept_is_its_own_however_much_is_typed_after_it(begun: Cast, elsas: Questionnaire) -> None:
    """Mission 5: drafts.js tells the form the moment that the server answered with, and nobody is asked about their own words."""
    anna = Tab(begun.anna, elsas)
    anna.keep(HOME, "Halv mening")
    assert anna.save(**field(HOME, "Halv mening blev hel."), **{f"f-{HOME}-seen": anna.moment}) == 302
    assert (saved(HOME), drafts()) == (["Halv mening blev hel."], set())


def test_a_draft_that_was_shown_and_taken_back_is_gone(begun: Cast, elsas: Questionnaire) -> None:
    """H1: the writer has emptied the place herself, and nothing says that a draft is left."""
    Tab(begun.anna, elsas).keep(HOME, "Ångrat.")
    again = Tab(begun.anna, elsas)
    assert again.text(HOME) == "Ångrat."
    assert again.save(**field(HOME, "")) == 302
    assert (saved(HOME), drafts()) == ([], set())


def test_after_an_error_every_field_shows_what_was_just_typed(begun: Cast, elsas: Questionnaire) -> None:
    """Q2: not the draft that was there before; it is not lost either."""
    Tab(begun.anna, elsas).keep(HOME, "Gammalt utkast.")
    anna = Tab(begun.anna, elsas)
    assert anna.save(**field(HOME, "Nyss skrivet."), **field(WISH, "x" * 201)) == 422
    assert (anna.text(HOME), anna.text(WISH), drafts()) == ("Nyss skrivet.", "x" * 201, {"Gammalt utkast."})
    assert anna.save(**field(WISH, "Bråk")) == 302
    assert (saved(HOME), saved(WISH), drafts()) == (["Nyss skrivet."], ["Bråk"], set())


def test_what_was_written_together_stands_there_when_the_choice_was_forgotten(begun: Cast, elsas: Questionnaire) -> None:
    """Q2."""
    Tab(begun.anna, elsas).keep(WISH, "Annas ord.")
    write(begun, begun.anders, elsas, {WISH: "Anders ord."})
    anna = Tab(begun.anna, elsas)
    assert anna.save(**field(WISH, "Vår gemensamma text.")) == 422
    assert anna.text(WISH) == "Vår gemensamma text."


def test_a_draft_that_was_not_saved_before_the_form_locked_is_shown_to_its_author_alone(begun: Cast, elsas: Questionnaire) -> None:
    """Mission 5, A6: she is told, reads it and can copy it; nobody else knows of it."""
    Tab(begun.anna, elsas).keep(HOME, "Annas långa tankar.")
    write(begun, begun.elsa, elsas, {WISH: "Bråk", FEELS: 4})
    write(begun, begun.mats, elsas, {NOTES: "x"})
    moved_on(begun, elsas)
    write(begun, begun.mats, elsas, {AGREED: AGREEMENT})
    moved_on(begun, elsas, despite_missing=True)
    html = Tab(begun.anna, elsas).html
    assert "Det här hann inte sparas" in html
    assert re.search(r"<textarea[^>]* readonly>\nAnnas långa tankar\.</textarea>", html)
    for other in (begun.anders, begun.elsa, begun.mats, begun.rolf):
        shown = Tab(other, elsas).html
        assert "hann inte sparas" not in shown
        assert "Annas långa tankar" not in shown
