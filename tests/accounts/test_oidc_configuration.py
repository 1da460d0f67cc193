"""What the operator says of the identity provider, and what is told when it cannot be used."""

from pathlib import Path

import pytest

from larka.accounts.oidc.configuration import identity_providers, is_safe_address, provider_problems

RIGHT = {
    "LARKA_OIDC_ISSUER": "https://logga-in.bjork.example",
    "LARKA_OIDC_CLIENT_ID": "larka",
    "LARKA_OIDC_CLIENT_SECRET": "hemligt",
    "LARKA_OIDC_IDENTIFIER_CLAIM": "eduPersonPrincipalName",
}


def problems(**changed: str) -> list[str]:
    """Of what is right, changed so."""
    return provider_problems({**RIGHT, **{f"LARKA_OIDC{name}": value for name, value in changed.items()}})


def test_without_anything_there_is_no_provider() -> None:
    """Q2: empty is as good as not set."""
    assert identity_providers({}) == ()
    assert identity_providers({"LARKA_OIDC_ISSUER": "", "LARKA_OIDC2_NAME": " "}) == ()


def test_what_is_not_said_is_strict(tmp_path: Path) -> None:
    """A14: no level counts as strong, and no number is believed, until the operator says which."""
    (provider,) = identity_providers(RIGHT)
    assert (provider.strong, provider.sure_of_number, provider.scopes, provider.identifier) == ((), (), ("openid",), "principal_name")
    assert "hemligt" not in repr(provider)


def test_everything_may_be_said_and_several_providers(tmp_path: Path) -> None:
    """B1: one for staff, one for guardians; the secret may stand in a file."""
    secret = tmp_path / "secret"
    secret.write_text("ur filen\n", "utf-8")
    second = {
        "LARKA_OIDC2_ISSUER": "https://e-id.example/", "LARKA_OIDC2_CLIENT_ID": "two", "LARKA_OIDC2_CLIENT_SECRET_FILE": str(secret),
        "LARKA_OIDC2_NAME": "e-legitimation", "LARKA_OIDC2_SCOPES": "openid https://id.oidc.se/scope/naturalPersonNumber",
        "LARKA_OIDC2_ACR_STRONG": "loa2  loa3", "LARKA_OIDC2_NUMBER_CLAIM": "pnr",
    }  # fmt: skip
    staff, family = identity_providers({**RIGHT, **second, "LARKA_OIDC_ACR_STRONG": "loa2 loa3", "LARKA_OIDC_ACR_NUMBER": "loa3"})
    assert (staff.key, staff.strong, staff.sure_of_number) == ("1", ("loa2", "loa3"), ("loa3",))
    assert (family.key, family.name, family.client_secret, family.number_claim) == ("2", "e-legitimation", "ur filen", "pnr")
    assert family.scopes == ("openid", "https://id.oidc.se/scope/naturalPersonNumber")
    assert family.strong == family.sure_of_number == ("loa2", "loa3")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"_ISSUER": ""}, "LARKA_OIDC_ISSUER saknas."),
        ({"_CLIENT_ID": ""}, "LARKA_OIDC_CLIENT_ID saknas."),
        ({"_ISSUER": "http://logga-in.bjork.example"}, "LARKA_OIDC_ISSUER går inte"),
        ({"_ISSUER": "http://127.0.0.1:9000"}, "LARKA_OIDC_ISSUER går inte"),
        ({"_ISSUER": "https://x.example/?a=b"}, "LARKA_OIDC_ISSUER går inte"),
        ({"_CLIENT_SECRET": ""}, "LARKA_OIDC_CLIENT_SECRET eller LARKA_OIDC_CLIENT_SECRET_FILE ska anges"),
        ({"_CLIENT_SECRET_FILE": "/finns/inte"}, "LARKA_OIDC_CLIENT_SECRET eller LARKA_OIDC_CLIENT_SECRET_FILE ska anges"),
        ({"_CLIENT_SECRET": "", "_CLIENT_SECRET_FILE": "/finns/inte"}, "LARKA_OIDC_CLIENT_SECRET_FILE=/finns/inte går inte att läsa"),
        ({"_IDENTIFIER": "email"}, "LARKA_OIDC_IDENTIFIER=email går inte: skriv principal_name eller register_id."),
        ({"_SCOPES": "profile"}, "LARKA_OIDC_SCOPES ska innehålla openid."),
        ({"_IDENTIFIER_CLAIM": ""}, "LARKA_OIDC_IDENTIFIER_CLAIM eller LARKA_OIDC_ACR_NUMBER saknas"),
        ({"_ISSUER": "https://a b"}, "LARKA_OIDC_ISSUER går inte"),
        ({"_ISSUER": "https://a\nb.se"}, "LARKA_OIDC_ISSUER går inte"),
        ({"_ISSUER": "https://é.se/😀"}, "LARKA_OIDC_ISSUER går inte"),
        ({"_ISSUER": "https://user:hemligt@idp.se"}, "LARKA_OIDC_ISSUER går inte"),
        ({"_NAME": "å" * 61}, "LARKA_OIDC_NAME går inte: skriv högst 60 tecken"),
        ({"_NAME": "a\nb"}, "LARKA_OIDC_NAME går inte"),
        ({"_CLIENT_ID": "a\nb"}, "LARKA_OIDC_CLIENT_ID går inte"),
        ({"_IDENTIFIER_CLAIM": "a b"}, "LARKA_OIDC_IDENTIFIER_CLAIM går inte"),
        ({"_NUMBER_CLAIM": "å"}, "LARKA_OIDC_NUMBER_CLAIM går inte"),
        ({"_SCOPES": 'openid å😀"'}, "LARKA_OIDC_SCOPES går inte"),
        ({"_ACR_STRONG": "loa2\nloa3"}, "LARKA_OIDC_ACR_STRONG går inte"),
        ({"_CLIENTID": "larka"}, "LARKA_OIDC_CLIENTID känns inte igen."),
        ({"10_ISSUER": "https://x.example"}, "LARKA_OIDC10_ISSUER känns inte igen."),
        (
            {
                "2_ISSUER": f"{RIGHT['LARKA_OIDC_ISSUER']}/",
                "2_CLIENT_ID": "two",
                "2_CLIENT_SECRET": "x",
                "2_ACR_NUMBER": "loa3",
            },
            "LARKA_OIDC_ISSUER: två identitetsutfärdare har samma adress.",
        ),
    ],
)
def test_what_is_wrong_is_said_in_one_line(changed: dict[str, str], said: str) -> None:
    """Q2: with the setting's name, and never the secret."""
    (line,) = problems(**changed)
    assert line.startswith(said)
    assert "hemligt" not in line


def test_nothing_starts_with_a_wrong_one(capsys: pytest.CaptureFixture[str]) -> None:
    """Q2: code 2, with every reason."""
    with pytest.raises(SystemExit) as stopped:
        identity_providers({**RIGHT, "LARKA_OIDC_ISSUER": "http://x.example", "LARKA_OIDC_SCOPES": "email"})
    assert stopped.value.code == 2
    assert [line.split(" ")[:2] for line in capsys.readouterr().err.splitlines()] == [
        ["Fel:", "LARKA_OIDC_ISSUER"],
        ["Fel:", "LARKA_OIDC_SCOPES"],
    ]


@pytest.mark.parametrize(
    ("address", "anywhere", "in_demo"),
    [
        ("https://x.example/realm", True, True), ("http://127.0.0.1:9000", False, True), ("http://localhost:9000/x", False, True),
        ("http://192.0.2.1/", False, False), ("https://", False, False), ("https://a:b@x.example", False, False),
        ("x.example", False, False),
        ("https://x.example:port", False, False), ("https://x.example/#a", False, False), ("", False, False),
    ],
)  # fmt: skip
def test_an_address_is_over_tls_or_on_ones_own_machine_in_a_demo(
    address: str,
    anywhere: bool,  # noqa: FBT001 – a parameter
    in_demo: bool,  # noqa: FBT001 – a parameter
) -> None:
    """A15."""
    assert (is_safe_address(address, loopback=False), is_safe_address(address, loopback=True)) == (anywhere, in_demo)
