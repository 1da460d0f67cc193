"""How the result of an import is told: as text for people, as JSON for programs."""

from pathlib import Path
from typing import Any

from larka.exchange.actions import Imported, Outcome, Wishes
from larka.people.register_import.by_name import ByName
from larka.people.register_import.difference import WORDS, Difference, Ends
from larka.people.register_import.staging import FILES, Problem
from larka.people.register_import.telling import by_name_told, end_told, problem_told

ACTS = {"created": "nya", "changed": "ändrade", "ended": "avslutade", "unchanged": "oförändrade"}
MOST_PROBLEMS = 50
NOTHING = dict.fromkeys(ACTS, 0)


def as_data(result: Imported) -> dict[str, Any]:
    """The result as data, by file."""
    difference = result.difference
    data: dict[str, Any] = {file: difference.counts[file] if difference else dict(NOTHING) for file in FILES}
    data["problems"] = [problem_told(problem) for problem in result.problems]
    data["applied"] = result.outcome is Outcome.APPLIED
    data["outcome"] = result.outcome.value
    data["too_many_ends"] = [end_told(end) for end in result.too_many]
    if difference:
        data["by_name"] = [by_name_told(change) for change in difference.by_name]
        data["samples"] = difference.samples
        data["moved"] = difference.moved
        data["unknown_codes"] = difference.unknown_codes
    return data


def difference_text(difference: Difference, wishes: Wishes) -> str:
    """The difference for people."""
    lines = ["LÄSÅRSSKIFTE" if wishes.rollover else "Skillnad mot registret i Lärka", *map_counts(difference)]
    if wishes.rollover and difference.moved:
        lines += ["", "Årskurser: " + ", ".join(f"{move}: {many}" for move, many in difference.moved.items())]
    if difference.by_name:
        lines += ["", "Med namn:", *(by_name_line(change) for change in difference.by_name)]
    if difference.problems:
        lines += ["", *problem_lines(difference.problems)]
    return "\n".join(lines)


def map_counts(difference: Difference) -> list[str]:
    """One line a file, and a few examples."""
    lines = []
    for file, counts in difference.counts.items():
        lines.append(f"  {WORDS[file]:<24}" + "  ".join(f"{ACTS[act]} {many}" for act, many in counts.items()))
        for act, some in difference.samples[file].items():
            if some:
                lines.append(f"      {ACTS[act]}, till exempel: {', '.join(each['name'] for each in some)}")
    return lines


def by_name_line(change: ByName) -> str:
    """One change by name, with the code that confirms it."""
    if change.obstacle:
        return f"  {change.text}. Kan inte bekräftas: {change.obstacle}."
    return f"  {change.text}. Väntar: {change.code}" if change.code else f"  {change.text}."


def problem_lines(problems: list[Problem]) -> list[str]:
    """The problems, the first of them in full."""
    lines = [f"Problem ({len(problems)}):"]
    lines += [f"  {p.file}.json {p.id} {p.field}: {p.message}".replace("  ", " ") for p in problems[:MOST_PROBLEMS]]
    left = len(problems) - MOST_PROBLEMS
    return [*lines, f"  … och {left} till. Alla står i svaret med --json."] if left > 0 else lines


def outcome_text(result: Imported, wishes: Wishes, *, brief: bool) -> str:
    """How it went; in ``brief`` without the difference, which has been shown."""
    told = "" if brief or result.difference is None else difference_text(result.difference, wishes) + "\n\n"
    if result.outcome is Outcome.APPLIED:
        return f"{told}Genomfört."
    if result.outcome is Outcome.COMPARED:
        return f"{told}Inget ändrades (--dry-run)."
    if result.outcome is Outcome.BROKEN:
        broken = [p for p in result.problems if not p.id and not p.field]
        return "\n".join(f"Fel: {p.file}.json: {p.message} Inget ändrades." for p in broken)
    if result.outcome is Outcome.TOO_MANY_ENDS:
        return f"{told}Fel: {too_many_text(result.too_many, rollover=wishes.rollover)}"
    if result.outcome is Outcome.UNKNOWN_CODES and result.difference:
        return f"Fel: ingen väntande ändring har koden {', '.join(result.difference.unknown_codes)}. Inget ändrades."
    return f"{told}Inget ändrades."


def nightly_text(result: Imported, folder: Path) -> str:
    """A night in one line: what was done and what waits, or which file is wrong, and what to do."""
    if result.outcome is Outcome.APPLIED:
        waiting = sum(1 for change in result.difference.by_name if change.code) if result.difference else 0
        left = [f"{waiting} {'ändring' if waiting == 1 else 'ändringar'} väntar på att bekräftas"] if waiting else []
        left += [f"{len(result.problems)} problem i filerna"] if result.problems else []
        return f"Inläsningen är genomförd. {' och '.join(left)}: se sidan Registret." if left else "Inläsningen är genomförd."
    if result.outcome is Outcome.BROKEN:
        first, *others = [p for p in result.problems if not p.id and not p.field] or result.problems
        more = f" (och {len(others)} fel till)" if others else ""
        return f"{folder / first.file}.json: {first.message}{more} Inget ändrades. Lägg dit en hel fil; den läses in nästa gång."
    if result.outcome is Outcome.TOO_MANY_ENDS:
        ends = listed_ends(result.too_many)
        return (
            f"inläsningen ur {folder} skulle avsluta {ends}. Inget ändrades. Är filerna hela? Läs då in dem på sidan Registret,"
            f" eller kör larka import-register {folder} --allow-ends."
        )
    return "en annan inläsning pågår. Inget ändrades. Filerna läses in nästa gång."


def listed_ends(ends: list[Ends]) -> str:
    """How many of what would end."""
    return ", ".join(f"{e.ended} av {e.of} {WORDS[e.what]}" for e in ends)


def too_many_text(ends: list[Ends], *, rollover: bool) -> str:
    """Why the run stopped."""
    otherwise = "" if rollover else ", eller --rollover vid läsårsskifte"
    listed = listed_ends(ends)
    return f"inläsningen skulle avsluta {listed}. Inget ändrades. Är filerna hela? Kör med --allow-ends om det stämmer{otherwise}."
