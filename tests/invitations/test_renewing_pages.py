"""The page where the school makes a new log-in for whoever lost theirs."""

import json
import re
from html import unescape
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse

from larka.accounts.models import Session
from larka.invitations.models import Renewal
from tests.accounts.ways import with_password
from tests.cast import Cast, opener
from tests.invitations.papers import give_numbers, pages_of
from tests.invitations.test_renewing import PAGE, REASON, make_administrator, sent
from tests.web.pages import main_text


def test_the_page_gives_the_letter_and_says_what_waits(cast_today: Cast) -> None:
    """B2: the letter once, kept by nobody; the second administrator sees who asked and why."""
    give_numbers(cast_today)
    client = opener(Client(), cast_today.adam)
    answer = client.post(PAGE, sent(cast_today.tess))
    assert (answer.status_code, answer["Content-Type"], pages_of(answer.content)) == (200, "application/pdf", 1)
    assert "no-store" in answer["Cache-Control"]
    assert client.post(PAGE, sent(cast_today.rolf))["Location"] == PAGE
    assert "Godkänn" not in main_text(client.get(PAGE))
    second = opener(Client(), make_administrator(cast_today.gosta))
    seen = main_text(second.get(PAGE))
    assert cast_today.rolf.display_name in seen
    assert REASON in seen
    row = str(Renewal.objects.get(decision="").public_id)
    assert second.post(PAGE, {"act": "approve", "row": row})["Content-Type"] == "application/pdf"
    assert second.post(PAGE, {"act": "approve", "row": row})["Location"] == PAGE
    assert second.post(PAGE, {"act": "decline", "row": "x"})["Location"] == PAGE


def test_the_form_is_kept_while_the_factor_is_given(cast_today: Cast) -> None:
    """A14, Q2: what was typed survives."""
    give_numbers(cast_today)
    client = opener(Client(), cast_today.adam)
    session = client.session
    for step in session["account_authentication_methods"]:
        step["at"] -= 16 * 60
    session.save()
    answer = client.post(PAGE, urlencode(sent(cast_today.tess)), content_type="application/x-www-form-urlencoded")
    assert (answer.status_code, answer["Location"].split("?")[0]) == (307, "/konto/bekrafta/")
    kept = re.search(r'name="larka_kept" value="([^"]+)"', client.post(answer["Location"], sent(cast_today.tess)).content.decode())
    assert kept
    assert json.loads(unescape(kept.group(1)))["reason"] == [REASON]
    assert not Renewal.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"who": ""}, "renew_who"), ({"who": "Ingen Alls"}, "renew_who"), ({"reason": " "}, "renew_reason"),
        ({"reason": "x" * 501}, "renew_reason"), ({"way": "brevduva"}, "id_way"), ({"kind": ""}, "id_kind"),
    ],
)  # fmt: skip
def test_bad_input_is_told_at_its_field_and_kept(cast_today: Cast, wrong: dict[str, str], field: str) -> None:
    """Q2."""
    with_password(cast_today.tess)
    answer = opener(Client(), cast_today.adam).post(PAGE, sent(cast_today.tess) | wrong)
    assert answer.status_code == 422
    assert f'id="{field}-fel"' in answer.content.decode()
    assert not Renewal.objects.exists()


def test_a_unit_finds_its_own_and_nobody_elses(cast_today: Cast) -> None:
    """A1, A10: a stranger, a protected pupil and nobody at all are answered alike, by name and by number."""
    numbers, client = give_numbers(cast_today), opener(Client(), cast_today.rolf)
    page = reverse("unit_renew_login", args=[cast_today.school.public_id])
    answers = set()
    for who in ("Stina", numbers["Stina"], "Omar", numbers["Omar"], "Agnes", "Ingen Alls"):
        answer = client.post(page, sent(cast_today.tess, who=who))
        assert answer.status_code == 422
        answers.add(re.search(r'id="renew_who-fel">(.*?)</p>', answer.content.decode(), re.DOTALL).group(1))  # type: ignore[union-attr]
    assert len(answers) == 1
    for who in ("Elsa", numbers["Anna"], "Tess"):
        assert client.post(page, sent(cast_today.tess, who=who))["Content-Type"] == "application/pdf"


@pytest.mark.parametrize("who", ["rolf", "mats", "anna", "elsa", "kim"])
def test_the_huvudmans_page_is_for_its_administrator_alone(cast_today: Cast, who: str) -> None:
    """A1."""
    client = opener(Client(), getattr(cast_today, who))
    assert client.get(PAGE).status_code == client.post(PAGE, sent(cast_today.tess)).status_code == 404
    assert not Session.objects.filter(account__isnull=True).exists()
