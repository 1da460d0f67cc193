"""School: what pupil, home and mentor want to talk about (SL 9:11, 10:12, 15:20)."""

from larka.questionnaires.shape.parts import Question, Role, Section
from larka.talks.examples.parts import APART, ask, preparation, section

_SCHOOL: tuple[Role, ...] = ("mentor", "principal")
_ADULTS: tuple[Role, ...] = ("guardian", *_SCHOOL)
_ALL: tuple[Role, ...] = ("pupil", "guardian", "principal")


def _pupil(name: str, label: str, help_text: str = "") -> Question:
    return ask(name, "long", label, help_text, writers=("pupil",), readers=_ADULTS)


def _thrives(name: str, label: str) -> Question:
    return ask(name, "scale", label, writers=("pupil",), readers=_ADULTS, lowest="inte alls", highest="mycket bra")


def _home(prefix: str, *labels: str) -> Section:
    """Each home by itself (C5)."""
    asked = (ask(f"{prefix}-hem-{n}", "long", label, writers=("guardian",), readers=_SCHOOL) for n, label in enumerate(labels, 1))
    return section(f"{prefix}-hem", "Hemifrån", asked, APART)


def _mentor(prefix: str) -> tuple[Section, Section]:
    """What the mentor shares, and their own notes."""
    shared = section(f"{prefix}-mentor", "Från mentorn", (
        ask(f"{prefix}-fungerar", "long", "Det här fungerar bra", "Beskriv vad eleven gör, inte hur eleven är.", writers=("mentor",),
            readers=_ALL),
        ask(f"{prefix}-mentor-prata", "long", "Det här vill jag att vi pratar om", writers=("mentor",), readers=_ALL),
    ))  # fmt: skip
    own = section(f"{prefix}-egna", "Mentorns egna anteckningar", (
        ask(f"{prefix}-notes", "long", "Stödord inför samtalet", "Arbetsmaterial: bara du ser det.", writers=("mentor",)),
    ))  # fmt: skip
    return shared, own


YOUNGEST = preparation(
    "Inför utvecklingssamtalet, förskoleklass till årskurs 3",
    "Sitt gärna tillsammans. Det tar ungefär tio minuter.",
    (
        section("lag-elev", "Eleven", (
            _thrives("lag-trivs", "Hur har du det i skolan?"),
            _pupil("lag-stolt", "Vad är du stolt över att ha lärt dig?"),
            _pupil("lag-trana", "Vad vill du bli bättre på, och vad hjälper dig?"),
        ), "Eleven svarar i sin egen inloggning. Den som inte skriver själv kan berätta för en vuxen, som skriver det i sin del."),
        section("lag-barnets-ord", "Barnets ord", (
            ask("lag-sager", "long", "Vad säger ditt barn om skolan, lektionerna och rasterna?", "Skriv barnets egna ord.",
                writers=("guardian",), readers=_SCHOOL),
        ), APART),
        _home("lag", "Hur tycker du att ditt barn har det i skolan?", "Vad vill du prata om på samtalet?"),
        *_mentor("lag"),
    ),
    school_forms=("FKLASS", "GR", "ANPGR", "SP", "SAM"), last_year=3,
)  # fmt: skip

SENIOR = preparation(
    "Inför utvecklingssamtalet, årskurs 4–9",
    "Det tar ungefär tio minuter. Skriv kort: det viktigaste pratar vi om när vi ses.",
    (
        section("mel-elev", "Eleven", (
            _thrives("mel-trivs", "Hur trivs du i skolan?"),
            _pupil("mel-bra", "Vad går bra, och vad är du nöjd med?", "Välj gärna något du vill visa på samtalet."),
            _pupil("mel-svart", "Vad är svårt, och vad hjälper dig att lära dig?"),
            _pupil("mel-mal", "Vad vill du bli bättre på?"),
        )),
        _home("mel", "Hur tycker du att det går för ditt barn i skolan?", "Vad vill du prata om på samtalet?"),
        *_mentor("mel"),
    ),
    school_forms=("GR", "ANPGR", "SP", "SAM"), first_year=4, last_year=9,
)  # fmt: skip

SENIOR_HIGH = preparation(
    "Inför utvecklingssamtalet i gymnasieskolan",
    "Skriv kort och ärligt: samtalet är ditt.",
    (
        section("gy-elev", "Eleven", (
            _thrives("gy-trivs", "Hur trivs du på utbildningen?"),
            _pupil("gy-studier", "Hur går studierna, och vad behöver du av skolan?"),
            _pupil("gy-framtid", "Vad vill du göra efter gymnasiet?"),
            _pupil("gy-prata", "Vad vill du prata om på samtalet?"),
        )),
        _home("gy", "Vad vill du prata om på samtalet?"),
        *_mentor("gy"),
    ),
    school_forms=("GY", "ANPGY"),
)  # fmt: skip
