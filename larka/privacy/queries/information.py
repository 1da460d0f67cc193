"""What people are told about their personal data, and what the record of processing says (H11): put together from the registries."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from larka.privacy.processing import ACTIVITIES, CHILDREN, GUARDIANS, STAFF, Activity
from larka.records.classification import field_classes, tables
from larka.records.kinds import RecordKind, kinds
from larka.records.models import RetentionRule
from larka.register.choices import OrganisationKind, SchoolForm
from larka.register.models import Organisation
from larka.register.settings import setting, settings_of

_YEAR = 12


@dataclass(frozen=True, slots=True)
class Kept:
    """How long one kind is kept: in which school forms, in words, and by which decision ("" where nothing is decided yet)."""

    forms: str
    words: str
    decision: str


@dataclass(frozen=True, slots=True)
class Described:
    """One thing that personal data are used for, in the words of the language in force."""

    key: str
    label: str
    purpose: str
    legal_basis: tuple[str, ...]
    people: tuple[str, ...]
    data: str
    kept: tuple[Kept, ...]
    tables: tuple[type[Model], ...]


@dataclass(frozen=True, slots=True)
class Information:
    """Everything that the page, the paper and the files say."""

    controller: str
    contact: dict[str, str]
    missing: tuple[str, ...]
    activities: tuple[Described, ...]
    providers: tuple[str, ...]
    push: bool
    sms: bool
    two_steps: str

    def has(self, key: str) -> bool:
        """Whether the huvudman has said this."""
        return bool(self.contact[key])


def information() -> Information:
    """As of now, in the language in force."""
    told = settings_of("privacy")
    huvudman = Organisation.objects.filter(kind=OrganisationKind.HUVUDMAN).order_by("pk").first()
    contact = {key: str(value).strip() for key, value in told.items()}
    if huvudman and not contact["organisation_number"]:
        contact["organisation_number"] = huvudman.organisation_number
    controller = contact["controller"] or (huvudman.name if huvudman else "")
    missing = tuple(str(label) for label, keys in wanted() if not any(contact[key] for key in keys))
    providers = tuple(provider.name for provider in settings.OIDC_PROVIDERS)
    sms = bool(setting("notices.sms") and settings.SMS_GATEWAY)
    return Information(controller, contact, missing, tuple(described()), providers, bool(setting("notices.push")), sms, two_steps())


def two_steps() -> str:
    """When the staff give a second step (A14): always, for what is sensitive, or never."""
    strict = ("always", setting("login.staff_documentation")), ("sensitive", setting("login.staff_sensitive"))
    return next((when for when, level in strict if level != "password"), "never")


def wanted() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """What must be told (dataskyddsförordningen artikel 13 and 14), and the settings any of which tells it."""
    return (
        (_("vilken nämnd eller styrelse som är personuppgiftsansvarig"), ("controller",)),
        (_("den personuppgiftsansvariges adress, e-post eller telefon"), ("address", "email", "phone")),
        (_("dataskyddsombudets e-post eller telefon"), ("officer_email", "officer_phone")),
        (_("vilka som driver systemet för er räkning, eller att ni gör det själva"), ("processors",)),
    )


def described() -> Iterator[Described]:
    """Kinds of records first, since families ask for those; then everything else that holds something about somebody."""
    of_kinds = [kind for kind in kinds() if kind.model.__module__.startswith("larka.")]
    rules = list(RetentionRule.objects.order_by("kind", "school_form", "example"))
    yield from (_of_kind(kind, [rule for rule in rules if rule.kind == kind.key]) for kind in of_kinds)
    answered = personal_tables()
    for activity in ACTIVITIES:
        own = tuple(model for model in answered if answers_for(activity, model) and _kind_of(model) is None)
        if own:
            yield _of_activity(activity, own)


def personal_tables() -> list[type[Model]]:
    """The tables with anything personal or sensitive in them, without those that are only the history of others."""
    found = [model for model in tables() if not hasattr(model, "pgh_tracked_model") and not model.__module__.startswith("tests.")]
    return [model for model in found if {"personal", "sensitive"} & set(field_classes(model).values())]


def answers_for(activity: Activity, model: type[Model]) -> bool:
    """Whether the activity names the table, or its app."""
    return model._meta.app_label in activity.tables or model._meta.label in activity.tables


def _kind_of(model: type[Model]) -> RecordKind | None:
    """The kind of record that this table, or a part of it, is."""
    for kind in kinds():
        parts = {kind.model._meta.get_field(part.name).related_model for part in kind.schema.parts}
        if model is kind.model or model in parts:
            return kind
    return None


def unanswered() -> set[str]:
    """The tables with something personal that neither a kind nor an activity answers for: none, or a test fails."""
    return {m._meta.label for m in personal_tables() if _kind_of(m) is None and not any(answers_for(a, m) for a in ACTIVITIES)}


def _of_kind(kind: RecordKind, rules: list[RetentionRule]) -> Described:
    own = tuple(model for model in personal_tables() if _kind_of(model) is kind)
    basis, people = (str(kind.legal_basis),), (str(CHILDREN), str(GUARDIANS), str(STAFF))
    data = _("Det som är skrivet om barnet, vem som har skrivit det och när, barnets skola och läsår.")
    return Described(f"kind.{kind.key}", str(kind.label), str(kind.purpose), basis, people, data, tuple(_kept(rules)), own)


def _of_activity(activity: Activity, own: tuple[type[Model], ...]) -> Described:
    basis, people = tuple(map(str, activity.legal_basis)), tuple(map(str, activity.people))
    words = str(activity.kept) % {"days": setting(activity.kept_days)} if activity.kept_days else str(activity.kept)
    kept = (Kept("", words, ""),)
    return Described(activity.key, str(activity.label), str(activity.purpose), basis, people, str(activity.data), kept, own)


def _kept(rules: list[RetentionRule]) -> Iterator[Kept]:
    """School forms with the same rule together; what is only an example is said to be undecided, and the example told."""
    decided = {rule.school_form: rule for rule in rules if not rule.example}
    together: dict[tuple[Any, ...], list[str]] = {}
    for rule in {rule.school_form: rule for rule in rules if rule.example} | decided:
        chosen = decided.get(rule) or next(each for each in rules if each.school_form == rule)
        alike = (chosen.clock, chosen.months, chosen.outcome, chosen.decision if not chosen.example else "", chosen.example)
        together.setdefault(alike, []).append(str(SchoolForm(rule).label))
    for (clock, months, outcome, decision, example), forms in together.items():
        words = _in_words(RetentionRule.Clock(clock), months, RetentionRule.Outcome(outcome))
        yield Kept(
            ", ".join(forms),
            _("Inte beslutat än, sparas tills vidare. Förslag: %(rule)s") % {"rule": words} if example else words,
            decision,
        )


def _in_words(clock: RetentionRule.Clock, months: int, outcome: RetentionRule.Outcome) -> str:
    starts = {
        "written": _("efter att handlingen skrevs"), "published": _("efter att handlingen publicerades"),
        "school_year_ends": _("efter läsårets slut"), "placement_ends": _("efter att placeringen upphörde"),
        "education_ends": _("efter avslutad utbildning"), "transition": _("efter övergång till nästa skola"),
        "no_longer_current": _("efter att handlingen inte längre är aktuell"),
    }[clock.value]  # fmt: skip
    span = _span(months)
    if outcome == RetentionRule.Outcome.PRESERVE:
        return _("Bevaras: lämnas till kommunens arkiv %(span)s %(starts)s.") % {"span": span, "starts": starts}
    return _("Gallras %(span)s %(starts)s.") % {"span": span, "starts": starts}


def _span(months: int) -> str:
    """Months as people say them."""
    years, rest = divmod(months, _YEAR)
    said = [ngettext("%(n)s år", "%(n)s år", years) % {"n": years}] if years else []
    said += [ngettext("%(n)s månad", "%(n)s månader", rest) % {"n": rest}] if rest else []
    return _(" och ").join(said) or _("direkt")
