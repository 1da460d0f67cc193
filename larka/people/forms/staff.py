"""What rektor types about substitutes."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from larka.people.forms.fields import WhoForm, choice_field, day_field, moment, text_field, time_field
from larka.register.models import Group


class SubstituteForm(WhoForm):
    """Who stands in for which group, from when to when (A16)."""

    act = "appoint"
    group = choice_field(gettext_lazy("Grupp"))
    from_day = day_field(gettext_lazy("Från dag"))
    from_time = time_field(gettext_lazy("Från klockan"))
    to_day = day_field(gettext_lazy("Till dag"))
    to_time = time_field(gettext_lazy("Till klockan"))
    decision = text_field(
        gettext_lazy("Beslut om anställning"),
        required=False,
        help_text=gettext_lazy("Behövs bara för den som inte har en tjänst i kommunen: beslutets beteckning."),
    )

    def __init__(self, *args: Any, groups: list[Group], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.groups = {str(group.public_id): group for group in groups}
        self.fields["group"].choices = [("", _("Välj grupp")), *((key, group.name) for key, group in self.groups.items())]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The two moments, in order."""
        given = super().clean() or self.cleaned_data
        for name, later in (("from", False), ("to", True)):
            if {f"{name}_day", f"{name}_time"} <= given.keys():
                try:
                    given[f"{name}_moment"] = moment(given[f"{name}_day"], given[f"{name}_time"], later=later)
                except forms.ValidationError as error:
                    self.add_error(f"{name}_time", error)
        if {"from_moment", "to_moment"} <= given.keys() and given["to_moment"] <= given["from_moment"]:
            self.add_error("to_time", forms.ValidationError(_("Vikariatet ska sluta efter att det börjar.")))
        return given

    @property
    def chosen_group(self) -> Group:
        """The group that was chosen."""
        return self.groups[self.cleaned_data["group"]]
