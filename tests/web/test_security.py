"""How much one may send and how often one may ask, and whom the server believes about who asks."""

import datetime as dt
import json
import os
import re
import subprocess
import sys
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from larka.accounts.models import Session, User
from larka.web.limits import MOST_KNOWN, PAGE, PAPER, SCHOOL, SEARCH, Counter, network_of, rate_of
from larka.web.middleware import LONGEST_PATH, LONGEST_QUERY, ProxyMiddleware
from tests.cast import Cast, opener
from tests.core.test_configuration import SAFE
from tests.guards.test_views import addresses
from tests.web.pages import main_text


class Clock:
    """Time as the test says."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


# --- how much


def test_more_than_we_take_is_refused_before_it_is_read(cast_today: Cast, client: Client, settings: Any) -> None:
    """Q2: 413 with a page in Swedish, for forms, files and JSON; what is as large as allowed goes through."""
    settings.LARGEST_BODY = settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000
    opener(client, cast_today.anna)
    kinds = ("application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/json", "text/plain", "")
    for kind in kinds:
        answer = client.post("/sprak/", b"x" * 1_001, content_type=kind)
        assert answer.status_code == 413, kind
        assert "för stort" in answer.content.decode(), kind
    assert client.post("/sprak/", b"language=en".ljust(1_000, b"&"), content_type=kinds[0]).status_code == 302


def test_a_body_longer_than_it_says_is_not_read_further(cast_today: Cast, client: Client) -> None:
    """What Content-Length says is all that is read; one that is no number is no question of ours."""
    opener(client, cast_today.anna)
    for said, status in (("5", 302), ("", 302), ("inte", 400), ("-1", 400), ("1e3", 400)):
        answer = client.generic("POST", "/sprak/", b"language=en", content_type="application/x-www-form-urlencoded", CONTENT_LENGTH=said)
        assert answer.status_code == status, said
    assert '<html lang="sv"' in opener(client, cast_today.anna).get("/").content.decode()


def test_a_view_may_take_more_than_others(cast_today: Cast, client: Client, settings: Any) -> None:
    """The register's files are larger than a form: the view says so itself."""
    settings.LARGEST_BODY = 10
    body = b"language=en&next=/hjalp/"
    kind = "application/x-www-form-urlencoded"
    assert client.post("/sprak/", body, content_type=kind).status_code == 413
    view = next(pattern.callback for pattern in addresses() if pattern.name == "choose_language")
    view.largest_body = 1_000
    try:
        assert client.post("/sprak/", body, content_type=kind).status_code == 302
    finally:
        del view.largest_body


def test_too_many_fields_or_files_are_too_large(client: Client, db: Any, settings: Any) -> None:
    """Q2: the same page, and nothing was saved."""
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 3
    answer = client.post("/sprak/", {f"field{n}": "x" for n in range(5)})
    assert answer.status_code == 413
    assert "för stort" in main_text(answer)


@pytest.mark.parametrize("address", ["/" + "a" * LONGEST_PATH, "/sok/?q=" + "å" * LONGEST_QUERY, "/hjalp/?" + "a=b&" * 1_001])
def test_too_long_an_address_is_said_so(client: Client, db: Any, address: str) -> None:
    """Q2: 414, in Swedish."""
    answer = client.get(address)
    assert answer.status_code == 414
    assert "Adressen är för lång" in main_text(answer)


@pytest.mark.parametrize("odd", ["%00", "%ff", "%ed%a0%80", "a%0d%0aSet-Cookie:%20x=1", "%252e%252e/"])
def test_odd_signs_in_an_address_break_nothing(cast_today: Cast, client: Client, odd: str) -> None:
    """Q2: in the path and in the question; nothing of it becomes a header."""
    opener(client, cast_today.tess)
    for address in (f"/sok/?q=ab{odd}", f"/finns-inte/{odd}", f"/logga-in/?next=/{odd}"):
        answer = client.get(address)
        assert answer.status_code in {200, 302, 404}, address
        assert "x" not in answer.cookies, address


# --- how often


def test_a_person_may_ask_so_often_and_again_after_a_while() -> None:
    """As many at once as in a minute; then evenly."""
    clock = Clock()
    counter = Counter(clock)
    assert [counter.wait(PAPER, "anna", "10.0.0.1") for _ in range(PAPER.a_minute)] == [0] * PAPER.a_minute
    assert counter.wait(PAPER, "anna", "10.0.0.1") == 2
    clock.now += 1
    assert counter.wait(PAPER, "anna", "10.0.0.1") == 1
    clock.now += 1
    assert counter.wait(PAPER, "anna", "10.0.0.1") == 0
    clock.now += 3_600
    assert [counter.wait(PAPER, "anna", "10.0.0.1") for _ in range(PAPER.a_minute + 1)][-1] == 2, "an hour's rest saves up no more"


def test_one_session_costs_another_nothing_and_one_kind_of_page_another() -> None:
    """A classmate behind the same address goes on working."""
    counter = Counter(Clock())
    while not counter.wait(SEARCH, "anna", "10.0.0.1"):
        pass
    assert counter.wait(SEARCH, "anders", "10.0.0.1") == 0
    assert counter.wait(PAPER, "anna", "10.0.0.1") == 0


def test_an_address_may_ask_as_often_as_a_school() -> None:
    """Many sessions from one address are limited together; new sessions help nobody."""
    counter = Counter(Clock())
    allowed = sum(counter.wait(PAPER, f"session{n}", "10.0.0.1") == 0 for n in range(PAPER.a_minute * SCHOOL + 50))
    assert allowed == PAPER.a_minute * SCHOOL
    assert counter.wait(PAPER, "another", "10.0.0.2") == 0


def test_a_household_with_many_addresses_is_one() -> None:
    """IPv6 gives each household more addresses than can be counted."""
    assert network_of("2001:db8:1:2::1") == network_of("2001:db8:1:2:ffff::9") != network_of("2001:db8:1:3::1")
    assert network_of("10.0.0.1") != network_of("10.0.0.2")
    assert network_of("") == ""


def test_memory_is_bounded_however_many_ask() -> None:
    """Whoever asked longest ago is forgotten."""
    counter = Counter(Clock())
    for n in range(MOST_KNOWN + 100):
        counter.wait(PAGE, None, f"10.{n >> 16}.{n >> 8 & 255}.{n & 255}")
    assert len(counter.buckets) == MOST_KNOWN


def test_whatever_is_made_as_paper_counts_as_paper() -> None:
    """Search and PDF cost most; a new PDF page is counted without anybody thinking of it."""
    of = {str(pattern.name): rate_of(str(pattern.name)) for pattern in addresses()}
    assert of["search"] is SEARCH
    paper = {name for name, rate in of.items() if rate is PAPER}
    assert paper >= {"class_judgements", "class_judgements_pdf", "child_judgements_pdf"}
    assert paper >= {str(p.name) for p in addresses() if str(p.pattern).rstrip("/").endswith("pdf")}


def test_asking_too_often_is_said_with_when_to_come_back(cast_today: Cast, client: Client, settings: Any) -> None:
    """Q2: 429 with Retry-After and a page in Swedish; other pages go on."""
    settings.RATE_LIMITS = True
    opener(client, cast_today.tess)
    answers = [client.get("/sok/?q=el") for _ in range(SEARCH.a_minute + 5)]
    refused = [answer for answer in answers if answer.status_code == 429]
    assert answers[0].status_code == 200
    assert refused
    assert refused[0]["Retry-After"] == "1"
    assert "många frågor" in main_text(refused[0])
    assert "no-store" in refused[0]["Cache-Control"]
    assert client.get("/hjalp/").status_code == 200
    assert opener(Client(), cast_today.mats).get("/sok/?q=el").status_code == 200


def test_a_script_is_told_in_json(cast_today: Cast, client: Client, settings: Any) -> None:
    """Q2: what keeps drafts can read why; htmx, which shows pages, gets a page."""
    settings.LARGEST_BODY = 10
    opener(client, cast_today.anna)
    for how in ({"accept": "application/json"}, {"sec-fetch-dest": "empty"}):
        answer = client.post("/sprak/", {"language": "engelska"}, headers=how)
        assert (answer.status_code, answer["Content-Type"]) == (413, "application/json")
        assert json.loads(answer.content)["error"] == "Det du skickade är för stort."
        assert client.get("/finns-inte/", headers=how).status_code == 404
    page = client.post("/sprak/", {"language": "engelska"}, headers={"sec-fetch-dest": "empty", "hx-request": "true"})
    assert page["Content-Type"].startswith("text/html")


# --- passwords and sessions

LONG = "Åtta tama lärkor, en blå cykel & två grå hus – och så ännu fler ord till 64 tecken och mer"


def with_password(cast: Cast, password: str = LONG) -> User:
    """Anna's own account."""
    user = User.objects.of(cast.anna)
    user.username = "anna.hagg"
    user.set_password(password)
    user.save()
    return user


def log_in(client: Client, password: str) -> bool:
    """Whether the form on the sign-in page lets in."""
    client.post("/logga-in/", {"login": "anna.hagg", "password": password})
    return client.get("/barn/").status_code == 200


def test_a_password_is_checked_exactly_as_it_is_typed(cast_today: Cast) -> None:
    """However long, whatever signs, every letter of it in its case."""
    with_password(cast_today)
    assert len(LONG) > 64
    assert log_in(Client(), LONG)
    for wrong in (LONG.lower(), LONG[:64], LONG[:-1], f"{LONG}x"):
        assert not log_in(Client(), wrong), wrong


@pytest.mark.parametrize("password", ["kort", "elvatecken1", "password1234"])
def test_a_short_or_common_password_is_refused(db: Any, password: str) -> None:
    """Twelve signs at least, and none of the well-known ones."""
    with pytest.raises(ValidationError):
        validate_password(password)


@pytest.mark.parametrize("password", ["bara små bokstäver", "XVIII STORA ORD I RAD", "☂☂☃☃☂☂☃☃☂☂☃☃☂", LONG])
def test_no_rule_says_which_signs_a_password_has(db: Any, password: str) -> None:
    """Length is what counts."""
    validate_password(password)


def test_the_sign_in_page_lets_password_programs_help(client: Client, db: Any) -> None:
    """The field is masked, and says what it is for."""
    page = client.get("/logga-in/").content.decode()
    field = re.search(r'<input[^>]*name="password"[^>]*>', page)
    assert field
    assert 'type="password"' in field.group()
    assert 'autocomplete="current-password"' in field.group()
    assert "onpaste" not in page


def test_a_session_has_a_new_name_at_log_in_and_is_gone_at_log_out(cast_today: Cast) -> None:
    """The session before log-in is worth nothing after, and the one after nothing when it has ended; each is long and of chance."""
    with_password(cast_today)
    client = Client()
    client.get("/logga-in/")
    before = client.session.session_key
    assert log_in(client, LONG)
    signed_in = client.cookies[settings.SESSION_COOKIE_NAME].value
    assert signed_in != before
    assert re.fullmatch(r"[a-z0-9]{32}", signed_in), "165 bits of chance"
    client.post("/logga-ut/")
    client.cookies[settings.SESSION_COOKIE_NAME] = signed_in
    assert client.get("/barn/").status_code == 302
    client.cookies[settings.SESSION_COOKIE_NAME] = "a" * 32
    assert client.get("/barn/").status_code == 302


@pytest.mark.parametrize("change", ["closed", "new password"])
def test_sessions_end_with_the_account_and_with_a_changed_password(cast_today: Cast, change: str) -> None:
    """A5: at once, in every browser that is open."""
    user = with_password(cast_today)
    client = Client()
    assert log_in(client, LONG)
    if change == "closed":
        user.is_active = False
    else:
        user.set_password("en helt annan mening")
    user.save()
    assert client.get("/barn/").status_code == 302


def test_a_session_that_is_over_opens_nothing(cast_today: Cast) -> None:
    """Whatever the browser still holds."""
    client = opener(Client(), cast_today.anna)
    assert client.get("/barn/").status_code == 200
    Session.objects.update(expire_date=dt.datetime.now(dt.UTC))
    assert client.get("/barn/").status_code == 302


# --- whom to believe


def asked_through(proxies: list[str], settings: Any, **meta: str) -> HttpRequest:
    """The request as it is after the proxies' word was weighed."""
    settings.PROXIES = proxies
    request = RequestFactory().get("/", **meta)
    ProxyMiddleware(lambda _request: HttpResponse())(request)
    return request


@pytest.mark.parametrize(
    ("nearest", "told", "visitor"),
    [
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),  # no proxy of ours
        ("10.0.0.5", "", "10.0.0.5"),
        ("10.0.0.5", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.5", "1.2.3.4, 198.51.100.1", "198.51.100.1"),  # the visitor wrote the first
        ("10.0.0.5", "198.51.100.1, 10.1.0.7", "198.51.100.1"),  # two of ours
        ("10.0.0.5", "198.51.100.1, nonsens", "10.0.0.5"),
        ("::ffff:10.0.0.5", "2001:db8::1", "2001:db8::1"),
        ("10.0.0.5", "10.1.0.7", "10.1.0.7"),
        ("", "198.51.100.1", ""),
    ],
)
def test_the_visitors_address_is_what_our_own_proxy_saw(settings: Any, nearest: str, told: str, visitor: str) -> None:
    """A11: "from where" in the log, lock-out and limits; nobody chooses their own address."""
    request = asked_through(["10.0.0.5", "10.1.0.0/24"], settings, REMOTE_ADDR=nearest, HTTP_X_FORWARDED_FOR=told)
    assert request.META["REMOTE_ADDR"] == visitor
    assert "HTTP_X_FORWARDED_FOR" not in request.META


def test_only_our_own_proxy_says_that_a_visit_is_encrypted(settings: Any) -> None:
    """Q3: a stranger who says so is not believed; a name of the site is never taken from a proxy."""
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    said = {"HTTP_X_FORWARDED_PROTO": "https", "HTTP_X_FORWARDED_HOST": "example.org"}
    for nearest, believed in (("10.0.0.5", True), ("203.0.113.9", False)):
        request = asked_through(["10.0.0.5"], settings, REMOTE_ADDR=nearest, **said)
        assert request.is_secure() is believed
        assert "HTTP_X_FORWARDED_HOST" not in request.META


_ASK = """
import os, json
os.environ["DJANGO_SETTINGS_MODULE"] = "larka.settings"
import django; django.setup()
from django.conf import settings
from django.http import HttpResponse
from django.middleware.security import SecurityMiddleware
from django.test import RequestFactory
request = RequestFactory().get("/", HTTP_HOST="larka.kommunen.se", HTTP_X_FORWARDED_PROTO="https")
answer = SecurityMiddleware(lambda _request: HttpResponse())(request)
names = ("SESSION_COOKIE_SECURE", "SESSION_COOKIE_HTTPONLY", "CSRF_COOKIE_SECURE", "CSRF_COOKIE_HTTPONLY", "DEBUG", "RATE_LIMITS")
print(json.dumps([answer.headers.get("Strict-Transport-Security"), {name: getattr(settings, name) for name in names}]))
"""


def test_in_production_cookies_travel_encrypted_and_browsers_remember_to(tmp_path: Any) -> None:
    """Q3: HSTS for two years; no switch of the environment makes cookies unsafe."""
    env = {key: value for key, value in os.environ.items() if not key.startswith(("LARKA_", "DATABASE_"))}
    safe = SAFE | {
        "LARKA_HOME": str(tmp_path),
        "LARKA_ADDRESS": "127.0.0.1",
        "LARKA_PROXY": "",
        "DATABASE_URL": "postgresql://o@127.0.0.1:1/x",
    }
    ended = subprocess.run([sys.executable, "-W", "ignore", "-c", _ASK], env=env | safe, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    hsts, kept = json.loads(ended.stdout.splitlines()[-1])
    assert hsts == "max-age=63072000"
    assert kept == {name: name != "DEBUG" for name in kept}
