"""Through the municipality's identity provider: what of its answers is believed, and what happens when it does not answer."""

import datetime as dt
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from larka.accounts.models import Attempts, Identity
from larka.accounts.oidc import connection as talking
from larka.accounts.oidc.asking import ANSWERED_WITHIN, KEY
from larka.accounts.oidc.connection import Connection
from larka.audit.models import Entry
from tests.accounts import issuer as issuers
from tests.accounts.issuer import LOA3, PRINCIPAL, SECRET, Issuer, address_on, begin, come_back, key, log_in
from tests.accounts.test_oidc_matching import named, numbered, refused, who
from tests.accounts.ways import signed_in, with_password, words
from tests.cast import Cast

NAME = "tess@bjork.example"
NUMBER = "197001019806"


@pytest.fixture
def tess(cast_today: Cast) -> Any:
    """She is known to the provider by this name."""
    return named(cast_today.tess, NAME)


def asked_at(address: str) -> dict[str, str]:
    """What the provider is asked."""
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


def test_what_is_asked_holds_nothing_about_anybody(tess: Any, issuer: Issuer) -> None:
    """A15, V6.8: code flow with PKCE, state and nonce that cannot be guessed."""
    browser = Client()
    first, second = asked_at(begin(browser, "/grupper/")), asked_at(begin(browser))
    assert {name: first[name] for name in ("response_type", "client_id", "scope", "code_challenge_method", "redirect_uri")} == {
        "response_type": "code", "client_id": "larka", "scope": "openid", "code_challenge_method": "S256",
        "redirect_uri": "http://testserver/logga-in/via/svar/",
    }  # fmt: skip
    assert set(first) == {
        "response_type", "client_id", "scope", "code_challenge_method", "redirect_uri", "state", "nonce", "code_challenge",
    }  # fmt: skip
    for name in ("state", "nonce", "code_challenge"):
        assert len(first[name]) >= 43
        assert first[name] != second[name]


@pytest.mark.parametrize(
    "told",
    [
        {"iss": "https://elsewhere.example"}, {"iss": None}, {"aud": "somebody-else"}, {"aud": []}, {"aud": None},
        {"aud": ["larka", "other"]}, {"aud": ["larka", "other"], "azp": "other"}, {"azp": "other"}, {"nonce": "of another log-in"},
        {"nonce": None}, {"exp": 1}, {"exp": None}, {"exp": "later"}, {"iat": 4_000_000_000}, {"iat": None}, {"nbf": 4_000_000_000},
        {"sub": None}, {"sub": ""}, {"sub": 7}, {"sub": "x" * 256}, {"auth_time": 4_000_000_000}, {"auth_time": "now"},
        {"auth_time": -1}, {"auth_time": True}, {"at_hash": "wrong"},
    ],
    ids=str,
)  # fmt: skip
def test_a_token_that_is_not_for_this_log_in_opens_nothing(tess: Any, issuer: Issuer, told: dict[str, Any]) -> None:
    """V6.8.2: issuer, audience, nonce, times."""
    browser = Client()
    answer = log_in(browser, issuer, **{PRINCIPAL: NAME}, **told)
    assert (who(browser), answer["Location"]) == (None, "/logga-in/")
    assert [reason for reason, _account in refused()] in (["token"], ["auth_time"])
    assert "gick inte att lita på" in words(browser.get("/logga-in/"))
    assert not Identity.objects.exists()


SIGNED_WRONG: dict[str, Any] = {
    "none": issuers.unsigned,
    "HS256 with the public key": issuers.signed_with_the_public_key,
    "unknown key": lambda claims: issuers.signed(claims, key("stranger")),
    "unknown key under a known name": lambda claims: issuers.signed(claims, key("stranger"), kid="first"),
    "broken": lambda claims: issuers.signed(claims, key("first"))[:-8] + "AAAAAAAA",
    "no token": lambda _claims: "not.a.token",
    "empty": lambda _claims: "",
    "null": lambda _claims: None,
    "raw": lambda claims: claims,
}


@pytest.mark.parametrize("sign", SIGNED_WRONG.values(), ids=SIGNED_WRONG)
def test_a_token_that_the_provider_has_not_signed_opens_nothing(tess: Any, issuer: Issuer, sign: Any) -> None:
    """V6.8.2."""
    issuer.sign = sign
    browser = Client()
    log_in(browser, issuer, **{PRINCIPAL: NAME})
    assert who(browser) is None
    assert [reason for reason, _account in refused()] in (["token"], ["no_token"])


def test_the_provider_may_change_its_keys(tess: Any, issuer: Issuer, monkeypatch: pytest.MonkeyPatch) -> None:
    """V6.8.2: a new key is asked for when it is met; the old one is worth nothing then."""
    monkeypatch.setattr(talking, "KEYS_AT_MOST_EVERY", 0.0)
    log_in(Client(), issuer, **{PRINCIPAL: NAME})
    issuer.keys = [key("second")]
    browser = Client()
    log_in(browser, issuer)
    assert who(browser) == tess.pk
    issuer.sign = lambda claims: issuers.signed(claims, key("first"))
    browser = Client()
    log_in(browser, issuer)
    assert who(browser) is None


def test_addresses_and_keys_are_asked_for_once_an_hour_and_not_at_each_log_in(tess: Any, issuer: Issuer) -> None:
    """Mission: a provider that is asked little is one that answers."""
    for _again in range(3):
        log_in(Client(), issuer, **{PRINCIPAL: NAME})
    assert dict(issuer.asked) == {"/.well-known/openid-configuration": 1, "/keys": 1, "/token": 3}
    now = [0.0]
    kept = Connection(issuer.provider(), clock=lambda: now[0])
    for moment in (0.0, 3599.0, 3600.0):
        now[0] = moment
        kept.addresses()
    assert issuer.asked["/.well-known/openid-configuration"] == 3


def test_keys_that_are_not_understood_are_left_out(tess: Any, issuer: Issuer, monkeypatch: pytest.MonkeyPatch) -> None:
    """V6.8.2: a secret among the keys, one for something else, and what is no key."""
    odd = [{"kty": "oct", "k": "c2VjcmV0", "kid": "first"}, {"kty": "RSA"}, {**key("stranger").as_dict(private=False), "use": "enc"}, 7]
    page = issuer.page
    monkeypatch.setattr(issuer, "page", lambda path: {"keys": [*odd, *page(path)["keys"]]} if path == "/keys" else page(path))
    browser = Client()
    log_in(browser, issuer, **{PRINCIPAL: NAME})
    assert who(browser) == tess.pk


def test_a_state_is_used_once_by_the_browser_that_asked_and_in_time(tess: Any, issuer: Issuer) -> None:
    """V6.8.2, V7.6.2: an answer that somebody else sends is no log-in."""
    asking, other = Client(), Client()
    answer = issuer.answer(begin(asking), **{PRINCIPAL: NAME})
    come_back(other, answer)
    assert who(other) is None
    come_back(asking, answer)
    assert who(asking) == tess.pk
    again = Client()
    again.cookies = asking.cookies
    answer = issuer.answer(begin(again))
    late = again.session
    late[KEY] = [{**row, "at": row["at"] - ANSWERED_WITHIN.total_seconds() - 1} for row in late[KEY]]
    late.save()
    assert come_back(again, answer)["Location"] == "/logga-in/"
    assert [reason for reason, _account in refused()] == ["state", "state"]


def test_two_answers_at_the_same_moment_are_one(tess: Any, issuer: Issuer) -> None:
    """V6.8.2: what another process has taken is taken, though this one has read the session before."""
    browser = Client()
    answer = issuer.answer(begin(browser), **{PRINCIPAL: NAME})
    before = dict(browser.session)
    come_back(browser, {**answer, "error": "access_denied"})
    session = browser.session
    session[KEY] = before[KEY]
    session.save()
    come_back(browser, answer)
    assert (who(browser), refused()) == (None, [("state", None)])


@pytest.mark.parametrize("sent", [{}, {"state": "made-up", "code": "made-up"}, {"code": "x"}, {"error": "access_denied"}])
def test_an_answer_to_no_question_opens_nothing_and_is_counted(tess: Any, issuer: Issuer, sent: dict[str, str]) -> None:
    """A14: guessing waits."""
    browser = Client()
    assert come_back(browser, sent)["Location"] == "/logga-in/"
    assert (refused(), Attempts.objects.get().failures) == ([("state", None)], 1)
    Attempts.objects.update(failures=60, waits_until=dt.datetime.now(dt.UTC) + dt.timedelta(minutes=1))
    answer = issuer.answer(begin(browser), **{PRINCIPAL: NAME})
    come_back(browser, answer)
    assert who(browser) is None
    assert "För många försök" in words(browser.get("/logga-in/"))
    assert issuer.asked["/token"] == 0


def test_who_comes_in_has_not_failed(tess: Any, issuer: Issuer) -> None:
    """A14: and neither has whoever changed their mind."""
    browser = Client()
    log_in(browser, issuer, **{PRINCIPAL: NAME})
    come_back(Client(), {"state": "no"})
    come_back(browser, {"state": issuer.answer(begin(browser))["state"], "error": "access_denied"})
    assert Attempts.objects.get().failures == 1


@pytest.mark.parametrize(
    ("error", "said"), [("access_denied", "Du avbröt hos Björkkommun"), ("server_error", "Det gick inte hos Björkkommun")]
)
def test_a_log_in_that_was_broken_off_says_so_and_the_password_is_still_there(tess: Any, issuer: Issuer, error: str, said: str) -> None:
    """Q2: and on to where one was going."""
    browser = Client()
    state = issuer.answer(begin(browser, "/grupper/"))["state"]
    answer = come_back(browser, {"state": state, "error": error, "error_description": "<b>hej</b>"})
    assert answer["Location"] == "/logga-in/?next=%2Fgrupper%2F"
    page = browser.get(answer["Location"])
    assert said in words(page)
    assert "hej" not in words(page)
    assert 'type="password"' in page.content.decode()


@pytest.mark.parametrize("ours", [True, False])
def test_an_answer_that_names_another_provider_opens_nothing(tess: Any, issuer: Issuer, ours: bool) -> None:  # noqa: FBT001 – a parameter
    """V6.8.1: with several providers, none can speak for another (RFC 9207)."""
    issuer.metadata = {"authorization_response_iss_parameter_supported": True}
    browser = Client()
    answer = issuer.answer(begin(browser), **{PRINCIPAL: NAME})
    come_back(browser, {**answer, **({"iss": issuer.address} if ours else {})})
    assert (who(browser), refused()) == ((tess.pk, []) if ours else (None, [("issuer", None)]))
    other = Client()
    come_back(other, {**issuer.answer(begin(other)), "iss": "https://elsewhere.example"})
    assert who(other) is None


@pytest.mark.parametrize(
    "metadata",
    [
        {"issuer": "https://elsewhere.example"}, {"issuer": None}, {"token_endpoint": "http://192.0.2.1/token"}, {"jwks_uri": None},
        {"authorization_endpoint": "javascript:alert(1)"}, {"authorization_endpoint": "ftp://127.0.0.1/"}, {"token_endpoint": 7},
    ],
    ids=str,
)  # fmt: skip
def test_a_provider_that_is_not_the_one_named_is_not_used(tess: Any, issuer: Issuer, metadata: dict[str, Any]) -> None:
    """V6.8.2, A15."""
    issuer.metadata = metadata
    browser = Client()
    answer = browser.post("/logga-in/via/", {"provider": "1"})
    assert answer["Location"] == "/logga-in/"
    assert "svarar inte just nu" in words(browser.get("/logga-in/"))


@pytest.mark.parametrize("fails", ["/.well-known/openid-configuration", "/token", "/keys"])
def test_a_provider_that_is_down_is_told_in_words_and_the_password_lets_in(tess: Any, issuer: Issuer, fails: str) -> None:
    """Q2: and nothing is logged as refused, since nobody did anything wrong."""
    account = with_password(tess)
    issuer.fails = {fails}
    browser = Client()
    answer = browser.post("/logga-in/via/", {"provider": "1"})
    if answer.status_code == 200:
        answer = come_back(browser, issuer.answer(address_on(answer), **{PRINCIPAL: NAME}))
    assert answer["Location"] == "/logga-in/"
    assert "svarar inte just nu" in words(browser.get("/logga-in/"))
    assert (refused(), Attempts.objects.filter(failures__gt=0).count()) == ([], 0)
    assert who(signed_in(account)) == tess.pk


def test_a_wrong_secret_lets_nobody_in(tess: Any, issuer: Issuer, settings: Any) -> None:
    """Q2: the administrator is to be told."""
    settings.OIDC_PROVIDERS = (issuer.provider(client_secret="fel"),)
    browser = Client()
    log_in(browser, issuer, **{PRINCIPAL: NAME})
    assert (who(browser), refused()) == (None, [("code", None)])


def test_the_secret_is_told_in_the_way_the_provider_wants(tess: Any, issuer: Issuer) -> None:
    """Q2: in the body, where it takes it in no other way; it is shown nowhere."""
    issuer.metadata = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}
    browser = Client()
    log_in(browser, issuer, **{PRINCIPAL: NAME})
    assert who(browser) == tess.pk
    assert SECRET not in repr(issuer.provider())


@pytest.mark.parametrize(("sub", "known"), [("sub", True), ("another", False), (None, False)])
def test_what_the_token_lacks_is_asked_for_and_must_be_about_the_same_person(
    tess: Any,
    issuer: Issuer,
    sub: str | None,
    known: bool,  # noqa: FBT001 – a parameter
) -> None:
    """V6.8.2: and how surely it is them is never read from there."""
    numbered(tess, NUMBER)
    issuer.userinfo = {"sub": sub, PRINCIPAL: NAME, issuers.NUMBER: NUMBER, "acr": LOA3, "auth_time": 1}
    browser = Client()
    log_in(browser, issuer, auth_time=None)
    assert (who(browser) == tess.pk) is known
    assert known or refused() == [("userinfo", None)]
    assert [entry.details["level"] for entry in Entry.objects.filter(action="account.signed_in")] == (["weak"] if known else [])


@pytest.mark.parametrize("target", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)", ""])
def test_nobody_is_led_to_another_site(tess: Any, issuer: Issuer, target: str) -> None:
    """A15."""
    assert log_in(Client(), issuer, to=target, **{PRINCIPAL: NAME})["Location"] == "/"
