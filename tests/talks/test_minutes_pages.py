"""The pages before and after a talk: preparing, writing together, agreeing, following up."""

import datetime as dt
import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from larka.audit.models import Entry
from larka.register.models import Person
from larka.talks.actions.minutes import Promise, agree, publish_minutes, write_minutes
from larka.talks.actions.refusing import TalkError
from larka.talks.models import Agreement, Preparation, Talk, TalkMinutes, TalkRound
from tests.cast import Cast, actor, opener
from tests.talks.endings import HOME, READS, TEXT, fill, held, preparation_for, prepared, template, written
from tests.talks.endings import shown as put_before_all
from tests.talks.rows import make_round, make_slot, make_talk
from tests.web.pages import main_text, shown

pytestmark = pytest.mark.django_db
ROW = {"who-0": "pupil", "what-0": READS, "day-0": "", "id-0": ""}


def at(name: str, thing: Any) -> str:
    """The address of a page."""
    return reverse(name, args=[thing.public_id])


def post(client: Client, person: Person, address: str, /, **given: Any) -> Any:
    """What is answered when this person sends the form."""
    return opener(client, person).post(address, given)


@pytest.fixture
def talk(cast_today: Cast) -> Talk:
    """A talk with Elsa's family, held an hour ago."""
    return held(cast_today)


@pytest.fixture
def minutes(cast_today: Cast, talk: Talk) -> TalkMinutes:
    """Put before all."""
    return put_before_all(cast_today, talk)


def test_the_mentor_writes_together_with_them_and_shows_it_to_all(cast_today: Cast, client: Client, talk: Talk) -> None:
    """C6: one page, one button; the family is asked on its start page."""
    page = opener(client, cast_today.mats).get(at("talk_together", talk))
    text = main_text(page)
    assert "Tillsammans" in text
    assert all(f'name="{name}-2"' in page.content.decode() for name in ("who", "what", "day", "id"))
    assert "<nav" not in page.content.decode()
    answer = post(client, cast_today.mats, at("talk_together", talk), text=TEXT, version=0, publish="1", **ROW)
    minutes = TalkMinutes.objects.get()
    assert answer.headers["Location"] == at("publish_minutes", minutes)
    assert "Visas för 3 personer i familjen" in shown(client, cast_today.mats, at("publish_minutes", minutes))
    assert post(client, cast_today.mats, at("publish_minutes", minutes), version=1, number=0).status_code == 302
    assert "Godkänn överenskommelserna om Elsa Hägg" in shown(client, cast_today.anders, "/")


def test_an_old_page_shows_nothing_twice(cast_today: Cast, client: Client, talk: Talk) -> None:
    """C6, Q4: one's own second press leads on; another's is told that it is done; one who has not seen the newest text is told so."""
    minutes = written(cast_today, talk)
    address, first = at("publish_minutes", minutes), {"version": 1, "number": 0}
    mats, again, rolf = (post(client, who, address, **first) for who in (cast_today.mats, cast_today.mats, cast_today.rolf))
    assert [answer.status_code for answer in (mats, again, rolf)] == [302, 302, 302]
    assert "Någon annan hann visa det för alla" in shown(client, cast_today.rolf, at("minutes", minutes))
    assert minutes.versions.count() == 1
    written(cast_today, talk, "Elsa har visat sin bro.")
    old = post(client, cast_today.rolf, address, version=1, number=1, reason="Bron glömdes.")
    assert (old.status_code, "Någon annan har ändrat" in old.content.decode()) == (422, True)
    assert "Bron glömdes." in old.content.decode()
    assert post(client, cast_today.rolf, address, version=2, number=1, reason="Bron glömdes.").status_code == 302
    assert minutes.versions.count() == 2


def test_a_day_that_has_been_is_refused_at_its_field(cast_today: Cast, client: Client, talk: Talk) -> None:
    """C6, Q2: all that was typed stays; a day that was said before and has passed since is left as it is."""
    today = actor(cast_today.mats, cast_today.at).today
    past = (today - dt.timedelta(days=1)).isoformat()
    typed = {"text": TEXT, "version": 0, "who-0": "home", "what-0": "läser varje kväll", "day-0": past}
    typed |= {"who-1": "pupil", "what-1": "räknar", "day-1": today.isoformat()}
    answer = post(client, cast_today.mats, at("talk_together", talk), **typed)
    page = answer.content.decode()
    assert (answer.status_code, page.count("Dagen har redan varit. Välj i dag eller en dag framåt.")) == (422, 2)
    assert f'id="id_day-0" name="day-0" value="{past}" aria-invalid="true"' in page
    assert all(text in page for text in (TEXT, "läser varje kväll", "räknar", today.isoformat()))
    assert not TalkMinutes.objects.exists()
    kept = written(cast_today, talk, given=[Promise("home", "läser varje kväll", today)])
    TalkMinutes.objects.update(promises=[kept.promises[0] | {"follow_up_on": past}])
    typed |= {"version": 1, "id-0": kept.promises[0]["id"]}
    assert post(client, cast_today.mats, at("talk_together", talk), **typed).status_code == 302
    mats, passed = actor(cast_today.mats, cast_today.at), Promise("home", "läser", today - dt.timedelta(days=1))
    with pytest.raises(TalkError, match="har redan varit"):
        publish_minutes(by=mats, minutes=kept, version=2, number=0)
    with pytest.raises(TalkError, match="har redan varit"):
        write_minutes(by=mats, talk=talk, text="", promises=[passed], version=2)


def test_whoever_writes_first_is_led_on_when_the_talk_is_noted_as_held(cast_today: Cast, client: Client) -> None:
    """C6: nothing is shown before it is known who was there; and after a talk that nobody wrote at one is back at the talk."""
    started, mats, pages = make_round(cast_today, cast_today.class_5a, cast_today.mats), cast_today.mats, []
    for hours in (1, 2):
        starts = cast_today.at - dt.timedelta(hours=hours)
        slot = make_slot(started, mats, 9, starts_at=starts, ends_at=starts + dt.timedelta(minutes=20))
        pages.append(make_talk(slot, *((cast_today.elsa, cast_today.anna), (cast_today.nils, cast_today.nora))[hours - 1]))
    minutes = written(cast_today, pages[0])
    page = opener(client, mats).get(at("publish_minutes", minutes))
    assert "Samtalet är inte antecknat som hållet" in main_text(page)
    assert '<button class="button primary"' not in page.content.decode()
    assert "Överenskommelser" in shown(client, mats, at("talk", pages[0]))
    answers = [post(client, mats, at("hold_talk", talk), version=1, people=[talk.booked_for.public_id]) for talk in pages]
    assert [answer.headers["Location"] for answer in answers] == [at("publish_minutes", minutes), at("talk", pages[1])]
    assert '<button class="button primary"' in opener(client, mats).get(at("publish_minutes", minutes)).content.decode()


def test_a_family_agrees_on_the_page_and_is_asked_no_more(cast_today: Cast, client: Client, minutes: TalkMinutes) -> None:
    """C6: Anna sees that Anders has, and twice is once."""
    text = shown(client, cast_today.anders, at("minutes", minutes))
    assert READS in text
    assert "Jag godkänner" in text
    for _press in range(2):
        assert post(client, cast_today.anders, at("agree_minutes", minutes), number=1).status_code == 302
    assert minutes.confirmations.filter(person=cast_today.anders).count() == 1
    assert "Godkänn överenskommelserna" not in shown(client, cast_today.anders, "/")
    assert f"{cast_today.anders.display_name} Vårdnadshavare godkände på sidan" in shown(client, cast_today.anna, at("minutes", minutes))


def test_bad_input_keeps_all_that_was_typed_and_says_it_at_the_field(cast_today: Cast, client: Client, talk: Talk) -> None:
    """Q2, F6."""
    rows = {"who-0": "", "what-0": READS, "day-0": "i morgon", "who-1": "home", "what-1": "x" * 501, "what-2": "", "day-2": "2027-01-31"}
    answer = post(client, cast_today.mats, at("talk_together", talk), text="Elsa är lat.", version=0, **rows)
    text = main_text(answer)
    assert answer.status_code == 422
    for said in ("Välj vem som gör det.", "Skriv dagen som år-månad-dag", "Högst 500 tecken får plats.", "Skriv vad som ska göras."):
        assert said in text
    assert READS in answer.content.decode()
    assert "Elsa är lat." in answer.content.decode()
    assert not TalkMinutes.objects.exists()
    assert post(client, cast_today.mats, at("talk_together", talk), text=TEXT, version="x").status_code == 422


def test_what_another_screen_has_saved_stands_beside_mine(cast_today: Cast, client: Client, talk: Talk) -> None:
    """Q4: nothing of either is lost, and the next save takes both."""
    minutes = written(cast_today, talk)
    answer = post(client, cast_today.mats, at("talk_together", talk), text="Min egen text", version=0, **(ROW | {"what-0": "ringer"}))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert all(text in page for text in ("Min egen text", TEXT, READS, "ringer"))
    minutes.refresh_from_db()
    assert minutes.text == TEXT


def test_a_changed_text_says_why_on_the_page_and_asks_again(cast_today: Cast, client: Client, minutes: TalkMinutes) -> None:
    """C6."""
    agree(by=actor(cast_today.anna, cast_today.at), minutes=minutes, number=1)
    written(cast_today, minutes.talk, "Något mer")
    address = at("publish_minutes", minutes)
    answer = post(client, cast_today.mats, address, version=2, number=1, reason="")
    assert (answer.status_code, "Varför ändras texten?" in main_text(answer)) == (422, True)
    assert post(client, cast_today.mats, address, version=2, number=1, reason="Boken glömdes.").status_code == 302
    text = shown(client, cast_today.anna, at("minutes", minutes))
    assert "Boken glömdes." in text
    assert "Jag godkänner" in text
    post(client, cast_today.anna, at("agree_minutes", minutes), number=1)
    assert not minutes.confirmations.filter(number=2, person=cast_today.anna).exists()
    assert "Godkänn de ändrade överenskommelserna" in shown(client, cast_today.anna, "/")


def test_the_mentor_notes_who_agreed_and_follows_up(cast_today: Cast, client: Client, minutes: TalkMinutes) -> None:
    """C6: from the start page; a word of how it went is read by all."""
    assert "Överenskommelser att följa upp" in shown(client, cast_today.mats, "/")
    assert READS in shown(client, cast_today.mats, reverse("due_agreements"))
    assert shown(client, cast_today.tess, reverse("due_agreements")).count(READS) == 0
    address = at("note_agreed", minutes)
    assert post(client, cast_today.mats, address, person="x", how="room", number=1).status_code == 422
    assert post(client, cast_today.mats, address, person=cast_today.anna.public_id, how="room", number=1).status_code == 302
    assert "godkände på samtalet" in shown(client, cast_today.anders, at("minutes", minutes))
    first = Agreement.objects.get(what=READS)
    follow = reverse("follow_up_agreement", args=[minutes.public_id, first.public_id])
    assert post(client, cast_today.mats, follow, outcome="").status_code == 422
    assert post(client, cast_today.mats, follow, outcome="Det går framåt.").status_code == 302
    strange = reverse("follow_up_agreement", args=[minutes.public_id, minutes.public_id])
    assert opener(client, cast_today.mats).get(strange).status_code == 404
    assert "Det går framåt." in shown(client, cast_today.elsa, at("minutes", minutes))
    assert READS not in shown(client, cast_today.mats, reverse("due_agreements"))


def test_the_other_guardians_talk_has_no_page_no_paper_no_data_and_no_row(cast_today: Cast, client: Client) -> None:
    """A1, A17: page, PDF, JSON, history, holders, readers, the child's page, notices and the log."""
    minutes = put_before_all(cast_today, held(cast_today, alone=cast_today.anna))
    for name in ("minutes", "minutes_pdf", "minutes_json", "minutes_history", "minutes_holders", "minutes_readers", "agree_minutes"):
        assert opener(client, cast_today.anders).get(at(name, minutes)).status_code == 404
    assert "Visat för alla" not in shown(client, cast_today.anders, at("child_talks", cast_today.elsa))
    assert "Visat för alla" in shown(client, cast_today.anna, at("child_talks", cast_today.elsa))
    assert "godkänn" not in opener(client, cast_today.anders).get("/").content.decode().lower()
    opener(client, cast_today.anna).get(at("minutes", minutes))
    assert cast_today.anna.display_name not in shown(client, cast_today.anders, at("child_readings", cast_today.elsa))
    holders = shown(client, cast_today.anna, at("minutes_holders", minutes))
    assert cast_today.anders.display_name not in holders


def test_paper_data_and_history_say_the_same_as_the_page(cast_today: Cast, client: Client, minutes: TalkMinutes) -> None:
    """C9, C10: each version as it was; being logged as read."""
    written(cast_today, minutes.talk, "Något mer")
    data = json.loads(opener(client, cast_today.anna).get(at("minutes_json", minutes)).content)
    assert (TEXT in str(data), READS in str(data), "Något mer" in str(data)) == (True, True, False)
    assert opener(client, cast_today.anna).get(at("minutes_pdf", minutes)).content.startswith(b"%PDF")
    history = shown(client, cast_today.anna, at("minutes_history", minutes))
    assert "Version 1" in history
    assert "Något mer" not in history
    assert Entry.objects.filter(record_kind="minutes", record_ids=[minutes.pk], person_id=cast_today.anna.pk).count() == 3


def test_what_is_not_shown_yet_has_no_page_for_the_family(cast_today: Cast, client: Client, talk: Talk) -> None:
    """A6: and the writing page exists for those who lead the talk alone."""
    minutes = written(cast_today, talk)
    for person in (cast_today.anna, cast_today.elsa, cast_today.tess, cast_today.stina):
        for address in (at("minutes", minutes), at("talk_together", talk), at("publish_minutes", minutes)):
            assert opener(client, person).get(address).status_code == 404
    assert opener(client, cast_today.mats).get(at("minutes_json", minutes)).status_code == 404
    assert "Ingen annan" not in shown(client, cast_today.mats, at("expected_minutes_readers", talk))


def test_a_round_gets_its_preparation_and_the_family_is_asked(cast_today: Cast, client: Client) -> None:
    """C5: two steps from the round; without a template it says what to do."""
    started = make_round(cast_today, cast_today.class_5a, cast_today.mats)
    address = at("round_preparation", started)
    assert "Skolan har inget samtalsunderlag än" in shown(client, cast_today.mats, address)
    version = template(cast_today)
    assert post(client, cast_today.mats, address, version=version.public_id, day="i går", clock="18:00").status_code == 422
    day = cast_today.at.date().replace(year=cast_today.at.year + 1)
    assert post(client, cast_today.mats, address, version=version.public_id, day="2020-01-01", clock="18:00").status_code == 422
    assert post(client, cast_today.mats, address, version=version.public_id, day=day, clock="18:00").status_code == 302
    assert Preparation.objects.count() == 3
    assert "3 barn har underlag" in shown(client, cast_today.mats, address)
    assert "Förbered samtalet om Elsa Hägg" in shown(client, cast_today.anna, "/")
    assert post(client, cast_today.mats, address, remove="1").status_code == 302
    assert TalkRound.objects.get(pk=started.pk).preparation is None


def test_the_page_says_when_it_is_shared_and_the_mentor_shares_one_early(cast_today: Cast, client: Client) -> None:
    """C5: and neither home sees that the other has written, before or after."""
    prepared(cast_today)
    elsas = preparation_for(cast_today.elsa)
    fill(cast_today, cast_today.anna, elsas, {HOME: "Annas fråga"})
    assert "Delas" in shown(client, cast_today.anders, at("preparation", elsas))
    assert post(client, cast_today.anna, at("share_preparation", elsas)).status_code == 404
    assert "Dela samtalsunderlaget redan nu?" in shown(client, cast_today.mats, at("share_preparation", elsas))
    assert post(client, cast_today.mats, at("share_preparation", elsas)).status_code == 302
    for address in (at("preparation", elsas), at("preparation_history", elsas)):
        text = opener(client, cast_today.anders).get(address).content.decode()
        assert ("Annas fråga" in text, cast_today.anna.display_name in text) == (False, False)
    assert "Annas fråga" in shown(client, cast_today.mats, at("preparation", elsas))
    for person in (cast_today.stina, cast_today.frida, cast_today.viktor, cast_today.petra):
        assert opener(client, person).get(at("preparation", elsas)).status_code == 404
