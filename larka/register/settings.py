"""The settings of the huvudman, with their defaults. Where municipalities differ, the default is the strict one."""

from typing import Any

from django.db.models import BooleanField, Expression

from larka.register.models import HuvudmanSetting

DEFAULTS: dict[str, Any] = {
    # Which register fields are kept at all (B1); what is left out is dropped at the door.
    "register.kept_fields": ["middleName", "sex", "emails", "phoneNumbers", "addresses", "eduPersonPrincipalNames"],
    # A run that would end more than this share of anything stops (B5).
    "register.largest_share_ended": 0.10,
    # After how many days what an import found by name and in its files is removed; how many rows it changed stays (B5).
    "register.report_days": 90,
    # How many school years before the one a relation began in staff reach (A5); 0 narrows to the year it began in.
    "access.school_years_back": 1,
    # Subject teachers read published omdömen in their own subjects only, not in all subjects of pupils they teach (A6).
    "access.own_subjects_only": False,
    # An alarm is raised (A12) when one person, one by one, opens more children than this whom they neither teach nor look after …
    "alarm.children_per_hour": 60,
    "alarm.children_per_day": 150,
    # … or is refused more pages than this in ten minutes.
    "alarm.refusals_in_ten_minutes": 20,
    # How surely a session must know who it is (A14): password, strong (a second factor) or fresh (given within the minutes below).
    "login.staff_documentation": "strong",
    "login.staff_sensitive": "fresh",
    "login.family_documentation": "strong",
    "login.family_sensitive": "strong",
    "login.pupil_documentation": "password",
    "login.pupil_sensitive": "strong",
    "login.fresh_minutes": 15,
    # Whether a guardian of the register gets an account at the first log-in with a sure e-ID, without applying and being invited (B2).
    "login.guardians_begin_with_e_id": False,
    # Whether a unit's administrators may take emergency access beside rektor (A8).
    "access.administrators_take_emergency_access": False,
    # After how many days without a log-in a role that was given by decision ends by itself (A8).
    "roles.lapse_after_days": 180,
    # How many characters a person's presentation of themselves may have (B1).
    "profile.longest_presentation": 500,
    # After how many minutes without doing anything a session ends, for whoever logs in from now on.
    "login.idle_minutes_staff": 60,
    "login.idle_minutes_family": 30,
    "login.idle_minutes_pupil": 30,
    # After how many hours a session ends whatever is done in it, for whoever logs in from now on.
    "login.longest_hours": 12,
    # Words that make a password no longer than one sign each, beside the names of the huvudman and its units.
    "login.forbidden_words": [],
    # From which hour, in Stockholm, the day's digest of notices goes out (F2).
    "notices.digest_hour": 16,
    # After how many days a notice is forgotten, read or not.
    "notices.keep_days": 180,
    # Whether phones and browsers may be told, by an empty message through their makers' services, that there is news (A15) …
    "notices.push": False,
    # … and through which of these: names of hosts; *.example.com means every host under it.
    "notices.push_hosts": ["fcm.googleapis.com", "updates.push.services.mozilla.com", "*.push.apple.com", "*.notify.windows.com"],
    # Whether whoever wants to gets an sms about what is urgent.
    "notices.sms": False,
    # Whether school's own notes before a talk are kept and released as public records; else they are working material (C5, TF 2:12).
    "talks.staff_notes_are_records": False,
    # How many megabytes a file of each kind may have (F5), and how many one person may have on their way in at once.
    "media.largest_picture": 25,
    "media.largest_sound": 100,
    "media.largest_film": 1_000,
    "media.largest_document": 50,
    "media.largest_waiting": 3_000,
    # What the public page about personal data says of the huvudman and its data protection officer (H11); empty is said to be missing.
    **dict.fromkeys(
        (
            "privacy.controller",
            "privacy.organisation_number",
            "privacy.address",
            "privacy.email",
            "privacy.phone",
            "privacy.officer",
            "privacy.officer_email",
            "privacy.officer_phone",
            "privacy.processors",
            "privacy.more",
        ),
        "",
    ),
}
# How many characters a setting that is a text may have.
LONGEST: dict[str, int] = {key: 2_000 if key in ("privacy.processors", "privacy.more") else 200 for key in DEFAULTS if DEFAULTS[key] == ""}
# The values that a setting takes, where its default does not say it all.
CHOICES: dict[str, tuple[str, ...]] = {
    **{f"login.{who}_documentation": ("password", "strong") for who in ("staff", "family", "pupil")},
    **{f"login.{who}_sensitive": ("password", "strong", "fresh") for who in ("staff", "family", "pupil")},
}
RANGES: dict[str, tuple[int, int]] = {
    "access.school_years_back": (0, 1),
    "login.fresh_minutes": (1, 60),
    "roles.lapse_after_days": (30, 3650),
    "profile.longest_presentation": (50, 2000),
    "register.report_days": (7, 3650),
    **{f"login.idle_minutes_{who}": (5, 720) for who in ("staff", "family", "pupil")},
    "login.longest_hours": (1, 24),
    "notices.digest_hour": (5, 22),
    "notices.keep_days": (30, 3650),
    "alarm.children_per_hour": (5, 100_000),
    "alarm.children_per_day": (5, 100_000),
    "alarm.refusals_in_ten_minutes": (3, 100_000),
    **{f"media.largest_{kind}": (1, 10_000) for kind in ("picture", "sound", "film", "document")},
    "media.largest_waiting": (10, 100_000),
}


def setting(key: str) -> Any:
    """The decided value, or the default."""
    row = HuvudmanSetting.objects.filter(key=key).values_list("value", flat=True).first()
    return DEFAULTS[key] if row is None else row


def settings_of(prefix: str) -> dict[str, Any]:
    """Every setting whose key begins so, without that beginning, in one question."""
    decided = dict(HuvudmanSetting.objects.filter(key__startswith=f"{prefix}.").values_list("key", "value"))
    return {key.removeprefix(f"{prefix}."): decided.get(key, DEFAULTS[key]) for key in DEFAULTS if key.startswith(f"{prefix}.")}


class SettingIsOn(Expression):
    """True where a yes-or-no setting is decided to be on; asked once in a query, so that a policy can be narrowed by it."""

    conditional = True

    def __init__(self, key: str) -> None:
        super().__init__(output_field=BooleanField())
        self.key = key

    def as_sql(self, compiler: Any, connection: Any) -> Any:  # noqa: ARG002 – Django's signature
        return "EXISTS (SELECT FROM register_huvudmansetting WHERE key = %s AND value = 'true'::jsonb)", [self.key]
