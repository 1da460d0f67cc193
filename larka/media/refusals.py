"""Why a file is not taken in, and how that is said at the field."""

from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from larka.media.models import Medium

MEGABYTE = 1024 * 1024


class RefusedFileError(ValueError):
    """The file cannot be taken in; which sentence to say is in ``code``."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code, self.values = code, values


_THE = {
    Medium.Kind.PICTURE: gettext_lazy("Bilden"),
    Medium.Kind.SOUND: gettext_lazy("Ljudet"),
    Medium.Kind.FILM: gettext_lazy("Filmen"),
    Medium.Kind.DOCUMENT: gettext_lazy("Dokumentet"),
}
_SAID: Mapping[str, Callable[[Mapping[str, object]], str]] = {
    "empty": lambda _v: _("Filen är tom. Välj en annan."),
    "unknown": lambda _v: _("Formatet tas inte emot."),
    "not_a_picture": lambda _v: _("Formatet tas inte emot. Välj en bild i formatet JPEG, PNG, WebP eller HEIC."),
    "broken": lambda _v: _("Filen är trasig eller inte hel. Öppna den på din egen enhet först, eller välj en annan."),
    "locked": lambda _v: _("Dokumentet är låst med ett lösenord och kan inte öppnas här. Spara det utan lösenord och välj det igen."),
    "macros": lambda _v: _("Dokument med makron tas inte emot. Spara det utan makron och välj det igen."),
    "leaves": lambda _v: _("Dokumentet är fel packat och tas inte emot. Öppna det, spara det på nytt och välj det igen."),
    "points": lambda _v: _("Bilden är för stor. Högst 100 miljoner bildpunkter får plats, och högst 30 000 på varje sida."),
    "large": lambda v: _("%(what)s är %(size)s MB; högst %(most)s MB får plats.") % v,
    "larger": lambda v: _("%(what)s är större än %(most)s MB, som är det mesta som får plats.") % v,
    "too_many": lambda v: _("Du har redan %(size)s MB på väg in. Spara det eller vänta till i morgon.") % v,
    "gone": lambda _v: _("Filen kom inte fram. Välj den en gång till."),
    "unprepared": lambda _v: _("Filen gick inte att göra i ordning. Välj en annan."),
    "missing": lambda _v: _("Välj en fil."),
}


def in_words(code: str, values: Mapping[str, object] | None = None) -> str:
    """The sentence for whoever chose the file."""
    return _SAID[code](values or {})


def too_large(kind: str, size: int, most: int) -> RefusedFileError:
    """The kind may not be so large; ``most`` in megabytes."""
    return RefusedFileError("large", what=str(_THE[Medium.Kind(kind)]), size=_megabytes(size), most=most)


def _megabytes(size: int) -> str:
    """Rounded up, so that no file is said to be as large as what is allowed."""
    return str(-(-size // MEGABYTE))
