"""What is typed about protected people, needs, emergencies and proxies."""

from django import forms
from django.utils.translation import gettext_lazy

from larka.access.models import EmergencyAccess, Proxy
from larka.people.forms.fields import (
    ActForm,
    WhoForm,
    area_field,
    choice_field,
    day_field,
    decision_field,
    many_field,
    row_field,
    text_field,
)
from larka.register.choices import Protection


class NeedForm(ActForm):
    """Why rektor must see a protected child, and until when."""

    act = "need"
    decision = decision_field()
    last_day = day_field(gettext_lazy("Sista dagen"))


class GiveNeedForm(WhoForm):
    """Who needs a protected child's address, why, and until when."""

    act = "give"
    decision = decision_field()
    last_day = day_field(gettext_lazy("Sista dagen"))


class EmergencyForm(ActForm):
    """Why, and for how long."""

    act = "take"
    health_words = True
    reason = area_field(gettext_lazy("Varför är det nödvändigt?"), longest=2000)
    hours = forms.IntegerField(
        label=gettext_lazy("Antal timmar, högst 24"),
        min_value=1,
        max_value=24,
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), gettext_lazy("Skriv ett tal från 1 till 24.")),
    )


class ReviewForm(ActForm):
    """The officer's word on one emergency."""

    act = "review"
    row = row_field()
    verdict = choice_field(gettext_lazy("Granskning"), radios=True, choices=EmergencyAccess.Verdict.choices)
    review = area_field(gettext_lazy("Varför"), longest=2000)


class DelayForm(ActForm):
    """The family is told later."""

    act = "delay"
    row = row_field()
    until = day_field(gettext_lazy("Familjen får veta"))
    decision = decision_field()


class ProxyForm(ActForm):
    """Who may act, and in what."""

    act = "give"
    name = text_field(gettext_lazy("Personens namn"))
    number = text_field(gettext_lazy("Personnummer"), help_text=gettext_lazy("Tolv siffror."), longest=20)
    scopes = many_field(gettext_lazy("Fullmakten gäller"), Proxy.Scope.choices, initial=[Proxy.Scope.ABSENCE, Proxy.Scope.SCHEDULE])


class ProtectionForm(WhoForm):
    """Whose protection changes, to what, by which decision."""

    act = "protect"
    protection = choice_field(gettext_lazy("Skydd"), choices=Protection.choices)
    decision = decision_field()
    named = text_field(gettext_lazy("Personens hela namn"), required=False, help_text=gettext_lazy("Bara när skyddet blir svagare."))


class WorkingNameForm(WhoForm):
    """Another working name."""

    act = "rename"
    name = text_field(gettext_lazy("Nytt arbetsnamn"))
