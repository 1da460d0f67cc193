"""An identity that has become the wrong person's is forgotten by the operator."""

import datetime as dt

import click
import pytest
from click.testing import CliRunner
from django.test import Client

from larka.accounts.actions import forget_identities
from larka.accounts.models import Identity
from larka.audit.models import Entry
from larka.cli.identities import forget_identity
from larka.register.actor import Actor
from tests.accounts.issuer import PRINCIPAL, Issuer, log_in
from tests.accounts.test_oidc_matching import named, who
from tests.cast import Cast


def test_what_the_operator_forgets_is_matched_anew(cast_today: Cast, issuer: Issuer) -> None:
    """B3: the sessions end; nobody else's identity is touched."""
    named(cast_today.tess, "lars@bjork.example")
    named(cast_today.petra, "petra@bjork.example")
    wrong, petra = Client(), Client()
    log_in(wrong, issuer, **{PRINCIPAL: "lars@bjork.example"})
    log_in(petra, issuer, sub="petra", **{PRINCIPAL: "petra@bjork.example"})
    named(cast_today.tess)
    named(cast_today.mats, "lars@bjork.example")
    assert forget_identity.callback is not None
    inner = forget_identity.callback.__wrapped__  # type: ignore[attr-defined]  # – inside the test's database
    command = click.Command("forget-identity", params=forget_identity.params, callback=inner)
    answers = [CliRunner().invoke(command, ["--person", str(cast_today.tess.source_id)]) for _again in range(2)]
    assert [answer.stdout for answer in answers] == ["1 identitet är glömd.\n", "Det fanns inget att glömma.\n"]
    assert wrong.get("/grupper/").status_code == 302
    assert petra.get("/grupper/").status_code == 200
    right = Client()
    log_in(right, issuer, **{PRINCIPAL: "lars@bjork.example"})
    assert who(right) == cast_today.mats.pk
    assert set(Identity.objects.values_list("person", "subject")) == {(cast_today.mats.pk, "sub"), (cast_today.petra.pk, "petra")}
    assert [entry.details for entry in Entry.objects.filter(action="account.identities_forgotten").order_by("pk")] == [
        {"count": 1},
        {"count": 0},
    ]


def test_nobody_who_is_signed_in_can(cast: Cast) -> None:
    """A8: it would let one choose who somebody is."""
    with pytest.raises(PermissionError):
        forget_identities(by=Actor(person_id=cast.adam.pk, at=dt.datetime.now(dt.UTC)), person=cast.tess)
