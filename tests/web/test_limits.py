"""How much one may send and how often one may ask."""

import json
from typing import Any

import pytest
from django.test import Client

from larka.audit.models import Entry
from larka.web.limits import MOST_KNOWN, PAGE, PAPER, SCHOOL, SEARCH, Counter, OnceInAWhile, network_of, rate_of
from larka.web.middleware import LONGEST_PATH, LONGEST_QUERY
from tests.cast import Cast, opener
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


def test_whoever_is_held_back_is_in_the_log_once(cast_today: Cast, settings: Any) -> None:
    """A11, A12: each person once in a while, however often they ask; a stranger is nobody, and a page that opens is no refusal."""
    settings.RATE_LIMITS = True
    tess, stranger = opener(Client(), cast_today.tess), Client()
    for _ in range(SEARCH.a_minute + 5):
        tess.get("/sok/?q=el")
    settings.LARGEST_BODY = 10
    for client in (tess, tess, stranger):
        assert client.post("/sprak/", {"language": "engelska"}).status_code == 413
    logged = Entry.objects.filter(action__startswith="limit.").order_by("pk").values_list("action", "person_id", "kind")
    tess_is = cast_today.tess.pk
    assert list(logged) == [("limit.too_often", tess_is, "refused"), ("limit.too_large", tess_is, "refused")]


def test_what_is_told_once_is_told_again_after_a_while() -> None:
    """A12: of each person by itself; memory is bounded."""
    clock = Clock()
    told = OnceInAWhile(clock)
    assert [told.is_due("tess"), told.is_due("tess"), told.is_due("mats")] == [True, False, True]
    clock.now += OnceInAWhile.SECONDS
    assert told.is_due("tess")
    for n in range(MOST_KNOWN + 5):
        told.is_due(str(n))
    assert len(told.told) == MOST_KNOWN


@pytest.mark.parametrize(("method", "address"), [("get", "/sprak/"), ("put", "/grupper/"), ("delete", "/")])
def test_a_page_that_is_asked_for_in_the_wrong_way_says_so_in_swedish(cast_today: Cast, client: Client, method: str, address: str) -> None:
    """Q2: 405, with what goes; the same look as every other error."""
    answer = getattr(opener(client, cast_today.tess), method)(address)
    assert answer.status_code == 405
    assert "POST" in answer["Allow"]
    assert "inte att öppna på det sättet" in main_text(answer)


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
