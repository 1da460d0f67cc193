"""What each act in the log is called in plain words, by subject. A guard test finds the act that has none."""

from collections.abc import Mapping
from functools import lru_cache

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from larka.audit.words import forms, people, plans, running, talks, texts

_SUBJECTS = (forms, people, plans, running, talks, texts)
# Pages, by the name of their address: what the reader did.
PAGES: Mapping[str, Promise] = {name: words for subject in _SUBJECTS for name, words in subject.PAGES.items()}
# What was done, by the name that the action logs.
ACTS: Mapping[str, Promise] = {name: words for subject in _SUBJECTS for name, words in subject.ACTS.items()}
# Acts whose name holds the sort of change: what they begin with.
FAMILIES: Mapping[str, Promise] = {
    "account.": _("Ändrade hur kontot används"),
    "application.": _("Ansökan om konto"),
    "draft_": _("Sparade ett utkast"),
    "report_": _("Öppnade sidan där en text anmäls"),
    "emergency.": _("Nödåtkomst"),
    "invitation.": _("Inbjudan till konto"),
    "need.": _("Dokumenterat behov av ett skyddat barns uppgifter"),
    "person.": _("Ändrade en persons uppgifter genom beslut"),
    "proxy.": _("Fullmakt för barnet"),
    "register.": _("Ändring i registret som listas vid namn"),
}


def acts_in_words() -> dict[str, list[str]]:
    """What the log may say → the codes that are told so: to whoever reads, two codes in the same words are one act."""
    found: dict[str, list[str]] = {}
    for code, words in {**PAGES, **ACTS}.items():
        found.setdefault(str(words), []).append(code)
    return found


def told_alike(code: str) -> list[str]:
    """The codes that are told in the same words as this one, itself among them."""
    return next((codes for codes in acts_in_words().values() if code in codes), [code])


def in_words(action: str, kind: str = "") -> str:
    """The act in plain words; what was refused is said so, with the page it was about where that is known."""
    return _in_words(action, kind, get_language() or "")


@lru_cache(maxsize=1024)
def _in_words(action: str, kind: str, _language: str) -> str:
    if kind == "refused":
        page = PAGES.get(action.partition(" ")[2])
        return f"{_text('Nekades')}: {page}" if page else _text("Nekades")
    known = PAGES.get(action) or ACTS.get(action)
    family = next((words for start, words in FAMILIES.items() if action.startswith(start)), None)
    return str(known or family or _text("Något annat"))
