"""Preschool: the child's development and learning as a ground for the talk (SL 8:11). No omdömen and no goal states (C4)."""

from larka.plans.access import AGREEMENTS, MEASURES
from larka.plans.examples.parts import PREPARED, TALK, ask, plan, section
from larka.questionnaires.shape.parts import Question

_STAFF = ("preschool_staff", "principal")
_HOME = ("guardian", *_STAFF)


def _staff(name: str, label: str, help_text: str = "", *, purpose: str = "") -> Question:
    return ask(name, "long", label, help_text, writers=("preschool_staff",), readers=("guardian", "principal"), shown=TALK, purpose=purpose)


PRESCHOOL = plan(
    "Utvecklingsplan i förskolan",
    "Planen följer barnets utveckling och lärande under läsåret. Den beskriver vad förskolan gör, och bedömer inte barnet.",
    (
        section(
            "fs-hemma",
            "Hemifrån",
            (
                ask("fs-trivs", "long", "Hur tycker ni att ert barn har det på förskolan?", writers=("guardian",),
                    readers=_STAFF, each=True, shown=PREPARED),
                ask("fs-intressen", "long", "Vad tycker ert barn om att göra just nu, hemma och på förskolan?",
                    "Lekar, böcker, kompisar, sånger, platser.", writers=("guardian",), readers=_STAFF, each=True, shown=PREPARED),
                ask("fs-ta-upp", "long", "Vad vill ni prata om på samtalet?", writers=("guardian",), readers=_STAFF, each=True,
                    shown=PREPARED),
            ),
            "Varje vårdnadshavare skriver för sig. Den andra vårdnadshavaren läser bara det som du väljer att dela.",
        ),
        section(
            "fs-barnet",
            "Barnets egna ord",
            (
                ask("fs-barnets-ord", "long", "Vad berättar barnet att det tycker om, undrar över och vill lära sig?",
                    "Skriv barnets egna ord.", writers=("preschool_staff", "guardian"), readers=_HOME, shown=TALK),
                ask("fs-barnet-visar", "files", "Vad vill barnet visa?",
                    "En teckning eller ett bygge på bild, eller barnets röst. Bara barnet självt: inga andra barn i bild.",
                    writers=("preschool_staff", "guardian"), readers=_HOME, shown=TALK, most=6, kinds=("picture", "sound")),
            ),
        ),
        section(
            "fs-larande",
            "Utveckling och lärande i förskolans verksamhet",
            (
                _staff("fs-lek", "Lek, kamratskap och inflytande",
                       "Vad ser vi att barnet utforskar tillsammans med andra? Hur gör vi barnet delaktigt?"),
                _staff("fs-sprak", "Språk, berättande och uttryck",
                       "Ord, flera språk, bilder, sång, rörelse. Beskriv vad ni ser och hör, inte hur barnet är."),
                _staff("fs-matte", "Matematik, natur och teknik", "Vad undersöker barnet, och vilka frågor ställer det?"),
                _staff("fs-omsorg", "Omsorg, måltider, vila och rörelse"),
            ),
        ),
        section(
            "fs-framat",
            "Så går vi vidare",
            (
                _staff("fs-insatser", "Vad förskolan gör för att barnet ska komma vidare",
                       "Miljöer, material, gruppindelning, arbetssätt.", purpose=MEASURES),
                ask("fs-overens", "agreement", "Det här kom vi överens om", "Vem gör vad, och när följer vi upp det?",
                    writers=("preschool_staff",), readers=("guardian", "principal"), opens=TALK, shown=TALK, purpose=AGREEMENTS),
            ),
        ),
    ),
    ("FS",),
)  # fmt: skip
