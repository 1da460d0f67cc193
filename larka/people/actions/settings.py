"""Changing the huvudman's settings: each change is checked, takes effect at once, and is logged."""

from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from larka.audit.actions import record
from larka.core.dates import years_later
from larka.register.actor import Actor
from larka.register.choices import Role
from larka.register.models import Duty, DutyAssignment, HuvudmanSetting, RoleMapping, SchoolYear
from larka.register.settings import DEFAULTS

KEEPABLE_FIELDS = ("middleName", "sex", "emails", "phoneNumbers", "addresses", "eduPersonPrincipalNames")
MOST_YEARS_BACK = 1


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
    if isinstance(DEFAULTS[key], bool):
        fits, wanted = isinstance(value, bool), _("true eller false")
    elif isinstance(DEFAULTS[key], list):
        fits, wanted = _is_list_of(value, KEEPABLE_FIELDS), _("en lista med några av: %(names)s") % {"names": ", ".join(KEEPABLE_FIELDS)}
    elif isinstance(DEFAULTS[key], float):
        fits, wanted = _is_number(value) and 0 <= value <= 1, _("ett tal mellan 0 och 1")
    else:
        fits, wanted = isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST_YEARS_BACK, _("0 eller 1")
    if not fits:
        raise SettingError(_("Inställningen %(key)s ska vara %(wanted)s.") % {"key": key, "wanted": wanted})


def _is_list_of(value: Any, names: tuple[str, ...]) -> bool:
    return isinstance(value, list) and all(name in names for name in value)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _reach_back(years: int) -> None:
    for year in SchoolYear.objects.select_for_update():
        year.open_to_relations_until = years_later(year.ends_on, years)
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
