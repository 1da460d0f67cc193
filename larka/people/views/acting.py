"""What these pages have in common: a form that was sent either does its act or comes back with what is wrong."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.utils.translation import gettext as _

from larka.access.http import ActingRequest
from larka.people.actions.decisions import DecisionError
from larka.people.forms.fields import ActForm


def done(request: ActingRequest, form: ActForm, act: Callable[[dict[str, Any]], str]) -> bool:
    """Whether the form was sent, right, and its act done; ``act`` says what happened. What hinders it is said in the form (Q2)."""
    if not form.is_valid():
        return False
    try:
        said = act(form.cleaned_data)
    except DecisionError as error:
        form.add_error(error.field if error.field in form.fields else None, str(error))
        return False
    messages.success(request, said)
    return True


def nothing_ended(request: ActingRequest) -> bool:
    """What was to end has ended already, or was never there: said so, and the page shows what holds."""
    messages.warning(request, _("Inget avslutades: det gäller inte längre, eller finns inte. Här ser du vad som gäller."))
    return True


def require_pressed(request: ActingRequest, *forms: ActForm) -> None:
    """No button of ours sends what none of the page's forms knows."""
    if request.method == "POST" and not any(form.is_bound for form in forms):
        raise BadRequest
