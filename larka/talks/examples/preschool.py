"""Preschool: what home and department want to talk about (SL 8:11). Nothing about the child is judged (C4)."""

from larka.questionnaires.shape.parts import Role
from larka.talks.examples.parts import APART, ask, preparation, section

_STAFF: tuple[Role, ...] = ("preschool_staff", "principal")

PRESCHOOL = preparation(
    "Inför samtalet i förskolan",
    "Det tar ungefär fem minuter. Skriv kort: det viktigaste pratar vi om när vi ses.",
    (
        section("fs-hem", "Hemifrån", (
            ask("fs-trivs", "long", "Hur tycker du att ditt barn har det på förskolan?", writers=("guardian",), readers=_STAFF),
            ask("fs-barnet", "long", "Vad berättar ditt barn om förskolan, och vad vill det göra mer av?", "Skriv barnets egna ord.",
                writers=("guardian",), readers=_STAFF),
            ask("fs-ta-upp", "long", "Vad vill du prata om på samtalet?", writers=("guardian",), readers=_STAFF),
        ), APART),
        section("fs-avdelningen", "Från avdelningen", (
            ask("fs-ser", "long", "Det här ser vi att barnet tycker om och utforskar hos oss",
                "Beskriv vad ni ser och hör, inte hur barnet är.", writers=("preschool_staff",), readers=("guardian", "principal")),
            ask("fs-vill", "long", "Det här vill vi prata om", writers=("preschool_staff",), readers=("guardian", "principal")),
        )),
        section("fs-egna", "Våra egna anteckningar", (
            ask("fs-notes", "long", "Stödord inför samtalet", "Arbetsmaterial: bara du ser det.", writers=("preschool_staff",)),
        )),
    ),
    school_forms=("FS",),
)  # fmt: skip
