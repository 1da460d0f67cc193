"""What a family decides itself: whom a pupil of age lets read (A13), whom a guardian lets act (A9)."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from larka.access.http import ActingRequest, opens
from larka.access.models import Proxy
from larka.people.access import ADULT_ACCESS_GIVE, PROXY_GIVE
from larka.people.actions.families import give_adult_access, take_back_adult_access
from larka.people.actions.proxies import give_proxy, take_back_proxy
from larka.people.forms.protected import ProxyForm
from larka.people.queries import decisions, protected
from larka.people.views.acting import done, nothing_ended


@opens(ADULT_ACCESS_GIVE)
def adult_access(request: ActingRequest, child: Any) -> HttpResponse:
    """Who were my guardians, and whom of them I let go on reading."""
    of_age = child.adult_on is not None and child.adult_on <= request.actor.today
    rows = decisions.former_guardians(request.actor, child) if of_age else []
    if request.method == "POST":
        row = next((row for row in rows if str(row["person"].public_id) == request.POST.get("row")), None)
        if row is not None:
            _change(request, child, row)
        return redirect("adult_access", child.public_id)
    context = {"child": child, "of_age": of_age, "adult_on": child.adult_on, "rows": rows}
    return render(request, "people/adult_access.html", context)


def _change(request: ActingRequest, child: Any, row: dict[str, Any]) -> None:
    if request.POST.get("act") == "give":
        give_adult_access(by=request.actor, child=child, person=row["person"])
        messages.success(request, _("%(name)s får läsa det som är skrivet om dig.") % {"name": row["name"]})
    elif request.POST.get("act") == "take_back" and row["consent"]:
        consent = child.adult_consents.filter(public_id=row["consent"]).get()
        take_back_adult_access(by=request.actor, consent=consent)
        messages.success(request, _("%(name)s får inte längre läsa det som är skrivet om dig.") % {"name": row["name"]})


@opens(PROXY_GIVE)
def proxies(request: ActingRequest, child: Any) -> HttpResponse:
    """Whom I let act for my child, in what; giving and taking back (A9)."""
    form = ProxyForm(ProxyForm.pressed(request.POST))
    if request.method == "POST" and (_take_back(request, child) or _give(request, child, form)):
        return redirect("proxies", child.public_id)
    rows = protected.proxies_of(request.actor, child)
    context = {"child": child, "role": child.access_role, "form": form, "rows": rows, "scopes": dict(Proxy.Scope.choices)}
    return render(request, "people/proxies.html", context, status=422 if request.method == "POST" else 200)


def _give(request: ActingRequest, child: Any, form: ProxyForm) -> bool:
    person = None
    if form.is_valid():
        person = protected.known_by(form.cleaned_data["name"], form.cleaned_data["number"])
        if person is None:
            form.add_error("number", _("Namnet och numret hör inte till någon som kan få en fullmakt. Fråga skolan."))

    def act(given: dict[str, Any]) -> str:
        assert person is not None  # noqa: S101 – without a person the form is not valid
        give_proxy(by=request.actor, child=child, person=person, scopes=given["scopes"])
        return _("Fullmakten gäller från i dag.")

    return done(request, form, act)


def _take_back(request: ActingRequest, child: Any) -> bool:
    if request.POST.get("act") != "take_back":
        return False
    person = protected.holder_of_proxy(request.actor, child, request.POST.get("row", ""))
    if person is None:
        return nothing_ended(request)
    take_back_proxy(by=request.actor, child=child, person=person)
    messages.success(request, _("Fullmakten är tillbakatagen."))
    return True
