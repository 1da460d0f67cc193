"""persons.json: names, numbers, how to reach people, where pupils are enrolled and who answers for them."""

import datetime as dt
import json
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from larka.core.dates import years_later
from larka.core.personal_numbers import InvalidPersonalNumberError, PersonalNumber
from larka.core.swedish import swedish_sort_key
from larka.exchange.ss12000 import words
from larka.exchange.ss12000.fields import Fields, LeftOutError, stage_parts
from larka.exchange.ss12000.values import WrongValueError, a_day, a_list, a_number, a_reference, a_text, a_truth, one_of
from larka.register.choices import Protection

ADULT = 18
HIGHEST_GRADE = 10
EMAIL, SHORT = partial(a_text, longest=320), partial(a_text, longest=50)
EMAIL_FIELDS: dict[str, Callable[[Any], Any]] = {"value": EMAIL, "type": SHORT}
PHONE_FIELDS: dict[str, Callable[[Any], Any]] = {"value": SHORT, "type": SHORT, "mobile": a_truth}
ADDRESS_FIELDS: dict[str, Callable[[Any], Any]] = {
    "type": SHORT, "streetAddress": a_text, "postalCode": SHORT, "locality": a_text, "country": a_text,
}  # fmt: skip


class Persons:
    """Stages persons; of the fields that a huvudman may do without only those in ``kept`` come in (B1)."""

    def __init__(self, kept: Iterable[str]) -> None:
        self.kept = frozenset(kept)

    def __call__(self, fields: Fields) -> None:
        """Stage one person with enrolments and responsible adults."""
        given, family = fields.needed("givenName", a_text), fields.needed("familyName", a_text)
        number, kind, born = read_number(fields)
        born = read_birth_date(fields) or born
        fields.stage.add(
            "persons",
            fields.row,
            given,
            self.if_kept(fields, "middleName", a_text, ""),
            family,
            swedish_sort_key(family, given),
            born,
            born and years_later(born, ADULT),
            self.if_kept(fields, "sex", partial(one_of, words.SEXES), ""),
            read_protection(fields),
            fields.wanted("personStatus", partial(one_of, words.STATUSES), "active"),
            self.if_kept(fields, "eduPersonPrincipalNames", principal_names, []),
            number,
            kind,
            self.contact(fields, "emails", EMAIL_FIELDS),
            self.contact(fields, "phoneNumbers", PHONE_FIELDS),
            self.contact(fields, "addresses", ADDRESS_FIELDS, needs_value=False),
        )
        stage_parts(fields, "enrolments", "enrolments", "enroledAt", enrolment)
        stage_parts(fields, "responsibles", "responsibles", "person", responsible)

    def if_kept(self, fields: Fields, name: str, read: Callable[[Any], Any], default: Any) -> Any:
        """A field that the huvudman has decided to keep, else as if it were missing (B1)."""
        return fields.wanted(name, read, default) if name in self.kept else default

    def contact(self, fields: Fields, name: str, parts: dict[str, Callable[[Any], Any]], *, needs_value: bool = True) -> str:
        """One list of ways to reach the person, as JSON; a wrong entry is listed and left out."""
        if name not in self.kept or not fields.raw.get(name):
            return "[]"
        listed = []
        for found in fields.parts(name):
            try:
                listed.append(entry(found, parts, needs_value=needs_value))
            except LeftOutError as error:
                fields.stage.problem(fields.file, fields.row, error.field, error.message)
        return json.dumps(listed, ensure_ascii=False)


def entry(found: Fields | LeftOutError, parts: dict[str, Callable[[Any], Any]], *, needs_value: bool) -> dict[str, Any]:
    """One e-mail address, telephone number or address."""
    if isinstance(found, LeftOutError):
        raise found
    if needs_value:
        found.needed("value", parts["value"])
    if parts is EMAIL_FIELDS and "@" not in str(found.raw["value"]):
        raise LeftOutError(f"{found.prefix}value", "Inte en e-postadress.")
    read = {name: found.trusted(name, reader, None) for name, reader in parts.items()}
    return {name: value for name, value in read.items() if value is not None}


def principal_names(value: Any) -> list[str]:
    """Log-in names, in small letters: they are the same in capitals."""
    return [EMAIL(name).lower() for name in a_list(value)]


def read_number(fields: Fields) -> tuple[str, str, dt.date | None]:
    """The number, its kind and the birth date it carries; without a valid one the person comes in without a number."""
    number = fields.wanted("civicNo", civic_number, None)
    return (number.value, number.kind, number.born) if number else ("", "", None)


def civic_number(value: Any) -> PersonalNumber | None:
    """The number in ``{"value": …}``."""
    if not isinstance(value, dict):
        raise WrongValueError("Fel typ: ett objekt med ”value” väntades.")
    if value.get("value") in (None, ""):
        return None
    try:
        return PersonalNumber.parse(a_text(value["value"]))
    except InvalidPersonalNumberError as error:
        raise WrongValueError("Inte ett giltigt personnummer, samordningsnummer eller tillfälligt nummer.") from error


def read_birth_date(fields: Fields) -> dt.date | None:
    """The birth date, which has been."""
    born = fields.wanted("birthDate", a_day, None)
    if born is not None and born > fields.stage.today:
        fields.problem("birthDate", "Födelsedatum ligger i framtiden.")
        return None
    return born


def read_protection(fields: Fields) -> str:
    """The protection; a value that cannot be read counts as protected until it is mended (A10)."""
    try:
        return fields.trusted("securityMarking", partial(one_of, words.PROTECTIONS), Protection.NONE.value)
    except LeftOutError as error:
        fields.problem("securityMarking", f"{error.message} Personen behandlas som skyddad tills det är rättat.")
        return Protection.MARKED.value


def enrolment(part: Fields) -> tuple[Any, ...] | None:
    """Where and in which grade; one that was cancelled before it began, and has no last day, never was."""
    unit = part.needed("enroledAt", a_reference)
    form = part.needed("schoolType", partial(one_of, words.SCHOOL_FORMS))
    first, end = part.days()
    if part.wanted("cancelled", a_truth, default=False) and end is None:
        return None
    return unit, form, part.wanted("schoolYear", a_grade, None), first, end


def a_grade(value: Any) -> int:
    """Årskurs."""
    if a_number(value) > HIGHEST_GRADE:
        raise WrongValueError("Årskursen är orimlig.")
    return int(value)


def responsible(part: Fields) -> tuple[Any, ...]:
    """An adult and what they are to the child."""
    return part.needed("person", a_reference), part.needed("relationType", partial(one_of, words.RELATIONS))
