"""What these pages have in common: a form that was sent either does its act or comes back with what is wrong."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages

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
