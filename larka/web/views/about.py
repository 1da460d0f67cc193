"""Pages that are the same for everybody: help, accessibility, everything else there is, and the style guide."""

import datetime as dt

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from larka.access.http import exempt
from larka.access.paging import Page
from larka.core.freetext import findings
from larka.records.conflicts import Conflict
from larka.register.choices import Role
from larka.web.built import ICONS
from larka.web.navigation import FAMILY, TEACHING, UNIT, left_out

_OFFICE = frozenset({Role.ADMINISTRATOR, Role.ARCHIVIST, Role.REGISTRAR, Role.DATA_PROTECTION_OFFICER, Role.KITCHEN})


@exempt("the same text for everybody")
def help_page(request: HttpRequest) -> HttpResponse:
    """Help in plain words: the reader's own part first, then the others'."""
    actor = getattr(request, "actor", None)
    roles = actor.roles if actor else frozenset()
    parts = [
        ("family", FAMILY),
        ("pupil", frozenset({Role.PUPIL})),
        ("teaching", TEACHING),
        ("unit", UNIT),
        ("office", _OFFICE),
    ]
    mine = [name for name, held in parts if held & roles]
    others = [name for name, _held in parts if name not in mine]
    return render(request, "web/help.html", {"mine": mine, "others": others})


@exempt("the same text for everybody")
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement."""
    return render(request, "web/accessibility.html")


@exempt("leads to another address only")
def without_slash(request: HttpRequest) -> HttpResponse:
    """The same page's own address, which ends without a slash."""
    return redirect(request.path.rstrip("/"), permanent=True)


@exempt("links only; shows nothing about anybody")
def more(request: HttpRequest) -> HttpResponse:
    """Everything that has no room in the navigation."""
    actor = getattr(request, "actor", None)
    return render(request, "web/more.html", {"left_out": left_out(actor.roles) if actor else ()})


# Name, class and state of invented pupils, one of them with a very long name.
SAMPLE_PUPILS = (
    ("Alva Åkesson", "8A", "done"),
    ("Björn Öberg", "8A", "begun"),
    ("Maximiliana-Alexandra von Hammarskjöld-Wachtmeister", "8A", "neutral"),
    ("Yusuf Çelik", "8B", "warning"),
)


class SampleForm(forms.Form):
    """One field of each sort, to be shown with and without errors."""

    title = forms.CharField(label=_("Rubrik"), help_text=_("Kort, så att den syns i listan."))
    text = forms.CharField(label=_("Omdöme"), widget=forms.Textarea, help_text=_("Beskriv vad eleven kan och hur hen kommer vidare."))
    subject = forms.ChoiceField(label=_("Ämne"), choices=[("", _("Välj ämne")), ("ma", _("Matematik")), ("sv", _("Svenska"))])
    level = forms.ChoiceField(
        label=_("Visa för"), widget=forms.RadioSelect, choices=[("all", _("Alla i klassen")), ("one", _("Bara eleven"))]
    )
    sure = forms.BooleanField(label=_("Jag har läst igenom texten"))


class SampleFile(forms.Form):
    """A field for a file, and what was sent before the form."""

    file = forms.FileField(error_messages={"required": _("Välj en bild.")})
    upload = forms.CharField(required=False, widget=forms.HiddenInput)


@exempt("invented people only")
def design(request: HttpRequest) -> HttpResponse:
    """The live style guide: every component in its states."""
    context = {
        "now": dt.datetime.now(dt.UTC),
        "pupils": SAMPLE_PUPILS,
        "form": SampleForm(),
        "broken": SampleForm({"title": "", "text": "Alva läser flytande.", "level": "all"}),
        "pointed": findings("Alva är lat på lektionerna, nås på 070-174 06 58."),
        "conflict": Conflict("Alva resonerar säkert om bråk.", "Alva resonerar om bråk och procent.", str(_("Det som är sparat nu"))),
        "files": [SampleFile(auto_id="design-fil-%s"), SampleFile({}, auto_id="design-fil-fel-%s")],
        "icons": ICONS,
        "page": Page(number=2, rows=[], previous="?sida=1", next="?sida=3"),
        "many": range(1, 61),
    }
    return render(request, "web/design.html", context)
