"""Push and sms: off until the huvudman decides, empty or nearly so, and to nobody but the services that are allowed."""

from typing import Any

import pytest
from django.test import Client

from larka.accounts.models import User
from larka.demo.models import KeptMail
from larka.notices.actions.choosing import ChoiceError, add_browser
from larka.notices.models import Choice, Level, PushSubscription, Recipient
from larka.notices.queries.due import parts_of, pushes_due, sms_due
from larka.notices.sending.pushing import hand_pushes, is_allowed, knock
from larka.notices.sending.texting import hand_sms
from larka.people.actions.settings import SettingError, change_setting
from larka.register.actor import Actor
from larka.register.models import ContactDetails, Responsible
from tests.cast import Cast, actor, opener
from tests.notices.servers import push_service
from tests.notices.test_mail import tell


def decide(cast: Cast, key: str, value: Any) -> None:
    change_setting(by=Actor.operator(cast.at), key=key, value=value)


def push_all(cast: Cast, notice: Any) -> int:
    [(first, last)] = parts_of(notice)
    return hand_pushes(pushes_due(notice.pk, first, last, cast.at), cast.at)


def test_push_is_off_until_the_huvudman_decides(cast: Cast) -> None:
    """A15: the makers of browsers are third parties."""
    with pytest.raises(ChoiceError):
        add_browser(by=actor(cast.anna), endpoint="https://fcm.googleapis.com/fcm/send/abc")
    PushSubscription.objects.create(person=cast.anna, endpoint="https://fcm.googleapis.com/fcm/send/abc", made_at=cast.at)
    assert push_all(cast, tell(cast, Level.URGENT, cast.anna)) == 0


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://fcm.googleapis.com/x", "https://spion.example/x", "https://fcm.googleapis.com.spion.example/x", "https://127.0.0.1/x",
        "https://fcm.googleapis.com@spion.example/x", "https://fcm.googleapis.com:22/x", "https://[::1]/x", "https://localhost/x",
        "https://push.apple.com/x", "https://xpush.apple.com/x", "ftp://fcm.googleapis.com/x", "",
        "strunt", "https://[/", "//fcm.googleapis.com/x", "https://fcm.googleapis.com:x/", "http://127.0.0.1:1/x", "https://169.254.169.254/latest/meta-data/",
    ],
)  # fmt: skip
def test_no_address_is_knocked_at_but_at_the_services_that_are_allowed(cast: Cast, endpoint: str) -> None:
    """A15: the address comes from a browser, and nothing else on the net may be asked through it."""
    decide(cast, "notices.push", value=True)
    assert not is_allowed(endpoint)
    with pytest.raises(ChoiceError):
        add_browser(by=actor(cast.anna), endpoint=endpoint)
    assert not PushSubscription.objects.exists()


def test_what_is_allowed_is_a_setting_of_the_huvudman(cast: Cast) -> None:
    """A15: one that is allowed no more is not knocked at either."""
    decide(cast, "notices.push", value=True)
    assert is_allowed("https://web.push.apple.com/QOx")
    kept = add_browser(by=actor(cast.anna), endpoint="https://fcm.googleapis.com/fcm/send/abc")
    decide(cast, "notices.push_hosts", ["*.push.apple.com"])
    assert not knock(kept, cast.at)
    with pytest.raises(SettingError):
        decide(cast, "notices.push_hosts", ["https://push.apple.com/"])


def test_a_push_is_empty_and_signed_and_comes_once(cast: Cast, settings: Any) -> None:
    """F2: nobody on the way learns anything; each browser of each person, once, and not for whoever has no relation any more."""
    decide(cast, "notices.push", value=True)
    with push_service() as (address, knocks):
        settings.PUSH_TEST_SERVER = address
        for person, name in ((cast.anna, "a"), (cast.anna, "b"), (cast.anders, "c")):
            add_browser(by=actor(person), endpoint=f"{address}/{name}")
        notice = tell(cast, Level.URGENT, cast.anna, cast.anders)
        Responsible.objects.filter(child=cast.elsa, person=cast.anders).update(ends_on=cast.at.date())
        assert push_all(cast, notice) == 2
        assert push_all(cast, notice) == 0
    assert sorted(path for path, _headers, _body in knocks) == ["/a", "/b"]
    for _path, headers, body in knocks:
        assert body == b""
        assert headers["Authorization"].startswith("vapid t=")
        assert headers["TTL"]
        assert "Elsa" not in str(headers)


@pytest.mark.parametrize(("status", "left"), [(410, 0), (404, 0), (500, 1), (307, 1)])
def test_a_browser_that_is_gone_is_forgotten_and_no_other_address_is_followed(cast: Cast, settings: Any, status: int, left: int) -> None:
    """F2, A15."""
    decide(cast, "notices.push", value=True)
    with push_service(status) as (address, knocks):
        settings.PUSH_TEST_SERVER = address
        add_browser(by=actor(cast.anna), endpoint=f"{address}/a")
        assert push_all(cast, tell(cast, Level.URGENT, cast.anna)) == 0
    assert len(knocks) == 1
    assert PushSubscription.objects.count() == left


def test_the_page_offers_push_only_when_it_is_on(cast_today: Cast, client: Client) -> None:
    """A15."""
    browser = opener(client, cast_today.anna)
    assert "data-push" not in browser.get("/min-profil/notiser/").content.decode()
    assert browser.post("/min-profil/notiser/webblasare/", {"endpoint": "https://fcm.googleapis.com/x"}).status_code == 422
    decide(cast_today, "notices.push", value=True)
    assert "data-push" in browser.get("/min-profil/notiser/").content.decode()
    assert browser.post("/min-profil/notiser/webblasare/", {"endpoint": "https://fcm.googleapis.com/x"}).json() == {"kept": True}
    browser.post("/min-profil/notiser/webblasare/bort/")
    assert not PushSubscription.objects.exists()
    decide(cast_today, "notices.push_hosts", [])
    assert "data-push" not in browser.get("/min-profil/notiser/").content.decode()


def text_all(cast: Cast, notice: Any) -> int:
    [(first, last)] = parts_of(notice)
    return hand_sms(sms_due(notice.pk, first, last, cast.at), cast.at)


def test_an_sms_is_only_about_what_is_urgent_to_whoever_wants_it_when_the_huvudman_allows(cast: Cast) -> None:
    """F2, B3: off by default; it says that there is news, and nothing else."""
    ContactDetails.objects.update_or_create(person=cast.anna, defaults={"phones": [{"value": "+46700000001", "type": "x", "mobile": True}]})
    Choice.objects.create(person=cast.anna, sms=True)
    User.objects.of(cast.anna)
    notice = tell(cast, Level.URGENT, cast.anna, cast.anders)
    assert text_all(cast, notice) == 0
    decide(cast, "notices.sms", value=True)
    assert text_all(cast, notice) == 1
    assert text_all(cast, notice) == 0
    assert text_all(cast, tell(cast, Level.REMEMBER, cast.anna)) == 0
    kept = KeptMail.objects.values_list("to", "text").get()
    assert kept == ("+46700000001", "Du har en viktig notis i Lärka: http://testserver/notiser/")
    assert Recipient.objects.filter(sms__outcome="handed").values_list("person__given_name", flat=True).get() == "Anna"
