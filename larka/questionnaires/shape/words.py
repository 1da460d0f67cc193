"""What types of questions and those who write and read are called."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

TYPE_WORDS: Mapping[str, Promise] = {
    "short": _("Kort text"),
    "long": _("Lång text"),
    "one": _("Välj ett"),
    "many": _("Välj flera"),
    "scale": _("Skala"),
    "date": _("Datum"),
    "goals": _("Mål"),
    "table": _("Tabell"),
    "agreement": _("Överenskommelse"),
    "read": _("Jag har läst"),
    "files": _("Bilder, ljud, film och dokument"),
}
KIND_WORDS: Mapping[str, Promise] = {"picture": _("Bild"), "sound": _("Ljud"), "film": _("Film"), "document": _("Dokument")}
ROLE_WORDS: Mapping[str, Promise] = {
    "pupil": _("Eleven"),
    "guardian": _("Vårdnadshavare"),
    "mentor": _("Mentor"),
    "teacher": _("Lärare som undervisar eleven"),
    "preschool_staff": _("Förskolepersonal"),
    "leisure_staff": _("Fritidspersonal"),
    "principal": _("Rektor"),
}
