"""``python -m bench.audit``: a log of ten million rows over two years, sealed, verified, disposed of, searched (docs/speed.md).

Works in ``var/bench/audit``, on a register of 20,000 pupils, and removes it afterwards. Takes about a quarter of an hour and 20 GB.
"""

import argparse
import contextlib
import datetime as dt
import json
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import psycopg

from bench.big_log import MONTHS, add_rows, make_log, seal_by_minute
from bench.machine import machine
from bench.measure import cpu_of
from bench.registers import PROJECT, Folder, build, environment, superuser

SECONDS_FOR_TEN_MILLION = 120
MEGABYTES = 200
PAGE_MILLISECONDS = 300
_PUPILS = 20_000
_MONTHS_DISPOSED_OF = 4
_ROWS_OF_A_MINUTE = 20
_BIG_DAY = 200_000
_LOOKS_BETWEEN = 0.2


def main() -> int:
    """Exit code 0 when the targets, scaled to the number of rows, are met."""
    parser = argparse.ArgumentParser(prog="python -m bench.audit", description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000_000, help="så många finns kvar efter gallringen")
    parser.add_argument("--keep", action="store_true", help="låt databasen vara kvar")
    given = parser.parse_args()
    folder = Folder(_PUPILS, "audit")
    build(folder, say)
    os.environ |= environment(folder)
    try:
        result = {"rows": given.rows, "machine": machine()} | measured(folder, given.rows)
    finally:
        if not given.keep:
            shutil.rmtree(folder.path, ignore_errors=True)
    print(json.dumps(result, indent=1, ensure_ascii=False))
    wrong = list(missed(result))
    say(f"Missat: {', '.join(wrong)}" if wrong else "Alla mål nådda.")
    return 1 if wrong else 0


def missed(result: dict[str, Any]) -> Iterator[str]:
    """The names of the targets that were not reached."""
    verify, damaged = result["verify"], result["verify_damaged"]
    if verify["seconds"] > SECONDS_FOR_TEN_MILLION * result["rows"] / 10_000_000:
        yield "tid för kontroll"
    if max(verify["megabytes"], verify["postgres_megabytes"]) > MEGABYTES:
        yield "minne för kontroll"
    if not verify["ok"] or sorted(damaged["problems"]) != ["changed", "gap", "removed"]:
        yield "vad kontrollen hittar"
    yield from (name for name, took in result["pages"].items() if took["median_ms"] > PAGE_MILLISECONDS)


def measured(folder: Folder, rows: int) -> dict[str, Any]:
    """Everything on one log."""
    from bench.log_pages import page_times
    from larka.cli.database import bring_up_to_date, database

    with database():
        bring_up_to_date()
        now = dt.datetime.now(dt.UTC)
        with superuser(folder) as connection:
            seals = filled(connection, rows * MONTHS // (MONTHS - _MONTHS_DISPOSED_OF), now)
            result: dict[str, Any] = {"seals_of_a_minute": seals, "seal": larka(folder, "seal", "--json")}
            border = (now - dt.timedelta(days=365 * (MONTHS - _MONTHS_DISPOSED_OF) // 12)).date()
            result["dispose"] = larka(folder, "dispose", "--before", str(border), "--decision", "KS 2026-1", "--json")
            result["verify"] = checked(folder)
            add_rows(connection, 1, _BIG_DAY, now - dt.timedelta(hours=12), now)
            result["nightly_big_day"] = larka(folder, "nightly")
            result["watch"] = larka(folder, "watch", "--json")
            connection.execute("VACUUM ANALYZE audit_entry")
            result["sizes"] = sizes(connection)
            result["pages"] = page_times(connection, now)
            damage(connection)
            result["verify_damaged"] = checked(folder, code=1)
    return result


def filled(connection: psycopg.Connection[Any], rows: int, now: dt.datetime) -> int:
    """The log before anything is measured; all but the last tenth is sealed already. Answers by how many seals."""
    from django.db import connections

    from bench.big_log import begun
    from larka.audit.partitions import make_partitions

    make_partitions(connections["owner"], begun(now).date().replace(day=1), ahead=MONTHS + 1)
    connections["owner"].close()
    make_log(connection, rows, now - dt.timedelta(days=1), say)
    seals = seal_by_minute(rows * 9 // 10, _ROWS_OF_A_MINUTE)
    connection.execute("ANALYZE audit_seal")
    say(f"{seals} sigill är gjorda")
    return seals


def checked(folder: Folder, code: int = 0) -> dict[str, Any]:
    """``larka audit verify``: what it found, in how long, in how much memory."""
    found = larka(folder, "verify", "--json", code=code)
    said = json.loads(found.pop("said"))
    return found | {"ok": said["ok"], "rows": said["rows"], "seals": said["seals"], "problems": [row["what"] for row in said["problems"]]}


def larka(folder: Folder, *words: str, code: int = 0) -> dict[str, Any]:
    """``larka audit …`` as a process of its own: seconds, CPU seconds, its peak memory and its PostgreSQL backend's own, in MB."""
    before, ended = backends(folder), threading.Event()
    seen: dict[int, Backend] = {}
    watching = threading.Thread(target=_watch, args=(folder, seen, ended))
    watching.start()
    started = time.monotonic()
    command = [sys.executable, "-m", "larka.cli", "audit", *words]
    process = subprocess.Popen(command, cwd=PROJECT, env=environment(folder), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert process.stdout is not None
    said = process.stdout.read()
    _pid, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.monotonic() - started
    ended.set()
    watching.join()
    if process.returncode != code:
        raise RuntimeError(f"larka audit {words[0]} slutade med {process.returncode}: {said[-500:]}")
    own = [backend for pid, backend in seen.items() if pid not in before]
    say(f"larka audit {words[0]}: {seconds:.1f} s")
    return {
        "seconds": round(seconds, 1), "python_cpu": round(used.ru_utime + used.ru_stime, 1),
        "postgres_cpu": round(sum(backend.cpu for backend in own), 1), "megabytes": round(used.ru_maxrss / 1024),
        "postgres_megabytes": round(max((backend.megabytes for backend in own), default=0)), "said": said,
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Backend:
    """A process of the server: CPU seconds so far, and the most memory of its own (not shared)."""

    cpu: float
    megabytes: float


def backends(folder: Folder) -> dict[int, Backend]:
    """The server's processes."""
    postmaster = int((folder.home / "postgres" / "data" / "postmaster.pid").read_text().split()[0])
    found = {}
    for process in psutil.Process(postmaster).children():
        with contextlib.suppress(OSError, IndexError):
            about = Path(f"/proc/{process.pid}")
            own = int((about / "status").read_text().split("RssAnon:")[1].split()[0]) / 1024
            found[process.pid] = Backend(cpu_of(about / "schedstat") / 1e9, own)
    return found


def _watch(folder: Folder, seen: dict[int, Backend], ended: threading.Event) -> None:
    while not ended.wait(_LOOKS_BETWEEN):
        for pid, now in backends(folder).items():
            before = seen.get(pid, now)
            seen[pid] = Backend(now.cpu, max(now.megabytes, before.megabytes))


def damage(connection: psycopg.Connection[Any]) -> None:
    """One row edited, one removed, one seal taken away, far from each other."""
    (low, high) = connection.execute("SELECT min(id), max(id) FROM audit_entry").fetchone() or (0, 0)
    connection.execute("UPDATE audit_entry SET role = 'teacher' WHERE id = %s", [low + (high - low) // 4])
    connection.execute("DELETE FROM audit_entry WHERE id = %s", [low + (high - low) // 2])
    connection.execute("DELETE FROM audit_seal WHERE %s BETWEEN first_id AND last_id", [low + (high - low) * 3 // 4])


def sizes(connection: psycopg.Connection[Any]) -> dict[str, Any]:
    """What the log takes on disk, in MB: the rows, and each index."""
    asked = """SELECT COALESCE(p.relname, 'rows'), round(sum(pg_table_size(c.oid)) / 1e6) FROM pg_class c
    JOIN pg_partition_tree('audit_entry') t ON t.relid = c.oid WHERE t.isleaf GROUP BY 1"""
    rows = connection.execute(asked.replace("COALESCE(p.relname, 'rows')", "'rows'")).fetchall()
    indexes = connection.execute(
        """SELECT root.relname, round(sum(pg_relation_size(c.oid)) / 1e6) FROM pg_class c JOIN pg_index i ON i.indexrelid = c.oid
        JOIN pg_partition_tree('audit_entry') t ON t.relid = i.indrelid AND t.isleaf
        JOIN pg_class root ON root.oid = pg_partition_root(c.oid) GROUP BY 1"""
    ).fetchall()
    return {name: int(megabytes) for name, megabytes in [*rows, *indexes]}


def say(text: str) -> None:
    """How far it has come, apart from the result."""
    print(f"{time.strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
