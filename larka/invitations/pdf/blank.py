"""The form that a guardian fills in by hand, as a document."""

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from larka.core.documents import Column, Document, Fact, Facts, Notice, Paragraph, Section, Signature, Table

_LINE = "_" * 46
_ROWS = 4


def blank_form() -> Document:
    """The same questions as on the page, with lines to write on."""
    empty = "\u00a0\n\u00a0"
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
            Section(
                _("Dina barn"),
                (Table((Column(_("Barnets namn")), Column(_("Personnummer (tolv siffror)"))), ((empty, empty),) * _ROWS),),
            ),
            Notice(_("Skolan jämför uppgifterna med sitt register. Koden till kontot kommer med e-post eller brev.")),
            Section(_("Underskrift"), (Signature(who=_("Vårdnadshavare")),)),
            Section(_("Skolans anteckning"), (Paragraph(_("Legitimation kontrollerad av: ") + "_" * 34),)),
        ),
    )
