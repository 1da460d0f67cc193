"""The server refuses an unsafe configuration and says why."""

import pytest

from larka.core.configuration import configuration_problems

SAFE = {
    "LARKA_PRODUCTION": "1",
    "LARKA_SECRET_KEY": "x" * 50,
    "LARKA_ALLOWED_HOSTS": "larka.kommunen.se",
    "DATABASE_URL": "postgresql://owner@db/larka",
    "LARKA_ADDRESS": "10.0.0.7",
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
    ],
)
def test_production_refuses_what_is_unsafe(change: dict[str, str], word: str) -> None:
    """One line for each reason."""
    problems = configuration_problems({**SAFE, **change})
    assert len(problems) == 1
    assert word in problems[0]


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
