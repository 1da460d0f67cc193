"""What the administrator types about work that has failed."""

from django import forms
from django.utils.translation import gettext_lazy as _


class SetAsideForm(forms.Form):
    """Why nothing more is to be done."""

    reason = forms.CharField(
        max_length=300,
        error_messages={"required": _("Skriv varför inget mer behöver göras."), "max_length": _("Skriv högst 300 tecken.")},
    )
