"""``python -m bench.notices``: a notice to 20,000 people: queued, seen in the page, and every mail handed to a mail server on this machine.

Works on the register of 20,000 pupils that ``make bench`` has built, and takes away what it wrote (docs/speed.md).
"""

import argparse
import datetime as dt
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg

from bench.machine import machine
from bench.registers import PROJECT, Folder, environment, superuser

PEOPLE, PUPILS, PORT, WORKERS = 20_800, 20_000, 8725, 2  # some may not see it, as is asked when it is sent
TARGETS = {"queued_seconds": 2.0, "seen_seconds": 5.0, "handed_seconds": 300.0}
SECONDS_BETWEEN_QUESTIONS = 4  # bell.js, while a page is used
_ACCOUNTS = """
INSERT INTO accounts_user (password, person_id, username, email, is_active, language, date_joined)
SELECT '!', p.id, 'bench-' || p.id, 'bench-' || p.id || '@hem.example', true, '', now()
FROM register_person p WHERE p.id IN (
 SELECT r.person_id FROM register_responsible r JOIN register_placement x ON x.child_id = r.child_id AND x.ends_on IS NULL
 WHERE r.in_effect AND r.ends_on IS NULL AND r.relation = 'guardian'
 UNION SELECT x.child_id FROM register_placement x WHERE x.ends_on IS NULL)
 AND NOT EXISTS (SELECT FROM accounts_user u WHERE u.person_id = p.id) ORDER BY p.id LIMIT %s
"""
_AWAY = (
    "DELETE FROM notices_recipient", "DELETE FROM notices_delivery", "DELETE FROM notices_about", "DELETE FROM notices_notice",
    "DELETE FROM notices_bouncedaddress", "DELETE FROM procrastinate_jobs",
    "DELETE FROM accounts_session WHERE account_id IN (SELECT id FROM accounts_user WHERE username LIKE 'bench-%')",
    "DELETE FROM accounts_user WHERE username LIKE 'bench-%'",
)  # fmt: skip


def main() -> int:
    """Exit code 0 when the targets are met."""
    parser = argparse.ArgumentParser(prog="python -m bench.notices", description=__doc__)
    parser.add_argument("part", nargs="?", choices=("all", "server", "worker", "queue"), default="all")
    given = parser.parse_args()
    if given.part != "all":
        {"server": serve_mail, "worker": carry_out, "queue": queue}[given.part]()
        return 0
    result = {"machine": machine()} | measured(Folder(PUPILS))
    print(json.dumps(result, indent=1))
    missed = [name for name, target in TARGETS.items() if result[name] > target]
    return 1 if missed or not 20_000 <= result["handed"] == result["mails"] == result["once"] else 0


def measured(folder: Folder) -> dict[str, Any]:
    """The figures, and then everything that was written goes."""
    own = environment(folder) | {"LARKA_SMTP_PORT": str(PORT), "LARKA_SMTP_HOST": "127.0.0.1"}
    subprocess.run([sys.executable, "-m", "larka.cli", "migrate"], env=own, cwd=PROJECT, check=True, stdout=subprocess.DEVNULL)
    with superuser(folder) as connection, mail_server(own) as server:
        clear(connection)
        connection.execute(_ACCOUNTS, [PEOPLE])
        connection.execute("ANALYZE accounts_user")
        try:
            found = json.loads(_part("queue", own))
            started = time.monotonic()
            workers = [subprocess.Popen(_command("worker"), env=own, cwd=PROJECT) for _ in range(WORKERS)]
            assert [worker.wait() for worker in workers] == [0] * WORKERS
            found["handed_seconds"] = round(time.monotonic() - started, 1)
            found["people"] = _count(connection, "notices_recipient")
            found["handed"] = _count(connection, "notices_delivery WHERE outcome = 'handed'")
        finally:
            clear(connection)
        assert server.stdin
        assert server.stdout
        server.stdin.write("\n")
        server.stdin.flush()
        return found | json.loads(server.stdout.readline())


def clear(connection: psycopg.Connection[Any]) -> None:
    """Nothing of the measurement stays."""
    for statement in _AWAY:
        connection.execute(statement)


def _count(connection: psycopg.Connection[Any], rows: str) -> int:
    return int((connection.execute(f"SELECT count(*) FROM {rows}").fetchone() or (0,))[0])


def _command(part: str) -> list[str]:
    return [sys.executable, "-m", "bench.notices", part]


def _part(part: str, own: dict[str, str]) -> str:
    return subprocess.run(_command(part), env=own, cwd=PROJECT, check=True, stdout=subprocess.PIPE, text=True).stdout


@contextmanager
def mail_server(own: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    """A process of its own that takes mail and counts it."""
    process = subprocess.Popen(_command("server"), env=own, cwd=PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    process.stdout.readline()
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def serve_mail() -> None:
    """Takes mail until a line comes in; then says how many there were, and to how many."""
    from aiosmtpd.controller import Controller

    taken: list[str] = []

    class Box:
        async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 – the server's
            taken.append(envelope.rcpt_tos[0])
            return "250 OK"

    server = Controller(Box(), hostname="127.0.0.1", port=PORT)
    server.start()
    print("ready", flush=True)
    sys.stdin.readline()
    print(json.dumps({"mails": len(taken), "once": len(set(taken))}), flush=True)
    server.stop()


def _ready() -> Any:
    """Django, with a kind of notice that the whole municipality may read."""
    import django

    from larka.core.postgres import ensure_database

    hold = ensure_database(os.environ)
    django.setup()
    from django.conf import settings

    from larka.access.policies import EVERYONE_AT
    from larka.notices.kinds import NoticeKind, register_notice

    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    register_notice(NoticeKind(key="bench.news", label="", read=EVERYONE_AT, title=lambda _: "Nyheter", link=lambda _: "/"))
    return hold


def queue() -> None:
    """What is urgent, to everybody with an account of the measurement's; then a page that is open asks."""
    hold = _ready()
    from django.db.models import BigIntegerField, Value
    from django.test import Client

    from larka.accounts.models import User
    from larka.notices.actions.queueing import queue_notice
    from larka.notices.models import Level
    from larka.register.actor import Actor
    from larka.register.models import Organisation

    nobodys = Value(None, output_field=BigIntegerField())
    people = User.objects.filter(username__startswith="bench-").annotate(child=nobodys).values_list("person", "child")
    somebody = User.objects.filter(username__startswith="bench-").order_by("pk").first()
    browser = Client(headers={"host": "localhost"})
    browser.force_login(somebody, backend="larka.accounts.backends.PasswordBackend")
    asked = [_asked(browser) for _ in range(50)]
    office = Organisation.objects.get(kind="huvudman")
    started = time.monotonic()
    queue_notice(
        by=Actor.operator(dt.datetime.now(dt.UTC)), kind="bench.news", level=Level.URGENT, about=[(office.public_id, None)],
        to=people,
    )  # fmt: skip
    queued = time.monotonic() - started
    first = _asked(browser)
    again = [_asked(browser) for _ in range(50)]
    print(
        json.dumps({
            "queued_seconds": round(queued, 2), "seen_seconds": round(SECONDS_BETWEEN_QUESTIONS + first[0], 2),
            "question_ms": {"nothing": _median(asked), "unread": _median(again)}, "count": first[1],
        })
    )  # fmt: skip
    if hold:
        hold.release()


def _asked(browser: Any) -> tuple[float, bool]:
    started = time.perf_counter()
    answer = browser.get("/notiser/antal/?n=0")
    return time.perf_counter() - started, b'data-count="1"' in answer.content


def _median(asked: list[tuple[float, bool]]) -> float:
    return round(statistics.median(seconds for seconds, _ in asked) * 1000, 2)


def carry_out() -> None:
    """One worker: everything that is queued, until nothing is."""
    hold = _ready()
    from larka.jobs.worker import work

    work(("mail",), once=True)
    if hold:
        hold.release()


if __name__ == "__main__":
    sys.exit(main())
