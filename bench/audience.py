""" "Vem kan se detta?" on the register of 20,000 pupils: the count, the roles and the first names of a unit and of the municipality.

``python -m bench.audience`` measures on the folder that ``make bench`` has built, and changes nothing in it.
"""

import datetime as dt
import os
import statistics
import time
from collections.abc import Callable
from dataclasses import replace

import django

from bench.registers import Folder, environment

PUPILS, TIMES = 20_000, 7
BIGGEST = """
SELECT d.person_id, d.unit_id FROM register_duty d WHERE d.role = %s AND d.unit_id = (
 SELECT unit_id FROM register_placement GROUP BY 1 ORDER BY count(*) DESC LIMIT 1) ORDER BY 1 LIMIT 1"""


def main() -> None:
    """Prints a row for each."""
    os.environ |= environment(Folder(PUPILS))
    from larka.core.postgres import ensure_database

    hold = ensure_database(os.environ)
    django.setup()
    try:
        measure()
    finally:
        if hold:
            hold.release()


def measure() -> None:
    """Rektor and a teacher of the biggest unit, and the whole municipality as rektor sees it."""
    from django.db import connection

    from larka.access.audiences import Audience
    from larka.access.policies import EVERYONE_AT
    from larka.register.actor import Actor
    from larka.register.models import Organisation
    from larka.register.queries import FOOTING_SQL

    whole = Organisation.objects.get(kind="huvudman")
    for role in ("principal", "teacher"):
        with connection.cursor() as cursor:
            cursor.execute(BIGGEST, [role])
            person, unit = cursor.fetchone()
            cursor.execute(f"SELECT {FOOTING_SQL} FROM register_person p WHERE p.id = %s", [person])
            footing = frozenset(cursor.fetchone()[0])
        viewer = replace(Actor(person_id=person, at=dt.datetime.now(dt.UTC)), footing=footing)
        for place in (Organisation.objects.get(pk=unit), whole):

            def asked(place: Organisation = place, viewer: Actor = viewer) -> Audience:
                return Audience.of(viewer, EVERYONE_AT, place)

            said = f"{role:9} {place.kind:8} {asked().reached():6} reached, {asked().count:5} known"
            counted, named, reached = (
                taken(lambda: asked().roles), taken(lambda: asked().names("", [], 0, 51)), taken(lambda: asked().reached()),
            )  # fmt: skip
            print(f"{said}: count and roles {counted:.0f} ms, fifty names {named:.0f} ms, how many it goes to {reached:.0f} ms")


def taken(ask: Callable[[], object]) -> float:
    """Milliseconds, the median of several."""
    times = []
    for _ in range(TIMES):
        started = time.perf_counter()
        ask()
        times.append((time.perf_counter() - started) * 1000)
    return statistics.median(times)


if __name__ == "__main__":
    main()
