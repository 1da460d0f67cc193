"""One's own profile, how others see it, and the contact list of a group."""

from dataclasses import replace
from itertools import chain
from typing import Any

from django.contrib import messages
from django.db.models.query import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from larka.access.audiences import Audience
from larka.access.http import ActingRequest, is_fetched, lists, opens
from larka.access.paging import page_of
from larka.access.policies import PROFILE_EDIT
from larka.media.queries.pictures import pictures_of
from larka.people.actions.profile import ProfileChangedError, ProfileError
from larka.records.conflicts import Conflict, must_choose
from larka.records.queries.drafts import DraftBox, draft_box
from larka.register.choices import Role
from larka.register.models import Group, Person
from larka.register.settings import setting
from larka.web.access import CONTACTS_READ, PRESENTATION_READ
from larka.web.actions import save_profile
from larka.web.forms import ProfileForm
from larka.web.places import presentation_spot
from larka.web.queries import contacts as contact_list
from larka.web.queries.profiles import OwnProfile, own_profile


@lists(PROFILE_EDIT)
def profile(request: ActingRequest, _me: QuerySet[Person]) -> HttpResponse:
    """What I say of myself, what others see of how to reach me, and how the school reaches me."""
    request.reading.saw(())
    own = own_profile(request.actor)
    box = draft_box(request.actor, presentation_spot(request.actor), own.kept.version)
    form = _form(request, own, box, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            save_profile(by=request.actor, drafts=form.drafts, **form.cleaned_data)
        except ProfileChangedError:
            own = own_profile(request.actor)
            form = _form_again(request, own, box)
        except ProfileError as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, _("Din profil är sparad."))
            return redirect("profile")
    return render(request, "web/profile.html", {"own": own, "form": form, "box": box}, status=422 if request.method == "POST" else 200)


def _form(request: ActingRequest, own: OwnProfile, box: DraftBox, data: Any) -> ProfileForm:
    longest = setting("profile.longest_presentation")
    return ProfileForm(data, own=own, box=box, longest=longest, guardian=Role.GUARDIAN in request.actor.roles)


def _form_again(request: ActingRequest, own: OwnProfile, box: DraftBox) -> ProfileForm:
    """What was typed, beside what was saved elsewhere meanwhile (Q4)."""
    typed = request.POST.copy()
    typed["version"] = str(own.kept.version)
    form = _form(request, own, box, typed)
    mine = str(form.cleaned_data.get("presentation", "")) if form.is_valid() else ""
    form.add_error(None, _("Profilen har sparats på ett annat ställe sedan du öppnade sidan. Spara igen om det här ska gälla."))
    if mine != own.kept.presentation:
        form.conflicts["presentation"] = Conflict(mine, own.kept.presentation, _("Det som är sparat nu"))
        form.add_error("presentation", must_choose())
    return form


@lists(PROFILE_EDIT)
def readers(request: ActingRequest, _me: QuerySet[Person]) -> HttpResponse:
    """Vem kan se detta? Those who can read my presentation, as far as I may know of them (A18)."""
    request.reading.saw(())
    mine = Audience.of(request.actor, PRESENTATION_READ, Person(pk=request.actor.person_id))
    return render(
        request, "web/profile_readers.html", {"shown": mine.shown(request.GET.dict(), request.path, embedded=is_fetched(request))}
    )


@lists(CONTACTS_READ)
def seen_by_others(request: ActingRequest, _groups: QuerySet[Group]) -> HttpResponse:
    """How I look in the contact list of one of my groups, to each sort of reader."""
    request.reading.saw(())
    groups = contact_list.my_groups(request.actor)
    asked = request.GET.get("grupp", "")
    group = next((row for row in groups if str(row["public_id"]) == asked), groups[0] if groups else None)
    seen = contact_list.seen_by_others(request.actor, Group(pk=group["pk"])) if group else []
    context = {"groups": groups, "group": group, "seen": seen, "own": own_profile(request.actor)}
    return render(request, "web/profile_seen_by_others.html", context)


@opens(PRESENTATION_READ)
def person(request: ActingRequest, shown: Any) -> HttpResponse:
    """A person by name, and what they say of themselves."""
    return render(request, "web/profile_person.html", {"person": shown, "presentation": shown.presentation or ""})


@opens(CONTACTS_READ)
def contacts(request: ActingRequest, group: Any) -> HttpResponse:
    """The group's pupils, their guardians and the staff, each with what they chose to show."""
    actor = request.actor
    page = page_of(contact_list.members(actor, group), request.GET.dict())
    rows = [contact_list.contact(row) for row in page.rows]
    seen = [row.pk for row in rows]
    request.reading.saw(seen)
    guardians, staff = contact_list.guardians(actor, seen), contact_list.staff(actor, group)
    context = {
        "group": group,
        "page": replace(page, rows=rows),
        "guardians": guardians,
        "staff": staff,
        "pictures": pictures_of(
            actor, [row.pk for row in (*rows, *chain.from_iterable(guardians.values()), *(row for row, _said in staff))]
        ),
    }
    return render(request, "web/profile_contacts.html", context)
