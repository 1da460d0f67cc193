"""A form for a group: who is told of it, that it is started once, and that a mistake is undone."""

import datetime as dt
import re
import uuid
from functools import partial

import pytest
from django.test import Client
from django.urls import reverse

from larka.access.policy import Refused
from larka.audit.models import Entry
from larka.notices.models import Level, Notice, Recipient
from larka.notices.queries.listed import listed_notices, shown_notices
from larka.questionnaires.actions.filling import move_on
from larka.questionnaires.actions.rounds import RoundError, add_children, change_round, remove_round, start_round
from larka.questionnaires.models import Questionnaire, QuestionnaireAnswer, Round
from larka.questionnaires.queries.rounds import forms_of, hidden_in
from larka.records.models import Draft
from larka.register.models import Person
from tests.at_once import at_once
from tests.cast import Cast, actor, opener
from tests.questionnaires.forms import (
    AGREED,
    AGREEMENT,
    FEELS,
    WISH,
    filled,
    form_of,
    key,
    moved_on,
    one_of_each,
    published,
    started,
    write,
)  # fmt: skip


def told(kind: str) -> set[str]:
    """The given names of those who got a notice of this kind."""
    return set(Recipient.objects.filter(notice__kind=kind).values_list("person__given_name", flat=True))


def titles(cast: Cast, who: Person) -> list[str]:
    """The notices that somebody sees."""
    by = actor(who, cast.at)
    return [shown.title for shown in shown_notices(by, list(listed_notices(by)))]


def test_pupils_and_guardians_are_told_when_a_form_opens_for_them(cast: Cast) -> None:
    """F2, A17, A10: to remember, by its last day; nobody who is kept from the child, no staff."""
    begun = started(cast)
    assert told("questionnaire.opened") == {"Elsa", "Anna", "Anders", "Omar", "Olga", "Nils", "Nora"}
    assert [(n.level, n.remember_on) for n in Notice.objects.all()] == [(Level.REMEMBER, begun.last_day)]
    assert titles(cast, cast.anna) == ["Att fylla i: Inför samtalet"]


def test_the_family_is_told_once_when_a_form_is_published(cast: Cast) -> None:
    """F2: of Elsa's alone, and what there was to fill in is no news any more."""
    moved_on(cast, filled(cast))
    assert told("questionnaire.published") == {"Elsa", "Anna", "Anders"}
    assert titles(cast, cast.anna) == ["Publicerat: Inför samtalet"]


def test_what_is_published_stands_on_the_start_page_until_it_is_opened(answered: Questionnaire, cast_today: Cast, client: Client) -> None:
    """4-pages: what do I need to do?"""
    moved_on(cast_today, answered)
    anna = opener(client, cast_today.anna)
    assert "Läs Inför samtalet om Elsa Hägg" in anna.get("/").content.decode()
    anna.get(reverse("questionnaire", args=[answered.public_id]))
    assert "Läs Inför samtalet om Elsa Hägg" not in anna.get("/").content.decode()


def test_the_same_page_sent_twice_starts_one_round(cast_today: Cast, client: Client) -> None:
    """Q4: a second press leads to what the first made; a page opened anew starts another."""
    published(cast_today)
    mats = opener(client, cast_today.mats)
    address = reverse("start_form", args=[cast_today.class_5a.public_id])
    html = mats.get(address).content.decode()
    found = [re.search(pattern, html) for pattern in (r'name="token" value="([^"]+)"', r'<option value="([0-9a-f-]{36})"')]
    assert all(found)
    token, version = (match[1] for match in found if match)
    sent = {"version": version, "token": token, "last_day": cast_today.at.date().isoformat(), "name": "Hösten"}
    answers = [mats.post(address, sent) for _press in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert [(each.name, each.group) for each in Round.objects.all()] == [("Hösten", cast_today.class_5a)]
    assert Questionnaire.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_the_same_moment_start_one_round(cast: Cast) -> None:
    """Q4."""
    version, token, made = published(cast), uuid.uuid4(), []

    def press() -> None:
        made.append(start_round(by=actor(cast.mats, cast.at), group=cast.class_5a, version=version, last_day=cast.at.date(), token=token))

    assert at_once(press, press) == ["", ""]
    assert {each.pk for each in made} == {Round.objects.get().pk}
    assert Questionnaire.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_two_who_move_the_same_forms_on_in_different_orders_wait_for_each_other(cast: Cast) -> None:
    """Q4: neither is thrown out by the other's locks; whoever is second is told that it is done."""
    started(cast)
    forms = list(Questionnaire.objects.order_by("pk"))
    presses = [partial(move_on, by=actor(cast.mats, cast.at), forms=order, expected=0) for order in (forms, forms[::-1])]
    assert sorted(at_once(*presses)) == ["", "StageChangedError"]


def test_another_last_day_holds_for_the_forms_and_for_what_is_remembered(cast: Cast) -> None:
    """C1: those that are locked stay as they are; it is logged."""
    begun = started(cast)
    day = cast.at.date() + dt.timedelta(days=30)
    change_round(by=actor(cast.mats, cast.at), started=begun, name=" Hösten ", last_day=day)
    begun.refresh_from_db()
    assert (begun.name, begun.last_day) == ("Hösten", day)
    assert set(Questionnaire.objects.values_list("last_day", flat=True)) == {day}
    assert Notice.objects.get().remember_on == day
    assert Entry.objects.filter(action="questionnaire.round_changed").count() == 1
    with pytest.raises(RoundError):
        change_round(by=actor(cast.mats, cast.at), started=begun, name="", last_day=cast.at.date() - dt.timedelta(days=1))
    for person in (cast.tess, cast.anna, cast.petra):
        with pytest.raises(Refused):
            change_round(by=actor(person, cast.at), started=begun, name="", last_day=day)
        with pytest.raises(Refused):
            remove_round(by=actor(person, cast.at), started=begun)


def test_a_start_by_mistake_is_undone_while_nothing_is_written(cast: Cast) -> None:
    """Q2: forms and notices are gone, the log is not."""
    begun = started(cast)
    remove_round(by=actor(cast.mats, cast.at), started=begun)
    assert not Round.objects.exists()
    assert not Questionnaire.objects.exists()
    assert titles(cast, cast.anna) == []
    assert set(Entry.objects.get(action="questionnaire.round_removed").child_ids) == {cast.elsa.pk, cast.omar.pk, cast.nils.pk}


@pytest.mark.parametrize("how", ["answer", "draft", "moved"])
def test_what_somebody_has_written_in_is_not_removed(cast: Cast, how: str) -> None:
    """Q2: not even where it is a draft."""
    begun, form = started(cast), form_of(cast.elsa)
    if how == "answer":
        write(cast, cast.elsa, form, {WISH: "Bråk"})
    elif how == "draft":
        Draft.objects.create(
            author=cast.elsa, kind="questionnaire_home", place=uuid.uuid4(), subject=form.public_id, detail=WISH, saved_at=cast.at
        )
    else:
        moved_on(cast, form)
    with pytest.raises(RoundError):
        remove_round(by=actor(cast.mats, cast.at), started=begun)
    assert Questionnaire.objects.count() == 3


def test_the_page_changes_and_removes(begun: Cast, client: Client) -> None:
    """Q2."""
    mats = opener(client, begun.mats)
    address = reverse("change_round", args=[Round.objects.get().public_id])
    assert mats.get(address).status_code == 200
    refused = mats.post(address, {"name": "Hösten", "last_day": "2020-01-01"})
    assert refused.status_code == 422
    assert "Hösten" in refused.content.decode()
    assert mats.post(address, {"name": "Hösten", "last_day": begun.at.date().isoformat()}).status_code == 302
    assert "Hösten" in mats.get(reverse("form_rounds")).content.decode()
    assert opener(Client(), begun.tess).get(address).status_code == 404
    write(begun, begun.elsa, form_of(begun.elsa), {FEELS: 3})
    assert "Någon har redan skrivit" in mats.post(address, {"remove": "1"}).content.decode()
    Questionnaire.objects.all().delete()
    assert mats.post(address, {"remove": "1"}).status_code == 302


def test_rektor_is_told_of_the_protected_child_in_numbers_and_the_mentor_starts_it(cast_today: Cast, client: Client) -> None:
    """A10: no name, and the page does not say that every pupil gets the form."""
    version = published(cast_today)
    rolf, page = opener(client, cast_today.rolf), reverse("start_form", args=[cast_today.class_5a.public_id])
    html = rolf.get(page).content.decode()
    assert "1 elev med skyddade uppgifter" in html
    assert "Varje elev i gruppen" not in html
    assert "Omar" not in html
    assert "Varje elev i gruppen" in opener(Client(), cast_today.mats).get(page).content.decode()
    begun = start_round(by=actor(cast_today.rolf, cast_today.at), group=cast_today.class_5a, version=version, last_day=cast_today.at.date())
    assert not Questionnaire.objects.filter(child=cast_today.omar).exists()
    assert "1 elev med skyddade uppgifter" in rolf.get(reverse("form_round", args=[begun.public_id])).content.decode()
    assert [form.child for form in add_children(by=actor(cast_today.mats, cast_today.at), started=begun)] == [cast_today.omar]
    assert hidden_in(actor(cast_today.mats, cast_today.at), cast_today.class_5a) == 0


def test_the_move_page_counts_the_ticked_and_names_whom_it_goes_to(answered: Questionnaire, cast_today: Cast, client: Client) -> None:
    """F1: one of three; by name who reads it at home."""
    for child in (cast_today.omar, cast_today.nils):
        form = moved_on(cast_today, form_of(child))
        write(cast_today, cast_today.mats, form, {AGREED: AGREEMENT})
    address = reverse("move_forms", args=[Round.objects.get().public_id]) + "?steg=1"
    html = opener(client, cast_today.mats).get(f"{address}&elev={answered.public_id}").content.decode()
    assert "går till 3 personer hemma" in html
    label = re.search(r"<label[^>]*>Elsa Hägg (.*?)</label>", html)
    assert label is not None
    names = {"Elsa Hägg", "Anna Lind", "Anders Hägg"}
    assert {name for name in (*names, "Rut", "Stina") if name in label[1]} == names
    assert "Rut" not in html


def test_a_page_that_is_behind_says_that_somebody_else_has_moved_it(answered: Questionnaire, cast_today: Cast, client: Client) -> None:
    """Q4."""
    mats = opener(client, cast_today.mats)
    address = reverse("move_forms", args=[Round.objects.get().public_id]) + "?steg=1"
    moved_on(cast_today, answered)
    html = mats.post(address, {"elev": str(answered.public_id)}).content.decode()
    assert "Någon annan har redan fört vidare" in html
    assert "Välj minst en elev" not in html
    assert "Välj minst en elev" in mats.post(address, {}).content.decode()
    for odd in ("?steg=2", "?steg=abc", ""):
        assert mats.get(address.removesuffix("?steg=1") + odd)["Location"] == reverse("form_round", args=[Round.objects.get().public_id])


def test_a_question_that_mentor_or_teacher_answers_is_owed_once(cast: Cast) -> None:
    """C1: Elsa's wish is for the pupil or a guardian to write, and counted so."""
    begun = started(cast)
    [omar] = [row for row in forms_of(actor(cast.mats, cast.at), begun) if row.child_id == cast.omar.pk]
    assert sum(omar.missing.values()) == 2


@pytest.mark.parametrize("who", ["anna", "elsa", "tess"])
def test_whoever_starts_nothing_is_led_to_where_the_forms_are(begun: Cast, client: Client, who: str) -> None:
    """4-pages: an empty page fits who reads."""
    reader = opener(client, getattr(begun, who))
    html = reader.get(reverse("form_rounds")).content.decode()
    assert "Välj en grupp" not in html
    assert (reverse("child_forms", args=[begun.elsa.public_id]) in html) == (who != "tess")
    assert "Rektor gör enhetens mallar" in reader.get(reverse("templates")).content.decode()


@pytest.mark.parametrize(
    ("field", "sent"),
    [
        (key(7), {f"f-{key(7)}-0": "Ring 070-174 06 05"}),
        (key(9), {f"f-{key(9)}-0-who": "Elsa", f"f-{key(9)}-0-what": "Ring 070-174 06 05"}),
    ],
)
def test_goals_and_agreements_are_looked_through_as_texts_are(cast_today: Cast, client: Client, field: str, sent: dict[str, str]) -> None:
    """F6: wherever it is typed it is pointed at before it is saved, and saved when the writer says so."""
    started(cast_today, published(cast_today, one_of_each()))
    elsa = opener(client, cast_today.elsa)
    address = reverse("questionnaire", args=[form_of(cast_today.elsa).public_id])
    answer = elsa.post(address, {f"version-{field}": "0"} | sent)
    found = re.search(r'name="fritext" value="([^"]*)"', answer.content.decode())
    assert (answer.status_code, QuestionnaireAnswer.objects.count()) == (422, 0)
    assert found is not None
    assert elsa.post(address, {f"version-{field}": "0", "fritext": found[1]} | sent).status_code == 302
    assert QuestionnaireAnswer.objects.count() == 1
