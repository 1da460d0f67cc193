"""School: what pupil and home say before the talk, the school's measures, and what all agree on (SL 10:12–13). Omdömen, goals and
agreements come into the plan by themselves from where they are written."""

from larka.plans.access import AGREEMENTS, MEASURES, OTHERWISE
from larka.plans.examples.parts import EVERYONE, PREPARED, SCHOOL, STAFF, TALK, ask, plan, section
from larka.questionnaires.shape.parts import Question, Section

_APART = "Varje vårdnadshavare skriver för sig. Den andra vårdnadshavaren läser bara det som du väljer att dela."
_READ_BY = ("guardian", *STAFF)


def _pupil(name: str, label: str, help_text: str = "", *, for_pupil: bool = False) -> Question:
    """The pupil's own words; where the pupil does not write yet, a guardian writes for it until it does (C1)."""
    writers = ("pupil", "guardian") if for_pupil else ("pupil",)
    return ask(name, "long", label, help_text, writers=writers, readers=_READ_BY, for_pupil=for_pupil, shown=PREPARED)


def _thrives(name: str, label: str = "Hur trivs du i skolan?", *, for_pupil: bool = False) -> Question:
    writers = ("pupil", "guardian") if for_pupil else ("pupil",)
    return ask(
        name,
        "scale",
        label,
        writers=writers,
        readers=_READ_BY,
        for_pupil=for_pupil,
        shown=PREPARED,
        lowest="inte alls",
        highest="mycket bra",
    )


def _home(prefix: str, *labels: str) -> Section:
    """Each home by itself (C5)."""
    asked = (
        ask(f"{prefix}-hem-{n}", "long", label, writers=("guardian",), readers=STAFF, each=True, shown=PREPARED)
        for n, label in enumerate(labels, start=1)
    )
    return section(f"{prefix}-hem", "Hemmets tankar", asked, _APART)


def _forward(prefix: str) -> Section:
    """What the law asks the plan to hold (SL 10:13)."""
    return section(
        f"{prefix}-framat",
        "Framåt",
        (
            ask(f"{prefix}-insatser", "long", "Skolans insatser",
                "Vad gör skolan för att eleven ska nå målen och i övrigt utvecklas så långt som möjligt? Skriv vad skolan gör, i vilket "
                "ämne och hur länge. Det som står i ett åtgärdsprogram behöver inte upprepas.",
                writers=("mentor", "teacher"), readers=EVERYONE, shown=TALK, purpose=MEASURES),
            ask(f"{prefix}-overens", "agreement", "Överenskommelser",
                "Vad gör skolan, eleven och hemmet, och när följs det upp?",
                writers=("mentor",), readers=EVERYONE, opens=TALK, shown=TALK, purpose=AGREEMENTS),
        ),
    )  # fmt: skip


def _otherwise(prefix: str) -> Section:
    """Only where rektor has decided it; in other schools the whole section is absent."""
    return section(
        f"{prefix}-ovrigt",
        "Utveckling i övrigt",
        (
            ask(f"{prefix}-ovrigt-text", "long", "Elevens utveckling i övrigt",
                "Inom ramen för läroplanen, till exempel ansvar för eget lärande och samarbete. Bedöm aldrig vem eleven är.",
                writers=("mentor",), readers=EVERYONE, shown=TALK, purpose=OTHERWISE),
        ),
    )  # fmt: skip


def _notes(prefix: str) -> Section:
    """The school's own, before the talk."""
    return section(
        f"{prefix}-egna",
        "Skolans egna anteckningar inför samtalet",
        (ask(f"{prefix}-egna-text", "long", "Anteckningar", "Arbetsmaterial: läses av mentor och rektor.", writers=SCHOOL),),
    )


PRESCHOOL_CLASS = plan(
    "Utvecklingsplan i förskoleklass",
    "Ett underlag för utvecklingssamtalet. I förskoleklass ges inga skriftliga omdömen.",
    (
        section("fk-elev", "Barnet berättar", (
            _thrives("fk-trivs", "Hur har du det i förskoleklassen?", for_pupil=True),
            _pupil("fk-roligt", "Vad är roligt att göra här?", for_pupil=True),
            _pupil("fk-lara", "Vad vill du lära dig eller bli bättre på?", for_pupil=True),
        ), "En vårdnadshavare skriver det barnet säger, med barnets egna ord."),
        _home("fk", "Hur upplever ni att ert barn trivs?", "Vad vill ni prata om på samtalet?"),
        section("fk-larande", "Språk, matematik och samspel", (
            ask("fk-sprak", "long", "Språklig medvetenhet", "Utgå från det obligatoriska kartläggningsmaterialet Hitta språket.",
                writers=("mentor", "teacher"), readers=EVERYONE, shown=TALK),
            ask("fk-matte", "long", "Matematiskt tänkande", "Utgå från det obligatoriska kartläggningsmaterialet Hitta matematiken.",
                writers=("mentor", "teacher"), readers=EVERYONE, shown=TALK),
        )),
        _otherwise("fk"), _forward("fk"), _notes("fk"),
    ),
    ("FKLASS",),
)  # fmt: skip

YOUNGEST = plan(
    "Individuell utvecklingsplan, årskurs 1–3",
    "Fyll i det gula hemma före samtalet. Omdömena i varje ämne skriver lärarna, och de syns i planen när den är fastställd.",
    (
        section("lag-elev", "Eleven berättar", (
            _thrives("lag-trivs", for_pupil=True),
            _pupil("lag-bra", "Vad har du lärt dig som du är stolt över?", for_pupil=True),
            _pupil("lag-trana", "Vad behöver du träna mer på, och vad hjälper dig?", for_pupil=True),
            _pupil("lag-kompisar", "Hur är det på rasterna och med kompisarna?", for_pupil=True),
        ), "Eleven skriver själv, eller så skriver en vårdnadshavare det eleven säger."),
        _home("lag", "Hur tycker ni att det går för ert barn i skolan?", "Vad vill ni prata om på samtalet?"),
        _otherwise("lag"), _forward("lag"), _notes("lag"),
    ),
    ("GR", "SAM", "SP"), (1, 3),
)  # fmt: skip

MIDDLE = plan(
    "Individuell utvecklingsplan, årskurs 4–6",
    "Fyll i det gula före samtalet. Omdömena i varje ämne skriver lärarna, och de syns i planen när den är fastställd.",
    (
        section("mel-elev", "Elevens egna tankar", (
            _thrives("mel-trivs"),
            _pupil("mel-bra", "Vad går bra, och vad är du nöjd med?"),
            _pupil("mel-svart", "Vad är svårt, och vad hjälper dig att lära dig?"),
            _pupil("mel-mal", "Vad vill du bli bättre på i år?"),
            _pupil("mel-trygg", "Känner du dig trygg på lektioner, raster och på nätet?",
                   "Är det något som inte är bra kan du också säga det direkt till en vuxen i skolan."),
        )),
        _home("mel", "Hur upplever ni ert barns skolsituation?", "Vad vill ni prata om på samtalet?"),
        _otherwise("mel"), _forward("mel"), _notes("mel"),
    ),
    ("GR", "SAM", "SP"), (4, 6),
)  # fmt: skip

SENIOR = plan(
    "Utvecklingsplan, årskurs 7–9",
    "Fyll i det gula före samtalet. Där betyg sätts kräver lagen ingen utvecklingsplan, men den är ett bra underlag för samtalet.",
    (
        section("hog-elev", "Dina egna tankar", (
            _thrives("hog-trivs"),
            _pupil("hog-bra", "Vad har gått bra, och vad beror det på?"),
            _pupil("hog-utveckla", "I vilka ämnen vill du utvecklas, och hur?"),
            _pupil("hog-stod", "Vilket stöd från lärarna fungerar, och vad saknar du?"),
            _pupil("hog-framtid", "Hur tänker du om gymnasievalet och tiden efter nian?"),
        )),
        _home("hog", "Hur upplever ni ert barns skolsituation?", "Vad vill ni prata om på samtalet?"),
        _otherwise("hog"), _forward("hog"), _notes("hog"),
    ),
    ("GR", "SAM", "SP"), (7, 10),
)  # fmt: skip

ADAPTED = plan(
    "Individuell utvecklingsplan, anpassad grundskola",
    "Eleven får vara med på sitt sätt: med ord, bilder eller någon som skriver åt eleven. Omdömena skrivs i ämnen eller ämnesområden.",
    (
        section("anp-elev", "Eleven berättar", (
            _thrives("anp-trivs", for_pupil=True),
            _pupil("anp-bra", "Det här tycker jag om och kan", "Skriv det eleven visar eller säger.", for_pupil=True),
            _pupil("anp-vill", "Det här vill jag lära mig", for_pupil=True),
            _pupil("anp-hjalp", "Så här vill jag ha hjälp", for_pupil=True),
        )),
        _home("anp", "Vad fungerar bra för ert barn, hemma och i skolan?", "Vad är viktigast för ert barn att lära sig i år?",
              "Vad vill ni prata om på samtalet?"),
        section("anp-vardag", "Kommunikation och vardag", (
            ask("anp-kommunikation", "long", "Så kommunicerar eleven och så gör vi för att förstå varandra",
                writers=("mentor", "teacher"), readers=EVERYONE, shown=TALK),
        )),
        _otherwise("anp"), _forward("anp"), _notes("anp"),
    ),
    ("ANPGR",),
)  # fmt: skip

SENIOR_HIGH = plan(
    "Studie- och utvecklingsplan, gymnasieskolan",
    "Inför utvecklingssamtalet, som hålls minst en gång per termin. Skriv kort och ärligt; det är din plan.",
    (
        section("gy-elev", "Dina egna tankar", (
            _thrives("gy-trivs"),
            _pupil("gy-studier", "Hur går studierna, ämne för ämne eller kurs för kurs?"),
            _pupil("gy-utveckla", "Vad vill du utveckla, och vad behöver du av skolan?"),
            _pupil("gy-framtid", "Vad vill du göra efter gymnasiet?", "Det påverkar val av kurser och ämnen."),
        )),
        _home("gy", "Vad vill ni ta upp på samtalet?"),
        _forward("gy"), _notes("gy"),
    ),
    ("GY", "ANPGY"),
)  # fmt: skip
