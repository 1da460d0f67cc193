"""A form or a search that is asked about somebody protected answers, to the byte, as it does about nobody at all."""

import re
from typing import Any
from urllib.parse import quote, quote_plus

import pytest
from django.test import Client

from larka.register.models import Person, RoleGrant
from larka.web.addresses import url
from tests.cast import Cast, opener
from tests.protection.planted import NAMES, make_school, stockholm

NOBODY = ("Finnsinte", "Ingenstans", "0000")
HIDDEN = ("omar", "nils", "anders", "per")
WAYS = (str, quote, quote_plus)  # how what was typed stands in the page, and in an address within an address
CHANGING = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"|nonce[-=]"?[^"\' ;]+|style-version=[^"]+')


def typed_about(cast: Cast, short: str) -> list[str]:
    """Name, first letters and number of one of the planted; of nobody where there is no such one."""
    given, family, serial = NAMES.get(short, NOBODY)
    return [f"{given} {family}", given, family, f"{getattr(cast, short, cast.elsa).birth_date:%Y%m%d}{serial}"]


def answered(answer: Any, typed: str) -> tuple[int, str]:
    """The status and the body without what was typed."""
    body = CHANGING.sub("", answer.content.decode())
    for way in sorted({way(again(typed)) for way in WAYS for again in WAYS}, key=len, reverse=True):
        body = body.replace(way, "…")
    return answer.status_code, body


@pytest.mark.parametrize("who", ["anna", "elsa", "rut", "frida", "kim", "rolf", "adam", "stina", "petra"])
def test_a_search_finds_nobody_who_is_hidden(cast_today: Cast, client: Client, who: str) -> None:
    """A1, A10, A18: the page for a protected name is the page for a name that nobody has; Elsa knows her own father."""
    make_school(cast_today)
    opener(client, getattr(cast_today, who))
    for short in HIDDEN:
        if (who, short) == ("elsa", "anders"):
            continue
        for typed, nobody in zip(typed_about(cast_today, short), typed_about(cast_today, "nobody"), strict=True):
            asked = [answered(client.get("/sok/", {"q": text}), text) for text in (typed, nobody)]
            assert asked[0] == asked[1], f"{who} asks for {short}"


def test_forms_answer_about_hidden_people_as_about_nobody(cast_today: Cast, client: Client) -> None:
    """A1, A10, Q2: a substitute, an office, a child of the unit, a fullmakt; by name, and by the number of another unit's child."""
    cast = cast_today
    make_school(cast)
    day = str(stockholm(cast))
    times = {"from_day": day, "from_time": "00:00", "to_day": "2099-01-01", "to_time": "10:00", "group": str(cast.class_5b.public_id)}
    forms = [
        ("rolf", url("substitutes", cast.school.public_id), {"act": "appoint", **times}, "who", HIDDEN),
        ("adam", "/roller/", {"act": "grant"}, "who", HIDDEN),
        ("adam", url("renew_login"), {"act": "renew"}, "who", HIDDEN),
        ("rolf", url("unit_renew_login", cast.school.public_id), {"act": "renew"}, "who", HIDDEN),
        ("adam", "/skydd/", {"act": "rename", "name": "Personal Lönn"}, "who", HIDDEN),
        ("rolf", url("child_needs", cast.omar.public_id), {"act": "give", "decision": "SN 1", "last_day": day}, "who", HIDDEN),
        ("rolf", url("child_decisions", cast.elsa.public_id), {"act": "restrict", "decision": "T 1", "first_day": day}, "who", HIDDEN),
        ("anna", url("proxies", cast.elsa.public_id), {"act": "give", "number": "198001012384", "scopes": ["absence"]}, "name", HIDDEN),
    ]
    for who, address, data, field, hidden in forms:
        opener(client, getattr(cast, who))
        for short in hidden:
            for typed, nobody in list(zip(typed_about(cast, short), typed_about(cast, "nobody"), strict=True))[:3]:
                said = [answered(client.post(address, {**data, field: text}), text) for text in (typed, nobody)]
                assert said[0] == said[1], f"{who} at {address} about {short}"
                assert said[0][0] == 422


def test_another_units_rektor_finds_no_child_by_its_number(cast_today: Cast, client: Client) -> None:
    """A1, A10: Rita leads the preschool; Omar's number is as a number that nobody has."""
    cast = cast_today
    make_school(cast)
    address = url("unit_decisions", cast.preschool.public_id)
    opener(client, cast.rita)
    said = [
        answered(client.post(address, {"act": "find", "number": typed_about(cast, short)[3]}), typed_about(cast, short)[3])
        for short in ("omar", "nils", "nobody")
    ]
    assert said[0] == said[1] == said[2]


def test_a_proxy_number_of_somebody_protected_is_no_answer_either(cast_today: Cast, client: Client) -> None:
    """A9, A10: name and number both right, and the page says what it says of a stranger."""
    cast = cast_today
    make_school(cast)
    opener(client, cast.nora)
    Person.objects.filter(pk=cast.nils.pk).update(protection="none")
    address, said = url("proxies", cast.nils.public_id), []
    for short in ("anders", "nobody"):
        name, *_rest, number = typed_about(cast, short)
        answer = client.post(address, {"act": "give", "name": name, "number": number, "scopes": ["absence"]})
        said.append(answered(answer, name)[1].replace(number, "…"))
    assert said[0] == said[1]
    assert not RoleGrant.objects.filter(person=cast.anders).exists()
