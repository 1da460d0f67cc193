"""The figures as a table, each beside its target, with the floor and the machine."""

import statistics
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bench.log_in import HASHED, NOT_HELD, STEPS
from bench.pages import PAGES

MOST_QUERIES = 12
MOST_TIMES_FLOOR = 8.0
STRETCH = 5.0
MOST_GROWTH = 1.2
MOST_SPREAD = 3.0
MOST_FOR_THE_LOG = 10.0  # per cent of a page
KILOBYTES = {"page": 40, "first": 80, "next": 15}
MOST_REQUESTS = 8
CLASS_SET_SECONDS = 1.0
WORKER_MEGABYTES = 200
IMPORT_SECONDS = {"import_first": 60, "import_again": 15}
IMPORT_MEGABYTES = 700
TIMED_IMPORT = 20_000


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured number and what it must be."""

    name: str
    value: float
    unit: str = ""
    most: float | None = None
    least: float | None = None

    @property
    def met(self) -> bool:
        """Whether it is within its target."""
        return (self.most is None or self.value <= self.most) and (self.least is None or self.value >= self.least)

    def __str__(self) -> str:
        target = "" if self.most is None else f"högst {self.most:g}"
        target = target if self.least is None else f"minst {self.least:g}"
        verdict = ("PASS" if self.met else "MISS") if target else ""
        return f"  {self.name:<46}{self.value:>10.2f} {self.unit:<6}{target:<14}{verdict}".rstrip()


def report(result: dict[str, Any]) -> str:
    """Everything, for people."""
    machine = result["machine"]
    lines = [
        f"Lärka, mätt {result['at']}{' (kort)' if result['quick'] else ''}",
        f"{machine['cpu']}, {machine['cores']} kärnor, {machine['memory_gb']} GB, Python {machine['python']}",
        f"Belastning på maskinen före mätningen: {machine['load_before']}",
    ]
    for size, found in result["sizes"].items():
        lines += [
            "",
            f"{int(size):,} elever".replace(",", " "),
            *_page_table(found),
            *_log_in_table(found),
            "",
            *map(str, figures(int(size), found)),
        ]
    lines += ["", *map(str, growth(result))]
    wrong = missed(result)
    return "\n".join([*lines, "", f"{len(wrong)} mål missade: {', '.join(wrong)}" if wrong else "Alla mål nådda."])


def _page_table(found: dict[str, Any]) -> Iterator[str]:
    floor, bare = found["floor"], found["bare_floor"]
    yield (
        f"  {'sida':<38}{'median':>8}{'p95':>8}{'CPU':>7}{'Python':>8}{'SQL-tid':>8}{'× golv':>8}{'× bart':>8}{'frågor':>8}{'kB':>7}"
        f"{'1 förb':>9}{'4':>8}{'8':>8}{'mål':>6}"
    )
    rows = {"floor": "Golvet: session, en fråga, minsta sida"} | {page.key: page.label for page in PAGES}
    wanted = {page.key: page.rate for page in PAGES}
    for key, label in rows.items():
        cost = floor if key == "floor" else found["pages"][key]
        rates = found["rates"][key]
        yield (
            f"  {label:<38}{cost['median']:>8.2f}{cost['p95']:>8.2f}{cost['cpu']:>7.2f}{cost['python']:>8.2f}{cost['postgres']:>8.2f}"
            f"{cost['cpu'] / floor['cpu']:>8.1f}{cost['cpu'] / bare['cpu']:>8.1f}{cost['queries']:>8}{cost['bytes'] / 1024:>7.1f}"
            f"{rates['1']['per_second']:>9.0f}{rates['4']['per_second']:>8.0f}{rates['8']['per_second']:>8.0f}{wanted.get(key) or '':>6}"
        )


def _log_in_table(found: dict[str, Any]) -> Iterator[str]:
    floor, hashing = found["floor"]["cpu"], found["log_in"]["hash"]["cpu"]
    yield ""
    yield f"  {'att komma in':<38}{'median':>8}{'CPU':>7}{'lösenord':>10}{'resten':>8}{'× golv':>8}{'frågor':>8}"
    for key, label in STEPS.items():
        cost = found["log_in"]["steps"][key]
        spent = hashing if key in HASHED else 0.0
        rest = max(0.0, cost["cpu"] - spent)
        yield (
            f"  {label:<38}{cost['median']:>8.2f}{cost['cpu']:>7.2f}{spent:>10.2f}{rest:>8.2f}{rest / floor:>8.1f}{cost['queries']:>8}"
            f"{f'  gäller inte golvet: {NOT_HELD[key]}' if key in NOT_HELD else ''}"
        )


def figures(size: int, found: dict[str, Any]) -> Iterator[Figure]:
    """Every number of one register that has a target."""
    floor = found["floor"]["cpu"]
    for page in PAGES:
        cost, rates = found["pages"][page.key], found["rates"][page.key]
        yield Figure(f"{page.key}: CPU genom golvets", cost["cpu"] / floor, "×", most=MOST_TIMES_FLOOR)
        yield Figure(f"{page.key}: frågor", cost["queries"], "", most=MOST_QUERIES)
        yield Figure(f"{page.key}: p95 genom median, 8 förbindelser", rates["8"]["p95"] / rates["8"]["median"], "×", most=MOST_SPREAD)
        if page.rate:
            yield Figure(f"{page.key}: svar per sekund, 8 förbindelser", rates["8"]["per_second"], "/s", least=page.rate)
    for key in STEPS:
        if key not in NOT_HELD:
            yield Figure(f"{key}: CPU genom golvets", found["log_in"]["steps"][key]["cpu"] / floor, "×", most=MOST_TIMES_FLOOR)
    for key, share in found["logging"].items():
        yield Figure(f"{key}: loggraden, av sidans CPU", share["percent"], "%")
    median = statistics.median(share["percent"] for share in found["logging"].values())
    yield Figure("loggraden, median av sidorna", median, "%", most=MOST_FOR_THE_LOG)
    yield from _others(size, found)


def _others(size: int, found: dict[str, Any]) -> Iterator[Figure]:
    sizes, papers = found["sizes"], found["papers"]
    yield Figure("klassens sida före komprimering", sizes["page"], "kB", most=KILOBYTES["page"])
    yield Figure("elev × ämne före komprimering", found["pages"]["class_status"]["bytes"] / 1024, "kB", most=KILOBYTES["page"])
    yield Figure("första besöket, komprimerat", sizes["first"], "kB", most=KILOBYTES["first"])
    yield Figure("första besöket, antal hämtningar", sizes["first_requests"], "", most=MOST_REQUESTS)
    yield Figure("nästa besök, komprimerat", sizes["next"], "kB", most=KILOBYTES["next"])
    yield Figure("en elevs omdömen som PDF", papers["per_second"], "/s")
    yield Figure("klassuppsättning, 28 elever, som PDF", papers["class_set_seconds"], "s", most=CLASS_SET_SECONDS)
    yield Figure(f"webbarbetare efter {found['memory']['requests']} blandade svar", found["memory"]["after"], "MB", most=WORKER_MEGABYTES)
    for run, label in (("import_first", "första inläsningen"), ("import_again", "oförändrad inläsning")):
        cost = found["imports"][run]
        yield Figure(f"{label}, tid", cost["seconds"], "s", most=IMPORT_SECONDS[run] if size <= TIMED_IMPORT else None)
        yield Figure(f"{label}, minne", cost["megabytes"], "MB", most=IMPORT_MEGABYTES)


def growth(result: dict[str, Any]) -> Iterator[Figure]:
    """CPU of each page at the largest register through that at the smallest."""
    ordered = sorted(result["sizes"], key=int)
    if len(ordered) < 2:
        return
    least, most = (result["sizes"][size] for size in (ordered[0], ordered[-1]))
    for page in PAGES:
        ratio = (most["pages"][page.key]["cpu"] / most["floor"]["cpu"]) / (least["pages"][page.key]["cpu"] / least["floor"]["cpu"])
        yield Figure(f"{page.key}: {ordered[-1]} genom {ordered[0]}", ratio, "×", most=MOST_GROWTH)


def missed(result: dict[str, Any]) -> list[str]:
    """The names of the targets that were not reached."""
    wrong = [f"{figure.name} ({size})" for size, found in result["sizes"].items() for figure in figures(int(size), found) if not figure.met]
    return wrong + [figure.name for figure in growth(result) if not figure.met]
