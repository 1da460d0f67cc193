"""Whatever is kept is classified, and every kind of record has its rule: what can be forgotten is asked here."""

import pytest
from django.apps import apps
from django.db.models import Model

from larka.privacy.queries.information import personal_tables, unanswered
from larka.records.classification import THIRD_PARTY, field_classes, tables
from larka.records.kinds import kinds
from larka.records.models import RetentionRule, WrittenRecord
from larka.records.schema import COMMON
from larka.register.choices import SchoolForm


@pytest.mark.parametrize("model", list(tables()), ids=lambda model: model._meta.label)
def test_every_field_of_every_table_is_kept_personal_sensitive_or_technical(model: type[Model]) -> None:
    """H1: disposal and the register extract can forget none; a name that is no longer a field fails too."""
    fields = {field.name for field in (*model._meta.concrete_fields, *model._meta.local_many_to_many)}
    assert set(field_classes(model)) == fields


def test_no_package_is_classified_that_is_not_installed() -> None:
    """H1: stale entries hide new ones."""
    assert set(THIRD_PARTY) == {model._meta.label for model in tables() if not hasattr(model, "fields_are")} - _history()


def _history() -> set[str]:
    return {model._meta.label for model in tables() if hasattr(model, "pgh_tracked_model")}


def test_every_record_model_has_a_kind_and_every_kind_its_own_model() -> None:
    """H1: export, archive, disposal and disclosure walk the registry."""
    records = {model for model in apps.get_models() if issubclass(model, WrittenRecord) and model.__module__.startswith("larka.")}
    assert records == {kind.model for kind in kinds() if kind.model.__module__.startswith("larka.")}


@pytest.mark.django_db
def test_every_kind_has_an_example_rule_for_each_school_form_it_occurs_in() -> None:
    """H1, H2: and no rule speaks of a kind that does not exist. An example gives no right to destroy."""
    expected = {(kind.key, form) for kind in kinds() if kind.model.__module__.startswith("larka.") for form in kind.school_forms}
    assert set(RetentionRule.objects.filter(example=True).values_list("kind", "school_form")) == expected
    assert {form for _, form in expected} <= set(SchoolForm.values)
    assert not RetentionRule.objects.filter(example=False).exists()


def test_every_kind_tells_its_fields_to_the_file_it_leaves_in() -> None:
    """H6: a field that the schema forgets would be lost on the way out; the id is the table's own."""
    for kind in kinds():
        parts = {part.name for part in kind.schema.parts}
        told = {*COMMON, *kind.schema.fields, kind.schema.current} | parts
        fields = {field.name for field in kind.model._meta.concrete_fields} - {"id"}
        assert fields <= told, f"{kind.key} leaves out {fields - told}"


def test_every_kind_says_why_it_is_written_and_by_what_right() -> None:
    """H11: families are told, and the record of processing holds it."""
    silent = {kind.key for kind in kinds() if kind.model.__module__.startswith("larka.") and not (kind.purpose and kind.legal_basis)}
    assert silent == set()


def test_every_table_with_something_personal_is_answered_for() -> None:
    """H11: by its kind of record or by what it is used for (larka/privacy/processing.py); none is left out of the record of processing."""
    assert unanswered() == set()
    assert len(personal_tables()) > 30
