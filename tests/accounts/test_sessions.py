"""Where I am signed in, for how long, and how each of them is ended."""

import datetime as dt
import re
from html import unescape
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse

from larka.accounts.browsers import ENDS_KEY, browser_name
from larka.accounts.models import Session
from larka.audit.models import Entry
from larka.people.actions.settings import change_setting
from larka.records.models import Draft
from larka.register.actor import Actor
from larka.register.models import Activity
from tests.accounts.ways import PASSWORD, code_now, connect_app, sign_in, signed_in, with_password, words
from tests.cast import NOON, Cast, opener

pytestmark = pytest.mark.postgres15

PAGE = "/konto/inloggning/sessioner/"
CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1"


def key_of(client: Client) -> str:
    """The session that this browser holds."""
    return client.cookies["larka_session"].value


def idle(client: Client, minutes: float) -> None:
    """So long ago was something done."""
    rows = Session.objects.filter(session_key=key_of(client))
    rows.update(seen_at=dt.datetime.now(dt.UTC) - dt.timedelta(minutes=minutes))


def seen_at(client: Client) -> Any:
    """When something was done last."""
    return Session.objects.get(session_key=key_of(client)).seen_at


@pytest.mark.parametrize(
    ("told", "name"),
    [
        (CHROME, "Chrome/Windows"), (IPHONE, "Safari/iPhone"), (CHROME + " Edg/140.0", "Edge/Windows"),
        ("Mozilla/5.0 (X11; CrOS x86_64) Chrome/140.0 Safari/537.36", "Chrome/Chromebook"), ("curl/8", "/"), ("", "/"),
    ],
)  # fmt: skip
def test_a_session_is_called_by_browser_and_machine(told: str, name: str) -> None:
    """A12: never by address."""
    assert browser_name(told) == name


def test_one_sees_ones_own_sessions_and_nobody_elses(cast_today: Cast) -> None:
    """A12: with browser and time, this one marked, no address and no key."""
    user = with_password(cast_today.tess)
    here, there = Client(HTTP_USER_AGENT=CHROME), Client(HTTP_USER_AGENT=IPHONE, REMOTE_ADDR="192.0.2.7")
    for client in (here, there):
        sign_in(client, user)
    sign_in(Client(HTTP_USER_AGENT="Firefox Linux"), with_password(cast_today.mats))
    page = here.get(PAGE)
    text = words(page)
    assert "Chrome på Windows" in text
    assert "Safari på iPhone" in text
    assert "Firefox" not in text
    assert text.index("Den här") < text.index("Safari på iPhone")
    for secret in (key_of(here), key_of(there), "192.0.2.7"):
        assert secret not in page.content.decode()


def test_one_session_is_ended_and_stops_at_once(cast_today: Cast) -> None:
    """A5: what it opened it opens no longer; the others go on; logged."""
    user = with_password(cast_today.tess)
    here, lost, third = signed_in(user), signed_in(user), signed_in(user)
    public = str(Session.objects.get(session_key=key_of(lost)).public_id)
    assert here.post(PAGE, {"session": public})["Location"] == PAGE
    assert lost.get("/grupper/").status_code == 302
    assert here.get("/grupper/").status_code == third.get("/grupper/").status_code == 200
    assert Entry.objects.get(action="account.sessions_ended").details == {"count": 1}


def test_all_others_are_ended_at_once(cast_today: Cast) -> None:
    """A5: and this one goes on."""
    user = with_password(cast_today.tess)
    here, *others = [signed_in(user) for _ in range(3)]
    here.post(PAGE, {"session": "others"})
    assert [client.get("/grupper/").status_code for client in (here, *others)] == [200, 302, 302]


def test_nobody_ends_anothers_session_or_their_own_by_mistake(cast_today: Cast) -> None:
    """A1: another's session does not exist; bad input ends nothing."""
    mine, theirs = signed_in(with_password(cast_today.tess)), signed_in(with_password(cast_today.mats))
    ids = [str(Session.objects.get(session_key=key_of(client)).public_id) for client in (mine, theirs)]
    for chosen in (*ids, "", "x", "\0"):
        mine.post(PAGE, {"session": chosen})
    assert mine.get("/grupper/").status_code == theirs.get("/grupper/").status_code == 200


@pytest.mark.parametrize(("who", "minutes"), [("tess", 60), ("rolf", 60), ("anna", 30), ("elsa", 30)])
def test_a_session_ends_when_nothing_is_done(cast_today: Cast, who: str, minutes: int) -> None:
    """A14: by role; the page asked for is there again after log-in."""
    client = opener(Client(), getattr(cast_today, who))
    idle(client, minutes - 1)
    assert client.get("/").status_code == 200
    idle(client, minutes + 1)
    assert client.get("/")["Location"] == "/logga-in/?next=/"


def test_how_long_is_a_setting(cast_today: Cast) -> None:
    """A14: for whoever logs in from then on."""
    change_setting(by=Actor.operator(NOON), key="login.idle_minutes_family", value=5)
    client = opener(Client(), cast_today.anna)
    idle(client, 6)
    assert client.get("/").status_code == 302


def test_what_is_done_keeps_a_session_alive_and_asking_does_not(cast_today: Cast) -> None:
    """A14: the page may look how long is left without keeping an empty room signed in."""
    client = opener(Client(), cast_today.tess)
    idle(client, 10)
    before = seen_at(client)
    left = client.get("/konto/kvar/").json()["left"]
    assert 49 * 60 < left <= 50 * 60
    assert seen_at(client) == before
    assert client.post("/konto/kvar/").json() == {"left": 3600, "final": False}
    assert seen_at(client) > before
    idle(client, 10)
    client.get("/grupper/")
    assert seen_at(client) > before + dt.timedelta(minutes=5)


def test_a_draft_that_keeps_itself_counts_as_life(cast_today: Cast) -> None:
    """Mission 5: nobody is signed out while typing, and what was typed outlives the session."""
    cast = cast_today
    client = opener(Client(), cast.tess)
    activity, place = Activity.objects.get(activity_groups__group=cast.maths_5a), cast.membership(cast.elsa, cast.maths_5a)
    idle(client, 59)
    before = seen_at(client)
    typed = {"detail": f"{place.public_id}:{cast.term.public_id}", "text": "Elsa", "version": 0, "page": place.public_id}
    assert client.post(reverse("draft_judgement", args=[activity.public_id]), typed).status_code == 200
    assert seen_at(client) > before
    idle(client, 61)
    assert client.get("/").status_code == 302
    again = opener(Client(), cast.tess)
    assert Draft.objects.get().content == {"text": "Elsa"}
    assert "Elsa</textarea>" in again.get(reverse("write_judgements", args=[activity.public_id])).content.decode()


def test_whoever_is_not_signed_in_has_no_time_left(client: Client, db: None) -> None:
    """A1."""
    assert client.get("/konto/kvar/").json() == client.post("/konto/kvar/").json() == {"left": 0, "final": False}
    assert client.get(PAGE)["Location"].startswith("/logga-in/")


def test_a_session_that_is_over_is_not_listed(cast_today: Cast) -> None:
    """A12: what opens nothing is nothing to end."""
    user = with_password(cast_today.tess)
    here, old = signed_in(user), signed_in(user)
    idle(old, 61)
    assert len(re.findall(r'name="session"', here.get(PAGE).content.decode())) == 0


def test_a_session_ends_so_long_after_log_in_whatever_is_done(cast_today: Cast) -> None:
    """A14: neither pages nor a code given on the way move the end; the page is told how long is left."""
    client = signed_in(with_password(cast_today.tess))
    row = Session.objects.get(session_key=key_of(client))
    assert row.expire_date - row.started_at == pytest.approx(dt.timedelta(hours=12), abs=dt.timedelta(seconds=5))
    connect_app(client)
    client.get("/grupper/")
    assert Session.objects.get(session_key=key_of(client)).expire_date == row.expire_date
    soon = client.session
    soon[ENDS_KEY] = dt.datetime.now(dt.UTC).timestamp() + 90
    soon.save()
    told = client.post("/konto/kvar/").json()
    assert told["final"]
    assert 80 < told["left"] <= 90
    soon[ENDS_KEY] = dt.datetime.now(dt.UTC).timestamp() - 1
    soon.save()
    assert client.get("/grupper/").status_code == 302


def test_how_long_a_session_may_last_is_a_setting(cast_today: Cast) -> None:
    """A14: for whoever logs in from then on; an older session keeps its end."""
    before = signed_in(with_password(cast_today.tess))
    change_setting(by=Actor.operator(NOON), key="login.longest_hours", value=1)
    after = signed_in(with_password(cast_today.mats))
    ends = {row.account_id: row.expire_date - row.started_at for row in Session.objects.all()}
    hours = [round(left / dt.timedelta(hours=1)) for left in (ends[int(c.session["_auth_user_id"])] for c in (before, after))]
    assert hours == [12, 1]


def test_a_step_that_proves_more_gives_the_session_a_new_name(cast_today: Cast) -> None:
    """A14: who had seen the old name has nothing; it is the same session, begun when it was begun."""
    client = signed_in(with_password(cast_today.tess))
    names, begun = [key_of(client)], Session.objects.get().started_at
    secret = connect_app(client)
    names.append(key_of(client))
    client.post("/konto/bekrafta/", {"larka_way": "code", "code": code_now(secret, steps=1)})
    names.append(key_of(client))
    assert len(set(names)) == 3
    assert Session.objects.get().started_at == begun
    for name, status in zip(names, (302, 302, 200), strict=True):
        client.cookies["larka_session"] = name
        assert client.get("/grupper/").status_code == status


def test_ending_others_demands_a_fresh_proof_and_keeps_what_was_pressed(cast_today: Cast, later: Any) -> None:
    """A14: a computer left open throws nobody out; looking is free."""
    user = with_password(cast_today.tess)
    here, there = signed_in(user), signed_in(user)
    later(16)
    assert here.get(PAGE).status_code == 200
    asked = here.post(PAGE, {"session": "others"})
    assert (asked.status_code, asked["Location"]) == (307, f"/konto/bekrafta/?{urlencode({'next': PAGE})}")
    page = here.post(asked["Location"], {"session": "others"}).content.decode()
    assert there.get("/grupper/").status_code == 200
    kept = re.search(r'name="larka_kept" value="([^"]+)"', page)
    assert kept
    later(0)
    again = here.post(asked["Location"], {"larka_way": "password", "password": PASSWORD, "larka_kept": unescape(kept.group(1))})
    assert 'name="session"' in again.content.decode()
    here.post(PAGE, {"session": "others"})
    assert there.get("/grupper/").status_code == 302


def test_after_a_changed_factor_ending_the_others_is_offered(cast_today: Cast) -> None:
    """A14: added or removed; not before, not where there are no others, and no more when it is done."""
    user, offered = with_password(cast_today.tess), "Du har ändrat hur du loggar in"
    here, there = signed_in(user), signed_in(user)
    assert offered not in words(here.get("/konto/inloggning/"))
    connect_app(here)
    assert "Du är inloggad på 1 ställe till" in words(here.get("/konto/inloggning/"))
    assert offered not in words(there.get("/konto/inloggning/"))
    here.post(PAGE, {"session": "others"})
    assert there.get("/grupper/").status_code == 302
    assert offered not in words(here.get("/konto/inloggning/"))
