"""Letters with what is new, for envelopes with a window (docs/adr/0198)."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from larka.core.dates import stockholm_day
from larka.invitations.pdf.letters import bound, page
from larka.notices.actions.paper import PaperLetter
from larka.notices.models import Level
from larka.notices.queries.listed import Shown


def render_paper(letters: Sequence[PaperLetter], *, made_at: dt.datetime) -> bytes:
    """The letters, bound in the order given."""
    return bound([_page(letter) for letter in letters], title=_("Nytt från skolan"), made_at=made_at, numbered=True)


def _page(letter: PaperLetter) -> dict[str, Any]:
    with override(letter.language):
        return page(
            language=letter.language,
            sender=letter.unit,
            address=(letter.name, *letter.address),
            heading=_("Nytt från skolan"),
            before=[_("Hej %(name)s! Det här är nytt i Lärka.") % {"name": letter.name}],
            points=[_point(each) for each in letter.notices],
            after=[
                _("Vill du ha det som är skrivet på papper? Säg till på skolan, så skriver den ut det."),
                _("Har brevet kommit fel: lämna det till skolan."),
            ],
        )


def _point(shown: Shown) -> str:
    names = ", ".join(name for name, _link in shown.places if name)
    day = date_format(stockholm_day(shown.made_at), "j F")
    parts = [_("Akut") if shown.level == Level.URGENT else "", names, shown.title, _kept(shown), day]
    return " · ".join(part for part in parts if part)


def _kept(shown: Shown) -> str:
    return _("Kom ihåg %(day)s") % {"day": date_format(shown.remember_on, "j F Y")} if shown.remember_on else ""
