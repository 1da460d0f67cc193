"""The words that somebody who knows the place or the person tries first make no password longer, and nor does saying a thing twice."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from larka.register.models import IdentityNumber, Organisation
from larka.register.settings import setting

SHORTEST_WORD = 3
_WORD = re.compile(r"[^\W\d_]+")
# A name in a passphrase is no harm; a password that is a name with a year after it is one.
LEFT_AT_LEAST = 8
_AGAIN = re.compile(r"(.)\1{2,}|(.{2,8}?)\2+", re.DOTALL)
_COUNTING = "1234567890" * 20
_NOT_COUNTED = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp", "Mn", "Me"})
_UNSEEN = frozenset("\u115f\u1160\u3164\u2800")  # letters and signs that show as nothing


class OwnWordsValidator:
    """Of a password must be left enough when the own words of the huvudman, its units and the person are taken out."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError where too little is left."""
        seen = typed = _plain(password)
        for word in sorted({*_of_the_place(), *_of_the_person(user)}, key=len, reverse=True):
            typed = typed.replace(word, "")
        if typed != seen:  # the marks that stood between names count no more than they
            typed = "".join(sign for sign in typed if sign.isalnum())
        if len(typed) < LEFT_AT_LEAST:
            raise ValidationError(
                _(
                    "Lösenordet är lätt att gissa: namn på dig, kommunen eller skolan och ditt personnummer räknas inte. "
                    "Lägg till andra ord."
                )
            )

    def get_help_text(self) -> str:
        """What Django would show beside a field."""
        return _("Namn på dig, kommunen och skolan räknas inte.")


class RepeatedValidator:
    """Of a password must be left enough when what is said again, or only counts upwards, is taken once."""

    def validate(self, password: str, user: Any = None) -> None:  # noqa: ARG002 – Django's
        """Raise ValidationError where too little is left."""
        typed = _plain(password)
        counts = typed in _COUNTING or typed[::-1] in _COUNTING
        if counts or len(_AGAIN.sub(lambda found: found[1] or found[2], typed)) < LEFT_AT_LEAST:
            raise ValidationError(_("Lösenordet upprepar samma tecken, eller räknar. Lägg till andra ord."))

    def get_help_text(self) -> str:
        """What Django would show beside a field."""
        return _("Det som upprepas räknas en gång.")


def _plain(text: str) -> str:
    """Without case, dots and accents, spaces and whatever else cannot be seen, however the keyboard writes it."""
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    return "".join(sign for sign in apart if unicodedata.category(sign) not in _NOT_COUNTED and sign not in _UNSEEN)


def _of_the_place() -> set[str]:
    names = Organisation.objects.values_list("name", flat=True)
    return _words((*names, *setting("login.forbidden_words"), "lärka"))


def _of_the_person(user: Any) -> set[str]:
    if user is None:
        return set()
    person = user.person
    names = _words((user.username, user.email, person.given_name, person.middle_name, person.family_name, person.display_name))
    numbers = list(IdentityNumber.objects.filter(person=person).values_list("value", flat=True))
    if person.birth_date is not None:
        numbers.append(f"{person.birth_date:%Y%m%d}")
    return names | {number[start:end].casefold() for number in numbers for start in (0, 2) for end in (8, 12)}


def _words(texts: Iterable[str]) -> set[str]:
    """The words, each also without the s of a genitive."""
    words = {_plain(word) for text in texts for word in _WORD.findall(unicodedata.normalize("NFKC", text))}
    return {stem for word in words for stem in (word, word.removesuffix("s")) if len(stem) >= SHORTEST_WORD}
