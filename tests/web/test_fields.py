"""A field's value stands in the page as it is, so that what the browser sends back is what the form gave it."""

import pytest
from django import forms

from tests.web.sent import sent_by
from tests.web.test_templating import shown

FIELD = '{% from "components/field.html" import form_field %}<form method="post">{{ form_field(form["asked"]) }}</form>'
YES_NO = [(1, "Ja"), (0, "Nej")]


@pytest.mark.parametrize(
    "field",
    [forms.IntegerField(widget=forms.HiddenInput), forms.IntegerField(), forms.CharField(), forms.TypedChoiceField(choices=YES_NO)],
    ids=["hidden", "number", "text", "select"],
)
@pytest.mark.parametrize(("given", "sent"), [(0, "0"), (1, "1")])
def test_a_field_that_holds_0_sends_0(field: forms.Field, given: int, sent: str) -> None:
    """C3: a version of 0 that is sent as nothing is a page that can never be saved."""
    form = type("Asks", (forms.Form,), {"asked": field})(initial={"asked": given})
    assert sent_by(shown(FIELD, form=form), "asked") == {"asked": sent}


@pytest.mark.parametrize("field", [forms.IntegerField(widget=forms.HiddenInput), forms.IntegerField(), forms.CharField()])
def test_a_field_that_holds_nothing_sends_nothing(field: forms.Field) -> None:
    form = type("Asks", (forms.Form,), {"asked": field})()
    assert sent_by(shown(FIELD, form=form), "asked") == {"asked": ""}
