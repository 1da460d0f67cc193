"""What templates work out when they are compiled is what they would have said when they are shown."""

import pytest
from django.template import engines
from django.utils.translation import deactivate_all, gettext_lazy, override
from jinja2 import UndefinedError
from markupsafe import Markup, escape

from larka.web.templating import Templates


def shown(text: str, **context: object) -> str:
    """A template's text, in the language in force."""
    engine = next(engine for engine in engines.all() if isinstance(engine, Templates))
    return str(engine.from_string(text).render(context))


@pytest.mark.parametrize(("language", "said"), [("sv", "Hem Hem"), ("en", "Home Home")])
def test_a_text_is_said_in_the_language_in_force_whichever_came_before(language: str, said: str) -> None:
    with override(language):
        assert shown('{{ _("Hem") }} {% trans %}Hem{% endtrans %}') == said


def test_without_a_language_a_page_is_in_swedish() -> None:
    with override("en"):
        deactivate_all()
        assert shown('{{ _("Hem") }}') == "Hem"


def test_what_a_person_wrote_is_escaped_once_where_it_is_filled_into_a_text() -> None:
    with override("en"):
        assert shown('{{ _("Omdömen för %(name)s", name=name) }}', name="<b>&") == "Assessments of &lt;b&gt;&amp;"
        assert (
            shown("{% trans n = 2, name = name %}{{ name }}{% pluralize n %}{{ n }} {{ name }}{% endtrans %}", name="<b>") == "2 &lt;b&gt;"
        )


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("<b>&\"'", "&lt;b&gt;&amp;&#34;&#39;"),
        (Markup("<b>"), "<b>"),
        (type("Sort", (str,), {})("<b>"), "&lt;b&gt;"),
        (gettext_lazy("<b>"), "&lt;b&gt;"),
        (type("Own", (), {"__html__": lambda _self: "<i>"})(), "<i>"),
        (type("Own", (), {"__str__": lambda _self: "<i>"})(), "&lt;i&gt;"),
        (3, "3"),
        (None, "None"),
    ],
)
def test_every_sort_of_value_stands_in_a_page_as_markupsafe_says(value: object, said: str) -> None:
    """Alone, out of a macro, and out of a block that is set."""
    assert shown("{{ value }}", value=value) == said == str(escape(value))
    assert shown("{% macro m(x) %}{{ x }}{% endmacro %}{{ m(value) }}", value=value) == said
    assert shown("{% set kept %}{{ value }}{% endset %}{{ kept }}", value=value) == said


def test_an_icon_and_an_address_are_markup_and_text_as_ever() -> None:
    assert shown('{{ icon("house") }}').startswith('<svg class="icon" aria-hidden="true">')
    assert shown('{{ url("search") }}') == "/sok/"


def test_a_name_that_the_template_gives_itself_is_its_own() -> None:
    assert shown('{% macro icon(name) %}min {{ name }}{% endmacro %}{{ icon("house") }}') == "min house"
    assert shown('{% set url = given %}{{ url("search") }}', given=lambda name: f"mitt {name}") == "mitt search"


def test_a_macro_and_a_filter_that_ask_where_they_are_called_from_are_told() -> None:
    assert (
        shown("{% macro twice(x) %}{{ x }}{{ caller(x) }}{% endmacro %}{% call(y) twice(given) %}-{{ y }}{% endcall %}", given="<")
        == "&lt;-&lt;"
    )


def test_what_a_call_of_a_macro_leaves_out_is_as_the_macro_says_and_too_much_is_an_error() -> None:
    macro = "{% macro said(a, b='<', c=none) %}{{ a }}{{ b }}{{ c }}{% endmacro %}"
    assert shown(macro + "{{ said(1) }} {{ said(1, 2) }} {{ said(1, c=3) }}") == "1&lt;None 12None 1&lt;3"
    with pytest.raises(TypeError, match="not more than 3"):
        shown(macro + "{{ said(1, 2, 3, 4) }}")
    with pytest.raises(UndefinedError, match="'a'"):
        shown(macro + "{{ said() }}")


def test_what_a_person_is_called_is_escaped_in_a_list_and_markup_is_not() -> None:
    text = '{% from "components/child.html" import person %}{{ person(name, "/x/", detail) }}'
    html = shown(text, name="<b>Bo & Co", detail=Markup("<i>4 A</i>"))
    assert '<a href="/x/">&lt;b&gt;Bo &amp; Co</a><br><span class="muted"><i>4 A</i></span>' in html


def test_a_cell_says_its_columns_name_with_quotes_and_all() -> None:
    text = '{% from "components/table.html" import cell, row_head %}{{ row_head(name) }}{{ cell(label, name) }}'
    assert shown(text, label='"När" <då>', name="A & B") == (
        '<th scope="row">A &amp; B</th><td data-label="&#34;När&#34; &lt;då&gt;">A &amp; B</td>'
    )


def test_a_template_may_call_its_own_macro_by_the_name_of_a_piece() -> None:
    assert shown('{% macro cell(a, b) %}{{ b }}{{ a }}{% endmacro %}{{ cell("<1>"|e, 2) }}') == "2&lt;1&gt;"
