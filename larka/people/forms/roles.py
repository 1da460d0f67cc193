"""What the huvudman's administrator types about roles."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from larka.people.forms.fields import ActForm, WhoForm, choice_field, day_field, decision_field
from larka.register.choices import GRANTED_ROLES, Role
from larka.register.models import Organisation


class GrantForm(WhoForm):
    """Who gets which role where, by which decision, from when to when (A8)."""

    act = "grant"
    role = choice_field(gettext_lazy("Roll"), choices=[("", gettext_lazy("Välj roll")), *((r.value, r.label) for r in GRANTED_ROLES)])
    place = choice_field(gettext_lazy("Var"))
    decision = decision_field()
    external = forms.BooleanField(
        label=gettext_lazy("Personen har ingen tjänst i kommunen, och beslutet säger att rollen ges ändå"), required=False
    )
    first_day = day_field(gettext_lazy("Första dagen"))
    last_day = day_field(gettext_lazy("Sista dagen"), required=False, help_text=gettext_lazy("Tomt: tills vidare."))

    def __init__(self, *args: Any, places: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = {str(place.public_id): place for place in places}
        self.fields["place"].choices = [(key, place.name) for key, place in self.places.items()]  # type: ignore[attr-defined]

    @property
    def where(self) -> Organisation:
        """The huvudman, or the unit."""
        return self.places[self.cleaned_data["place"]]


class EndForm(ActForm):
    """Which of the given roles ends, and when it no longer holds."""

    act = "end"
    row = choice_field(gettext_lazy("Vilken roll"))
    ends_on = day_field(gettext_lazy("Gäller inte längre från och med"))

    def __init__(self, *args: Any, rows: list[dict[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [
            (str(row["public_id"]), f"{row['name'] or _('Skyddad person')}, {Role(row['role']).label}, {row['unit_name']}") for row in rows
        ]
        self.fields["row"].choices = [("", _("Välj i listan")), *named]  # type: ignore[attr-defined]
