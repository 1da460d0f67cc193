"""Drafts of every kind: kept by one address each, in few questions, by nobody but who writes there; and the keys of devices."""

import datetime as dt
import re
import uuid
from typing import Any

import pytest
from django.db import connection
from django.template import engines
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from larka.access.policies import PROFILE_EDIT
from larka.audit.models import Entry
from larka.records import places
from larka.records.actions.devices import LASTS, forget_old_device_keys, give_device_key
from larka.records.forms import plain_text
from larka.records.models import DeviceKey, Draft
from larka.records.places import DraftPlace, Spot
from larka.records.queries.drafts import draft_box
from larka.register.actor import Actor
from larka.register.models import Activity, TeachingAssignment
from tests.cast import NOON, Cast, actor, opener

pytestmark = pytest.mark.django_db
TRANSACTION = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")


@pytest.fixture
def maths(cast_today: Cast) -> Activity:
    return Activity.objects.get(activity_groups__group=cast_today.maths_5a)


def sent(cast: Cast, text: str = "Elsa lö", **more: Any) -> dict[str, Any]:
    place = cast.membership(cast.elsa, cast.maths_5a).public_id
    return {"detail": f"{place}:{cast.term.public_id}", "text": text, "version": 0, "page": uuid.UUID(int=7), **more}


def test_keeping_a_draft_costs_at_most_five_questions(cast_today: Cast, maths: Activity) -> None:
    """Mission 5: it happens every few seconds for everybody who writes; the first time, and each time after."""
    client, address = opener(Client(), cast_today.tess), reverse("draft_judgement", args=[maths.public_id])
    for form in (sent(cast_today, "Elsa"), sent(cast_today, "Elsa löser")):
        with CaptureQueriesContext(connection) as asked:
            assert client.post(address, form).status_code == 200
        questions = [query["sql"] for query in asked if not query["sql"].startswith(TRANSACTION)]
        assert len(questions) <= 5, "\n".join(questions)
    assert Draft.objects.get().content == {"text": "Elsa löser"}


def test_a_draft_knows_whom_and_where_it_is_about_and_the_log_holds_no_text(cast_today: Cast, maths: Activity) -> None:
    """A11, A6: so that rektor can be asked when its author is gone."""
    opener(Client(), cast_today.tess).post(reverse("draft_judgement", args=[maths.public_id]), sent(cast_today))
    draft, entry = Draft.objects.get(), Entry.objects.get(action="draft.kept")
    assert (draft.child_id, draft.unit_id, draft.author_id) == (cast_today.elsa.pk, cast_today.school.pk, cast_today.tess.pk)
    assert (entry.child_ids, entry.details, entry.object_id) == ([cast_today.elsa.pk], {"kind": "judgement"}, draft.pk)


@pytest.mark.parametrize("who", ["petra", "anna", "rolf", "stina", "viktor"])
def test_nobody_keeps_a_draft_where_they_do_not_write(cast_today: Cast, maths: Activity, who: str) -> None:
    """A1, A6: the teacher of the parallel class, a guardian, rektor, a stranger and a former teacher get what a missing page gets."""
    answer = opener(Client(), getattr(cast_today, who)).post(reverse("draft_judgement", args=[maths.public_id]), sent(cast_today))
    assert (answer.status_code, Draft.objects.count()) == (404, 0)


def test_a_draft_ends_being_kept_the_day_the_teaching_ends(cast_today: Cast, maths: Activity) -> None:
    """A5: the relation is asked at each save."""
    TeachingAssignment.objects.filter(activity=maths).update(ends_on=cast_today.at.date())
    answer = opener(Client(), cast_today.tess).post(reverse("draft_judgement", args=[maths.public_id]), sent(cast_today))
    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"detail": "x"}, 404), ({"detail": ""}, 404), ({"page": "x"}, 422), ({"version": -1}, 422), ({"version": "9" * 20}, 422),
        ({"text": "x" * 8001}, 422), ({"seen": "2026-11-23T12:00:00"}, 422), ({"detail": f"{uuid.UUID(int=1)}:{uuid.UUID(int=2)}"}, 404),
    ],
)  # fmt: skip
def test_what_a_page_never_sends_is_not_kept(cast_today: Cast, maths: Activity, wrong: dict[str, Any], status: int) -> None:
    """Q2: bad input is refused whole."""
    answer = opener(Client(), cast_today.tess).post(reverse("draft_judgement", args=[maths.public_id]), sent(cast_today) | wrong)
    assert (answer.status_code, Draft.objects.count()) == (status, 0)


def test_an_older_term_is_no_place_to_write_in(cast_today: Cast, maths: Activity) -> None:
    """D1: what nobody can save, nobody types."""
    member = cast_today.membership(cast_today.elsa, cast_today.maths_5a).public_id
    answer = opener(Client(), cast_today.tess).post(
        reverse("draft_judgement", args=[maths.public_id]), sent(cast_today, detail=f"{member}:{uuid.uuid4()}")
    )
    assert answer.status_code == 404


def test_ones_own_presentation_saves_itself_and_nobody_elses_does(cast_today: Cast) -> None:
    """Mission 5, B1: and saving it for good takes the draft away."""
    anna, nora = cast_today.anna, cast_today.nora
    client, typed = opener(Client(), anna), {"text": "Jag sjunger", "version": 0, "page": uuid.UUID(int=7)}
    assert client.post(reverse("draft_presentation", args=[nora.public_id]), typed).status_code == 404
    assert client.post(reverse("draft_presentation", args=[anna.public_id]), typed).status_code == 200
    html = client.get(reverse("profile")).content.decode()
    assert "Jag sjunger</textarea>" in html
    seen = re.search(r'name="presentation-seen" value="([^"]+)"', html)
    assert seen
    sent = {"presentation": "Jag sjunger i kör", "presentation-seen": seen[1], "version": 0, "reached_by": "email"}
    assert client.post(reverse("profile"), sent).status_code == 302
    assert not Draft.objects.exists()


def test_one_persons_key_on_a_device_is_given_to_no_other(cast_today: Cast) -> None:
    """Q6: the same browser, another person; another browser, the same person."""
    keys = {}
    shared = Client()
    for name in ("anna", "nora", "anna"):
        answer = opener(shared, getattr(cast_today, name)).post(reverse("device_key"))
        assert answer["Cache-Control"] == "no-store"
        keys.setdefault(name, []).append(tuple(answer.json().values()))
    other = tuple(opener(Client(), cast_today.anna).post(reverse("device_key")).json().values())
    assert keys["anna"][0] == keys["anna"][1]
    assert len({keys["anna"][0], keys["nora"][0], other}) == 3
    assert not any(key[1] in row.secret for row in DeviceKey.objects.all() for key in (*keys["anna"], *keys["nora"], other))


def test_nobody_who_is_not_signed_in_gets_a_key(client: Client) -> None:
    """Q6, A1."""
    assert client.post(reverse("device_key"))["Location"].startswith("/logga-in/")
    assert client.get(reverse("device_key")).status_code == 405


def test_signing_out_ends_the_key_of_this_device_and_of_no_other(cast_today: Cast) -> None:
    """Q6: what a device still holds can be read by nobody; the other's stays."""
    here, there = opener(Client(), cast_today.anna), opener(Client(), cast_today.anna)
    first, _second = (client.post(reverse("device_key")).json()["owner"] for client in (here, there))
    here.post(reverse("account_logout"))
    assert DeviceKey.objects.count() == 1
    assert str(DeviceKey.objects.get().owner) != first


def test_a_key_is_a_new_one_after_a_day_without_it(cast: Cast) -> None:
    """Q6: kept through a time-out for at most 24 hours; asked for again it goes on."""
    device = uuid.uuid4()
    at = [NOON, NOON + LASTS, NOON + 2 * LASTS, NOON + 3 * LASTS + dt.timedelta(seconds=1)]
    given = [give_device_key(by=actor(cast.anna, moment), device=device) for moment in at]
    assert given[0] == given[1] == given[2]
    assert given[3].owner != given[0].owner
    assert given[3].secret != given[0].secret
    assert forget_old_device_keys(by=Actor.operator(at[3] + LASTS)) == 0
    assert forget_old_device_keys(by=Actor.operator(at[3] + LASTS + dt.timedelta(seconds=1))) == 1


def test_a_sensitive_place_is_never_kept_on_a_device(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Q6: the page does not even say that it may be; an ordinary one does."""
    macro = engines.all()[0].from_string('{% from "components/draft.html" import draft_attributes %}{{ draft_attributes(box) }}')
    monkeypatch.setattr("larka.web.addresses._shape", lambda name, _count: f"/{name}/%s/")
    shown = {}
    for key, sensitive in (("secure_note", True), ("ordinary", False)):
        place = DraftPlace(key, key, PROFILE_EDIT, lambda _actor, _me, _detail: None, sensitive=sensitive)
        monkeypatch.setitem(places._PLACES, key, place)
        box = draft_box(actor(cast.mats), Spot(key, cast.mats.public_id, cast.mats.public_id))
        shown[key] = "data-on-device" in macro.render({"box": box})
    assert shown == {"secure_note": False, "ordinary": True}


def test_a_place_is_registered_once() -> None:
    """Mission 5: two features never share drafts."""
    with pytest.raises(ValueError, match="judgement"):
        places.register_place(places.place_of_kind("judgement"))


@pytest.mark.parametrize(
    ("pasted", "kept"),
    [
        ("100\u00a0kr\tkol2", "100 kr kol2"),
        ("rad\u2028rad\u2029rad\vrad\x85rad\r\nrad\rrad", "rad\nrad\nrad\nrad\nrad\nrad\nrad"),
        ("tunt\u2009blank\u3000steg", "tunt blank steg"),
        ("osyn\u202elig\x00\x07\u200b", "osynlig"),
        ("av\u00adstava", "av\u00adstava"),
    ],
)
def test_pasted_words_never_grow_together(pasted: str, kept: str) -> None:
    """Q2: what cannot be stored as it was is a space or a new line; what cannot be seen goes."""
    assert plain_text(pasted) == kept
