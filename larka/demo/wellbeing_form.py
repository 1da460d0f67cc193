"""A form about how pupils thrive in years 4–6, as the municipality offers it to its schools."""

from typing import Any

from larka.demo.ids import source_id
from larka.questionnaires.shape.parts import Option, Question, Role, Section, Shape, Stage

TITLE = "Trivsel och arbetsro"
_EVERYBODY: tuple[Role, ...] = ("pupil", "guardian", "teacher", "principal")
_BEFORE, _TALK, _DONE = "before", "talk", "done"


def part(key: str) -> str:
    """The id of a part of the form."""
    return str(source_id(f"form:wellbeing:{key}"))


def _options(*texts: str) -> tuple[Option, ...]:
    return tuple(Option(part(text), text) for text in texts)


def _asked(key: str, kind: Any, label: str, writers: tuple[Role, ...], readers: tuple[Role, ...] = (), **more: Any) -> Question:
    stages: dict[str, Any] = {name: part(more.pop(name)) for name in ("opens", "shown") if name in more}
    return Question(part(key), kind, label, writers=writers, readers=readers, **stages, **more)


def wellbeing_form() -> Shape:
    """Filled in at home and in school, agreed on together, locked."""
    return Shape(
        TITLE,
        "Fyll i det gula. Det tar ungefär tio minuter. Skriv kort; vi tar upp det viktigaste i klassen eller med er.",
        tuple(Stage(part(key), name) for key, name in ((_BEFORE, "Fylls i"), (_TALK, "Vi pratar om det"), (_DONE, "Klart"))),
        (_pupils(), _homes(), _schools(), _together()),
    )


def _pupils() -> Section:
    both: tuple[Role, ...] = ("pupil", "guardian")
    return Section(part("section pupil"), "Eleven", questions=(
        _asked("proud", "long", "Vad är du stolt över att ha lärt dig den här terminen?", both, ("mentor", "teacher"), for_pupil=True,
               required=True, most=600, shown=_BEFORE, help="Välj gärna något du vill visa för andra."),
        _asked("thrives", "scale", "Hur trivs du i skolan?", ("pupil",), ("guardian", "mentor"), shown=_TALK, lowest="inte alls",
               highest="mycket bra"),
        _asked("learns", "many", "När lär du dig bäst?", ("pupil",), ("guardian", "mentor", "teacher"), shown=_BEFORE, options=_options(
            "När jag arbetar själv", "Tillsammans med en kamrat", "I en liten grupp", "När läraren visar och berättar")),
        _asked("goals", "goals", "Vad vill du bli bättre på?", ("pupil", "mentor"), ("guardian", "teacher"), shown=_BEFORE, most=3),
    ))  # fmt: skip


def _homes() -> Section:
    return Section(part("section home"), "Hemma", "Var och en av vårdnadshavarna svarar för sig.", (
        _asked("home", "long", "Vad vill du berätta eller fråga om?", ("guardian",), ("mentor",), each=True, required=True, most=800,
               shown=_BEFORE),
        _asked("way", "one", "Hur vill du helst prata med mentorn?", ("guardian",), ("mentor",), each=True, shown=_BEFORE,
               options=_options("På skolan", "På telefon", "Som videomöte")),
    ))  # fmt: skip


def _schools() -> Section:
    return Section(part("section school"), "Skolan", questions=(
        _asked("works", "long", "Vad fungerar bra i skolarbetet?", ("mentor",), _EVERYBODY, required=True, most=1000, shown=_TALK),
        _asked("notes", "long", "Egna stödord", ("mentor",), help="Bara mentorn ser det här."),
    ))  # fmt: skip


def _together() -> Section:
    return Section(part("section together"), "Så går vi vidare", questions=(
        _asked("agreed", "agreement", "Vad är vi överens om?", ("mentor",), _EVERYBODY, required=True, opens=_TALK, shown=_TALK, most=5),
        _asked("follow", "date", "När följer vi upp?", ("mentor",), _EVERYBODY, required=True, opens=_TALK, shown=_TALK),
        _asked("read", "read", "Jag har läst vad vi är överens om", ("guardian",), ("mentor",), each=True,
               opens=_TALK, shown=_TALK),
    ))  # fmt: skip
