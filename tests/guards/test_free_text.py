"""F6 is on by default: a form that takes a long text looks through it."""

from django import forms

from larka.core.freetext.forms import FreeTextForm
from larka.privacy.forms import ControllerForm
from larka.web.views.about import SampleForm
from tests.guards.test_views import addresses

# Reason beside each; one that no longer needs it fails.
NOT_LOOKED_THROUGH = {
    SampleForm: "the style guide's own",
    ControllerForm: "the huvudman's own details, with telephone numbers; about nobody's child",
}


def _all(form: type[forms.Form]) -> set[type[forms.Form]]:
    return {form}.union(*(_all(child) for child in form.__subclasses__()))


def test_every_form_with_a_long_text_looks_through_it() -> None:
    """F6: the reminder stands at the field by itself, the look before saving comes with FreeTextForm."""
    assert list(addresses()), "every form is known when the addresses are"
    with_text = {
        form
        for form in _all(forms.Form)
        if form.__module__.startswith("larka.") and any(isinstance(field.widget, forms.Textarea) for field in form.base_fields.values())
    }
    assert {form for form in with_text if not issubclass(form, FreeTextForm)} == set(NOT_LOOKED_THROUGH)
