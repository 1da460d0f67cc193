"""``python -m bench.talks``: fifty clients press the same time at once; and who lacks a talk, for a class and a whole unit.

Works on the register of 20,000 pupils that ``make bench`` has built, and takes away what it wrote (docs/speed.md).
"""

import argparse
import datetime as dt
import json
import os
import statistics
import subprocess
import sys
import threading
import time
from typing import Any

from bench.machine import machine
from bench.registers import PROJECT, Folder, environment, superuser

PUPILS, CLIENTS = 20_000, 50
TARGETS = {"winners": 1, "slowest_seconds": 5.0, "unit_ms": 1000.0}
# What is written beside what the register was filled with, in the order in which it goes away.
_WRITTEN = (
    "notices_recipient", "notices_about", "notices_notice", "procrastinate_jobs", "talks_talk", "talks_talkslot", "talks_talkinvitation",
    "talks_talkround",
)  # fmt: skip


def main() -> int:
    """Measures and prints; the exit code says whether the targets were met."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("part", nargs="?", choices=["measure"], help=argparse.SUPPRESS)
    if parser.parse_args().part:
        measure()
        return 0
    found = run(Folder(PUPILS))
    print(json.dumps({"machine": machine(), "found": found, "targets": TARGETS}, indent=1, ensure_ascii=False))
    return 0 if found["winners"] == 1 and all(found[key] <= most for key, most in TARGETS.items()) else 1


def run(folder: Folder) -> dict[str, Any]:
    """In a process of its own, as the application's role."""
    own = environment(folder)
    subprocess.run([sys.executable, "-m", "larka.cli", "migrate"], env=own, cwd=PROJECT, check=True, stdout=subprocess.DEVNULL)
    with superuser(folder) as connection:
        last = {table: connection.execute(f"SELECT COALESCE(max(id), 0) FROM {table}").fetchone() for table in _WRITTEN}
        try:
            text = subprocess.run(
                [sys.executable, "-m", "bench.talks", "measure"], env=own, cwd=PROJECT, check=True, stdout=subprocess.PIPE, text=True
            ).stdout
        finally:
            with connection.transaction():
                connection.execute("SET LOCAL session_replication_role = replica")
                for table, until in last.items():
                    connection.execute(f"DELETE FROM {table} WHERE id > %s", until)
    found: dict[str, Any] = json.loads(text)
    return found


def measure() -> None:
    """A round for a class of the register, everybody's press at once, and the overviews."""
    import django

    from larka.core.postgres import ensure_database

    hold = ensure_database(os.environ)
    django.setup()
    from larka.register.models import DutyAssignment, Responsible
    from larka.talks.queries.lacking import group_rows, unit_rows

    now = dt.datetime.now(dt.UTC)
    rows = DutyAssignment.objects.filter(role="mentor", ends_on__isnull=True, group__kind="klass").select_related("group__unit")
    assignment = rows.select_related("group__unit", "duty__person").order_by("pk")[0]
    started = _round(assignment.group, _actor(assignment.duty.person, now), now)
    children = list(started.invitations.values_list("child_id", flat=True))
    adults = Responsible.objects.filter(child__in=children, relation="guardian", in_effect=True, ends_on__isnull=True).order_by("pk")
    answers = _press(started, list(adults.select_related("person")[:CLIENTS]), now)
    rector = started.group.unit.duties.filter(role="principal", ends_on__isnull=True).select_related("person").order_by("pk")[0]
    leads, mentor = _actor(rector.person, now), _actor(assignment.duty.person, now)
    found = {
        "clients": len(answers),
        "winners": sum(won for won, _seconds in answers),
        "slowest_seconds": round(max(seconds for _won, seconds in answers), 2),
        "median_seconds": round(statistics.median(seconds for _won, seconds in answers), 2),
        "class_ms": _timed(lambda: group_rows(mentor, started.group)),
        "unit_ms": _timed(lambda: unit_rows(leads, started.group.unit)),
        "unit_children": sum(len(each.rows) for each in unit_rows(leads, started.group.unit)),
    }
    print(json.dumps(found))
    if hold:
        hold.release()


def _actor(person: Any, now: dt.datetime) -> Any:
    from larka.register.actor import Actor

    return Actor(person_id=person.pk, at=now, name="", public_id=person.public_id, level="strong", strong_at=now)


def _round(group: Any, by: Any, now: dt.datetime) -> Any:
    from larka.register.models import Person
    from larka.talks.actions.rounds import RoundGiven, invite_to_round, make_round
    from larka.talks.actions.slots import Place, add_slots
    from larka.talks.patterns import Span

    given = RoundGiven("Samtal", 20, None, ["room"], now, now + dt.timedelta(days=39), 1, one_each=True, pupil_books=False)
    made = make_round(by=by, group=group, given=given)
    starts = [now + dt.timedelta(days=40, minutes=20 * n) for n in range(20)]
    spans = [Span(start, start + dt.timedelta(minutes=20)) for start in starts]
    add_slots(by=by, started=made, mentor=Person.objects.get(pk=by.person_id), spans=spans, place=Place(["room"]))
    invite_to_round(by=by, started=made)
    return made


def _press(started: Any, adults: list[Any], now: dt.datetime) -> list[tuple[bool, float]]:
    """Whether each got the time, and how long it waited for the answer."""
    from django.db import connection

    from larka.talks.actions.booking import Wish, book_talk
    from larka.talks.actions.refusing import TalkError

    slot = started.slots.order_by("starts_at")[3]
    invited = {row.child_id: row for row in started.invitations.select_related("round__group__unit", "child")}
    barrier, found = threading.Barrier(len(adults)), []

    def press(row: Any) -> None:
        by = _actor(row.person, now)
        connection.ensure_connection()
        barrier.wait(60)
        begun = time.monotonic()
        try:
            book_talk(by=by, invitation=invited[row.child_id], wish=Wish(slot.public_id, "room", shared=False))
            found.append((True, time.monotonic() - begun))
        except TalkError:
            found.append((False, time.monotonic() - begun))
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=(row,)) for row in adults]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def _timed(question: Any) -> float:
    question()
    seconds = []
    for _ in range(9):
        begun = time.perf_counter()
        question()
        seconds.append(time.perf_counter() - begun)
    return round(statistics.median(seconds) * 1000, 1)


if __name__ == "__main__":
    sys.exit(main())
