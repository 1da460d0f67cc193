"""The record of processing as rows and as JSON."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from larka.privacy.documents import backups, kept_in_words, officer, recipients, third_countries
from larka.privacy.queries.information import Described, Information
from larka.records.classification import field_classes

COLUMNS = ("behandling", "andamal", "rattslig_grund", "registrerade", "uppgifter", "lagringstid", "tabell", "personuppgifter", "kansliga")


def as_rows(told: Information) -> Iterator[tuple[str, ...]]:
    """One row a table of each activity."""
    for each in told.activities:
        kept = " ".join(kept_in_words(kept) for kept in each.kept)
        words = (each.label, each.purpose, " ".join(each.legal_basis), ", ".join(each.people), each.data, kept)
        for table in _tables(each):
            yield (*words, table["table"], " ".join(table["personal"]), " ".join(table["sensitive"]))


def as_data(told: Information, day: dt.date) -> dict[str, Any]:
    """Everything, for programs."""
    return {
        "date": day.isoformat(),
        "controller": {"name": told.controller, **{key: told.contact[key] for key in ("organisation_number", "address", "email", "phone")}},
        "data_protection_officer": officer(told),
        "missing": list(told.missing),
        "activities": [_activity(each) for each in told.activities],
        "recipients": list(recipients(told)),
        "third_countries": third_countries(told),
        "backups": backups(),
    }


def _activity(each: Described) -> dict[str, Any]:
    kept = [{"school_forms": kept.forms, "rule": kept.words, "decision": kept.decision} for kept in each.kept]
    return {
        "key": each.key, "name": each.label, "purpose": each.purpose, "legal_basis": list(each.legal_basis), "people": list(each.people),
        "data": each.data, "kept": kept, "tables": _tables(each),
    }  # fmt: skip


def _tables(each: Described) -> list[dict[str, Any]]:
    """The tables by the names of their fields, which a program can follow."""
    classes = [(model._meta.label, field_classes(model)) for model in each.tables]
    return [
        {"table": label, **{name: sorted(field for field in found if found[field] == name) for name in ("personal", "sensitive")}}
        for label, found in classes
    ]
