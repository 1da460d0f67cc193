"""Changing the huvudman's settings: each change is checked, takes effect at once, and is logged."""

import datetime as dt
import re
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from larka.accounts.passwords import SHORTEST_WORD
from larka.audit.actions import record
from larka.register.actor import Actor
from larka.register.choices import Role
from larka.register.models import Duty, DutyAssignment, HuvudmanSetting, RoleMapping, SchoolYear, Term
from larka.register.settings import CHOICES, DEFAULTS, LONGEST, RANGES, setting

_HOST = re.compile(r"(\*\.)?([a-z0-9-]+\.)+[a-z]{2,}")
KEEPABLE_FIELDS = ("middleName", "sex", "emails", "phoneNumbers", "addresses", "eduPersonPrincipalNames")


class SettingError(ValueError):
    """The value cannot be used; the message says why, in Swedish."""


@transaction.atomic
def change_setting(*, by: Actor, key: str, value: Any) -> None:
    """Decide a setting. Raises SettingError for one that does not exist or a value that it does not take."""
    check_setting(key, value)
    HuvudmanSetting.objects.update_or_create(key=key, defaults={"value": value})
    if key == "access.school_years_back":
        _reach_back(value)
    record(by, "setting.changed", details={"key": key, "value": value})


def check_setting(key: str, value: Any) -> None:
    """Raise SettingError unless this setting takes this value."""
    if key not in DEFAULTS:
        raise SettingError(_("Inställningen %(key)s finns inte.") % {"key": key})
    if key == "login.forbidden_words":
        fits, wanted = _is_words(value), _("en lista med ord på minst tre bokstäver")
    elif key == "notices.push_hosts":
        fits, wanted = _is_hosts(value), _("en lista med datornamn, till exempel push.example.com eller *.example.com")
    elif isinstance(DEFAULTS[key], bool):
        fits, wanted = isinstance(value, bool), _("true eller false")
    elif isinstance(DEFAULTS[key], list):
        fits, wanted = _is_list_of(value, KEEPABLE_FIELDS), _("en lista med några av: %(names)s") % {"names": ", ".join(KEEPABLE_FIELDS)}
    elif isinstance(DEFAULTS[key], float):
        fits, wanted = _is_number(value) and 0 <= value <= 1, _("ett tal mellan 0 och 1")
    elif key in LONGEST:
        fits, wanted = isinstance(value, str) and len(value) <= LONGEST[key], _("en text på högst %(most)s tecken") % {"most": LONGEST[key]}
    elif key in CHOICES:
        fits, wanted = value in CHOICES[key], _("något av: %(names)s") % {"names": ", ".join(CHOICES[key])}
    else:
        least, most = RANGES[key]
        fits = isinstance(value, int) and not isinstance(value, bool) and least <= value <= most
        wanted = _("ett heltal mellan %(least)s och %(most)s") % {"least": least, "most": most}
    if not fits:
        raise SettingError(_("Inställningen %(key)s ska vara %(wanted)s.") % {"key": key, "wanted": wanted})


def _is_list_of(value: Any, names: tuple[str, ...]) -> bool:
    return isinstance(value, list) and all(name in names for name in value)


def _is_words(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(word, str) and word.isalpha() and len(word) >= SHORTEST_WORD for word in value)


def _is_hosts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(name, str) and _HOST.fullmatch(name) for name in value)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _reach_back(years: int) -> None:
    ends = list(SchoolYear.objects.select_for_update().order_by("starts_on"))
    for year, following in zip(ends, [*ends[1:], ends[-1]], strict=True):
        year.open_to_relations_until = following.ends_on if years else year.ends_on
        year.save(update_fields=["open_to_relations_until"])


@transaction.atomic
def map_role_name(*, by: Actor, source: str, name: str, role: str) -> int:
    """Say which role a name in the register gives, also to the rows that have it now; "" takes it away. Returns how many changed."""
    if role and role not in Role.values:
        raise SettingError(_("Rollen %(role)s finns inte.") % {"role": role})
    if source not in RoleMapping.Source.values:
        raise SettingError(_("Fältet ska vara duty eller assignment."))
    if role:
        RoleMapping.objects.update_or_create(source=source, name=name, defaults={"role": role})
    else:
        RoleMapping.objects.filter(source=source, name=name).delete()
    rows = Duty.objects if source == RoleMapping.Source.DUTY else DutyAssignment.objects
    changed = rows.filter(role_name=name).exclude(role=role).update(role=role)
    record(by, "role_name.mapped", details={"source": source, "name": name, "role": role, "rows": changed})
    return changed


def unmapped_role_names() -> list[tuple[str, str, int]]:
    """Names in the register that give no rights: (field, name, rows)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 'duty', role_name, count(*) FROM register_duty WHERE role = '' GROUP BY 2"
            " UNION ALL SELECT 'assignment', role_name, count(*) FROM register_dutyassignment WHERE role = '' GROUP BY 2 ORDER BY 1, 2"
        )
        return [(str(field), str(name), int(rows)) for field, name, rows in cursor.fetchall()]


@transaction.atomic
def move_term_start(*, by: Actor, name: str, starts_on: dt.date) -> Term:
    """Let a term begin on another day; the term before it ends then, and so do the school years if it is the first of its year."""
    term = Term.objects.select_for_update().select_related("school_year").filter(name=name).first()
    before = Term.objects.select_for_update().select_related("school_year").filter(ends_on=term.starts_on).first() if term else None
    if term is None or before is None:
        raise SettingError(_("Terminen %(name)s finns inte.") % {"name": name})
    if not before.starts_on < starts_on < term.ends_on:
        raise SettingError(_("Terminen %(name)s kan inte börja %(day)s.") % {"name": name, "day": starts_on.isoformat()})
    later = starts_on > term.starts_on
    for row, column in ((term, "starts_on"), (before, "ends_on")) if later else ((before, "ends_on"), (term, "starts_on")):
        setattr(row, column, starts_on)
        row.save(update_fields=[column])
    if term.school_year_id != before.school_year_id:
        _move_school_years(before.school_year, term.school_year, starts_on, later=later)
    record(by, "term.moved", details={"term": name, "starts_on": starts_on.isoformat()})
    return term


def _move_school_years(before: SchoolYear, after: SchoolYear, starts_on: dt.date, *, later: bool) -> None:
    for year, column in ((after, "starts_on"), (before, "ends_on")) if later else ((before, "ends_on"), (after, "starts_on")):
        setattr(year, column, starts_on)
        year.save(update_fields=[column])
    _reach_back(setting("access.school_years_back"))
