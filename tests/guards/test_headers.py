"""What every answer tells the browser: proved on every address as everybody, on every error, and on the files."""

import uuid
from typing import Any

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import URLPattern, include, path, reverse

from larka.access.http import exempt
from larka.assessments.models import Judgement
from larka.web import errors
from tests.access.everyone import plan_once
from tests.cast import Cast, opener
from tests.guards.headers import assert_not_kept, assert_sound
from tests.guards.test_strangers import WITH_ID, things
from tests.guards.test_views import addresses


def asked(pattern: URLPattern, of_model: dict[type, list[Any]], cast: Cast) -> list[str]:
    """The addresses of a pattern: one for each thing that it can name and one for none, else the only one there is."""
    names = pattern.pattern.converters
    if pattern not in WITH_ID:
        return [reverse(str(pattern.name), kwargs=dict.fromkeys(names, uuid.uuid4()))]
    more = {name: cast.term.public_id for name in names if name != "public_id"}
    keys = [*(thing.public_id for thing in of_model[pattern.callback.access_policy.model]), uuid.uuid4()]
    return [reverse(str(pattern.name), kwargs={"public_id": key, **more}) for key in keys]


def test_every_answer_to_everybody_has_every_header_and_is_kept_by_nobody(cast_today: Cast) -> None:
    """A15, Q6: GET as nobody, and as the cast, a third of them at each address, what names no thing; what does is in test_strangers."""
    plan_once()
    of_model, seen = things(cast_today), set()
    patterns = [pattern for pattern in addresses() if pattern.name != "account_logout"]
    general = [pattern for pattern in patterns if pattern not in WITH_ID]
    for number, (who, person) in enumerate([("nobody", None), *cast_today.people().items()]):
        client = Client(raise_request_exception=False)
        if person is not None:
            opener(client, person)
        for pattern in general[number % 3 :: 3] if person else patterns:
            for address in asked(pattern, of_model, cast_today):
                answer = client.get(address)
                assert_sound(answer, f"{who} {address} {answer.status_code}")
                assert_not_kept(answer, f"{who} {address} {answer.status_code}")
                seen.add((pattern.name, answer.status_code))
    assert {name for name, status in seen if status in {200, 302, 301, 404, 405}} >= {p.name for p in patterns}
    assert len({name for name, status in seen if status == 200}) > len(general) / 2


@exempt("only in this test")
def fails(request: HttpRequest, how: str) -> HttpResponse:
    """Goes wrong as asked."""
    if how == "broken":
        raise RuntimeError
    raise {"odd": SuspiciousOperation, "forbidden": PermissionDenied}[how]


urlpatterns = [path("fel/<str:how>/", fails), path("", include("larka.urls"))]
handler400, handler403, handler404, handler500 = errors.bad_request, errors.permission_denied, errors.not_found, errors.server_error


@pytest.mark.parametrize("signed_in", [False, True])
def test_every_error_has_every_header_and_is_kept_by_nobody(cast_today: Cast, settings: Any, signed_in: bool) -> None:  # noqa: FBT001 – a parameter
    """A15: an error is a page like any other, signed in or not."""
    settings.ROOT_URLCONF, settings.RATE_LIMITS = __name__, True
    client = Client(raise_request_exception=False, enforce_csrf_checks=True)
    if signed_in:
        opener(client, cast_today.anna)
    large = b"x" * (settings.LARGEST_BODY + 1)
    answers = {
        400: client.get("/fel/odd/"),
        403: client.post("/sprak/", {"language": "en"}),
        404: client.get("/finns-inte/"),
        405: client.put("/hjalp/"),
        413: client.post("/sprak/", large, content_type="application/x-www-form-urlencoded"),
        414: client.get("/hjalp/?q=" + "x" * 4_000),
        500: client.get("/fel/broken/"),
    }
    assert {status: answer.status_code for status, answer in answers.items()} == {status: status for status in answers}
    forbidden, stranger = client.get("/fel/forbidden/"), client.get("/", headers={"host": "example.org"})
    assert (forbidden.status_code, stranger.status_code) == (404, 400)
    for status, answer in {**answers, "forbidden": forbidden, "strange host": stranger}.items():
        assert_sound(answer, str(status))
        assert_not_kept(answer, str(status))


def test_files_of_the_product_have_every_header(client: Client, db: Any) -> None:
    """A15: also what is opened by itself; a file may be kept, a missing one not."""
    names = [name for finder in finders.get_finders() for name, _ in finder.list(None)]
    assert len(names) >= 5
    for name in names[:40]:
        answer = client.get(f"{settings.STATIC_URL}{name}")
        assert answer.status_code == 200, name
        assert_sound(answer, name)
    missing = client.get(f"{settings.STATIC_URL}finns-inte.js")
    assert missing.status_code == 404
    assert_sound(missing, "a missing file")
    assert_not_kept(missing, "a missing file")


def test_a_document_to_keep_on_paper_is_not_kept_by_the_browser(cast_today: Cast, client: Client) -> None:
    """A15, Q6: PDF files are about a child, too."""
    judgement = next(iter(things(cast_today)[Judgement]))
    answer = opener(client, cast_today.anna).get(
        reverse("child_judgements_pdf", kwargs={"public_id": cast_today.elsa.public_id, "term": judgement.term.public_id})
    )
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert_sound(answer, "PDF")
    assert_not_kept(answer, "PDF")
