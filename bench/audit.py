"""``python -m bench.audit``: how long it takes to seal and to verify so many rows of the log, and in how much memory (docs/speed.md).

Makes a data folder of its own in ``var/bench/audit`` with an embedded database, and removes it afterwards.
"""

import argparse
import json
import os
import resource
import shutil
import sys
import time

from bench.machine import machine
from bench.registers import FOLDER

SECONDS_FOR_TEN_MILLION = 120
_MONTHS = 24
_FILL = """
INSERT INTO audit_entry
(at, kind, action, person_id, role, object_kind, object_id, child_ids, record_kind, record_ids, request_id, address, details)
SELECT now() - interval '1 month' * %(months)s * (1 - n::float8 / %(rows)s), CASE n %% 10 WHEN 0 THEN 'written' ELSE 'read' END,
 'child_judgements', n %% 20000, 'teacher', 'register.person', n %% 50000, ARRAY[n %% 50000, n %% 49999],
 'judgement', ARRAY[n, n + 1, n + 2], gen_random_uuid(), '10.1.2.3', '{}'
FROM generate_series(%(first)s::bigint, %(last)s::bigint) n
"""


def main() -> int:
    """Exit code 0 when the target, scaled to the number of rows, is met."""
    parser = argparse.ArgumentParser(prog="python -m bench.audit", description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    home = FOLDER / "audit"
    shutil.rmtree(home, ignore_errors=True)
    os.environ |= {"LARKA_HOME": str(home), "DJANGO_SETTINGS_MODULE": "larka.settings"}
    try:
        result = {"rows": given.rows, "machine": machine()} | measured(given.rows)
    finally:
        shutil.rmtree(home, ignore_errors=True)
    most = SECONDS_FOR_TEN_MILLION * given.rows / 10_000_000
    print(json.dumps(result) if given.json else "\n".join(f"{name:<20}{value}" for name, value in result.items()))
    print(f"mål: kontroll på högst {most:g} s", file=sys.stderr)
    return 0 if result["verify_seconds"] <= most and result["sound"] else 1


def measured(rows: int) -> dict[str, object]:
    """Fill, seal, verify."""
    import datetime as dt

    from larka.cli.database import database, migrate_and_grant

    with database():
        migrate_and_grant()
        from django.db import connections

        from larka.audit.partitions import make_partitions
        from larka.audit.sealing import seal_log
        from larka.audit.verifying import verify_log

        now = dt.datetime.now(dt.UTC)
        fill(rows)
        make_partitions(connections["owner"], now.date())
        with connections["owner"].cursor() as cursor:
            cursor.execute("VACUUM ANALYZE audit_entry")
        started = time.monotonic()
        while seal_log(now):
            pass
        sealed = time.monotonic()
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        report = verify_log()
        return {
            "seal_seconds": round(sealed - started, 1),
            "verify_seconds": round(time.monotonic() - sealed, 1),
            "seals": report.seals,
            "sound": report.sound and report.rows >= rows,
            "megabytes": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
            "megabytes_more": round((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024),
        }


def fill(rows: int, at_once: int = 500_000) -> None:
    """Rows as pages write them, over two years."""
    from django.db import connections

    for first in range(1, rows + 1, at_once):
        with connections["owner"].cursor() as cursor:
            cursor.execute(_FILL, {"months": _MONTHS, "rows": rows, "first": first, "last": min(first + at_once - 1, rows)})


if __name__ == "__main__":
    sys.exit(main())
