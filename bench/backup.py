"""``python -m bench.backup``: the register of 20,000 pupils with a key for each and two thousand sealed pictures, backed up and put back.

Works on the register that ``make bench`` has built, with media, ledger and backups of its own in ``var/bench/backup``, and takes away the
keys that it made (docs/speed.md).
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from bench.machine import machine
from bench.registers import PROJECT, Folder, environment, superuser

PUPILS, PICTURES, KILOBYTES = 20_000, 2_000, 200
TARGET_SECONDS = {"backup": 60, "again": 30, "restore": 120}


def main() -> int:
    """Exit code 0 when everything was put back, in time."""
    parser = argparse.ArgumentParser(prog="python -m bench.backup", description=__doc__)
    parser.add_argument("part", nargs="?", choices=("all", "fill"), default="all")
    if parser.parse_args().part == "fill":
        fill()
        return 0
    result = {"machine": machine()} | measured(Folder(PUPILS), Folder(0, "backup"))
    print(json.dumps(result, indent=1))
    whole = (result["restored"]["keys"], result["restored"]["media_files"]) == (result["keys"], PICTURES)
    return 0 if whole and all(result[name]["seconds"] <= most for name, most in TARGET_SECONDS.items()) else 1


def measured(source: Folder, own: Folder) -> dict[str, Any]:
    """A backup, one more a moment later, one verified with its key, and the newest in an empty installation."""
    shutil.rmtree(own.path, ignore_errors=True)
    own.path.mkdir(parents=True)
    shared = {"LARKA_BACKUP_TARGET": str(own.path / "target"), "LARKA_MASTER_KEY": _made_key()}
    there = environment(source) | shared | {"LARKA_MEDIA": str(own.path / "media"), "LARKA_LEDGER": str(own.path / "ledger")}
    with superuser(source) as connection:
        subprocess.run([sys.executable, "-m", "larka.cli", "migrate"], env=there, cwd=PROJECT, check=True, stdout=subprocess.DEVNULL)
        connection.execute("DELETE FROM vault.data_key")
        try:
            subprocess.run([sys.executable, "-m", "bench.backup", "fill"], env=there, cwd=PROJECT, check=True)
            (keys,) = connection.execute("SELECT count(*) FROM vault.data_key").fetchone() or (0,)
            pair = json.loads(_larka(there, "backup", "new-key", "--json")["said"])
            there["LARKA_BACKUP_RECIPIENT"] = pair["public"]
            first = _larka(there, "backup", "--json")
            again = _larka(there, "backup", "--json")
        finally:
            connection.execute("DELETE FROM vault.data_key")
    empty = environment(own) | shared | {"LARKA_BACKUP_KEY": pair["secret"]}
    verified, restored = _larka(empty, "backup", "verify"), _larka(empty, "restore", "--json")
    made, back = json.loads(first.pop("said")), json.loads(restored.pop("said"))
    again.pop("said")
    verified.pop("said")
    shutil.rmtree(own.path)
    return {"keys": keys, "backup": first, "again": again, "verify": verified, "restore": restored, "made": made, "restored": back}


def fill() -> None:
    """A key for each child in a group, and pictures of some of them, sealed as the product seals them."""
    from larka.cli.database import database

    with database():
        from larka.media import storage
        from larka.register.models import Placement
        from larka.vault.owners import child_owner
        from tests.vault.many import make_keys_of

        children = sorted(set(Placement.objects.values_list("child_id", flat=True)))
        make_keys_of(children)
        for number in range(PICTURES):
            owner = child_owner(children[number % len(children)])
            storage.write(owner, f"media/{number % 256:02x}/{number}/original", [os.urandom(KILOBYTES * 1024)])


def _made_key() -> str:
    from larka.core.master_keys import new_master_key

    return new_master_key().text


def _larka(environ: dict[str, str], *words: str) -> dict[str, Any]:
    """One command: seconds, CPU and memory of its own process, and what it said."""
    started, log = time.monotonic(), Path(environ["LARKA_HOME"]).parent / "bench-command.log"
    with log.open("w+b") as said:
        process = subprocess.Popen([sys.executable, "-m", "larka.cli", *words], env=environ, cwd=PROJECT, stdout=said)
        _pid, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        text = said.read().decode()
    log.unlink()
    if process.returncode:
        raise RuntimeError(f"larka {words[0]}: {process.returncode}")
    cpu = round(used.ru_utime + used.ru_stime, 1)
    return {"seconds": round(time.monotonic() - started, 1), "cpu": cpu, "megabytes": used.ru_maxrss // 1024, "said": text}


if __name__ == "__main__":
    sys.exit(main())
