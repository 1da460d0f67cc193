"""What a password opens, what a second factor opens, and the way from one to the other."""

import datetime as dt
import re
from dataclasses import replace
from html import unescape
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse

from larka.access.assurance import TooWeakError
from larka.access.policies import PRIVACY_OFFICE, REGISTER_OFFICE
from larka.assessments.access import JUDGE, JUDGEMENT_READ
from larka.assessments.models import Judgement
from larka.people.actions.proxies import give_proxy
from larka.people.actions.settings import SettingError, change_setting
from larka.register.actor import Actor
from larka.register.models import Activity, Person
from tests.accounts.ways import code_now, connect_app, sign_in, signed_in, with_password, words
from tests.cast import NOON, Cast, actor, opener
from tests.web.pages import write_for

OPERATOR = Actor.operator(NOON)


def answer(cast: Cast, who: str, address: str, level: str = "weak") -> tuple[int, str]:
    """What this person's session gets: the status, and where it is sent."""
    got = opener(Client(), getattr(cast, who), level=level).get(address)  # type: ignore[arg-type]
    return got.status_code, got.get("Location", "").split("?")[0]


def writing_page(cast: Cast) -> str:
    """Where Tess writes."""
    return reverse("write_judgements", args=[Activity.objects.get(activity_groups__group=cast.maths_5a).public_id])


def judgements_of(child: Person) -> str:
    """The child's omdömen."""
    return reverse("child_judgements", args=[child.public_id])


STEP_UP = (302, "/konto/bekrafta/")


def test_a_password_opens_names_lists_and_the_start_page(cast_today: Cast) -> None:
    """A14: for staff, guardians and pupils."""
    cast = cast_today
    group, child = reverse("group", args=[cast.class_5a.public_id]), reverse("child", args=[cast.elsa.public_id])
    for who in ("tess", "anna", "elsa", "rolf"):
        for address in ("/", group, child, "/sok/?q=el"):
            assert answer(cast, who, address)[0] == 200, f"{who} {address}"


def test_documentation_demands_a_second_factor_of_staff_and_guardians_and_a_password_of_the_pupil(cast_today: Cast) -> None:
    """A14: the strict defaults."""
    cast = cast_today
    write_for(cast, cast.tess, cast.maths_5a, [cast.elsa])
    addresses = {
        "tess": writing_page(cast),
        "mats": judgements_of(cast.elsa),
        "rolf": judgements_of(cast.elsa),
        "anna": judgements_of(cast.elsa),
    }
    for who, address in addresses.items():
        assert answer(cast, who, address) == STEP_UP, who
        assert answer(cast, who, address, "strong")[0] == 200, who
    assert answer(cast, "elsa", judgements_of(cast.elsa))[0] == 200


def test_who_may_not_gets_404_however_surely_the_session_knows_them(cast_today: Cast) -> None:
    """A1, A14: the way to prove more says nothing about what exists."""
    cast = cast_today
    write_for(cast, cast.tess, cast.maths_5a, [cast.elsa, cast.omar])
    for who in ("stina", "frida", "annika", "viktor", "adam", "nora"):
        for child in (cast.elsa, cast.omar):
            assert answer(cast, who, judgements_of(child)) == (404, ""), who
            assert answer(cast, who, judgements_of(child), "strong") == (404, ""), who


def test_offices_demand_a_second_factor(cast: Cast) -> None:
    """A8, A14: whoever administers the register or searches the log."""
    for policy in (REGISTER_OFFICE, PRIVACY_OFFICE):
        assert policy.lacking(actor(cast.adam, level="weak")) == "strong"
        assert policy.lacking(actor(cast.adam)) is None


def test_what_the_huvudman_decides_holds_at_once(cast_today: Cast) -> None:
    """A14: which kinds need strong log-in is a setting."""
    cast = cast_today
    assert answer(cast, "anna", judgements_of(cast.elsa)) == STEP_UP
    change_setting(by=OPERATOR, key="login.family_documentation", value="password")
    assert answer(cast, "anna", judgements_of(cast.elsa))[0] == 200
    assert answer(cast, "mats", judgements_of(cast.elsa)) == STEP_UP
    change_setting(by=OPERATOR, key="login.pupil_documentation", value="strong")
    assert answer(cast, "elsa", judgements_of(cast.elsa)) == STEP_UP


@pytest.mark.parametrize(
    ("key", "value"), [("login.staff_documentation", "none"), ("login.staff_sensitive", 3), ("login.fresh_minutes", 0)]
)
def test_a_level_that_does_not_exist_is_refused(db: None, key: str, value: object) -> None:
    """Q2."""
    with pytest.raises(SettingError):
        change_setting(by=OPERATOR, key=key, value=value)


def test_sensitive_kinds_demand_a_fresh_second_factor_of_staff(cast: Cast) -> None:
    """A14: within fifteen minutes; the family's strong log-in need not be fresh, the pupil's password is not enough."""
    sensitive = replace(JUDGEMENT_READ, demands="sensitive")
    now = actor(cast.mats)
    for minutes, lacks in ((0, None), (15, None), (16, "fresh")):
        assert sensitive.lacking(replace(now, at=NOON + dt.timedelta(minutes=minutes)), "mentor") == lacks
    guardian = replace(actor(cast.anna), at=NOON + dt.timedelta(hours=2))
    assert sensitive.lacking(guardian, "guardian") is None
    assert sensitive.lacking(actor(cast.elsa, level="weak"), "self") == "strong"


def test_where_several_roles_may_open_it_the_strictest_decides(cast: Cast) -> None:
    """A14: a list is not opened wider to a teacher because she is somebody's guardian, too."""
    change_setting(by=OPERATOR, key="login.family_documentation", value="password")
    weak = actor(cast.anna, level="weak")
    assert JUDGEMENT_READ.lacking(replace(weak, footing=frozenset({"responsible.person"}))) is None
    assert JUDGEMENT_READ.lacking(replace(weak, footing=frozenset({"responsible.person", "teaching"}))) == "strong"


def test_whoever_has_a_fullmakt_is_family(cast: Cast) -> None:
    """A9, A14: what the huvudman decides for guardians holds for whom they let act; never for staff."""
    give_proxy(by=actor(cast.anna), child=cast.elsa, person=cast.stina, scopes=["documents"])
    weak = actor(cast.stina, level="weak")
    assert JUDGEMENT_READ.lacking(weak, "proxy") == "strong"
    change_setting(by=OPERATOR, key="login.family_documentation", value="password")
    assert JUDGEMENT_READ.lacking(weak, "proxy") is None
    assert JUDGEMENT_READ.lacking(weak, "teacher") == "strong"


def test_an_action_asks_too(cast: Cast) -> None:
    """A14: a page that a password opens is no way around; who may not is refused as before."""
    place = cast.membership(cast.elsa, cast.maths_5a)
    JUDGE.require(actor(cast.tess), place)
    with pytest.raises(TooWeakError):
        JUDGE.require(actor(cast.tess, level="weak"), place)


def test_a_draft_that_is_not_kept_says_why_in_words_for_programs(cast_today: Cast) -> None:
    """A14, mission 5: the page goes on holding the text."""
    activity = Activity.objects.get(activity_groups__group=cast_today.maths_5a)
    got = opener(Client(), cast_today.tess, level="weak").post(reverse("draft_judgement", args=[activity.public_id]), {})
    assert (got.status_code, got.json()) == (403, {"reason": "step_up", "need": "strong"})


def test_a_guardian_proves_more_and_comes_to_the_page_she_wanted(cast_today: Cast) -> None:
    """A14: with the question of the address."""
    cast = cast_today
    secret = connect_app(signed_in(with_password(cast.anna)))
    wanted = judgements_of(cast.elsa) + "?termin=ht"
    browser = opener(Client(), cast.anna, level="weak")
    there = browser.get(wanted)["Location"]
    assert "Bekräfta att det är du" in words(browser.get(there))
    assert browser.post(there, {"larka_way": "code", "code": "1"}).status_code == 422
    back = browser.post(there, {"larka_way": "code", "code": code_now(secret, steps=1)})
    assert back["Location"] == wanted
    assert browser.get(wanted).status_code == 200


def test_whoever_has_no_second_factor_is_led_to_get_one_and_back(cast_today: Cast) -> None:
    """A14: no password form, since a password is not enough."""
    cast = cast_today
    browser = signed_in(with_password(cast.anna))
    wanted = judgements_of(cast.elsa)
    page = browser.get(browser.get(wanted)["Location"])
    assert "Skaffa ett andra steg" in words(page)
    assert "password" not in page.content.decode()
    browser.get(f"/konto/inloggning/?next={wanted}")
    connect_app(browser)
    assert f'href="{wanted}"' in browser.get("/konto/inloggning/").content.decode()
    assert browser.get(wanted).status_code == 200


def test_what_was_sent_is_kept_through_the_step_up(cast_today: Cast) -> None:
    """A14, Q2: a form that is sent too late is sent again, as it was, when the person has proved more."""
    cast = cast_today
    secret = connect_app(signed_in(with_password(cast.tess)))
    browser = opener(Client(), cast.tess, level="weak")
    place, address = cast.membership(cast.elsa, cast.maths_5a), writing_page(cast)
    typed = {f"text-{place.public_id}": 'Elsa <räknar>\nsäkert & "snabbt"', f"version-{place.public_id}": "0", "save": "1"}
    sent = browser.post(address, urlencode(typed), content_type="application/x-www-form-urlencoded")
    assert sent.status_code == 307
    page = browser.post(sent["Location"], typed)
    assert "Det du skrev är inte skickat än" in words(page)
    assert not Judgement.objects.exists()
    kept = unescape(re.search(r'name="larka_kept" value="([^"]*)"', page.content.decode()).group(1))  # type: ignore[union-attr]
    wrong = browser.post(sent["Location"], {"larka_way": "code", "larka_kept": kept, "code": "1"})
    assert "Det du skrev är inte skickat än" in words(wrong)
    again = browser.post(sent["Location"], {"larka_way": "code", "larka_kept": kept, "code": code_now(secret, steps=1)})
    fields = re.findall(r'<textarea name="([^"]*)" hidden>\n(.*?)</textarea>', again.content.decode(), re.DOTALL)
    assert {name: unescape(value) for name, value in fields} == typed
    assert browser.post(address, {name: unescape(value) for name, value in fields}).status_code == 302
    assert Judgement.objects.get().text == typed[f"text-{place.public_id}"]


def test_the_step_up_leads_to_no_other_site(cast_today: Cast) -> None:
    """A15."""
    browser = signed_in(with_password(cast_today.tess))
    secret = connect_app(browser)
    got = browser.post("/konto/bekrafta/?next=https://example.org/", {"larka_way": "code", "code": code_now(secret, steps=1)})
    assert got["Location"] == "/"


@pytest.mark.parametrize("kept", ["{", "[]", '{"a": 1}', "null", '"x"'])
def test_what_was_kept_and_is_broken_is_left_out(cast_today: Cast, kept: str) -> None:
    """Q2: nothing falls over."""
    browser = signed_in(with_password(cast_today.tess))
    secret = connect_app(browser)
    sent = {"larka_way": "code", "larka_kept": kept, "code": code_now(secret, steps=1)}
    assert browser.post("/konto/bekrafta/?next=/grupper/", sent)["Location"] == "/grupper/"


@pytest.mark.parametrize(("who", "led"), [("tess", True), ("rolf", True), ("adam", True), ("anna", False), ("elsa", False)])
def test_staff_without_a_second_factor_are_led_to_get_one_at_log_in(cast_today: Cast, who: str, led: bool) -> None:  # noqa: FBT001 – a parameter
    """A14: with a way on to what a password opens."""
    got = sign_in(Client(), with_password(getattr(cast_today, who)), to="/grupper/")
    assert got["Location"] == ("/konto/inloggning/?next=%2Fgrupper%2F" if led else "/grupper/")
    if led:
        browser = signed_in(with_password(getattr(cast_today, who)))
        assert "Fortsätt utan andra steg" in words(browser.get(got["Location"]))
        assert browser.get("/").status_code == 200


def test_nobody_is_led_where_the_huvudman_has_decided_that_a_password_will_do(cast_today: Cast) -> None:
    """A14."""
    change_setting(by=OPERATOR, key="login.staff_documentation", value="password")
    assert sign_in(Client(), with_password(cast_today.tess))["Location"] == "/"
