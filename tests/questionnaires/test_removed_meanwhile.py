"""A form that is removed while somebody writes in it: nobody meets an error of ours, and what was typed is given back."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from larka.access.policy import Refused
from larka.questionnaires.actions.rounds import RoundError, add_children, change_round, remove_round
from larka.questionnaires.models import Questionnaire, QuestionnaireAnswer, Round
from larka.records.models import Draft
from tests.at_once import while_held
from tests.cast import Cast, actor, opener
from tests.questionnaires.forms import HOME, form_of, started, write

TYPED = "Annas fråga till Mats <b>om läxor</b>"


def drafted(cast: Cast) -> tuple[str, dict[str, str]]:
    """Where Anna's page keeps what she types in Elsa's form, and what it sends."""
    typed = {"text": TYPED, "detail": HOME, "version": "0", "page": str(uuid.uuid4())}
    return reverse("draft_questionnaire_home", args=[form_of(cast.elsa).public_id]), typed


@pytest.mark.django_db(transaction=True)
def test_a_form_that_is_removed_while_it_is_saved_answers_404_with_what_was_typed(cast_today: Cast, client: Client) -> None:
    """Q2, Q4, A1: two connections; the page that was open when it was removed gives the text back, as text."""
    begun = started(cast_today)
    elsas = form_of(cast_today.elsa)
    anna = opener(client, cast_today.anna)
    answers = []

    def save() -> None:
        sent = {f"version-{HOME}": "0", f"f-{HOME}": TYPED, f"f-{HOME}-seen": "2026-01-01 2026-01-02"}
        answers.append(anna.post(reverse("questionnaire", args=[elsas.public_id]), sent))

    while_held(lambda: remove_round(by=actor(cast_today.mats, cast_today.at), started=begun), save)
    html = answers[0].content.decode()
    assert answers[0].status_code == 404
    assert "Annas fråga till Mats &lt;b&gt;om läxor&lt;/b&gt;" in html
    assert "Inget är sparat." in html
    assert "2026-01-01" not in html
    assert not Questionnaire.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_form_that_is_saved_while_it_is_removed_stays(cast: Cast) -> None:
    """Q4: whoever came first is not undone."""
    begun = started(cast)
    elsas = form_of(cast.elsa)
    said = []

    def remove() -> None:
        with pytest.raises(RoundError) as refused:
            remove_round(by=actor(cast.mats, cast.at), started=begun)
        said.append(str(refused.value))

    while_held(lambda: write(cast, cast.anna, elsas, {HOME: TYPED}), remove)
    assert len(said) == 1
    assert QuestionnaireAnswer.objects.get().value == TYPED


@pytest.mark.django_db(transaction=True)
def test_no_draft_is_kept_on_a_form_that_is_removed_at_that_moment(cast_today: Cast, client: Client) -> None:
    """Mission 5, H1: the page is told, and nothing is left behind that belongs to nothing."""
    begun = started(cast_today)
    anna, sent, answers = opener(client, cast_today.anna), drafted(cast_today), []
    while_held(
        lambda: remove_round(by=actor(cast_today.mats, cast_today.at), started=begun),
        lambda: answers.append(anna.post(*sent).status_code),
    )
    assert (answers, Draft.objects.count(), Questionnaire.objects.count()) == ([404], 0, 0)


@pytest.mark.django_db(transaction=True)
def test_a_form_is_not_removed_when_a_draft_was_kept_a_moment_before(cast_today: Cast, client: Client) -> None:
    """Mission 5: the removal waits for the draft, finds it, and says so."""
    begun = started(cast_today)
    anna, sent, said = opener(client, cast_today.anna), drafted(cast_today), []

    def remove() -> None:
        with pytest.raises(RoundError) as refused:
            remove_round(by=actor(cast_today.mats, cast_today.at), started=begun)
        said.append(str(refused.value))

    while_held(lambda: anna.post(*sent), remove)
    assert (len(said), Draft.objects.count(), Questionnaire.objects.count() > 0) == (1, 1, True)


def test_a_form_that_was_removed_before_it_is_saved_gives_the_text_back(cast_today: Cast, client: Client) -> None:
    """Q2, A1: the same to a stranger, who gets nothing but their own words."""
    begun = started(cast_today)
    address = reverse("questionnaire", args=[form_of(cast_today.elsa).public_id])
    remove_round(by=actor(cast_today.mats, cast_today.at), started=begun)
    sent = {f"version-{HOME}": "0", f"f-{HOME}": TYPED, "csrfmiddlewaretoken": "x" * 64, "password": "hemligt ord"}
    pages = []
    for person in (cast_today.anna, cast_today.frida):
        answer = opener(client, person).post(address, sent)
        assert answer.status_code == 404
        pages.append(answer.content.decode().split("<main")[1])
    assert pages[0] == pages[1]
    assert "om läxor" in pages[0]
    assert "hemligt" not in pages[0]
    assert "Det du skrev" not in client.get(address).content.decode()


def test_another_sites_form_is_not_given_back(cast_today: Cast) -> None:
    """Nobody else's words stand on our page: without the token, or where no page of ours is."""
    stranger = Client(enforce_csrf_checks=True)
    sent = {"text": "Ring det här numret"}
    for address in (reverse("questionnaire", args=[cast_today.elsa.public_id]), "/finns-inte/"):
        assert "Ring det" not in stranger.post(address, sent).content.decode()


def test_a_round_that_is_gone_is_not_led(cast: Cast) -> None:
    """A1: seen from outside as if it had never been."""
    begun = started(cast)
    Questionnaire.objects.all().delete()
    Round.objects.all().delete()
    by = actor(cast.mats, cast.at)
    for act in (
        lambda: add_children(by=by, started=begun),
        lambda: change_round(by=by, started=begun, name="", last_day=cast.at.date()),
        lambda: remove_round(by=by, started=begun),
    ):
        with pytest.raises(Refused):
            act()
