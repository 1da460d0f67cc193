"""`python -m tests.postgres15` runs the tests marked postgres15 on a PostgreSQL 15 of its own, where its programs are found."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from larka.core.postgres.addresses import DATABASE, OWNER
from larka.core.postgres.cluster import PASSING_SETTINGS, Cluster
from larka.core.postgres.programs import Programs, server_user

PLACES = (Path("/usr/lib/postgresql/15/bin"), Path("/usr/pgsql-15/bin"), Path("/opt/homebrew/opt/postgresql@15/bin"))
NOTHING_SELECTED = 5


def run(programs_folder: Path, arguments: list[str]) -> int:
    """Makes a cluster, runs the marked tests on it, removes it; answers pytest's exit code."""
    folder = Path(tempfile.mkdtemp(prefix="larka15-", dir="/tmp"))
    programs = Programs(programs_folder, server_user())
    cluster = Cluster(folder, folder, programs, PASSING_SETTINGS)
    cluster.hand_over(folder)
    try:
        cluster.create()
        cluster.start()
        url = f"postgresql://{OWNER}@/{DATABASE}?host={folder}"
        environment = {**os.environ, "DATABASE_URL": url, "LARKA_TEST_HOME": str(folder / "home")}
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
    print("PostgreSQL 15: migreringar, åtkomst och register en gång till.", flush=True)
    return run(found, sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
