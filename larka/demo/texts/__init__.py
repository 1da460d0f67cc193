"""Omdömen put together from sentences that teachers could have written: what the pupil can, how the work goes, the next step (F6).

A file a subject; ``# low``, ``# mid``, ``# high``, ``# gy`` say which stage, ``# all`` goes with every stage. {n} is the pupil's
given name (later in a paragraph the pronoun), {h} always the pronoun.
"""

import zlib
from functools import cache
from pathlib import Path

from larka.demo.subjects import Subject, stage_of
from larka.demo.world import Somebody

Bank = dict[str, dict[str, list[str]]]


@cache
def bank(name: str) -> Bank:
    """The sentences of a file by stage and kind (can, work, next)."""
    stages: Bank = {}
    stage = ""
    for line in (Path(__file__).parent / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            stage = line[2:]
        else:
            kind, _, sentence = line.partition(": ")
            stages.setdefault(stage, {}).setdefault(kind, []).append(sentence)
    return stages


def judgement_text(subject: Subject, child: Somebody, grade: int, term: int) -> str:
    """This pupil's omdöme in a subject; ``term`` counts on, so that one term's text is not the next one's."""
    sentences = bank(subject.bank)
    own = sentences[stage_of(grade)]
    work = own.get("work") or sentences["all"]["work"]
    start = zlib.crc32(f"{child.id}{subject.key}".encode())
    can = [own["can"][(start + term) % len(own["can"])]]
    if start % 5 < 3:
        can.append(own["can"][(start + term + 2) % len(own["can"])])
    if start % 4:
        can.append(work[(start // 7 + term) % len(work)])
    step = own["next"][(start // 11 + term) % len(own["next"])]
    return f"{named(' '.join(can), child)}\n\n{named(step, child)}"


def begun_text(subject: Subject, child: Somebody, grade: int, term: int) -> str:
    """As far as the teacher came before the bell rang."""
    return judgement_text(subject, child, grade, term).partition(". ")[0].rstrip(".") + "."


def named(text: str, child: Somebody) -> str:
    """The name the first time, the pronoun after that."""
    pronoun = "hon" if child.sex == "Kvinna" else "han"
    first, *rest = text.split("{n}")
    for n, part in enumerate(rest):
        begins = not first or first.endswith((". ", ": "))
        first += (child.given if n == 0 else pronoun.capitalize() if begins else pronoun) + part
    return first.replace("{h}", pronoun)
