"""What is typed about a child's adults: a decision, a restriction."""

from django.utils.translation import gettext_lazy

from larka.people.forms.fields import ActForm, WhoForm, day_field, decision_field, text_field


class DecideForm(WhoForm):
    """Another responsible adult may act for the child, by a decision with an end (A9)."""

    act = "decide"
    decision = decision_field()
    last_day = day_field(gettext_lazy("Sista dagen"))


class RestrictForm(WhoForm):
    """An adult is kept from a child's data (A17)."""

    act = "restrict"
    decision = decision_field()
    first_day = day_field(gettext_lazy("Första dagen"))
    last_day = day_field(gettext_lazy("Sista dagen"), required=False, help_text=gettext_lazy("Tomt: tills vidare."))


class NumberForm(ActForm):
    """The whole personal number of a child whose name is not shown."""

    act = "find"
    number = text_field(gettext_lazy("Personnummer"), help_text=gettext_lazy("Tolv siffror."), longest=20)
