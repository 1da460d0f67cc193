"""What differs between two versions of a form, in words, part by part and by stable ids."""

from collections.abc import Iterator
from dataclasses import dataclass, fields

from django.utils.translation import gettext as _

from larka.questionnaires.shape.parts import Question, Shape
from larka.questionnaires.shape.words import KIND_WORDS, ROLE_WORDS, TYPE_WORDS


@dataclass(frozen=True, slots=True)
class Difference:
    """One change: what was changed, how, and what stood there before and stands there now."""

    part: str
    change: str
    before: str = ""
    after: str = ""


def differences(old: Shape, new: Shape) -> list[Difference]:
    """Everything that changed, in the order of the new one; what was removed comes last."""
    return [*_of_form(old, new), *_of_sections(old, new), *_of_questions(old, new)]


def _of_form(old: Shape, new: Shape) -> Iterator[Difference]:
    for name, before, after in (
        (_("Rubrik"), old.title, new.title),
        (_("Inledning"), old.intro, new.intro),
        (_("Steg"), _stages(old), _stages(new)),
        (_("Skolformer"), ", ".join(old.school_forms), ", ".join(new.school_forms)),
        (_("Årskurser"), _years(old), _years(new)),
    ):
        if before != after:
            yield Difference(name, _("ändrad"), before, after)


def _of_sections(old: Shape, new: Shape) -> Iterator[Difference]:
    before = {section.id: section for section in old.sections}
    for section in new.sections:
        earlier = before.get(section.id)
        if earlier is None:
            yield Difference(section.heading, _("nytt avsnitt"))
        elif (earlier.heading, earlier.help) != (section.heading, section.help):
            yield Difference(
                section.heading, _("avsnittet ändrat"), _joined(earlier.heading, earlier.help), _joined(section.heading, section.help)
            )
    kept = {section.id for section in new.sections}
    yield from (Difference(section.heading, _("avsnittet borttaget")) for section in old.sections if section.id not in kept)


def _of_questions(old: Shape, new: Shape) -> Iterator[Difference]:
    before, order = {question.id: question for question in old.questions()}, [question.id for question in old.questions()]
    places = [order.index(question.id) for question in new.questions() if question.id in before]
    moved = set(places) - set(_rising(places))
    for question in new.questions():
        earlier = before.get(question.id)
        if earlier is None:
            yield Difference(question.label, _("ny fråga"), "", str(TYPE_WORDS[question.type]))
            continue
        if order.index(question.id) in moved:
            yield Difference(question.label, _("flyttad"))
        yield from _changed(earlier, old, question, new)
    kept = {question.id for question in new.questions()}
    yield from (Difference(question.label, _("frågan borttagen")) for question in old.questions() if question.id not in kept)


def _rising(places: list[int]) -> list[int]:
    """Those that stay in order: the longest rising run through the list, so that one moved question is told as one."""
    best: list[list[int]] = []
    for number, place in enumerate(places):
        before = max((best[n] for n in range(number) if places[n] < place), key=len, default=[])
        best.append([*before, place])
    return max(best, key=len, default=[])


def _changed(earlier: Question, old: Shape, question: Question, new: Shape) -> Iterator[Difference]:
    words = _words()
    for field in fields(Question):
        before, after = _said(earlier, field.name, old), _said(question, field.name, new)
        if before != after:
            yield Difference(question.label, words[field.name], before, after)


def _words() -> dict[str, str]:
    """What each part of a question is called."""
    return {
        "id": _("id"), "type": _("svarstyp"), "label": _("frågan omformulerad"), "help": _("hjälptext"), "writers": _("vem som skriver"),
        "readers": _("vem som läser"), "each": _("var och en svarar för sig"), "for_pupil": _("skriver för eleven"),
        "required": _("måste fyllas i"), "most": _("tak"), "options": _("alternativ"), "steps": _("skalans steg"),
        "lowest": _("skalans lägsta"), "highest": _("skalans högsta"), "opens": _("öppnas"), "locks": _("låses"),
        "shown": _("visas för läsare från"), "opens_days": _("öppnas (dagar)"), "locks_days": _("låses (dagar)"),
        "purpose": _("vad den är i planen"), "kinds": _("vad filerna får vara"),
    }  # fmt: skip


def _said(question: Question, name: str, shape: Shape) -> str:
    value = getattr(question, name)
    if name in ("writers", "readers"):
        return ", ".join(str(ROLE_WORDS[role]) for role in ROLE_WORDS if role in value)
    if name in ("options", "kinds"):
        return ", ".join(str(KIND_WORDS[each]) if name == "kinds" else each.text for each in value)
    if name in ("opens", "locks", "shown"):
        place = shape.place(value, 0 if name == "opens" else shape.last)
        return shape.stages[place].name if shape.stages else ""
    if name == "type":
        return str(TYPE_WORDS[value])
    if isinstance(value, bool):
        return _("ja") if value else _("nej")
    return "" if value is None else str(value)


def _years(shape: Shape) -> str:
    return f"{shape.first_year or ''}–{shape.last_year or ''}" if shape.first_year or shape.last_year else ""


def _stages(shape: Shape) -> str:
    return " → ".join(stage.name for stage in shape.stages)


def _joined(heading: str, text: str) -> str:
    return f"{heading}: {text}" if text else heading
