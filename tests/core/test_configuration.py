"""The server refuses an unsafe configuration and says why."""

import pytest

from larka.core.configuration import configuration_problems, largest_body, proxies, rate_limits, usable
from larka.core.site import site_address

SAFE = {
    "LARKA_PRODUCTION": "1",
    "LARKA_SECRET_KEY": "kvistig-bäck-under-nio-lärkor-och-en-tyst-fjällräv!",
    "LARKA_MASTER_KEY": "qZ7mX0t1xVYc3oWkq8sJb2nD5fH9rL4uEeGgPpTtSs0=",
    "LARKA_ALLOWED_HOSTS": "larka.kommunen.se",
    "DATABASE_URL": "postgresql://owner@db/larka?sslmode=verify-full",
    "LARKA_ADDRESS": "10.0.0.7",
    "LARKA_PROXY": "10.0.0.5, 10.1.0.0/24",
}


@pytest.mark.parametrize(
    "environ",
    [{}, {"LARKA_DEMO": "1"}, {"LARKA_DEMO": "1", "LARKA_ADDRESS": "::1"}, {"LARKA_ADDRESS": "localhost"}, {"LARKA_DEBUG": "1"}, SAFE],
)
def test_a_safe_configuration_starts(environ: dict[str, str]) -> None:
    """Development and demo on one's own machine, production with everything in place."""
    assert configuration_problems(environ) == []


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"LARKA_DEMO": "1", "LARKA_ADDRESS": "127.0.0.1", "LARKA_ALLOWED_HOSTS": "localhost"}, "LARKA_DEMO"),
        ({"DATABASE_URL": ""}, "DATABASE_URL"),
        ({"LARKA_SECRET_KEY": ""}, "LARKA_SECRET_KEY"),
        ({"LARKA_SECRET_KEY": "kort"}, "LARKA_SECRET_KEY"),
        ({"LARKA_ALLOWED_HOSTS": ""}, "LARKA_ALLOWED_HOSTS"),
        ({"LARKA_ALLOWED_HOSTS": "*"}, "LARKA_ALLOWED_HOSTS"),
        ({"LARKA_DEBUG": "1"}, "LARKA_DEBUG"),
        ({"LARKA_SECRET_KEY": "hemlig" * 9}, "LARKA_SECRET_KEY"),
        ({"LARKA_MASTER_KEY": ""}, "LARKA_MASTER_KEY eller LARKA_MASTER_KEY_FILE saknas"),
        ({"LARKA_MASTER_KEY": "a29ydA=="}, "på 4 byte: den ska ha 32"),
        ({"LARKA_MASTER_KEY": "hemlig nyckel"}, "inte är base64"),
        ({"LARKA_MASTER_KEY": "qZ7mX0t1xVYc3oWkq8sJb2nD5fH9rL4uEeGgPpTtSs0"}, "inte är base64"),
        ({"LARKA_MASTER_KEY": "A" * 43 + "="}, "slumpad"),
        ({"LARKA_MASTER_KEY": "bGFya2EtZGVtby1rc3Vja3JhLXNrb2dzbWFyZC1nbXE="}, "kommer från en demo"),
        (
            {"LARKA_MASTER_KEY": "", "LARKA_MASTER_KEY_FILE": "/finns/inte"},
            "LARKA_MASTER_KEY_FILE=/finns/inte går inte att läsa (filen finns inte).",
        ),
        ({"LARKA_MASTER_KEY": "", "LARKA_MASTER_KEY_FILE": "/dev/null"}, "LARKA_MASTER_KEY_FILE=/dev/null har ingen nyckel"),
        ({"LARKA_VAULT_BACKUP_DAYS": "noll"}, "LARKA_VAULT_BACKUP_DAYS=noll går inte"),
        ({"LARKA_VOLUME_ENCRYPTED": "ja"}, "LARKA_VOLUME_ENCRYPTED=ja går inte"),
        ({"LARKA_ALLOWED_HOSTS": ".kommunen.se"}, "LARKA_ALLOWED_HOSTS"),
        ({"LARKA_RATE_LIMITS": "0"}, "LARKA_RATE_LIMITS"),
        ({"LARKA_TESTING": "1"}, "LARKA_TESTING"),
        ({"LARKA_RATE_LIMITS": "zz"}, "LARKA_RATE_LIMITS=zz går inte: skriv 0 eller 1."),
        ({"LARKA_SMTP_TLS": "ja"}, "LARKA_SMTP_TLS=ja går inte: skriv 0 eller 1."),
        ({"LARKA_SMTP_PORT": "abc"}, "LARKA_SMTP_PORT=abc går inte: skriv ett heltal mellan 1 och 65535."),
        ({"LARKA_SMTP_PORT": "25\n" + "x" * 99}, f"LARKA_SMTP_PORT=25?{'x' * 37} går inte"),
        ({"LARKA_SMTP_PORT": "65536"}, "LARKA_SMTP_PORT"),
        ({"LARKA_IMPORT_MB": "-1"}, "LARKA_IMPORT_MB"),
        ({"LARKA_WORKERS": "1" * 5_000}, "LARKA_WORKERS"),
        ({"PORT": "٣"}, "PORT"),
        ({"LARKA_SITE_ADDRESS": "http://larka.kommunen.se"}, "LARKA_SITE_ADDRESS"),
        ({"LARKA_SITE_ADDRESS": "https://larka.kommunen.se/sida"}, "LARKA_SITE_ADDRESS"),
        ({"LARKA_SITE_ADDRESS": "https://a:b@larka.kommunen.se"}, "LARKA_SITE_ADDRESS"),
        ({"LARKA_TEST_APPS": "larka.demo"}, "LARKA_TEST_APPS"),
        ({"LARKA_PROXY": ""}, "LARKA_PROXY"),
        ({"LARKA_PROXY": "0.0.0.0/0"}, "LARKA_PROXY"),
        ({"LARKA_PROXY": "10.0.0.5,::/0"}, "LARKA_PROXY"),
        ({"LARKA_PROXY": "10.0.0.5,proxyn"}, "proxyn"),
        ({"LARKA_MAX_BODY_MB": "0"}, "LARKA_MAX_BODY_MB"),
        ({"LARKA_MAX_BODY_MB": "mycket"}, "LARKA_MAX_BODY_MB"),
        ({"LARKA_QUERY_SECONDS": "0"}, "LARKA_QUERY_SECONDS"),
        ({"LARKA_QUERY_SECONDS": "länge"}, "LARKA_QUERY_SECONDS"),
        ({"LARKA_QUERY_SECONDS": "3601"}, "LARKA_QUERY_SECONDS"),
        ({"DATABASE_URL": "postgresql://owner@db/larka"}, "DATABASE_URL"),
        ({"DATABASE_URL": "postgresql://owner@db/larka?sslmode=require"}, "DATABASE_URL"),
        ({"DATABASE_URL": "postgresql://owner@127.0.0.1,db/larka"}, "DATABASE_URL"),
        ({"DATABASE_URL": "postgresql:///larka?user=owner", "PGHOST": "db"}, "DATABASE_URL"),
        ({"DATABASE_APP_URL": "postgresql://app@10.0.0.9/larka?sslmode=prefer"}, "DATABASE_APP_URL"),
    ],
)
def test_production_refuses_what_is_unsafe(change: dict[str, str], word: str) -> None:
    """One line for each reason."""
    problems = configuration_problems({**SAFE, **change})
    assert len(problems) == 1
    assert word in problems[0]


@pytest.mark.parametrize(
    "change",
    [
        {"LARKA_ADDRESS": "127.0.0.1", "LARKA_PROXY": ""},
        {"DATABASE_URL": "postgresql://owner@localhost/larka"},
        {"DATABASE_URL": "postgresql://owner@/larka?host=/run/postgresql"},
        {"DATABASE_URL": "postgresql://owner@db/larka", "PGSSLMODE": "verify-full"},
        {"LARKA_MAX_BODY_MB": "20"},
    ],
)
def test_what_stays_on_the_machine_or_is_checked_is_safe(change: dict[str, str]) -> None:
    """Q3: a proxy and a database beside Lärka need no more."""
    assert configuration_problems({**SAFE, **change}) == []


def test_proxies_are_believed_only_where_they_are_known() -> None:
    """A11: the address in the log is the visitor's, and nobody chooses their own."""
    assert proxies({}) == proxies({"LARKA_DEMO": "1"}) == proxies({"LARKA_PRODUCTION": "1", "LARKA_ADDRESS": "10.0.0.7"}) == []
    assert proxies({"LARKA_PRODUCTION": "1"}) == ["127.0.0.0/8", "::1"]
    assert proxies(SAFE) == ["10.0.0.5", "10.1.0.0/24"]


def test_how_often_one_asks_is_counted_everywhere_but_in_the_demo() -> None:
    """The demo is where speed is measured; it can be told to count."""
    assert [rate_limits(e) for e in ({}, {"LARKA_DEMO": "1"}, {"LARKA_DEMO": "1", "LARKA_RATE_LIMITS": "1"}, SAFE)] == [
        True, False, True, True,
    ]  # fmt: skip
    assert (largest_body({}), largest_body({"LARKA_MAX_BODY_MB": "20"})) == (5 * 1024 * 1024, 20 * 1024 * 1024)


@pytest.mark.parametrize("environ", [{"LARKA_ADDRESS": "10.0.0.7"}, {"LARKA_ADDRESS": "192.168.1.7"}, {"LARKA_ADDRESS": "::"}])
@pytest.mark.parametrize("demo", [{}, {"LARKA_DEMO": "1"}])
def test_only_production_is_reached_from_other_machines(environ: dict[str, str], demo: dict[str, str]) -> None:
    """Demo mode lets anyone in as anyone; development has no safe cookies."""
    problems = configuration_problems({**environ, **demo})
    assert len(problems) == 1
    assert "LARKA_ADDRESS" in problems[0]


def test_demo_mode_has_no_other_name_than_localhost() -> None:
    """A proxy in front would open it to all."""
    assert len(configuration_problems({"LARKA_DEMO": "1", "LARKA_ALLOWED_HOSTS": "demo.kommunen.se"})) == 1


def test_a_value_that_cannot_be_used_ends_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    """Q2: one line with what to do, and code 2."""
    with pytest.raises(SystemExit) as stopped:
        usable({"LARKA_SMTP_PORT": "abc"})
    assert stopped.value.code == 2
    assert capsys.readouterr().err == "Fel: LARKA_SMTP_PORT=abc går inte: skriv ett heltal mellan 1 och 65535.\n"


@pytest.mark.parametrize(
    ("environ", "address"),
    [
        ({}, "http://localhost:8000"), ({"PORT": "8655", "LARKA_DEMO": "1"}, "http://localhost:8655"), (SAFE, "https://larka.kommunen.se"),
        ({**SAFE, "LARKA_ALLOWED_HOSTS": " a.se, b.se"}, "https://a.se"),
        ({**SAFE, "LARKA_SITE_ADDRESS": "https://a.se:8443/"}, "https://a.se:8443"),
    ],
)  # fmt: skip
def test_the_sites_address_is_said_by_whoever_runs_it(environ: dict[str, str], address: str) -> None:
    """A11: never by whoever asks for a page."""
    assert site_address(environ) == address
