"""How I want to hear of news."""

from django.contrib import messages
from django.db.models.query import QuerySet
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from larka.access.http import ActingRequest, answers_programs, lists
from larka.access.policies import PROFILE_EDIT
from larka.notices.actions.choosing import ChoiceError, add_browser, choose_notices, forget_browsers
from larka.notices.forms import ChoicesForm
from larka.notices.queries.choices import own_reach
from larka.notices.sending.pushing import public_key
from larka.register.models import Person


@lists(PROFILE_EDIT)
def choices(request: ActingRequest, _me: QuerySet[Person]) -> HttpResponse:
    """How often mail comes, and what else is told how."""
    request.reading.saw(())
    reach = own_reach(request.actor)
    form = ChoicesForm(request.POST if request.method == "POST" else None, kept=reach.kept, has_sms=reach.has_sms)
    if form.is_valid():
        choose_notices(by=request.actor, **form.cleaned_data)
        messages.success(request, _("Ditt val är sparat."))
        return redirect("notice_choices")
    context = {"form": form, "reach": reach, "push_key": public_key() if reach.has_push else ""}
    return render(request, "notices/choices.html", context, status=422 if request.method == "POST" else 200)


@require_POST
@answers_programs
@lists(PROFILE_EDIT)
def subscribe(request: ActingRequest, _me: QuerySet[Person]) -> HttpResponse:
    """A browser says where it can be knocked at."""
    request.reading.saw(())
    try:
        add_browser(by=request.actor, endpoint=request.POST.get("endpoint", ""))
    except ChoiceError as problem:
        return JsonResponse({"problem": str(problem)}, status=422)
    return JsonResponse({"kept": True})


@require_POST
@lists(PROFILE_EDIT)
def unsubscribe(request: ActingRequest, _me: QuerySet[Person]) -> HttpResponse:
    """No browser of mine is knocked at any more."""
    forget_browsers(by=request.actor)
    messages.success(request, _("Dina webbläsare visar inga notiser längre."))
    return redirect("notice_choices")
