"""``python -m bench.keys``: 100,000 data keys re-wrapped, stopped midway and taken up again; 200 sealed texts beside open ones.

Works in ``var/bench/keys`` (docs/speed.md) and removes it afterwards. Takes about a minute.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

from bench.machine import machine
from bench.registers import PROJECT, Folder, environment

SECONDS_FOR_ROTATION = 60
TIMES_OF_OPEN = 2.0
_TEXTS = 200
_CHILDREN = {"class": 25, "each_its_own": 200}
_RUNS = 200
_TEXT = "Behöver mer tid i matematik och arbetar bäst i mindre grupp. Vi har kommit överens om att följa upp i januari. " * 6


def main() -> int:
    """Exit code 0 when the targets are met."""
    parser = argparse.ArgumentParser(prog="python -m bench.keys", description=__doc__)
    parser.add_argument("--keys", type=int, default=100_000)
    given = parser.parse_args()
    folder = Folder(0, "keys")
    shutil.rmtree(folder.path, ignore_errors=True)
    folder.home.mkdir(parents=True)
    os.environ |= surroundings(folder)
    try:
        result = {"keys": given.keys, "machine": machine()} | measured(folder, given.keys)
    finally:
        shutil.rmtree(folder.path, ignore_errors=True)
    print(json.dumps(result, indent=1, ensure_ascii=False))
    wrong = list(missed(result))
    say(f"Missat: {', '.join(wrong)}" if wrong else "Alla mål nådda.")
    return 1 if wrong else 0


def missed(result: dict[str, Any]) -> Iterator[str]:
    """The names of the targets that were not reached."""
    if result["rotation"]["seconds"] > SECONDS_FOR_ROTATION * result["keys"] / 100_000:
        yield "tid för byte av huvudnyckel"
    if result["after_kill"]["lost"] or result["after_kill"]["left"]:
        yield "byte som fortsätter efter avbrott"
    yield from (f"läsning, {name}" for name, took in result["reading"].items() if took["times"] > TIMES_OF_OPEN)


def surroundings(folder: Folder) -> dict[str, str]:
    """The product's defaults, with the tests' notebook for notes and a file of master keys."""
    return environment(folder) | {"LARKA_TEST_APPS": "tests.vault.notebook", "LARKA_MASTER_KEY_FILE": str(folder.path / "master-keys")}


def measured(folder: Folder, keys: int) -> dict[str, Any]:
    """Everything in one installation."""
    new_master(folder)
    from larka.cli.database import bring_up_to_date, database

    with database():
        bring_up_to_date()
        from tests.vault.many import make_keys

        make_keys(keys, first=1_000_000)
        say(f"{keys} datanycklar är gjorda")
        return {"rotation": rotation(folder), "after_kill": after_kill(folder), "reading": reading()}


def rotation(folder: Folder) -> dict[str, Any]:
    """``larka keys rotate`` while texts are sealed and read beside it."""
    from larka.vault.sealing import child_owner, seal, unseal

    owner = child_owner(1_000_000)
    text, ended, took = seal(owner, _TEXT, bound_to="bench:1:text"), threading.Event(), []

    def read_on() -> None:
        while not ended.wait(0.01):
            started = time.perf_counter()
            assert unseal(owner, text, bound_to="bench:1:text") == _TEXT
            took.append(time.perf_counter() - started)

    new_master(folder)
    reader = threading.Thread(target=read_on)
    reader.start()
    started = time.monotonic()
    done = json.loads(larka(folder, "rotate", "--json").communicate()[0])
    seconds = time.monotonic() - started
    ended.set()
    reader.join()
    say(f"larka keys rotate: {seconds:.1f} s")
    return done | {
        "seconds": round(seconds, 1), "reads_beside": len(took), "read_ms": milliseconds(statistics.median(took)),
        "slowest_read_ms": milliseconds(max(took)),
    }  # fmt: skip


def after_kill(folder: Folder) -> dict[str, Any]:
    """The same, killed when a part is done, and run again."""
    from larka.vault.rotating import left_to_rotate

    new_master(folder)
    whole = left_to_rotate()
    process = larka(folder, "rotate", "--json")
    while left_to_rotate() > whole * 0.7:
        time.sleep(0.02)
    process.kill()
    process.wait()
    left = left_to_rotate()
    done = json.loads(larka(folder, "rotate", "--json").communicate()[0])
    return {"whole": whole, "left_at_kill": left, "rewrapped_again": done["rewrapped"], "lost": done["lost"], "left": left_to_rotate()}


def reading() -> dict[str, Any]:
    """200 texts of one class, and of as many children, sealed and open."""
    return {name: texts_of(children) for name, children in _CHILDREN.items()}


def texts_of(children: int) -> dict[str, Any]:
    """The same rows with the same texts, read in turn in both ways: the median of each."""
    from larka.register.models import Person
    from larka.vault.fields import read_texts, seal_into
    from tests.vault.notebook.models import Note

    people = [Person.objects.create(given_name="Barn", family_name=str(number)) for number in range(children)]
    notes = [Note(child=people[number % children], open_text=_TEXT) for number in range(_TEXTS)]
    for note in notes:
        seal_into(note, text=_TEXT)
    Note.objects.bulk_create(notes)
    rows = Note.objects.filter(child__in=people).order_by("pk")

    def in_the_open() -> None:
        assert all(note.open_text == _TEXT for note in rows.defer("text", "plan"))

    def sealed() -> None:
        assert set(read_texts(rows.defer("open_text", "plan"), "text").values()) == {_TEXT}

    open_ms, sealed_ms = in_turn(in_the_open, sealed)
    return {"open_ms": milliseconds(open_ms), "sealed_ms": milliseconds(sealed_ms), "times": round(sealed_ms / open_ms, 2)}


def in_turn(one: Callable[[], None], other: Callable[[], None]) -> tuple[float, float]:
    """The medians of two ways, done in turn, so that a slow minute is slow for both."""
    took: tuple[list[float], list[float]] = ([], [])
    for _ in range(_RUNS):
        for work, times in ((one, took[0]), (other, took[1])):
            started = time.perf_counter()
            work()
            times.append(time.perf_counter() - started)
    return statistics.median(took[0]), statistics.median(took[1])


def new_master(folder: Folder) -> None:
    """A new master key, first in the file."""
    from larka.cli.keys import put_first
    from larka.core.master_keys import new_master_key

    put_first(folder.path / "master-keys", new_master_key())


def larka(folder: Folder, *words: str) -> "subprocess.Popen[str]":
    """``larka keys …`` as a process of its own."""
    command = [sys.executable, "-m", "larka.cli", "keys", *words]
    output = {"stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL, "text": True}
    return subprocess.Popen(command, cwd=PROJECT, env=surroundings(folder), **output)


def milliseconds(seconds: float) -> float:
    """To two decimals."""
    return round(seconds * 1000, 2)


def say(text: str) -> None:
    """Progress, beside the result."""
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
