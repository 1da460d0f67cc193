"""`python -m tests.postgres15` runs the tests marked postgres15 on a PostgreSQL 15 of its own, where its programs are found.

Marked is what reaches every function with SQL written by hand, a file for each as a rule: the migrations from zero with their
partitions and grants, the roles of the database, every policy (two generated schools, and for the cast each sort of SQL once: whom a policy
reaches, who may take a step and what starts a program are proved on the newer server), what the database refuses of goals and talks, the
import, its locks and lists of quality, persons that are the same, the log's months, seals and readings, alarms, limits and sessions,
decisions, merging, settings, applications, records.
Left out are three that only lock or count (`ANALYZE`) around what runs here: migrate, the demo's loading, the planner's statistics.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from larka.core.postgres.addresses import DATABASE, OWNER
from larka.core.postgres.cluster import PASSING_SETTINGS, Cluster
from larka.core.postgres.programs import Programs, server_user
from tests.places import PASSING

PLACES = (Path("/usr/lib/postgresql/15/bin"), Path("/usr/pgsql-15/bin"), Path("/opt/homebrew/opt/postgresql@15/bin"))
NOTHING_SELECTED = 5


def run(programs_folder: Path, arguments: list[str]) -> int:
    """Makes a cluster, runs the marked tests on it, removes it; answers pytest's exit code."""
    folder = Path(tempfile.mkdtemp(prefix="larka15-", dir=PASSING))
    programs = Programs(programs_folder, server_user())
    cluster = Cluster(folder, folder, programs, PASSING_SETTINGS)
    cluster.hand_over(folder)
    try:
        cluster.create()
        cluster.start()
        url = f"postgresql://{OWNER}@/{DATABASE}?host={folder}"
        few = {"LARKA_EXAMPLES": "2", **os.environ}  # generated schools; the first run has had more of them
        environment = {**few, "DATABASE_URL": url, "LARKA_TEST_HOME": str(folder / "home")}
        command = [sys.executable, "-m", "pytest", "-n", "2", "-q", "-m", "postgres15", *arguments]
        code = subprocess.run(command, env=environment, check=False).returncode
    finally:
        cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)
    return 0 if code == NOTHING_SELECTED else code


def main() -> int:
    """Skips, saying so, where there is no PostgreSQL 15 or another server was asked for."""
    if os.environ.get("DATABASE_URL"):
        print("PostgreSQL 15: hoppas över, proven körs på servern i DATABASE_URL.")
        return 0
    found = next((place for place in PLACES if (place / "postgres").exists()), None)
    if found is None:
        print("PostgreSQL 15: hoppas över, programmen finns inte på den här datorn (Debian: apt install postgresql-15).")
        return 0
    print("PostgreSQL 15: allt som är skrivet i SQL en gång till.", flush=True)
    return run(found, sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
