"""A template shows what it was given: it computes nothing, and reaches no record that no policy was asked about."""

from pathlib import Path

import pytest
from django.apps import apps
from jinja2 import Environment, nodes

from larka.audit.models import Entry
from larka.records.models import Draft, WrittenRecord
from tests.guards.source import LARKA

TEMPLATES = sorted(path for path in LARKA.glob("*/templates/**/*.html") if "{% load" not in path.read_text("utf-8"))
QUERIES = {"all", "filter", "exclude", "order_by", "values_list", "exists", "select_related", "prefetch_related"}


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(LARKA)))
def test_no_template_asks_the_database_by_itself(path: Path) -> None:
    """A1: reverse access to records from a template goes around every policy."""
    tree = Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do"]).parse(path.read_text("utf-8"))  # noqa: S701 – only parsed
    reached = {node.attr for node in tree.find_all(nodes.Getattr)}
    assert not {name for name in reached if name == "objects" or name.endswith("_set")}
    called = {call.node.attr for call in tree.find_all(nodes.Call) if isinstance(call.node, nodes.Getattr)}
    assert not called & QUERIES
    assert not reached & _to_records(), "a relation that leads to what is written about a child"


def _to_records() -> set[str]:
    """The names by which a row leads to records, their versions, drafts and history."""
    written = [
        model for model in apps.get_models() if issubclass(model, WrittenRecord | Draft | Entry) or hasattr(model, "pgh_tracked_model")
    ]
    names = {f.get_accessor_name() for model in written for f in model._meta.related_objects}
    back = {f.remote_field.get_accessor_name() for model in written for f in model._meta.concrete_fields if f.is_relation}
    return {name for name in names | back if name}
