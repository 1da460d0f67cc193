"""Through a real identity provider (npm's oidc-provider, on this machine): what the tests' own provider may have got wrong."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from django.test import Client

from larka.accounts.models import Identity
from larka.accounts.oidc.configuration import Provider
from tests.accounts.issuer import LOA3, PASSWORD_ONLY, PRINCIPAL, address_on, begin, come_back
from tests.accounts.test_oidc_levels import kept_on, last_strong, step_up, writing_page
from tests.accounts.test_oidc_matching import TESS, named, numbered, refused, who
from tests.accounts.ways import words
from tests.cast import Cast
from tests.identity_provider import MISSING, SECRET, is_installed, running

OURS = "http://testserver"
NAME = "tess@bjork.example"


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The provider's."""
    if not is_installed():
        pytest.skip(MISSING)
    with running(OURS) as found:
        yield found


@pytest.fixture
def provider(address: str, settings: Any) -> Provider:
    """As the operator names it."""
    made = Provider(
        key="1", issuer=address, client_id="larka", client_secret=SECRET, name="Björkkommun", identifier_claim=PRINCIPAL,
        strong=(LOA3,), sure_of_number=(LOA3,),
    )  # fmt: skip
    settings.OIDC_PROVIDERS = (made,)
    return made


def visit(there: requests.Session, address: str, **form: str) -> dict[str, str]:
    """Log in at the provider; what the browser brings back. Without a form: whoever is logged in there already."""
    answer = there.get(address, allow_redirects=False)
    while not answer.headers.get("Location", "").startswith(OURS):
        if "Location" in answer.headers:
            answer = there.get(requests.compat.urljoin(answer.url, answer.headers["Location"]), allow_redirects=False)
        else:
            assert "Vem är du?" in answer.text, answer.text
            assert form, "it asks who it is"
            answer = there.post(answer.url, data=form, allow_redirects=False)
    return {name: values[0] for name, values in parse_qs(urlsplit(answer.headers["Location"]).query).items()}


def test_a_teacher_comes_in_by_name_and_by_number_as_surely_as_she_was_asked(cast_today: Cast, provider: Provider) -> None:
    """A14, B1, B3."""
    named(cast_today.tess, NAME)
    numbered(cast_today.mats, TESS)
    weak, strong, unsure = Client(), Client(), Client()
    come_back(weak, visit(requests.Session(), begin(weak), eduPersonPrincipalName=NAME, acr=PASSWORD_ONLY))
    assert (who(weak), last_strong(weak)) == (cast_today.tess.pk, None)
    come_back(unsure, visit(requests.Session(), begin(unsure), number=TESS, acr=PASSWORD_ONLY))
    assert (who(unsure), refused()) == (None, [("unknown", None)])
    come_back(strong, visit(requests.Session(), begin(strong), number=TESS, acr=LOA3))
    assert who(strong) == cast_today.mats.pk
    assert last_strong(strong) is not None
    assert set(Identity.objects.values_list("person", "subject")) == {
        (cast_today.tess.pk, f"sub-{NAME}"),
        (cast_today.mats.pk, f"sub-{TESS}"),
    }


def test_a_step_up_is_asked_anew_though_the_provider_remembers(cast_today: Cast, provider: Provider) -> None:
    """A14: the log-in is remembered, the step-up is not; the form that was on its way comes along."""
    named(cast_today.tess, NAME)
    there, browser = requests.Session(), Client()
    come_back(browser, visit(there, begin(browser), eduPersonPrincipalName=NAME, acr=PASSWORD_ONLY))
    again = Client()
    come_back(again, visit(there, begin(again)))
    assert who(again) == cast_today.tess.pk
    place = cast_today.membership(cast_today.elsa, cast_today.maths_5a)
    typed = {f"text-{place.public_id}": "Elsa räknar.", f"version-{place.public_id}": "0", "save": "1"}
    page = browser.post(writing_page(cast_today), typed)["Location"]
    kept = kept_on(browser.post(page, typed))
    address = step_up(browser, page, larka_kept=kept)
    back = come_back(browser, visit(there, address, eduPersonPrincipalName=NAME, acr=LOA3))
    assert "Elsa räknar." in back.content.decode()
    assert browser.get(writing_page(cast_today)).status_code == 200


def test_who_changes_their_mind_comes_back_to_the_sign_in_page(cast_today: Cast, provider: Provider) -> None:
    """Q2."""
    browser = Client()
    answer = come_back(browser, visit(requests.Session(), begin(browser), cancel="1"))
    assert "Du avbröt hos Björkkommun" in words(browser.get(answer["Location"]))


def test_a_code_is_good_for_the_browser_that_asked(cast_today: Cast, provider: Provider) -> None:
    """V6.8.2: PKCE, at the provider itself."""
    named(cast_today.tess, NAME)
    one, other = Client(), Client()
    first = visit(requests.Session(), begin(one), eduPersonPrincipalName=NAME, acr=LOA3)
    second = visit(requests.Session(), begin(other), eduPersonPrincipalName=NAME, acr=LOA3)
    come_back(one, {**first, "code": second["code"]})
    come_back(other, second)
    assert (who(one), who(other)) == (None, cast_today.tess.pk)
    assert refused() == [("code", None)]


def test_logging_out_leads_to_the_providers_own_page_and_back(cast_today: Cast, provider: Provider) -> None:
    """V7.6.1."""
    named(cast_today.tess, NAME)
    there, browser = requests.Session(), Client()
    come_back(browser, visit(there, address_on(browser.post("/logga-in/via/", {"provider": "1"})), eduPersonPrincipalName=NAME, acr=LOA3))
    page = browser.get(browser.post("/logga-ut/")["Location"]).content.decode()
    link = next(part.split('"')[0] for part in page.replace("&amp;", "&").split('href="') if part.startswith(provider.issuer))
    assert there.get(link).status_code == 200
