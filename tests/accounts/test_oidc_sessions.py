"""Through the municipality's identity provider: the session that begins and ends there, and the buttons that lead to it."""

from typing import Any

from django.test import Client

from larka.accounts.models import Session
from larka.accounts.oidc import connections as talking
from tests.accounts.issuer import LOA2, PRINCIPAL, Issuer, begin, come_back
from tests.accounts.test_oidc_answers import NAME, tess
from tests.accounts.test_oidc_matching import who
from tests.accounts.ways import signed_in, with_password, words
from tests.cast import Cast

__all__ = ["tess"]


def test_a_session_through_a_provider_is_new_and_ends_as_others_do(tess: Any, issuer: Issuer) -> None:
    """V7.2: a new name at log-in; the list says how it began, and logging out offers to log out there too."""
    browser = Client(HTTP_USER_AGENT="Firefox Linux")
    address = begin(browser)
    before = browser.cookies["larka_session"].value
    come_back(browser, issuer.answer(address, acr=LOA2, **{PRINCIPAL: NAME}))
    assert browser.cookies["larka_session"].value != before
    assert (Session.objects.get(account__person=tess).way, Session.objects.get(account__person=tess).idle_seconds) == ("1", 3600)
    assert "med Björkkommun" in words(browser.get("/konto/inloggning/sessioner/"))
    out = browser.post("/logga-ut/")["Location"]
    assert (out, who(browser)) == ("/logga-ut/klart/?fran=1", None)
    page = browser.get(out).content.decode()
    assert f'href="{issuer.address}/out?client_id=larka&amp;post_logout_redirect_uri=http%3A%2F%2Ftestserver%2Flogga-in%2F"' in page
    issuer.metadata = {"end_session_endpoint": None}
    talking._connections.clear()
    assert "stäng webbläsaren" in words(browser.get(out))


def test_a_session_with_a_password_says_so_and_leaves_no_provider(tess: Any, issuer: Issuer) -> None:
    """V7.6.1."""
    browser = signed_in(with_password(tess))
    assert "med lösenord" in words(browser.get("/konto/inloggning/sessioner/"))
    assert browser.post("/logga-ut/")["Location"] == "/logga-in/"
    assert browser.get("/logga-ut/klart/?fran=7")["Location"] == "/logga-in/"


def test_without_a_provider_there_is_no_button_and_no_address(cast_today: Cast) -> None:
    """V6.3.4: what is not configured does not exist."""
    assert "Logga in med" not in words(Client().get("/logga-in/"))
    assert Client().post("/logga-in/via/", {"provider": "1"}).status_code == 404
    assert Client().get("/logga-in/via/svar/?state=a&code=b").status_code == 404


def test_the_buttons_stand_above_the_password_and_only_a_press_begins(tess: Any, issuer: Issuer, settings: Any) -> None:
    """V7.6.2: nobody is logged in by a link on another site; with several providers, a button each."""
    settings.OIDC_PROVIDERS = (issuer.provider(), issuer.provider(key="2", name="Freja"))
    page = words(Client().get("/logga-in/"))
    assert page.index("Logga in med Björkkommun") < page.index("Logga in med Freja") < page.index("Lösenord")
    assert Client().get("/logga-in/via/?provider=1").status_code == 405
    assert Client(enforce_csrf_checks=True).post("/logga-in/via/", {"provider": "1"}).status_code == 403
    assert Client().post("/logga-in/via/svar/").status_code == 405
