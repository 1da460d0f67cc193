"""What rektor types about a template: checked, never saved here."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from larka.core.freetext.forms import FreeTextForm
from larka.core.one_line import OneLineField
from larka.questionnaires.access import FormKind, form_kinds
from larka.questionnaires.extras import extras_of
from larka.questionnaires.models import TemplateVersion
from larka.questionnaires.shape.checking import HELP, LABEL, NAME, Problem, question_problems, stage_problems
from larka.questionnaires.shape.editing import renamed_options, renamed_stages
from larka.questionnaires.shape.parts import LONGEST, TEXTS, WITH_OPTIONS, Question, Section, Shape
from larka.questionnaires.shape.words import KIND_WORDS, ROLE_WORDS, TYPE_WORDS
from larka.records.forms import plain_text
from larka.register.choices import SchoolForm

_TOO_LONG = gettext_lazy("Högst %(limit_value)s tecken får plats.")
_NUMBER = {
    "invalid": gettext_lazy("Skriv ett helt tal."), "min_value": gettext_lazy("Skriv ett större tal."),
    "max_value": gettext_lazy("Skriv ett mindre tal."),
}  # fmt: skip
_COMMON, _EACH, _FOR_PUPIL = "common", "each", "for_pupil"
# Where on the page a problem with a part stands that has no field of its own.
_STANDS_AT = {"for_pupil": "answered"}


def _text(label: Any, most: int, *, required: bool = True, rows: int = 0, help_text: Any = "") -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput()
    errors = {"required": gettext_lazy("Skriv något här."), "max_length": _TOO_LONG}
    field = forms.CharField if rows else OneLineField
    return field(label=label, max_length=most, required=required, widget=widget, help_text=help_text, error_messages=errors)


def _days(label: Any, help_text: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, required=False, min_value=-365, max_value=365, help_text=help_text, error_messages=_NUMBER)


def _year(label: Any) -> forms.IntegerField:
    help_text = gettext_lazy("Tomt: alla årskurser.")
    return forms.IntegerField(label=label, required=False, min_value=1, max_value=10, help_text=help_text, error_messages=_NUMBER)


def lines_of(text: str) -> list[str]:
    """One thing a line."""
    return [" ".join(line.split()) for line in plain_text(text).split("\n") if line.strip()]


class NewTemplateForm(forms.Form):
    """A name, and what to begin with: of which kind, and empty, like one of Lärka's examples or as a copy."""

    name = _text(
        gettext_lazy("Mallens namn"), 120, help_text=gettext_lazy("Så att kollegor hittar den, till exempel Samtalsunderlag åk 4–6.")
    )
    begin = forms.ChoiceField(
        label=gettext_lazy("Börja med"),
        error_messages=dict.fromkeys(("required", "invalid_choice"), gettext_lazy("Välj vad mallen ska utgå från.")),
    )

    def __init__(self, data: Any, *, copyable: Iterable[TemplateVersion]) -> None:
        super().__init__(data)
        self.versions = {str(version.public_id): version for version in copyable}
        choices = [choice for kind in form_kinds() if kind.templated for choice in self._beginnings(kind)]
        self.fields["begin"].choices = choices  # type: ignore[attr-defined]

    def _beginnings(self, kind: FormKind) -> Iterator[tuple[str, str]]:
        noun = str(kind.noun)
        yield f"{kind.key}:", _("%(kind)s: en tom mall") % {"kind": noun}
        for key, shape in extras_of(kind).examples().items():
            yield f"{kind.key}:{key}", _("%(kind)s: Lärkas exempel %(name)s") % {"kind": noun, "name": shape.title}
        for key, version in self.versions.items():
            if version.template.kind == kind.key:
                yield f"{kind.key}:{key}", f"{noun}: {version.template.unit.name}, {version.template.name}"

    def begun(self) -> dict[str, Any]:
        """What the template begins with."""
        kind, _colon, key = self.cleaned_data["begin"].partition(":")
        version = self.versions.get(key)
        return {"name": self.cleaned_data["name"], "kind": kind, "copy_of": version, "example": "" if version else key}


class WholeForm(FreeTextForm):
    """The form's title, introduction and steps."""

    title = _text(gettext_lazy("Rubrik"), LABEL, help_text=gettext_lazy("Det familjen ser överst."))
    intro = _text(gettext_lazy("Inledning"), HELP, required=False, rows=4)
    stages = _text(
        gettext_lazy("Steg"), 1000, rows=4,
        help_text=gettext_lazy(
            "Ett på varje rad, i ordning. I det sista är allt låst och publicerat, till exempel Fylls i, Samtal, Klart."
        ),
    )  # fmt: skip

    school_forms = forms.MultipleChoiceField(
        label=gettext_lazy("Skolformer"), required=False, choices=SchoolForm.choices,
        help_text=gettext_lazy("Klasser i dessa skolformer får mallen när något startas för dem."),
    )  # fmt: skip
    first_year = _year(gettext_lazy("Från årskurs"))
    last_year = _year(gettext_lazy("Till och med årskurs"))

    def __init__(self, data: Any, *, shape: Shape, kind: FormKind) -> None:
        stages = "\n".join(stage.name for stage in shape.stages)
        initial = {"title": shape.title, "intro": shape.intro, "stages": stages, "school_forms": shape.school_forms}
        super().__init__(data, initial=initial | {"first_year": shape.first_year or None, "last_year": shape.last_year or None})
        self.before = shape
        for name in () if kind.by_year else ("school_forms", "first_year", "last_year"):
            del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """The years stand in order."""
        given = super().clean() or {}
        first, last = given.get("first_year"), given.get("last_year")
        if first and last and first > last:
            self.add_error("last_year", _("Den sista årskursen ska inte ligga före den första."))
        return given

    def clean_stages(self) -> list[str]:
        """The names, checked together."""
        names = lines_of(self.cleaned_data["stages"])
        for problem in stage_problems(names):
            raise forms.ValidationError(problem.text)
        return names

    def shape(self) -> Shape:
        """The form as it is now; a step that is reworded keeps its id."""
        given = self.cleaned_data
        stages = renamed_stages(given["stages"], self.before.stages)
        years: dict[str, Any] = {name: given[name] or 0 for name in ("first_year", "last_year") if name in given}
        meant = years | ({"school_forms": tuple(given["school_forms"])} if "school_forms" in given else {})
        return replace(self.before, title=given["title"].strip(), intro=plain_text(given["intro"]), stages=stages, **meant)


class SectionForm(FreeTextForm):
    """A section's heading and help."""

    heading = _text(gettext_lazy("Rubrik"), LABEL)
    help = _text(gettext_lazy("Hjälptext"), HELP, required=False, rows=3)

    def __init__(self, data: Any, *, section: Section) -> None:
        super().__init__(data, initial={"heading": section.heading, "help": section.help})
        self.before = section

    def section(self) -> Section:
        """The section as it is now."""
        return replace(self.before, heading=self.cleaned_data["heading"].strip(), help=plain_text(self.cleaned_data["help"]))


class QuestionForm(FreeTextForm):
    """One question. What its type has no use for is not asked."""

    label = _text(gettext_lazy("Fråga"), LABEL)
    help = _text(gettext_lazy("Hjälptext"), HELP, required=False, rows=3)
    options = _text(gettext_lazy("Alternativ"), 10_000, rows=5, help_text=gettext_lazy("Ett på varje rad."))
    steps = forms.IntegerField(label=gettext_lazy("Antal steg"), min_value=2, max_value=10, error_messages=_NUMBER)
    lowest = _text(gettext_lazy("Vad det lägsta betyder"), NAME, required=False)
    highest = _text(gettext_lazy("Vad det högsta betyder"), NAME, required=False)
    most = forms.IntegerField(label=gettext_lazy("Tak"), required=False, min_value=1, error_messages=_NUMBER)
    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("Vad får det vara?"), required=False, choices=list(KIND_WORDS.items()), widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Inget valt: allt går bra."),
    )  # fmt: skip
    required = forms.BooleanField(label=gettext_lazy("Måste besvaras"), required=False)
    writers = forms.MultipleChoiceField(
        label=gettext_lazy("Vem skriver?"),
        choices=list(ROLE_WORDS.items()),
        error_messages={"required": gettext_lazy("Välj minst en som skriver.")},
    )
    answered = forms.ChoiceField(
        label=gettext_lazy("Hur svarar de?"),
        choices=[
            (_COMMON, gettext_lazy("De skriver i samma svar")),
            (_EACH, gettext_lazy("Var och en skriver sitt eget svar")),
            (_FOR_PUPIL, gettext_lazy("Vårdnadshavare skriver åt eleven, tills eleven själv skriver")),
        ],
        widget=forms.RadioSelect,
    )
    readers = forms.MultipleChoiceField(
        label=gettext_lazy("Vem läser?"), required=False, choices=list(ROLE_WORDS.items()),
        help_text=gettext_lazy("De som skriver i samma svar läser det alltid."),
    )  # fmt: skip
    shown = forms.ChoiceField(label=gettext_lazy("Läsarna ser svaret från steget"), required=False)
    opens = forms.ChoiceField(label=gettext_lazy("Öppnas i steget"), required=False)
    locks = forms.ChoiceField(label=gettext_lazy("Låses i steget"), required=False)
    opens_days = _days(
        gettext_lazy("Öppnas, dagar från sista dagen"), gettext_lazy("Till exempel −14: två veckor före. Tomt: följer bara stegen.")
    )
    locks_days = _days(
        gettext_lazy("Låses, dagar från sista dagen"), gettext_lazy("Till exempel 1: dagen efter den sista. Tomt: följer bara stegen.")
    )

    purpose = forms.ChoiceField(
        label=gettext_lazy("Vad är det i planen?"), required=False,
        help_text=gettext_lazy("Planen kan inte fastställas utan det som lagen kräver. Säg vilken fråga som är vad."),
    )  # fmt: skip

    def __init__(self, data: Any, *, question: Question, shape: Shape, kind: FormKind) -> None:
        super().__init__(data, initial=_initial(question, shape))
        self.before, self.whole = question, shape
        self.fields["purpose"].choices = [("", _("Något annat")), *kind.purposes.items()]  # type: ignore[attr-defined]
        if not kind.purposes:
            del self.fields["purpose"]
        for name in _unused(question):
            del self.fields[name]
        stages = [(stage.id, stage.name) for stage in shape.stages]
        for name, choices in (("opens", stages[:-1]), ("locks", stages[1:]), ("shown", stages)):
            self.fields[name].choices = choices  # type: ignore[attr-defined]
            if self.initial[name] not in dict(choices):
                self._ask_anew(name, choices)
        if "most" in self.fields:
            self.fields["most"].label = _most_of(question)
            self.fields["most"].help_text = _("Tomt: %(most)s.") % {"most": LONGEST[question.type]}
        if question.type == "table":
            self.fields["options"].label = _("Kolumner")

    def _ask_anew(self, name: str, choices: list[tuple[str, str]]) -> None:
        """The step that stood here is gone: none of the others takes its place by itself."""
        field = self.fields[name]
        field.choices = [("", _("Välj ett steg")), *choices]  # type: ignore[attr-defined]
        field.required, self.initial[name] = True, ""
        field.error_messages["required"] = _("Steget som stod här finns inte längre. Välj ett av stegen.")

    @property
    def kind(self) -> str:
        """The type in words."""
        return str(TYPE_WORDS[self.before.type])

    def clean(self) -> dict[str, Any]:
        """What does not go together is said at the field that it concerns."""
        given = super().clean() or {}
        if not self.errors:
            for problem in question_problems(self.question(), self.whole):
                self._say(problem)
        return given

    def _say(self, problem: Problem) -> None:
        name = _STANDS_AT.get(problem.what, problem.what)
        self.add_error(name if name in self.fields else None, problem.text)

    def question(self) -> Question:
        """The question as it is now; an option that is reworded keeps its id."""
        given, last = self.cleaned_data, self.whole.stages[-1].id
        own: dict[str, Any] = {name: given[name].strip() for name in ("label", "lowest", "highest") if name in given}
        own |= {"kinds": tuple(given["kinds"])} if "kinds" in given else {}
        own |= {name: given[name] for name in ("required", "opens_days", "locks_days", "steps", "purpose") if name in given}
        if "options" in given:
            own["options"] = renamed_options(lines_of(given["options"]), self.before.options)
        return replace(
            self.before,
            **own,
            help=plain_text(given["help"]),
            most=given.get("most") or 0,
            writers=tuple(given["writers"]),
            readers=tuple(given["readers"]),
            each=given["answered"] == _EACH,
            for_pupil=given["answered"] == _FOR_PUPIL,
            opens="" if given["opens"] == self.whole.stages[0].id else given["opens"],
            locks="" if given["locks"] == last else given["locks"],
            shown="" if given["shown"] == last else given["shown"],
        )


def _most_of(question: Question) -> str:
    if question.type == "files":
        return _("Högst så många filer")
    return _("Högst så många tecken") if question.type in TEXTS else _("Högst så många rader")


def _initial(question: Question, shape: Shape) -> dict[str, Any]:
    last = shape.stages[-1].id
    return {
        "label": question.label, "help": question.help, "options": "\n".join(option.text for option in question.options),
        "steps": question.steps, "lowest": question.lowest, "highest": question.highest, "most": question.most or None,
        "required": question.required, "writers": question.writers, "readers": question.readers,
        "answered": _EACH if question.each else _FOR_PUPIL if question.for_pupil else _COMMON,
        "opens": question.opens or shape.stages[0].id, "locks": question.locks or last, "shown": question.shown or last,
        "opens_days": question.opens_days, "locks_days": question.locks_days, "purpose": question.purpose,
        "kinds": question.kinds,
    }  # fmt: skip


def _unused(question: Question) -> list[str]:
    """The fields that this type of question has no use for."""
    left_out = [] if question.type in WITH_OPTIONS else ["options"]
    left_out += [] if question.type == "scale" else ["steps", "lowest", "highest"]
    left_out += [] if question.type in LONGEST else ["most"]
    left_out += [] if question.type == "files" else ["kinds"]
    return left_out
