"""The settings that the register itself reads, with their strict defaults."""

from typing import Any

from larka.register.models import HuvudmanSetting

DEFAULTS: dict[str, Any] = {
    # Which register fields are kept at all (B1); what is left out is dropped at the door.
    "register.kept_fields": ["middleName", "sex", "emails", "phoneNumbers", "addresses", "eduPersonPrincipalNames"],
    # How many school years before the one a relation began in staff reach (A5); 0 narrows to the year it began in.
    "access.school_years_back": 1,
    # A run that would end more than this share of anything stops (B5).
    "register.largest_share_ended": 0.10,
}


def setting(key: str) -> Any:
    """The decided value, or the strict default."""
    row = HuvudmanSetting.objects.filter(key=key).values_list("value", flat=True).first()
    return DEFAULTS[key] if row is None else row
