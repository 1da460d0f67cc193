"""The entries at the left (on a phone at the bottom), by role. What is not built or switched off is not here."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from larka.register.choices import Role

FAMILY = frozenset({Role.GUARDIAN, Role.OTHER_RESPONSIBLE})
TEACHING = frozenset({Role.TEACHER, Role.MENTOR, Role.PRESCHOOL_STAFF, Role.LEISURE_STAFF, Role.SUBSTITUTE})
# What a decision gives somebody to look after, whatever else they are.
OFFICES = frozenset({Role.ADMINISTRATOR, Role.DATA_PROTECTION_OFFICER})
UNIT = frozenset({Role.PRINCIPAL, Role.STAFF, Role.STUDENT_HEALTH})
MOST = 6


@dataclass(frozen=True, slots=True)
class Entry:
    """One place to go: ``url`` names the page, ``under`` are the starts of the addresses that belong to it."""

    label: Promise
    url: str
    icon: str
    under: str | tuple[str, ...]
    roles: frozenset[Role] | None = None

    def is_for(self, roles: frozenset[str]) -> bool:
        """Whether someone with these roles has use for it."""
        return self.roles is None or bool(self.roles & roles)

    def is_at(self, path: str) -> bool:
        """Whether a page belongs under this entry."""
        return path == "/" if self.under == "/" else path.startswith(self.under)


ENTRIES = (
    Entry(_("Hem"), "home", "house", "/"),
    Entry(_("Barnen"), "children", "users", "/barn/", FAMILY),
    Entry(_("Min sida"), "my_page", "circle-user", "/jag/", frozenset({Role.PUPIL})),
    Entry(_("Mina grupper"), "groups", "graduation-cap", "/grupper/", TEACHING),
    Entry(_("Omdömen"), "judgement_activities", "notebook-pen", "/omdomen/", frozenset({Role.TEACHER, Role.SUBSTITUTE})),
    Entry(_("Formulär"), "form_rounds", "file-text", "/formular/", frozenset({Role.MENTOR, Role.PRESCHOOL_STAFF, Role.PRINCIPAL})),
    Entry(_("Planer"), "plan_classes", "flag", ("/planer/", "/mal/"), frozenset({Role.MENTOR, Role.PRESCHOOL_STAFF})),
    Entry(_("Samtal"), "talk_rounds", "users", ("/samtal/", "/samtalsunderlag/"), frozenset({Role.MENTOR, Role.PRESCHOOL_STAFF})),
    Entry(_("Enheten"), "units", "building-2", "/enheter/", UNIT),
    Entry(_("Registret"), "register", "file-text", "/register/", frozenset({Role.ADMINISTRATOR})),
    Entry(_("Behörigheter"), "offices", "shield", "/behorigheter/", frozenset({Role.PRINCIPAL, Role.ADMINISTRATOR})),
    Entry(_("Mallar"), "templates", "layers", "/mallar/", frozenset({Role.PRINCIPAL, Role.ADMINISTRATOR})),
    Entry(_("Loggen"), "log_search", "history", "/dataskydd/", frozenset({Role.DATA_PROTECTION_OFFICER})),
    Entry(_("Nödåtkomst"), "emergencies", "shield", "/nodatkomst/", frozenset({Role.DATA_PROTECTION_OFFICER})),
    Entry(_("Mer"), "more", "ellipsis", "/mer/"),
)


def entries_for(roles: Iterable[str]) -> tuple[Entry, ...]:
    """The entries of someone with these roles, at most six; the last is always *Mer*, and an office is always among them."""
    own = _own(roles)
    if len(own) <= MOST:
        return tuple(own)
    kept, offices = own[: MOST - 1], looked_after(roles)
    if offices and not any(entry in kept for entry in offices):
        kept[-1] = offices[0]
    return (*kept, own[-1])


def left_out(roles: Iterable[str]) -> tuple[Entry, ...]:
    """Those that have no room; they stand under *Mer*."""
    shown = entries_for(roles)
    return tuple(entry for entry in _own(roles) if entry not in shown)


def looked_after(roles: Iterable[str]) -> tuple[Entry, ...]:
    """The pages of the offices that someone holds."""
    held = OFFICES.intersection(roles)
    return tuple(entry for entry in ENTRIES if entry.roles is not None and entry.is_for(held))


def _own(roles: Iterable[str]) -> list[Entry]:
    held = frozenset(roles)
    return [entry for entry in ENTRIES if entry.is_for(held)]
