"""What states, steps and roles of goals are called in a sentence."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

ROLES: Mapping[str, Promise] = {
    "self": _("Eleven"),
    "guardian": _("Vårdnadshavare"),
    "mentor": _("Mentor"),
    "teacher": _("Lärare"),
    "substitute": _("Vikarie"),
}
_MOVES: Mapping[tuple[str, str], Promise] = {
    ("", "proposed"): _("Målet föreslogs"),
    ("proposed", "new"): _("Målet antogs: Nytt"),
    ("proposed", "declined"): _("Förslaget avböjdes"),
    ("new", "ongoing"): _("Elev och lärare har pratat: Pågående"),
    ("ongoing", "done"): _("Eleven sa att målet är klart: Klart"),
    ("done", "fulfilled"): _("Läraren höll med: Uppfyllt"),
    ("done", "ongoing"): _("Tillbaka till Pågående"),
}
WORDED: Mapping[str, Promise] = {
    "reworded": _("Målet formulerades om"),
    "asked": _("En ny formulering föreslogs"),
    "accepted": _("Formuleringen antogs"),
    "declined": _("Formuleringen avböjdes"),
}


def move_words(source: str, target: str, *, childs_word: bool = False) -> str:
    """One step in words; what another wrote down for the child says so."""
    if childs_word:
        return _text("Barnet sa att målet är klart, och någon annan skrev ner det: Klart")
    return str(_MOVES.get((source, target)) or _text("Målet fortsätter från ett tidigare läsår"))
