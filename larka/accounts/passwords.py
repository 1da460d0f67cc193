"""The words that somebody who knows the place or the person tries first make no password longer."""

import re
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from larka.register.models import Organisation
from larka.register.settings import setting

SHORTEST_WORD = 3
_WORD = re.compile(r"[^\W\d_]+")
# A name in a passphrase is no harm; a password that is a name with a year after it is one.
LEFT_AT_LEAST = 8


class OwnWordsValidator:
    """Of a password must be left enough when the own words of the huvudman, its units and the person are taken out."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError where too little is left."""
        typed = password.casefold()
        for word in sorted({*_of_the_place(), *_of_the_person(user)}, key=len, reverse=True):
            for spelt in {word, _without_dots(word)}:
                typed = typed.replace(spelt, "")
        if typed != password.casefold():  # the marks that stood between names count no more than they
            typed = "".join(sign for sign in typed if sign.isalnum())
        if len(typed) < LEFT_AT_LEAST:
            raise ValidationError(_("Lösenordet är lätt att gissa: namn på dig, kommunen eller skolan räknas inte. Lägg till andra ord."))

    def get_help_text(self) -> str:
        """What Django would show beside a field."""
        return _("Namn på dig, kommunen och skolan räknas inte.")


def _of_the_place() -> set[str]:
    names = Organisation.objects.values_list("name", flat=True)
    return _words((*names, *setting("login.forbidden_words"), "lärka"))


def _of_the_person(user: Any) -> set[str]:
    if user is None:
        return set()
    person = user.person
    return _words((user.username, user.email, person.given_name, person.middle_name, person.family_name, person.display_name))


def _words(texts: Iterable[str]) -> set[str]:
    return {word for text in texts for word in _WORD.findall(text.casefold()) if len(word) >= SHORTEST_WORD}


def _without_dots(word: str) -> str:
    return word.translate(str.maketrans("åäöé", "aaoe"))
