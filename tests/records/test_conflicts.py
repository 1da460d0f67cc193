"""Two texts in one place: what differs is said in words, nothing of either is lost, and the writer chooses (Q4)."""

import re
import time
import uuid

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from larka.assessments.models import Judgement
from larka.records.conflicts import Conflict
from larka.records.models import Draft
from larka.register.models import Activity, Profile
from tests.assessments.test_writing_pages import form_of
from tests.cast import Cast, opener

texts = st.lists(st.sampled_from(["Elsa läser. ", "Hon skriver.\n", "Nästa steg? ", "ord ", "\n\n", "å! "]), max_size=8).map("".join)


@pytest.fixture
def maths(cast_today: Cast) -> Activity:
    return Activity.objects.get(activity_groups__group=cast_today.maths_5a)


@given(texts, texts)
def test_both_texts_are_shown_whole(mine: str, theirs: str) -> None:
    """Q4: whatever is marked, put together again it is the text."""
    conflict = Conflict(mine, theirs, "Någon")
    assert "".join(run.text for run in conflict.my_runs) == mine
    assert "".join(run.text for run in conflict.their_runs) == theirs


@given(texts, texts)
def test_together_holds_every_word_of_both(mine: str, theirs: str) -> None:
    """Q4: nothing lost."""
    together = Conflict(mine, theirs, "Någon").together
    for text in (mine, theirs):
        words = iter(together.split())
        assert all(word in words for word in text.split())


def test_what_differs_is_marked_word_by_word() -> None:
    """Q4: and nothing else is."""
    conflict = Conflict("Elsa läser gärna högt.", "Elsa läser ofta högt.", "Tess")
    assert [run.text for run in conflict.my_runs if run.only] == ["gärna"]
    assert [run.text for run in conflict.their_runs if run.only] == ["ofta"]


def test_two_very_long_texts_are_compared_in_time() -> None:
    """Q4: a page answers within a second or two, however long the texts."""
    mine = " ".join(f"Mening nummer {n} om bråk och tal." for n in range(1500))
    began = time.monotonic()
    assert Conflict(mine, mine.replace("bråk", "decimaler", 300), "Tess").my_runs
    assert time.monotonic() - began < 5


def keep(client: Client, cast: Cast, maths: Activity, text: str, page: int) -> int:
    nils = cast.membership(cast.nils, cast.maths_5a)
    form = {"detail": f"{nils.public_id}:{cast.term.public_id}", "text": text, "version": 0, "page": uuid.UUID(int=page)}
    return client.post(reverse("draft_judgement", args=[maths.public_id]), form).status_code


def field(html: str, name: str) -> str:
    return re.findall(rf'name="(text-[0-9a-f-]+-{name})"', html)[0]


def seen_on(html: str) -> dict[str, str]:
    """Which drafts the page says that it shows, of those fields where there are any."""
    return dict(re.findall(r'name="([^"]+-seen)" value="([^"]+)"', html))


def test_saving_one_pupils_text_leaves_a_draft_that_the_page_never_showed(cast_today: Cast, maths: Activity) -> None:
    """Mission 5, Q4: Nils' text was begun on the phone while the page stood open; Elsa's is saved, and Nils' draft is still there."""
    client, address = opener(Client(), cast_today.tess), reverse("write_judgements", args=[maths.public_id])
    keep(client, cast_today, maths, "På telefonen.", 1)
    assert client.post(address, form_of(cast_today, elsa="Elsa kan.", nils="") | {"save": "1"}).status_code == 302
    assert [draft.content["text"] for draft in Draft.objects.all()] == ["På telefonen."]


def test_a_draft_that_was_typed_after_the_page_was_opened_is_shown_before_it_goes(cast_today: Cast, maths: Activity) -> None:
    """Q4: asked once; when the page that showed it is sent with a choice, it is needed no more."""
    client, address = opener(Client(), cast_today.tess), reverse("write_judgements", args=[maths.public_id])
    keep(client, cast_today, maths, "På telefonen.", 1)
    answer = client.post(address, form_of(cast_today, nils="På datorn.") | {"save": "1"})
    html = answer.content.decode()
    assert (answer.status_code, Draft.objects.count()) == (422, 1)
    assert "På telefonen." in html
    assert "På datorn." in html
    shown = {field(html, "mine"): "På datorn.", field(html, "theirs"): "På telefonen.", field(html, "who"): "x"} | seen_on(html)
    chosen = {field(html, "mine").removesuffix("mine") + "val": "mine", "save": "1"}
    assert client.post(address, form_of(cast_today, nils="På datorn.") | shown | chosen).status_code == 302
    assert (Judgement.objects.get().text, Draft.objects.count()) == ("På datorn.", 0)


def test_a_draft_that_was_taken_back_to_what_is_saved_is_gone(cast_today: Cast, maths: Activity) -> None:
    """Q4: the page showed it, and its writer sent the saved text."""
    client, address = opener(Client(), cast_today.tess), reverse("write_judgements", args=[maths.public_id])
    keep(client, cast_today, maths, "Ångrad.", 1)
    seen = seen_on(client.get(address).content.decode())
    assert len(seen) == 1
    assert client.post(address, form_of(cast_today, nils="") | seen | {"save": "1"}).status_code == 302
    assert (Judgement.objects.count(), Draft.objects.count()) == (0, 0)


def test_the_profile_keeps_a_draft_that_its_page_never_showed(cast_today: Cast) -> None:
    """Q4: the same component and the same behaviour; another choice on the page is saved and the text waits."""
    client = opener(Client(), cast_today.anna)
    draft = {"detail": "", "text": "Skrivet på bussen", "version": 0, "page": uuid.UUID(int=1)}
    html = client.get("/min-profil/").content.decode()
    assert 'name="presentation-seen" value=""' in html
    client.post(reverse("draft_presentation", args=[cast_today.anna.public_id]), draft)
    sent = {"presentation": "", "version": "0", "reached_by": "paper"}
    assert client.post("/min-profil/", sent).status_code == 302
    assert Draft.objects.count() == 1
    asked = client.post("/min-profil/", sent | {"presentation": "Vid datorn", "version": "1"})
    assert asked.status_code == 422
    assert "Skrivet på bussen" in asked.content.decode()
    both = {"presentation-mine": "Vid datorn", "presentation-theirs": "Skrivet på bussen", "presentation-val": "theirs"}
    shown = seen_on(asked.content.decode()) | both | {"presentation": "Vid datorn", "version": "1"}
    assert client.post("/min-profil/", sent | shown).status_code == 302
    assert Draft.objects.count() == 0
    assert cast_today.anna.profile.presentation == "Skrivet på bussen"


@pytest.mark.parametrize(("choice", "saved"), [("mine", "Första."), ("theirs", "Andra."), ("together", "Första. Andra. Och mer.")])
def test_two_drafts_of_one_author_wait_for_a_choice(cast_today: Cast, maths: Activity, choice: str, saved: str) -> None:
    """Q4, Q6: a page and a device wrote apart; both stand on the page, without JavaScript, and saving asks which."""
    client, address = opener(Client(), cast_today.tess), reverse("write_judgements", args=[maths.public_id])
    assert [keep(client, cast_today, maths, "Första.", 1), keep(client, cast_today, maths, "Andra.", 2)] == [200, 409]
    html = client.get(address).content.decode()
    assert html.count("bara här:") == 2
    nils = cast_today.membership(cast_today.nils, cast_today.maths_5a)
    form = form_of(cast_today, nils="Första. Andra. Och mer.")
    shown = {field(html, "mine"): "Första.", field(html, "theirs"): "Andra.", field(html, "who"): "Din text"} | seen_on(html)
    undecided = client.post(address, form | shown | {"save": "1"})
    assert (undecided.status_code, Judgement.objects.count(), Draft.objects.count()) == (422, 0, 2)
    assert client.post(address, form | shown | {f"text-{nils.public_id}-val": choice, "save": "1"}).status_code == 302
    assert (Judgement.objects.get().text, Draft.objects.count()) == (saved, 0)


def test_saving_from_a_page_that_did_not_know_of_the_other_draft_asks(cast_today: Cast, maths: Activity) -> None:
    """Q4: the page was open before the other one began."""
    client, address = opener(Client(), cast_today.tess), reverse("write_judgements", args=[maths.public_id])
    keep(client, cast_today, maths, "Första.", 1)
    keep(client, cast_today, maths, "Andra.", 2)
    answer = client.post(address, form_of(cast_today, nils="Andra.") | {"save": "1"})
    assert answer.status_code == 422
    assert "Första." in answer.content.decode()
    assert (Judgement.objects.count(), Draft.objects.count()) == (0, 2)


def test_a_draft_of_an_older_text_is_shown_beside_what_is_saved(cast_today: Cast, maths: Activity) -> None:
    """Q4, Q6: a device that comes back after the text was saved elsewhere overwrites nothing."""
    client, address = opener(Client(), cast_today.tess), reverse("write_judgements", args=[maths.public_id])
    client.post(address, form_of(cast_today, nils="Sparad i skolan.") | {"save": "1"})
    keep(client, cast_today, maths, "Skriven i tunneln.", 1)
    html = client.get(address).content.decode()
    assert "Det som är sparat nu" in html
    assert re.findall(r"bara här:</b> (\w+)", html) == ["Skriven", "tunneln", "Sparad", "skolan"]


def test_anothers_unpublished_text_is_not_shown_in_a_conflict(cast_today: Cast, maths: Activity) -> None:
    """A6: Vera has begun meanwhile; Tess is told so, keeps her own words, and reads none of Vera's."""
    client, address = opener(Client(), cast_today.tess), reverse("write_judgements", args=[maths.public_id])
    form = form_of(cast_today, nils="Tess ord.")
    opener(Client(), cast_today.vera).post(address, form_of(cast_today, nils="Veras ord.") | {"save": "1"})
    answer = client.post(address, form | {"save": "1"})
    html = answer.content.decode()
    assert (answer.status_code, Judgement.objects.get().text) == (422, "Veras ord.")
    assert "Tess ord." in html
    assert "Veras ord." not in html


def test_a_profile_saved_elsewhere_is_chosen_from(cast_today: Cast) -> None:
    """Q4, B1."""
    client, address = opener(Client(), cast_today.anna), reverse("profile")
    form = {"presentation": "Jag sjunger.", "version": 0, "reached_by": "email"}
    client.post(address, form)
    html = client.post(address, form | {"presentation": "Jag målar."}).content.decode()
    assert {"Jag sjunger.", "Jag målar."} == set(re.findall(r'name="presentation-(?:mine|theirs)" value="([^"]*)"', html))
    shown = {"presentation-mine": "Jag målar.", "presentation-theirs": "Jag sjunger.", "version": 1}
    assert client.post(address, form | shown).status_code == 422
    assert client.post(address, form | shown | {"presentation-val": "mine"}).status_code == 302
    assert Profile.objects.get(person=cast_today.anna).presentation == "Jag målar."
