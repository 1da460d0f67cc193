"""What a page may ask of the database: it is stopped in time, and said so."""

import os
import subprocess
import sys
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client

from larka.exchange.queries import quality
from tests.cast import Cast, opener


def slowly(_scope: quality.Scope) -> dict[str, int]:
    """A question that would take a minute, with the limit that the server's workers have (shorter)."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '20ms'")
        cursor.execute("SELECT pg_sleep(60)")
    return {}


def test_a_question_that_is_stopped_is_told_in_swedish(cast_today: Cast, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Q2: 503 with a page, to programs with JSON; nothing of what was asked stands on it, and the next page comes."""
    browser = opener(client, cast_today.adam)
    address = "/register/kvalitet/"
    with monkeypatch.context() as slow:
        slow.setattr(quality, "counts", slowly)
        answer = browser.get(address)
        told = browser.get(address, headers={"Accept": "application/json"})
    assert (answer.status_code, told.status_code) == (503, 503)
    assert "Det tog för lång tid att ta fram sidan." in answer.content.decode()
    assert "pg_sleep" not in answer.content.decode()
    assert told.json()["error"] == "Det tog för lång tid att ta fram sidan."
    assert browser.get(address).status_code == 200


def options(module: str, **environ: str) -> str:
    """What a process that has loaded the module asks the database for, when it connects."""
    script = f"import {module}; from django.conf import settings; print(settings.DATABASES['default']['OPTIONS']['options'])"
    env: dict[str, Any] = {**os.environ, "DJANGO_SETTINGS_MODULE": "larka.settings", **environ}
    return subprocess.run([sys.executable, "-c", script], env=env, check=True, capture_output=True, text=True).stdout


def test_the_servers_workers_have_a_limit_and_imports_and_commands_have_none() -> None:
    """Q2: half a minute, or what the operator says; what a page starts in a process of its own takes its time."""
    assert "-c statement_timeout=30000" in options("larka.serving")
    assert "-c statement_timeout=7000" in options("larka.serving", LARKA_QUERY_SECONDS="7")
    assert "statement_timeout" not in options("larka.cli.main", LARKA_SERVER="1")
