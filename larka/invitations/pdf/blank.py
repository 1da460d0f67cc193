"""The form that a guardian fills in by hand, as a document."""

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from larka.core.documents import Document, Fact, Facts, Notice, Paragraph, Section, Signature

_LINE = "_" * 34
_ROWS = 4


def blank_form() -> Document:
    """The same questions as on the page, with lines to write on."""
    return Document(
        title=_("Ansökan om konto för vårdnadshavare"),
        language=get_language() or "sv",
        classification="",
        body=(
            Paragraph(_("Fyll i blanketten, skriv under och lämna den till barnets förskola eller skola. Ta med legitimation.")),
            Section(
                _("Du som ansöker"),
                (Facts(tuple(Fact(term, _LINE) for term in (_("Namn"), _("Personnummer (tolv siffror)"), _("E-postadress")))),),
            ),
            Section(_("Dina barn"), (Facts(tuple(fact for row in range(1, _ROWS + 1) for fact in _child(row))),)),
            Notice(_("Skolan jämför uppgifterna med sitt register. Koden till kontot kommer med e-post eller brev.")),
            Section(_("Underskrift"), (Signature(who=_("Vårdnadshavare")),)),
            Section(_("Skolans anteckning"), (Paragraph(_("Legitimation kontrollerad av: ") + "_" * 34),)),
        ),
    )


def _child(row: int) -> tuple[Fact, Fact]:
    """Two lines for one child."""
    name = _("Barn %(number)s, namn") % {"number": row}
    return Fact(name, _LINE), Fact(_("Personnummer (tolv siffror)"), _LINE)
