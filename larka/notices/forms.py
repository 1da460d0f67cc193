"""How somebody wants to hear of news: checked, never saved here."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from larka.notices.models import Choice, Often

_OFTEN = {"required": _("Välj hur ofta."), "invalid_choice": _("Välj hur ofta.")}


class ChoicesForm(forms.Form):
    """How often mail comes, and sms where the huvudman has them and the register has a number."""

    remember = forms.ChoiceField(
        label=_("Mejl om sådant som ska kommas ihåg"), choices=Often.choices, widget=forms.RadioSelect, error_messages=_OFTEN
    )
    information = forms.ChoiceField(
        label=_("Mejl om annat nytt"),
        choices=[choice for choice in Often.choices if choice[0] != Often.AT_ONCE],
        widget=forms.RadioSelect,
        error_messages=_OFTEN,
    )
    sms = forms.BooleanField(label=_("Sms när något är akut"), required=False)

    def __init__(self, data: Any, *, kept: Choice, has_sms: bool) -> None:
        super().__init__(data, initial={"remember": kept.remember, "information": kept.information, "sms": kept.sms})
        if not has_sms:
            del self.fields["sms"]
