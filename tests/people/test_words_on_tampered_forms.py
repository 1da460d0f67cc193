"""What no page of ours sends is answered in words, too (Q2)."""

import uuid

import pytest
from django.test import Client

from tests.cast import Cast, opener
from tests.people.test_protected_pages import officer
from tests.web.pages import main_text


@pytest.mark.parametrize(
    ("page", "sent", "told"),
    [
        ("/nodatkomst/", {"act": "delay", "until": "2099-01-01", "decision": "SN 1"}, "Det syns inte vilken rad det gäller"),
        ("/nodatkomst/", {"act": "review", "row": str(uuid.uuid4()), "verdict": "criticised", "review": "Nej"}, "Nödåtkomsten finns inte"),
        ("/nodatkomst/", {"act": "review", "row": "\0", "verdict": "criticised", "review": "Nej"}, "tecken som inte kan sparas"),
        ("/dataskydd/", {"person": "x" * 201}, "Texten är för lång: högst 200 tecken får plats"),
        ("/dataskydd/", {"person": "a\0b"}, "tecken som inte kan sparas"),
        ("/dataskydd/", {"people": "a\0b"}, "tecken som inte kan sparas"),
    ],
)
def test_it_is_told_in_our_own_words(cast: Cast, page: str, sent: dict[str, str], told: str) -> None:
    """Q2: no word of the framework's, and no name that only programs know."""
    answer = opener(Client(), officer(cast)).post(page, sent)
    text = main_text(answer)
    assert answer.status_code == 422
    assert told in text
    assert not [word for word in ("Detta fält", "Säkerställ", "Null-tecken", "Row:", "People:") if word in text]


def test_ending_a_session_that_is_none_ends_nothing_and_says_so(cast_today: Cast) -> None:
    """Q2."""
    text = main_text(opener(Client(), cast_today.tess).post("/konto/inloggning/sessioner/", {"session": str(uuid.uuid4())}, follow=True))
    assert "Ingen inloggning avslutades" in text
    assert "0 inloggningar" not in text
