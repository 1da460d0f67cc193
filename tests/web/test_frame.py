"""The frame of every page: navigation, language, look, errors, and what a page weighs."""

import gzip
import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.core.exceptions import RequestDataTooBig
from django.test import Client, RequestFactory
from django.utils.translation import override

from larka.accounts.models import User
from larka.audit.models import Entry
from larka.core.home import PROJECT
from larka.register.choices import Role
from larka.web import errors
from larka.web.addresses import url
from larka.web.built import ICONS, SCRIPT_PARTS
from larka.web.navigation import ENTRIES, MOST, entries_for
from tests.cast import Cast, opener
from tests.web.pages import main_text, more_children

OPEN_TO_ALL = ("/hjalp/", "/om/tillganglighet", "/design", "/mer/", "/logga-in/")
SWEDISH = re.compile(r"[åäöÅÄÖ]")


def entries_on(page: str) -> list[str]:
    side = re.search(r'<nav class="side".*?</nav>', page, re.DOTALL)
    return re.findall(r"<span>([^<]+)</span>", side.group()) if side else []


def test_the_navigation_is_by_role_in_the_users_words(cast_today: Cast, client: Client) -> None:
    """4-pages: what is not for me is not there."""
    cast = cast_today
    expected = {
        "anna": ["Hem", "Barnen", "Mer"],
        "elsa": ["Hem", "Min sida", "Mer"],
        "tess": ["Hem", "Mina grupper", "Omdömen", "Mer"],
        "kim": ["Hem", "Enheten", "Mer"],
        "adam": ["Hem", "Registret", "Behörigheter", "Mallar", "Mer"],
        "mats": ["Hem", "Mina grupper", "Omdömen", "Formulär", "Planer", "Mer"],
        "rolf": ["Hem", "Formulär", "Enheten", "Behörigheter", "Mallar", "Mer"],
    }
    for key, entries in expected.items():
        assert entries_on(opener(client, getattr(cast, key)).get("/").content.decode()) == entries, key


@pytest.mark.parametrize("address", ["/hjalp/", "/finns-inte/"])
def test_a_page_fetches_nothing_from_elsewhere_and_has_no_script_inside_it(db: None, client: Client, address: str) -> None:
    policy = client.get(address).headers["Content-Security-Policy"]
    own = {f"{what}-src 'self'" for what in ("script", "style", "font", "connect", "manifest", "media")} | {"form-action 'self'"}
    nothing = {f"{what} 'none'" for what in ("default-src", "frame-ancestors", "base-uri", "object-src")}
    assert set(policy.split("; ")) == {*own, *nothing, "img-src 'self' data:"}


def test_nobody_has_more_than_six_entries_and_the_last_is_mer() -> None:
    """4-pages."""
    everything = entries_for(list(Role))
    assert len(everything) <= MOST
    assert everything[0] is ENTRIES[0]
    assert everything[-1] is ENTRIES[-1]


def test_every_page_that_shows_nobody_opens_without_log_in(client: Client, db: Any) -> None:
    """Help and the statement on accessibility are for everyone; each says its language and names its main part."""
    for address in OPEN_TO_ALL:
        response = client.get(address)
        page = response.content.decode()
        assert response.status_code == 200, address
        assert '<html lang="sv" dir="ltr">' in page
        assert '<main id="innehall"' in page
        assert 'href="#innehall"' in page
        assert page.count("<h1") == 1, address
        assert 'style="' not in page
        assert not re.search(r"\son\w+=", page), "no inline handlers: the policy for content forbids them"


def test_the_language_follows_the_account(cast_today: Cast, client: Client) -> None:
    """4-pages: a user's own choice, on every device, and logged."""
    opener(client, cast_today.anna)
    answer = client.post("/sprak/", {"language": "en", "next": "/barn/"})
    assert (answer.status_code, answer["Location"]) == (302, "/barn/")
    assert User.objects.get(person=cast_today.anna).language == "en"
    assert Entry.objects.filter(action="account.language_chosen", person_id=cast_today.anna.pk).count() == 1
    page = opener(Client(), cast_today.anna).get("/")
    assert '<html lang="en"' in page.content.decode()
    assert page["Content-Language"] == "en"
    assert '<html lang="sv"' in opener(client, cast_today.anders).get("/").content.decode()


def test_without_an_account_the_language_is_kept_on_the_device(client: Client, db: Any) -> None:
    """A browser's wish is no choice; a strange language changes nothing."""
    assert 'lang="sv"' in client.get("/hjalp/", headers={"accept-language": "en"}).content.decode()
    client.post("/sprak/", {"language": "xx"})
    assert '<html lang="sv"' in client.get("/hjalp/").content.decode()
    client.post("/sprak/", {"language": "en"})
    assert '<html lang="en"' in client.get("/hjalp/").content.decode()


def test_english_pages_have_no_swedish_left(cast_today: Cast, client: Client) -> None:
    """Languages: English is complete, also on pages about people (names keep their letters)."""
    cast = cast_today
    names = re.compile("|".join(re.escape(word) for p in cast.people().values() for word in (p.given_name, p.family_name)))
    pages = ("/", "/grupper/", "/sok/?q=5", "/mer/", "/hjalp/", "/om/tillganglighet", url("group", cast.class_5a.public_id))
    for person in (cast.anna, cast.elsa, cast.mats, cast.rolf):
        opener(client, person)
        client.post("/sprak/", {"language": "en"})
        for address in pages:
            text = main_text(client.get(address))
            for known in ("Björkskolan", "Lärkans förskola", "Lärka", "Svenska", cast.term.name):
                text = text.replace(known, "")
            assert not SWEDISH.search(names.sub("", text)), f"{person.given_name} {address}: {text}"


def test_the_look_is_kept_on_the_device(client: Client, db: Any) -> None:
    """4-pages: light, dark, or as the device says."""
    assert "(prefers-color-scheme: dark)" in client.get("/hjalp/").content.decode()
    client.post("/utseende/", {"theme": "light"})
    assert "dark.css" not in client.get("/hjalp/").content.decode()
    client.post("/utseende/", {"theme": "dark"})
    assert re.search(r'dark\.css">', client.get("/hjalp/").content.decode())
    client.post("/utseende/", {"theme": "rosa"})
    assert re.search(r'dark\.css">', client.get("/hjalp/").content.decode())


@pytest.mark.parametrize("elsewhere", ["https://example.org/", "//example.org", "javascript:alert(1)", "https:example.org", ""])
def test_a_choice_never_leads_to_another_site(client: Client, db: Any, elsewhere: str) -> None:
    """Redirects stay here."""
    for address in ("/sprak/", "/utseende/"):
        assert client.post(address, {"next": elsewhere})["Location"] == "/"


def test_a_form_without_its_token_saves_nothing_and_says_so(cast_today: Cast) -> None:
    """Q2: a kind page, and nothing half-saved."""
    client = opener(Client(enforce_csrf_checks=True), cast_today.anna)
    response = client.post("/sprak/", {"language": "en"})
    assert response.status_code == 403
    assert "Inget har sparats" in main_text(response)
    assert User.objects.get(person=cast_today.anna).language == ""


def test_the_frames_own_forms_carry_the_token(cast_today: Cast) -> None:
    """The forms in the menu work without script."""
    client = opener(Client(enforce_csrf_checks=True), cast_today.anna)
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', client.get("/").content.decode())
    assert token
    assert client.post("/sprak/", {"language": "en", "csrfmiddlewaretoken": token.group(1)}).status_code == 302
    assert User.objects.get(person=cast_today.anna).language == "en"


def test_errors_speak_plainly_and_need_no_database() -> None:
    """4-pages; no `db` fixture: a question to the database would fail the test."""
    request = RequestFactory().get("/nagot")
    too_large = errors.bad_request(request, RequestDataTooBig())
    assert (too_large.status_code, "för stort" in main_text(too_large)) == (413, True)
    assert errors.bad_request(request).status_code == 400
    assert "Felet är vårt" in main_text(errors.server_error(request))
    with override("en"):
        assert "The fault is ours" in main_text(errors.server_error(request))


def test_the_page_for_errors_cannot_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    """When even templates fail there is one page left."""

    def broken(*_args: object, **_kwargs: object) -> str:
        raise RuntimeError

    monkeypatch.setattr(errors, "render_to_string", broken)
    response = errors.server_error(RequestFactory().get("/"))
    assert response.status_code == 500
    assert "Något gick fel" in response.content.decode()


def test_a_first_visit_weighs_little(cast_today: Cast, client: Client) -> None:
    """Speed: at most 80 KB compressed in at most 8 requests, of which one is left to spare."""
    page = opener(client, cast_today.mats).get(url("group", cast_today.class_5a.public_id)).content
    names = sorted({name.decode() for name in re.findall(rb'(?:src|href)="/static/([^"#]+)', page)})
    files = [Path(str(finders.find(name))).read_bytes() for name in names]
    assert len(files) + 1 <= 7, names
    assert sum(len(gzip.compress(content)) for content in [page, *files]) <= 50_000


def test_no_part_of_the_script_of_every_page_stops_another() -> None:
    """4-pages: without JavaScript everything works; with it, each part stands by itself and says what it needs before it begins."""
    parts = [(PROJECT / f"larka/web/script/{name}.js").read_text("utf-8") for name in SCRIPT_PARTS]
    assert all(re.search(r"^(\(\(\)|window\.larka\.\w+ = \(\(\)) => \{$", part, re.MULTILINE) for part in parts)
    assert {path.stem for path in (PROJECT / "larka/web/script").iterdir()} == set(SCRIPT_PARTS)


def test_a_class_of_thirty_is_a_small_page(cast_today: Cast, client: Client) -> None:
    """Speed: a class page is at most 40 KB before compression."""
    more_children(cast_today, cast_today.class_5a, 27)
    assert len(opener(client, cast_today.mats).get(url("group", cast_today.class_5a.public_id)).content) <= 40_000


def test_every_icon_that_a_template_names_is_in_the_sprite_and_no_other() -> None:
    """The sprite holds what is used, so that it stays small."""
    sources = [path.read_text() for folder in PROJECT.glob("larka/*/templates") for path in folder.rglob("*.html")]
    sources += [(PROJECT / f"larka/web/{name}.py").read_text() for name in ("navigation", "pieces")]
    named = {word for text in sources for word in re.findall(r'"([a-z0-9]+(?:-[a-z0-9]+)*)"', text)}
    icons = {word for text in sources for word in re.findall(r'icon\("([a-z0-9-]+)"', text)}
    assert icons <= set(ICONS)
    assert set(ICONS) <= named, f"never used: {sorted(set(ICONS) - named)}"


def test_a_method_that_no_page_knows_is_not_answered_with_a_page(cast_today: Cast, client: Client) -> None:
    """Q2."""
    assert opener(client, cast_today.anna).options("/barn/").status_code == 405


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_what_no_page_takes_is_said_with_what_it_does_take(cast_today: Cast, method: str) -> None:
    """Q2: 405, signed in or not, and never the page about a form that was open too long."""
    stranger, anna = Client(enforce_csrf_checks=True), opener(Client(enforce_csrf_checks=True), cast_today.anna)
    for client in (stranger, anna):
        for address in ("/", "/barn/", "/hjalp/", url("child", cast_today.elsa.public_id)):
            answer = getattr(client, method)(address)
            assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD, POST"), address
    assert anna.post("/sprak/", {"language": "en"}).status_code == 403


def test_an_address_with_a_slash_too_many_leads_to_the_page(client: Client, db: Any) -> None:
    """Q2."""
    for address in ("/design", "/om/tillganglighet"):
        assert client.get(f"{address}/", follow=True).redirect_chain == [(address, 301)]
