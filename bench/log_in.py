"""What coming in costs: the password, the second step, and proving more in a session that goes on. Accounts of the bench's own."""

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.test import override_settings

from bench.browser import Answer, Application, Browser
from bench.measure import Cost, backend_cpu_file, count_queries_of, cpu_of
from bench.people import PASSWORD, SECRET

_WARM = 8  # a statement gets its lasting plan after so many uses
_HASHES = 8
_AGAIN = 3
_LOGIN, _SECOND = "/logga-in/", "/logga-in/steg-2/"
_STEP_UP = "/konto/bekrafta/?next=/&need=strong"
STEPS = {
    "login_page": "Inloggningssidan",
    "login_post": "Rätt lösenord, sessionen börjar",
    "login_post_second": "Rätt lösenord, andra steget väntar",
    "second_step": "Sidan för andra steget",
    "second_step_post": "Rätt kod, sessionen börjar",
    "step_up_post": "Rätt kod i en session som pågår",
}
# Argon2 is as slow as a log-in can bear, on purpose: whoever has stolen the accounts tries few passwords a second.
HASHED = ("login_post", "login_post_second")
# What the floor does not judge, and why.
NOT_HELD = {
    **dict.fromkeys(HASHED, "lösenordet är dyrt att pröva med flit"),
    **dict.fromkeys(("second_step_post", "step_up_post"), "ett formulär som skriver försök, kod, session och logg; ingen sida"),
}


def costs(application: Application, plain: Sequence[str], with_app: Sequence[str], names: Mapping[str, str]) -> dict[str, Any]:
    """Each step for one person after the other, as CPU per request; and what of it is the password's hash."""
    found: dict[str, list[Cost]] = {key: [] for key in STEPS}
    for name in (names[person] for person in plain):
        with override_settings(DEMO=False):  # a demo's page lists its people, too
            found["login_page"].append(_page(Browser(application), _LOGIN))
        found["login_post"].append(_cost(_browser(application), _LOGIN, _password(name)))
    for name in (names[person] for person in with_app):
        browser = _browser(application)
        found["login_post_second"].append(_cost(browser, _LOGIN, _password(name)))
        found["second_step"].append(_page(browser, _SECOND))
        found["second_step_post"].append(_cost(browser, _SECOND, {"code": code(0)}))
        found["step_up_post"].append(_cost(browser, _STEP_UP, {"code": code(1), "larka_way": "code"}))
    return {"steps": {key: _mean(rows[_WARM:]).as_dict() for key, rows in found.items()}, "hash": _hash_cost()}


def code(ahead: int) -> str:
    """What the app shows now, or next; each may be used once."""
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

    return format_hotp_value(hotp_value(SECRET, int(time.time()) // 30 + ahead))


def _browser(application: Application) -> Browser:
    browser = Browser(application)
    browser.ask(_LOGIN)
    return browser


def _password(name: str) -> dict[str, str]:
    return {"login": name, "password": PASSWORD}


def _page(browser: Browser, address: str) -> Cost:
    """A page as the others are measured: asked for again and again. Right after a password everything else is out of the caches."""
    return [_cost(browser, address, None, status=200) for _ in range(_AGAIN)][-1]


def _cost(browser: Browser, address: str, form: dict[str, str] | None, status: int = 302) -> Cost:
    """One request, counted."""
    sent = None if form is None else {**form, "csrfmiddlewaretoken": browser.cookies["csrftoken"]}
    answer, python, postgres, queries = _counted(lambda: browser.ask(address, sent))
    if answer.status != status:
        raise RuntimeError(f"{address} svarade {answer.status}")
    milliseconds = answer.seconds * 1e3
    return Cost(milliseconds, milliseconds, python / 1e6, postgres / 1e6, queries, len(answer.body))


def _counted(ask: Callable[[], Answer]) -> tuple[Answer, int, int, int]:
    backend = backend_cpu_file()
    with count_queries_of() as count:
        python, postgres = time.process_time_ns(), cpu_of(backend)
        answer = ask()
        python, postgres = time.process_time_ns() - python, cpu_of(backend) - postgres
    return answer, python, postgres, count()


def _mean(rows: Sequence[Cost]) -> Cost:
    """The middle half of them, by CPU: what was least and most disturbed is left out."""
    kept = sorted(rows, key=lambda cost: cost.cpu)[len(rows) // 4 : len(rows) - len(rows) // 4]
    middle = kept[len(kept) // 2]
    python, postgres = (sum(getattr(cost, name) for cost in kept) / len(kept) for name in ("python", "postgres"))
    slowest = max(cost.median for cost in rows)
    return Cost(middle.median, slowest, python, postgres, middle.queries, middle.bytes)


def _hash_cost() -> dict[str, float]:
    """What argon2 alone costs, in milliseconds of CPU and of waiting."""
    from django.contrib.auth.hashers import check_password, make_password

    hashed = make_password(PASSWORD)
    cpu, waited = time.process_time_ns(), time.perf_counter_ns()
    for _ in range(_HASHES):
        assert check_password(PASSWORD, hashed)
    cpu, waited = time.process_time_ns() - cpu, time.perf_counter_ns() - waited
    return {"cpu": cpu / 1e6 / _HASHES, "median": waited / 1e6 / _HASHES}
