"""``make bench``: builds what is missing, measures, prints the report and writes it as JSON (docs/speed.md)."""

import argparse
import datetime as dt
import json
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bench import served
from bench.machine import machine
from bench.pages import PAGES
from bench.registers import MAKER, PROJECT, Folder, MissingMakerError, build, environment, fill, forget_visits
from bench.report import missed, report

RESULTS = PROJECT / "bench" / "results"
_FULL = {"requests": 800, "seconds": 6.0, "mixed": 10_000}
_QUICK = {"requests": 400, "seconds": 2.0, "mixed": 2_000}


def main() -> int:
    """Exit code 0 when every target is met, 1 when one is missed, 2 when nothing could be measured."""
    given = arguments()
    effort = _QUICK if given.quick else _FULL
    started = {"at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"), "quick": given.quick, "machine": machine()}
    try:
        result = started | {"sizes": {str(pupils): measured(Folder(pupils), effort) for pupils in given.sizes}}
    except MissingMakerError as missing:
        say(f"Registret kan inte göras: {missing} finns inte. Lägg mappen shared bredvid projektet.")
        return 2
    print(report(result))
    target = given.json or RESULTS / f"{started['at'].replace(':', '')}.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    say(f"Sparat i {target}")
    return 1 if missed(result) else 0


def arguments() -> argparse.Namespace:
    """What the command line says."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__, epilog=f"Registren görs med {MAKER.name}.")
    parser.add_argument("--sizes", type=lambda text: [int(size) for size in text.split(",")], default=[20_000, 200_000])
    parser.add_argument("--quick", action="store_true", help="färre frågor, kortare belastning")
    parser.add_argument("--json", type=Path, help="skriv resultatet hit i stället för till bench/results/")
    return parser.parse_args()


def measured(folder: Folder, effort: dict[str, Any]) -> dict[str, Any]:
    """All figures of one register."""
    built = build(folder, say)
    fill(folder)
    forget_visits(folder, built)
    say(f"{folder.pupils} elever: sidorna mäts")
    command = [sys.executable, "-m", "bench.inside", str(effort["requests"])]
    inside = json.loads(subprocess.run(command, cwd=PROJECT, env=environment(folder), stdout=subprocess.PIPE, check=True).stdout)
    visits = inside.pop("visits")
    say(f"{folder.pupils} elever: servern belastas")
    floor = served.rates(folder, "bench.floor_server", {"floor": visits["teacher_home"]}, effort["seconds"])
    pages = served.rates(folder, "larka.cli", {page.key: visits[page.key] for page in PAGES}, effort["seconds"])
    memory = served.memory_after(folder, visits, effort["mixed"])
    rates = {key: {str(count): asdict(rate) for count, rate in found.items()} for key, found in {**floor, **pages}.items()}
    return inside | {"rates": rates, "memory": memory, "imports": built}


def say(text: str) -> None:
    """How far it has come, apart from the report."""
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
