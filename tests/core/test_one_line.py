"""A text of one line has no signs that cannot be seen."""

import pytest
from django.core.exceptions import ValidationError

from larka.core.one_line import OneLineField, one_line
from larka.people.forms.fields import area_field, text_field
from larka.questionnaires.forms.builder import NewTemplateForm, QuestionForm, SectionForm, WholeForm


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Samtal \u202eakkab\u202c åk 4", "Samtal akkab åk 4"),
        ("\u2066Omdöme\u2069\u200f\u200b", "Omdöme"),
        (" 100\u00a0kr\tkol\r\n2\u2028 ", "100 kr kol 2"),
        ("Skol\u00adarbete 👩\u200d🏫", "Skol\u00adarbete 👩\u200d🏫"),
        ("\u202e\u2069", ""),
    ],
)
def test_nothing_turns_the_rest_of_the_page_around(typed: str, kept: str) -> None:
    """Q2: what parts words stays a space; what joins signs stays."""
    assert one_line(typed) == kept


def test_a_title_of_invisible_signs_alone_is_none() -> None:
    """Q2: and the length is that of what can be seen."""
    with pytest.raises(ValidationError):
        OneLineField().clean("\u202e\u2069")
    assert OneLineField(max_length=5).clean("\u202eElsa\u202c") == "Elsa"
    with pytest.raises(ValidationError):
        OneLineField().clean("a\0b")


def test_names_titles_and_labels_of_the_forms_are_such_fields() -> None:
    """Q2: texts of several lines are not."""
    of = {
        NewTemplateForm: ({"name"}, set()), WholeForm: ({"title"}, {"intro", "stages"}), SectionForm: ({"heading"}, {"help"}),
        QuestionForm: ({"label", "lowest", "highest"}, {"help", "options"}),
    }  # fmt: skip
    for form, (lines, areas) in of.items():
        one = {name for name, field in form.base_fields.items() if isinstance(field, OneLineField)}
        assert (one, one & areas) == (lines, set()), form
    assert isinstance(text_field("Namn"), OneLineField)
    assert area_field("Skäl", longest=99).clean("ett\ntvå") == "ett\ntvå"
