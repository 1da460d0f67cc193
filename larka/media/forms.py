"""What is chosen and sent with a file: checked, never saved here."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from larka.media.models import ProfilePicture


class PictureForm(forms.Form):
    """A picture of a person, and, where that is theirs to choose, who sees it. ``upload``: the file came part by part before the form."""

    file = forms.Field(label=_("Bild"), required=False, widget=forms.FileInput)
    upload = forms.UUIDField(required=False, widget=forms.HiddenInput)
    shown_to = forms.ChoiceField(label=_("Vem får se bilden?"), choices=ProfilePicture.ShownTo.choices, widget=forms.RadioSelect)

    def __init__(self, data: Any, *, chooses: bool, shown_to: str) -> None:
        super().__init__(data, initial={"shown_to": shown_to})
        if not chooses:
            del self.fields["shown_to"]
