"""A provider that is slow, endless or in pieces holds nobody's page (Q2)."""

import threading
import time
from typing import Any

import pytest
from django.test import Client

from larka.accounts.oidc import patience
from larka.accounts.oidc.connections import ProviderDownError, connection
from tests.accounts.issuer import PRINCIPAL, Issuer, address_on, come_back
from tests.accounts.test_oidc_matching import named

METADATA = "/.well-known/openid-configuration"


@pytest.fixture
def hurried(db: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is five seconds otherwise. The first page of a process takes its own time."""
    Client().get("/logga-in/")
    monkeypatch.setattr(patience, "PATIENCE", 0.1)


def go(browser: Client | None = None) -> Any:
    """Press the button on the sign-in page."""
    return (browser or Client()).post("/logga-in/via/", {"provider": "1"})


def test_nobody_waits_long_for_a_slow_provider_and_nobody_waits_again(
    cast_today: Any, issuer: Issuer, hurried: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Q2."""
    issuer.slow = 2.0
    for _again in range(2):
        begun = time.monotonic()
        assert go()["Location"] == "/logga-in/"
        assert time.monotonic() - begun < 1.5
    assert issuer.asked["/.well-known/openid-configuration"] == 1
    issuer.slow = 0.0
    monkeypatch.setattr(connection(issuer.provider()), "_clock", lambda: time.monotonic() + 16)
    assert go().status_code == 200


def test_an_answer_in_small_pieces_is_waited_for_no_longer(cast_today: Any, issuer: Issuer, hurried: None) -> None:
    """Q2: each piece comes soon, all of it never."""
    issuer.dribbles = 0.01
    begun = time.monotonic()
    assert go()["Location"] == "/logga-in/"
    assert time.monotonic() - begun < 1.5


def test_an_endless_answer_is_not_read(cast_today: Any, issuer: Issuer) -> None:
    """Q2: nor kept in memory; one that is large but not too large is."""
    issuer.padding = patience.LARGEST_ANSWER
    assert go()["Location"] == "/logga-in/"
    connection(issuer.provider())._down_at = -1e9
    issuer.padding = patience.LARGEST_ANSWER - 4_000
    assert go().status_code == 200


def test_nobody_waits_while_another_asks(issuer: Issuer) -> None:
    """Q2: told at once while nothing is known, and what is kept is used when it is old."""
    talks = connection(issuer.provider())
    issuer.slow = 0.4
    first = threading.Thread(target=talks.addresses)
    first.start()
    while not issuer.asked[METADATA]:
        time.sleep(0.005)
    begun = time.monotonic()
    with pytest.raises(ProviderDownError):
        talks.addresses()
    first.join()
    kept = talks.addresses()
    talks._addresses_at = -1e9
    with talks._lock:
        assert talks.addresses() is kept
    assert time.monotonic() - begun < 2
    assert issuer.asked[METADATA] == 1


def test_the_page_to_log_in_on_asks_no_provider(cast_today: Any, issuer: Issuer) -> None:
    """Q2: only the button does."""
    assert "Björkkommun" in Client().get("/logga-in/").content.decode()
    assert not issuer.asked


def test_one_slow_answer_about_a_code_is_the_last_for_a_moment(cast_today: Any, issuer: Issuer, hurried: None) -> None:
    """Q2: whoever comes back next is told at once."""
    named(cast_today.tess, "tess@bjork.example")
    browsers = [Client(), Client()]
    pages = [go(browser) for browser in browsers]
    answers = [issuer.answer(address_on(page), **{PRINCIPAL: "tess@bjork.example"}) for page in pages]
    issuer.slow = 0.3
    assert [come_back(*pair)["Location"] for pair in zip(browsers, answers, strict=True)] == ["/logga-in/"] * 2
    assert issuer.asked["/token"] == 1


def test_a_provider_that_leads_elsewhere_is_not_followed(issuer: Issuer) -> None:
    """A15: the addresses that were checked are the ones that are asked."""
    assert connection(issuer.provider())._session().max_redirects == 0
